/* pane.c - one query on the screen: cursor, order, search, tags. */
#include "tui/pane.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/column.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <stdlib.h>
#include <string.h>

enum {
	HOLD_SECONDS = 10,
	SORT_SECONDS = 5,
	PAN_STEP = 8,
};

void pane_init(struct pane *pane, struct query *query)
{
	*pane = (struct pane){ .query = *query };
	*query = (struct query){ 0 };
}

void pane_free(struct pane *pane)
{
	pane_choose_user(pane, NULL);
	query_free(&pane->query);
	table_free(&pane->table);
	layout_free(&pane->layout);
	array_free(&pane->tags);
	free(pane->filter);
	*pane = (struct pane){ 0 };
}

static enum table_order next_order(struct pane *pane, uint64_t now)
{
	if (pane->held && clock_seconds(pane->touched, now) >= HOLD_SECONDS)
		pane->held = false;
	if (pane->sort_now || !pane->filled)
		return TABLE_SORT;
	if (pane->held || pane->keep_now)
		return TABLE_HOLD;
	/* A tenth less: ticks do not come to the nanosecond. */
	if (clock_seconds(pane->sorted_at, now) >= SORT_SECONDS - 0.1)
		return TABLE_SORT;
	return TABLE_SETTLE;
}

/* Rows die with the tick, ids do not. */
static void keep_cursor(struct pane *pane, size_t row)
{
	const struct row *of = &pane->table.rows.items[row];

	pane->cursor = pane->table.ids.items[row];
	if (of->group)
		pane->cursor_member = of->listener->id;
}

/* What was followed is gone, whether its last numbers still stand there or not. */
static void lose(struct pane *pane)
{
	pane->lost = pane->following;
	pane->following = false;
}

/* The cursor is its row's, wherever that stands now, or is folded into. If the row
 * has gone, the one that took its place has it. */
static void find_cursor(struct pane *pane)
{
	struct list *list = &pane->list;
	bool shown = list->cursor >= list->top && list->cursor < list->top + list->rows;
	ptrdiff_t at;

	if (!pane->bound) {
		list->cursor = list->top = 0;
		return;
	}
	at = table_find_home(&pane->table, &pane->cursor);
	if (at >= 0) {
		bool moved = list->cursor != (size_t)at;

		list->cursor = (size_t)at;
		keep_cursor(pane, (size_t)at);
		if (pane->held || pane->following || (shown && !moved))
			list_show(list);
		if (cell_is_past(&pane->table.rows.items[at]))
			lose(pane);
		return;
	}
	lose(pane);
	if (pane->table.rows.count)
		keep_cursor(pane, list->cursor);
}

void pane_fill(struct pane *pane, const struct scene *scene, uint64_t now)
{
	enum table_order order = next_order(pane, now);

	table_fill(&pane->table, &pane->query, scene, order);
	if (order == TABLE_SORT)
		pane->sorted_at = now;
	pane->sort_now = pane->keep_now = false;
	pane->filled = true;
	list_fit(&pane->list, pane->table.rows.count, pane->list.rows);
	find_cursor(pane);
	pane_drop_tags(pane);
}

void pane_bind(struct pane *pane, size_t row)
{
	if (row >= pane->table.rows.count)
		return;
	keep_cursor(pane, row);
	pane->bound = true;
}

static void touch(struct pane *pane, uint64_t now)
{
	pane->touched = now;
	pane->held = !pane->following;
	pane_bind(pane, pane->list.cursor);
}

static void pan_right(struct pane *pane)
{
	if (!pane->layout.more)
		return;
	if (pane->layout.skipped + pane->layout.count < pane->query.columns.count)
		pane->layout.skipped++;
	else
		pane->pan += PAN_STEP;
}

static void pan_left(struct pane *pane)
{
	if (pane->pan)
		pane->pan -= PAN_STEP;
	else if (pane->layout.skipped)
		pane->layout.skipped--;
}

bool pane_move(struct pane *pane, enum command command, uint64_t now)
{
	if (command == COMMAND_LEFT || command == COMMAND_RIGHT) {
		if (command == COMMAND_LEFT)
			pan_left(pane);
		else
			pan_right(pane);
		return true;
	}
	if (!list_move(&pane->list, command))
		return false;
	/* Another row: it is not the followed one any more. */
	pane->following = false;
	touch(pane, now);
	return true;
}

void pane_step(struct pane *pane, long step, uint64_t now)
{
	list_step(&pane->list, step);
	pane->following = false;
	touch(pane, now);
}

void pane_put(struct pane *pane, size_t row, uint64_t now)
{
	if (row >= pane->table.rows.count)
		return;
	pane->list.cursor = row;
	list_show(&pane->list);
	pane->following = false;
	touch(pane, now);
}

const struct row *pane_row(const struct pane *pane)
{
	if (pane->list.cursor >= pane->table.rows.count)
		return NULL;
	return &pane->table.rows.items[pane->list.cursor];
}

ptrdiff_t pane_row_at(const struct pane *pane, unsigned x, unsigned y)
{
	size_t row;

	/* Something else may stand beside it. */
	if (x >= pane->width || y <= pane->y || y - pane->y > pane->list.rows)
		return -1;
	row = pane->list.top + (y - pane->y - 1);
	return row < pane->table.rows.count ? (ptrdiff_t)row : -1;
}

