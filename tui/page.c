/* page.c - all about one listener: its past, its identity, its owners. */
#include "tui/page.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/column.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/plot.h"
#include "tui/timeline.h"

#include <string.h>

enum {
	LINE_SIZE = 512,
	QUEUE_LINES = 10, DROPS_LINES = 5,      /* of the graphs, at most */
	OWNERS_LINES = 4,                       /* kept for them, at most */
};

void page_open(struct page *page, const struct listener_id *id, unsigned width)
{
	struct query query;

	page_close(page);
	page->id = *id;
	page->gone = true;
	query_init(&query, TABLE_OWNERS, width);
	query.of_listener = &page->id;
	pane_init(&page->owners, &query);
}

void page_close(struct page *page)
{
	pane_free(&page->owners);
	*page = (struct page){ .gone = true };
}

void page_fill(struct page *page, const struct scene *scene, uint64_t now)
{
	page->gone = !overview_listener(scene, &page->id, &page->row);
	if (!page->gone) {
		struct text name = TEXT_OVER(page->name);

		address_format(&page->row.listener->local, &name);
	}
	pane_fill(&page->owners, scene, now);
}

static const struct column *column_of(const char *key)
{
	return column_find(TABLE_LISTENERS, key, strlen(key));
}

static void format(const char *key, const struct row *row, bool ascii, struct text *text)
{
	struct value value;

	column_value(column_of(key), row, &value);
	value_format_short(&value, ascii, text);
}

static bool is_known(const char *key, const struct row *row)
{
	struct value value;

	column_value(column_of(key), row, &value);
	return value_is_known(&value);
}

/* What it is on the left, whose it is on the right. */
static void draw_title(const struct page *page, struct canvas *canvas, unsigned y)
{
	static const char *const kept[] = { "proto", "service" };
	static const char *const right[] = { "unit", "user" };
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	unsigned x, width;

	text_printable(&text, page->name, canvas->ascii);
	x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, line);
	for (size_t i = 0; i < sizeof(kept) / sizeof(*kept); i++) {
		if (!is_known(kept[i], &page->row))
			continue;
		text = TEXT_OVER(line);
		format(kept[i], &page->row, canvas->ascii, &text);
		x += 2 + canvas_text(canvas, x + 2, y, canvas->width, ROLE_TEXT, line);
	}
	text = TEXT_OVER(line);
	for (size_t i = 0; i < sizeof(right) / sizeof(*right); i++) {
		if (!is_known(right[i], &page->row))
			continue;
		text_add(&text, text.length ? "  " : "");
		format(right[i], &page->row, canvas->ascii, &text);
	}
	width = (unsigned)text_columns(line);
	if (x + width + 3 < canvas->width)
		canvas_text(canvas, canvas->width - width - 1, y, width, ROLE_TEXT, line);
}

static void draw_state(const struct page *page, struct canvas *canvas, unsigned y)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	struct value rate;
	double drops;

	if (row_is_in_trouble(&page->row)) {
		text_add(&text, "! accept queue full: ");
		format("queue", &page->row, canvas->ascii, &text);
		text_add(&text, " wait to be accepted, the backlog is ");
		format("backlog", &page->row, canvas->ascii, &text);
		draw_line(canvas, 1, y, ROLE_ALARM, line);
		return;
	}
	column_value(column_of("drop_rate"), &page->row, &rate);
	if (value_number(&rate, &drops) && drops > 0)
		draw_line(canvas, 1, y, ROLE_ALARM, "  dropping now");
	else
		draw_line(canvas, 1, y, ROLE_DIM, "no trouble now");
}

static void add_times(const struct plot *plot, const struct timeline *timeline,
		      struct text *text)
{
	char time[CLOCK_TIME_SIZE];
	uint64_t tick = plot->first, wall;

	/* The first column may begin before the first tick. */
	while (tick < timeline->last && !timeline_wall(timeline, tick, &wall))
		tick++;
	if (!timeline_wall(timeline, tick, &wall))
		return;
	clock_time_of_day(wall, time);
	text_format(text, " since %s", time);
}

static void draw_queue_heading(const struct page *page, struct canvas *canvas, unsigned y,
			       const struct plot *plot, const struct timeline *timeline,
			       double limit)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	struct value highest = { .kind = VALUE_INTEGER, .unit = UNIT_COUNT };
	enum role role = row_is_in_trouble(&page->row) ? ROLE_ALARM : ROLE_TEXT;
	unsigned x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "QUEUE");

	format("queue", &page->row, canvas->ascii, &text);
	text_add(&text, " of ");
	format("backlog", &page->row, canvas->ascii, &text);
	text_add(&text, "  ");
	format("fill", &page->row, canvas->ascii, &text);
	x += 1 + canvas_text(canvas, x + 1, y, canvas->width, role, line);
	if (!plot->known)
		return;
	text = TEXT_OVER(line);
	text_add(&text, "highest ");
	highest.integer = (int64_t)plot->highest;
	if (protocol_counts_bytes(page->row.listener->protocol))
		highest.unit = UNIT_BYTES;
	value_format(&highest, canvas->ascii, &text);
	add_times(plot, timeline, &text);
	if (limit > plot_top(plot, limit))
		text_add(&text, "; the backlog is above the graph");
	draw_line(canvas, x + 3, y, ROLE_DIM, line);
}

