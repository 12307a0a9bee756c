/* page_group.c - the members of the listener's SO_REUSEPORT group, side by side. */
#include "tui/page_part.h"

#include "base/text.h"
#include "table/group.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/draw.h"

#include <string.h>

static int64_t fact_of(const struct row *row, enum fact_id fact)
{
	int64_t value = -1;

	facts_get(&row->listener->facts, fact, &value);
	return value;
}

/* The fullest first; where none is, the one that refused most. */
static int by_queue(const void *x, const void *y, void *arg)
{
	static const enum fact_id facts[] = { FACT_QUEUE, FACT_DROPS };
	const struct row *a = x, *b = y;

	(void)arg;
	for (size_t i = 0; i < sizeof(facts) / sizeof(*facts); i++) {
		int64_t of_a = fact_of(a, facts[i]), of_b = fact_of(b, facts[i]);

		if (of_a != of_b)
			return (of_a < of_b) - (of_a > of_b);
	}
	return listener_id_compare(&a->listener->id, &b->listener->id);
}

void page_fill_members(struct page *page, const struct scene *scene)
{
	const struct snapshot *snap = scene_snapshot(scene);
	const char *group = page->row.listener->label[LABEL_REUSEPORT];

	array_clear(&page->members);
	for (size_t i = 0; snap && group && i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];
		const char *other = listener->label[LABEL_REUSEPORT];
		struct row row;

		if (other && strcmp(group, other) == 0 &&
		    overview_listener(scene, &listener->id, &row))
			*array_add(&page->members) = row;
	}
	array_sort(&page->members, by_queue, NULL);
}

unsigned page_member_lines(const struct page *page)
{
	/* Alone in it: nothing to compare. */
	return page->members.count > 1 ? 2 + (unsigned)page->members.count : 0;
}

static void draw_heading(const struct page_view *view, struct canvas *canvas, unsigned y)
{
	const struct page *page = view->page;
	struct group group = {
		.grouping = GROUPING_REUSEPORT,
		.members = page->members.items,
		.count = page->members.count,
	};
	unsigned x = 2 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "GROUP");
	char line[PAGE_LINE];
	struct text text = TEXT_OVER(line);
	double imbalance;

	text_format(&text, "%zu by SO_REUSEPORT", page->members.count);
	if (group_imbalance(&group, &imbalance))
		text_format(&text, ", the longest queue is %.1f times the mean", imbalance);
	draw_line(canvas, x, y, ROLE_TEXT, line);
}

static bool is_own(const struct page *page, const struct row *row)
{
	return listener_id_compare(&row->listener->id, &page->id) == 0;
}

static void draw_rows(const struct page_view *view, struct canvas *canvas, unsigned y,
		      size_t shown)
{
	struct page *page = view->page;
	const struct row *rows = page->members.items;
	struct draw draw = {
		.layout = &page->members_layout,
		.look = view->look,
		.match = "",
		.tick = view->scene->tick,
	};

	layout_place(&page->members_layout, &page->members_query, view->look, rows, shown,
		     canvas->width, view->now);
	draw_titles(canvas, &draw, y);
	for (size_t i = 0; i < shown; i++) {
		unsigned line = y + 1 + (unsigned)i;

		draw_row(canvas, &draw, &rows[i], false, line);
		if (is_own(page, &rows[i]))
			canvas_text(canvas, 1, line, 1, ROLE_STRONG, ">");
	}
}

void page_draw_members(const struct page_view *view, struct canvas *canvas, unsigned y,
		       unsigned height)
{
	size_t count = view->page->members.count, shown;

	if (height == 0)
		return;
	draw_heading(view, canvas, y);
	if (height < 3)
		return;
	shown = count <= height - 2 ? count : height - 2;
	if (shown < count && shown > 1)
		shown--;
	draw_rows(view, canvas, y + 1, shown);
	if (shown < count && shown + 2 < height) {
		char line[32];
		struct text text = TEXT_OVER(line);

		text_format(&text, "and %zu more", count - shown);
		draw_line(canvas, 3, y + 2 + (unsigned)shown, ROLE_DIM, line);
	}
}
