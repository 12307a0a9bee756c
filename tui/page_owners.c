/* page_owners.c - the processes that hold the listener; they have the cursor. */
#include "tui/page_part.h"

#include "base/text.h"
#include "tui/draw.h"

unsigned page_owner_lines(const struct page *page)
{
	size_t count = page->owners.table.rows.count;

	return 1 + (count ? 1 + (unsigned)count : 0);
}

void page_draw_owners(const struct page_view *view, struct canvas *canvas, unsigned y,
		      unsigned height)
{
	struct page *page = view->page;
	const char *reason = page->row.listener->label[LABEL_NO_OWNER];
	size_t count = page->owners.table.rows.count;
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);

	if (height == 0)
		return;
	canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "OWNERS");
	/* None seen is not none, and where it is the reason says so. */
	if (count || !reason)
		text_format(&text, "%zu", count);
	if (page->owners.table.hidden)
		text_format(&text, ", %zu hidden by the filter", page->owners.table.hidden);
	if (!count && reason) {
		text_add(&text, text.length ? "  " : "");
		text_printable(&text, reason, view->ascii);
	}
	draw_line(canvas, 8, y, ROLE_TEXT, line);
	if (count)
		pane_draw(&page->owners, canvas, y + 1, height - 1, view->look, view->scene,
			  view->now);
}
