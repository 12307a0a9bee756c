/* process_page_list.c - the listeners a process holds, and its threads. */
#include "tui/process_page_part.h"

#include "base/text.h"
#include "table/value.h"
#include "tui/draw.h"

#include <inttypes.h>

static unsigned lines_of(const struct pane *pane)
{
	size_t count = pane->table.rows.count;

	return 1 + (count ? 1 + (unsigned)count : 0);
}

unsigned process_listener_lines(const struct process_page *page)
{
	return lines_of(&page->listeners);
}

unsigned process_thread_lines(const struct process_page *page)
{
	return lines_of(&page->threads);
}

static void say_hidden(const struct pane *pane, struct text *text)
{
	if (pane->table.hidden)
		text_format(text, ", %zu hidden by the filter", pane->table.hidden);
}

static void say_count(const struct process_view *view, struct text *text)
{
	uint32_t count = view->page->row.process->listener_count;

	if (count)
		text_format(text, "%" PRIu32, count);
	else
		text_add(text, "none");
}

/* The titles take a line as soon as there is one for a row. */
static void draw_table(const struct process_view *view, struct pane *pane, bool elsewhere,
		       struct canvas *canvas, unsigned y, unsigned height)
{
	pane->elsewhere = elsewhere;
	/* It has more lines than it had: what stood above them comes back. */
	if (height > pane->list.rows + 1 && pane->list.cursor + 1 < height)
		pane->list.top = 0;
	if (height > 1 && pane->table.rows.count) {
		pane_draw(pane, canvas, y, height, view->look, view->scene, view->now);
		return;
	}
	/* Not to be seen, and not to be clicked. */
	pane->list.rows = 0;
	pane->width = 0;
}

void process_draw_listeners(const struct process_view *view, struct canvas *canvas, unsigned y,
			    unsigned height)
{
	struct pane *pane = &view->page->listeners;
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);

	if (height) {
		say_count(view, &text);
		say_hidden(pane, &text);
		canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "LISTENERS");
		draw_line(canvas, 11, y, ROLE_TEXT, line);
	}
	draw_table(view, pane, view->page->part != PROCESS_LISTENERS, canvas, y + 1,
		   height ? height - 1 : 0);
}

static void say_threads(const struct process_view *view, struct text *text)
{
	const struct pane *pane = &view->page->threads;
	size_t known = view->page->all_threads.rows.count;
	int64_t count;

	process_add(view, "threads", text);
	say_hidden(pane, text);
	if (known == 0 && process_is_asking(view))
		text_add(text, "   looking ...");
	else if (known == 0)
		text_add(text, "   what they do is not known");
	else if (facts_get(&view->page->row.process->facts, FACT_THREADS, &count) &&
		 count > (int64_t)known)
		text_format(text, "   %zu were looked at", known);
}

void process_draw_threads(const struct process_view *view, struct canvas *canvas, unsigned y,
			  unsigned height)
{
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);

	if (height) {
		say_threads(view, &text);
		canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "THREADS");
		draw_line(canvas, 9, y, ROLE_TEXT, line);
	}
	draw_table(view, &view->page->threads, view->page->part != PROCESS_THREADS, canvas, y + 1,
		   height ? height - 1 : 0);
}