const struct column *pane_title_at(const struct pane *pane, unsigned x, unsigned y)
{
	const struct layout_column *at = y == pane->y ? layout_at(&pane->layout, x) : NULL;

	return at && column_is_sortable(at->asked) ? at->asked : NULL;
}

bool pane_release(struct pane *pane)
{
	bool held = pane->held || pane->following;

	pane->held = pane->following = false;
	pane->sort_now = pane->sort_now || held;
	return held;
}

bool column_is_sortable(const struct column *column)
{
	return !column->json_only && !column->later && column->lens != LENS_TREND;
}

const struct column *pane_order(const struct pane *pane)
{
	/* The default order begins with fill; owners stand by pid, events by time, threads
	 * by what they use. The kernel's counters have an order of their own. */
	static const char *const first[TABLE_KINDS] = {
		[TABLE_LISTENERS] = "fill",
		[TABLE_PROCESSES] = "worst_fill",
		[TABLE_OWNERS] = "pid",
		[TABLE_EVENTS] = "time",
		[TABLE_THREADS] = "thread_cpu",
	};
	const char *key = first[pane->query.kind];

	if (pane->query.order || !key)
		return pane->query.order;
	return column_find(pane->query.kind, key, strlen(key));
}

bool pane_is_descending(const struct pane *pane)
{
	const struct column *order = pane_order(pane);

	return order && order->descending != pane->query.reverse;
}

void pane_sort(struct pane *pane, const struct column *column, bool reverse)
{
	pane->query.order = column;
	pane->query.reverse = reverse;
	pane->sort_now = true;
}

void pane_reverse(struct pane *pane)
{
	pane_sort(pane, pane->query.order, !pane->query.reverse);
}

bool pane_sort_next(struct pane *pane, int step)
{
	const struct column *order = pane_order(pane);
	ptrdiff_t count = (ptrdiff_t)pane->query.columns.count, at = 0;

	while (at < count && pane->query.columns.items[at] != order)
		at++;
	if (at == count)
		at = step > 0 ? -1 : count;
	for (at += step; at >= 0 && at < count; at += step) {
		if (column_is_sortable(pane->query.columns.items[at])) {
			pane_sort(pane, pane->query.columns.items[at], false);
			return true;
		}
	}
	return false;
}

bool pane_follow(struct pane *pane, uint64_t now)
{
	pane->following = !pane->following && pane->table.rows.count;
	touch(pane, now);
	pane->sort_now = true;
	return pane->following;
}

static void place_cursor(const struct pane *pane, struct canvas *canvas)
{
	static const char *const names[] = { "local", "process", "command", "pid", "thread" };
	size_t line = pane->list.cursor - pane->list.top;
	unsigned x = 0;

	if (pane->elsewhere)
		return;
	canvas->cursor_x = 0;
	canvas->cursor_y = pane->y;
	if (pane->list.cursor < pane->list.top || line >= pane->list.rows ||
	    pane->list.cursor >= pane->table.rows.count)
		return;
	for (size_t name = sizeof(names) / sizeof(*names); name > 0; name--) {
		for (size_t i = 0; i < pane->layout.count; i++) {
			if (strcmp(pane->layout.columns[i].asked->key, names[name - 1]) == 0)
				x = pane->layout.columns[i].x;
		}
	}
	canvas->cursor_x = x < canvas->width ? x : 0;
	canvas->cursor_y = pane->y + 1 + (unsigned)line;
	canvas_select(canvas, 0, canvas->cursor_y, canvas->width);
}

static void take_size(struct pane *pane, unsigned width, size_t rows)
{
	bool grown = pane->list.rows == 0;
	bool shown = pane->list.cursor >= pane->list.top &&
		     pane->list.cursor < pane->list.top + pane->list.rows;

	if (pane->width != width)
		query_set_width(&pane->query, width);
	pane->width = width;
	list_fit(&pane->list, pane->table.rows.count, rows);
	if (grown || shown)
		list_show(&pane->list);
}

void pane_draw(struct pane *pane, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene, uint64_t now)
{
	const struct row *rows = pane->table.rows.items;
	struct draw draw = {
		.layout = &pane->layout,
		.look = look,
		.order = pane_order(pane),
		.descending = pane_is_descending(pane),
		.pan = pane->pan,
		.match = pane->search.active ? pane->search.word : "",
		.tick = scene ? scene->tick : 0,
	};
	size_t shown;

	if (height == 0)
		return;
	pane->y = y;
	take_size(pane, canvas->width, height - 1);
	shown = pane->table.rows.count - pane->list.top;
	if (shown > pane->list.rows)
		shown = pane->list.rows;
	layout_place(&pane->layout, &pane->query, look,
		     shown ? rows + pane->list.top : NULL, shown, canvas->width, now);
	draw_titles(canvas, &draw, y);
	for (size_t i = 0; i < shown; i++) {
		size_t at = pane->list.top + i;

		draw_row(canvas, &draw, &rows[at], pane_is_tagged(pane, &pane->table.ids.items[at]),
			 y + 1 + (unsigned)i);
	}
	place_cursor(pane, canvas);
}