static void draw_drops_heading(const struct page *page, struct canvas *canvas, unsigned y)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	struct value rate;
	double number;
	enum role role = ROLE_TEXT;
	unsigned x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "DROPS");

	column_value(column_of("drop_rate"), &page->row, &rate);
	if (rate.kind == VALUE_ABSENT) {
		draw_line(canvas, x + 1, y, ROLE_DIM, "- these sockets have no counter of them");
		return;
	}
	if (value_number(&rate, &number) && number == 0)
		text_add(&text, "0");
	else
		value_format(&rate, canvas->ascii, &text);
	if (value_number(&rate, &number) && number > 0)
		role = ROLE_ALARM;
	text_add(&text, "/s");
	x += 1 + canvas_text(canvas, x + 1, y, canvas->width, role, line);
	text = TEXT_OVER(line);
	format("drops", &page->row, canvas->ascii, &text);
	text_add(&text, " since the socket was made");
	draw_line(canvas, x + 3, y, ROLE_DIM, line);
}

/* "inode 2215792  cookie 54549 ...", as many lines as it takes. Measures only
 * where the canvas is NULL. */
static unsigned flow_identity(const struct page *page, struct canvas *canvas, unsigned y,
			      unsigned width, bool ascii)
{
	static const char *const keys[] = {
		"state", "device", "v6only", "uid", "user", "age", "inode", "cookie", "netns",
	};
	unsigned x = 1, lines = 1;

	for (size_t i = 0; i < sizeof(keys) / sizeof(*keys); i++) {
		char value[LINE_SIZE];
		struct text text = TEXT_OVER(value);
		unsigned taken;

		if (!is_known(keys[i], &page->row))
			continue;
		format(keys[i], &page->row, ascii, &text);
		taken = (unsigned)(strlen(keys[i]) + 1 + text_columns(value));
		if (x > 1 && x + taken > width) {
			x = 1;
			lines++;
		}
		if (canvas) {
			unsigned at = x + canvas_text(canvas, x, y + lines - 1, width, ROLE_DIM,
						      keys[i]);

			canvas_text(canvas, at + 1, y + lines - 1, width, ROLE_TEXT, value);
		}
		x += taken + 2;
	}
	return lines;
}

static void draw_owners(struct page *page, struct canvas *canvas, unsigned y, unsigned height,
			const struct look *look, const struct scene *scene, uint64_t now)
{
	const char *reason = page->row.listener->label[LABEL_NO_OWNER];
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	size_t count = page->owners.table.rows.count;

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
		text_printable(&text, reason, canvas->ascii);
	}
	draw_line(canvas, 8, y, ROLE_TEXT, line);
	if (count)
		pane_draw(&page->owners, canvas, y + 1, height - 1, look, scene, now);
}

struct heights {
	unsigned queue, drops, identity, owners;
};

static struct heights divide(const struct page *page, unsigned width, unsigned height,
			     bool ascii)
{
	struct heights heights = { .identity = flow_identity(page, NULL, 0, width, ascii) };
	size_t count = page->owners.table.rows.count;
	unsigned fixed, room;

	heights.owners = 1 + (count ? 1 + (unsigned)(count < OWNERS_LINES ? count : OWNERS_LINES)
				    : 0);
	/* Title, state, two headings, times. */
	fixed = 5 + heights.identity + heights.owners;
	room = height > fixed ? height - fixed : 0;
	heights.queue = room * 2 / 3 < QUEUE_LINES ? room * 2 / 3 : QUEUE_LINES;
	heights.drops = room - heights.queue < DROPS_LINES ? room - heights.queue : DROPS_LINES;
	return heights;
}

static void draw_all(struct page *page, struct canvas *canvas, unsigned y, unsigned end,
		     const struct look *look, const struct scene *scene,
		     const struct timeline *timeline, uint64_t now)
{
	struct heights heights = divide(page, canvas->width, end - y, canvas->ascii);
	bool bytes = protocol_counts_bytes(page->row.listener->protocol);
	unsigned width = canvas->width > PLOT_AXIS ? canvas->width - PLOT_AXIS : 0;
	struct plot plot;
	int64_t limit = 0;

	draw_title(page, canvas, y++);
	draw_state(page, canvas, y++);
	facts_get(&page->row.listener->facts, FACT_BACKLOG, &limit);
	plot_fill(&plot, &page->row, FACT_QUEUE, timeline, width);
	draw_queue_heading(page, canvas, y++, &plot, timeline, (double)limit);
	plot_draw(&plot, canvas, y, heights.queue, (double)limit, bytes ? UNIT_BYTES : UNIT_COUNT);
	y += heights.queue;
	if (heights.queue)
		plot_draw_times(&plot, canvas, y++, timeline);
	draw_drops_heading(page, canvas, y++);
	if (is_known("drops", &page->row)) {
		plot_fill(&plot, &page->row, FACT_DROPS, timeline, width);
		plot_draw(&plot, canvas, y, heights.drops, 0, UNIT_EVENTS);
		y += heights.drops;
	}
	if (y + heights.identity < end)
		y += flow_identity(page, canvas, y, canvas->width, canvas->ascii);
	draw_owners(page, canvas, y, end > y ? end - y : 0, look, scene, now);
}

void page_draw(struct page *page, struct canvas *canvas, unsigned y, unsigned height,
	       const struct look *look, const struct scene *scene,
	       const struct timeline *timeline, uint64_t now)
{
	char name[LINE_SIZE];
	struct text text = TEXT_OVER(name);

	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	if (!page->gone) {
		draw_all(page, canvas, y, y + height, look, scene, timeline, now);
		return;
	}
	text_printable(&text, page->name, canvas->ascii);
	draw_line(canvas, 1, y, ROLE_STRONG, name);
	if (height > 1)
		draw_line(canvas, 1, y + 1, ROLE_WARN,
			  "this listener is gone: its socket was closed. Esc goes back.");
}
