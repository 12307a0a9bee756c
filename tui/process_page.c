/* process_page.c - all about one process: what it runs, what started it, what it holds,
 * and what its threads do. */
#include "tui/process_page.h"

#include "base/text.h"
#include "table/column.h"
#include "table/gap_text.h"
#include "table/overview.h"
#include "table/scene.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/process_page_part.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

enum {
	WIDE = 110,                     /* from here on listeners have more columns */
	FDS_GRAPH = 8,                  /* heading, graph and times */
};

static void set_columns(struct query *query, const char *list)
{
	char buffer[160];
	struct text why = TEXT_OVER(buffer);

	query_set_columns(query, list, &why);
}

void process_page_open(struct process_page *page, const struct process_id *id, unsigned width)
{
	struct text name = TEXT_OVER(page->name);
	struct query query;

	process_page_close(page);
	page->id = *id;
	text_format(&name, "%jd", (intmax_t)id->pid);
	query_init(&query, TABLE_LISTENERS, width);
	query.of_process = &page->id;
	set_columns(&query, width < WIDE ? "fill,queue,peak,drop_rate,drops,proto,local"
					 : "fill,queue,peak,trend,synq,wait,drop_rate,drops,proto,"
					   "local,service");
	pane_init(&page->listeners, &query);
	query_init(&query, TABLE_THREADS, width);
	query.of_process = &page->id;
	pane_init(&page->threads, &query);
	page->part = PROCESS_LISTENERS;
}

void process_page_close(struct process_page *page)
{
	pane_free(&page->listeners);
	pane_free(&page->threads);
	table_free(&page->all_threads);
	array_free(&page->parents.items);
	*page = (struct process_page){ .gone = true };
}

static void fill_all_threads(struct process_page *page, const struct scene *scene)
{
	struct query query = { .kind = TABLE_THREADS, .of_process = &page->id };

	table_fill(&page->all_threads, &query, scene, TABLE_SORT);
}

/* Whoever holds nothing is looked for only once the page is open: that it is not in a
 * scene from before says nothing. */
static void find(struct process_page *page, const struct scene *scene)
{
	bool found = overview_process(scene, &page->id, &page->row);
	struct text name;

	page->looking = !found && scene->tick == page->opened_tick;
	page->gone = !found && !page->looking;
	if (!found) {
		page->row = (struct row){ 0 };
		return;
	}
	name = TEXT_OVER(page->name);
	text_format(&name, "%jd ", (intmax_t)page->id.pid);
	text_add(&name, page->row.process->label[LABEL_COMM] ?
				page->row.process->label[LABEL_COMM] : "?");
}

void process_page_fill(struct process_page *page, const struct scene *scene, uint64_t now)
{
	if (!page->filled)
		page->opened_tick = scene->tick;
	page->filled = true;
	find(page, scene);
	process_fill_parents(page, scene);
	pane_fill(&page->listeners, scene, now);
	pane_fill(&page->threads, scene, now);
	fill_all_threads(page, scene);
	process_place_cursor(page, scene->tick == page->opened_tick);
}

void process_value(const struct process_view *view, const char *key, struct value *value)
{
	const struct column *column = column_find(TABLE_PROCESSES, key, strlen(key));

	column_value(column, &view->page->row, value);
}

void process_add(const struct process_view *view, const char *key, struct text *text)
{
	struct value value;

	process_value(view, key, &value);
	value_format(&value, view->ascii, text);
}

bool process_is_asking(const struct process_view *view)
{
	return view->scene->live && view->scene->tick == view->page->opened_tick;
}

static const struct gap *find_gap(const struct process_view *view, const char *source)
{
	const struct gap *gap;

	for (size_t i = 0; (gap = overview_gap(view->scene, i)); i++)
		if (strcmp(gap->source, source) == 0)
			break;
	return gap;
}

bool process_has_gap(const struct process_view *view, const char *source)
{
	return find_gap(view, source) != NULL;
}

void process_add_unknown(const struct process_view *view, const char *source, struct text *text)
{
	const struct gap *gap = find_gap(view, source);

	text_add(text, "?");
	if (!gap)
		return;
	text_add(text, " (");
	gap_reason(gap, text);
	text_add(text, ")");
}

/* What shares the lines below the title. */
enum part {
	PART_TROUBLE, PART_FACTS, PART_FDS, PART_PARENTS, PART_LISTENERS, PART_TALK, PART_THREADS,
	PART_SPACES,                    /* before the parents, the listeners, behind them */
	PARTS,
};

struct lines {
	unsigned of[PARTS];
};

/* In which order parts get their lines, each up to so many in all; with less than
 * `least` a part would show nothing more than it did, and waits. */
struct share {
	enum part part;
	unsigned lines, least;
};

static const struct share shares[] = {
	{ PART_TROUBLE, 1, 1 },
	{ PART_FACTS, 2, 1 },
	{ PART_FDS, 1, 1 },
	{ PART_LISTENERS, 1, 1 },
	{ PART_PARENTS, 1, 1 },
	{ PART_LISTENERS, 3, 3 },
	{ PART_FACTS, 4, 1 },
	{ PART_TROUBLE, 2, 1 },
	{ PART_THREADS, 1, 1 },
	{ PART_TALK, 1, 1 },
	{ PART_PARENTS, 2, 1 },
	{ PART_THREADS, 3, 3 },
	{ PART_FACTS, 6, 1 },
	{ PART_LISTENERS, 5, 1 },
	{ PART_PARENTS, 3, 1 },
	{ PART_TALK, 2, 1 },
	{ PART_FACTS, UINT_MAX, 1 },
	{ PART_TROUBLE, UINT_MAX, 1 },
	{ PART_THREADS, 5, 1 },
	{ PART_SPACES, 3, 3 },
	{ PART_FDS, 6, 6 },
	{ PART_LISTENERS, 10, 1 },
	{ PART_PARENTS, 6, 1 },
	{ PART_THREADS, 10, 1 },
	{ PART_FDS, FDS_GRAPH, 7 },
	{ PART_TALK, UINT_MAX, 1 },
	{ PART_LISTENERS, UINT_MAX, 1 },
	{ PART_PARENTS, UINT_MAX, 1 },
	{ PART_THREADS, UINT_MAX, 1 },
};

/* Where the cursor is something must be seen, whatever the rest has. */
static const struct share with_cursor[PROCESS_PARTS] = {
	[PROCESS_PARENTS] = { PART_PARENTS, 3, 1 },
	[PROCESS_LISTENERS] = { PART_LISTENERS, 4, 1 },
	[PROCESS_THREADS] = { PART_THREADS, 7, 1 },
};

static void give(struct lines *lines, const struct share *share, const unsigned *wanted,
		 unsigned *room)
{
	unsigned *has = &lines->of[share->part], want = wanted[share->part];
	unsigned least = share->least < want ? share->least : want;

	if (want > share->lines)
		want = share->lines;
	if (want > *has + *room)
		want = *has + *room;
	if (want <= *has || want < least)
		return;
	*room -= want - *has;
	*has = want;
}

static struct lines divide(const struct process_view *view, unsigned room)
{
	struct lines lines = { { 0 } };
	unsigned wanted[PARTS] = {
		[PART_TROUBLE] = process_draw_trouble(view, NULL, 0, UINT_MAX),
		[PART_FACTS] = process_flow_facts(view, NULL, 0, UINT_MAX),
		[PART_FDS] = FDS_GRAPH,
		[PART_PARENTS] = process_parent_lines(view->page),
		[PART_LISTENERS] = process_listener_lines(view->page),
		[PART_TALK] = process_draw_talk(view, NULL, 0, UINT_MAX),
		[PART_THREADS] = process_thread_lines(view->page),
		[PART_SPACES] = 3,
	};

	give(&lines, &with_cursor[view->page->part], wanted, &room);
	for (size_t i = 0; i < sizeof(shares) / sizeof(*shares); i++)
		give(&lines, &shares[i], wanted, &room);
	return lines;
}

static void draw_parts(const struct process_view *view, struct canvas *canvas, unsigned y,
		       unsigned height)
{
	struct lines lines = divide(view, height - 1);
	bool spaces = lines.of[PART_SPACES] > 0;

	process_draw_title(view, canvas, y++);
	process_draw_trouble(view, canvas, y, lines.of[PART_TROUBLE]);
	y += lines.of[PART_TROUBLE];
	process_flow_facts(view, canvas, y, lines.of[PART_FACTS]);
	y += lines.of[PART_FACTS];
	process_draw_fds(view, canvas, y, lines.of[PART_FDS]);
	y += lines.of[PART_FDS] + spaces;
	process_draw_parents(view, canvas, y, lines.of[PART_PARENTS]);
	y += lines.of[PART_PARENTS] + spaces;
	process_draw_listeners(view, canvas, y, lines.of[PART_LISTENERS]);
	y += lines.of[PART_LISTENERS];
	process_draw_talk(view, canvas, y, lines.of[PART_TALK]);
	y += lines.of[PART_TALK] + spaces;
	process_draw_threads(view, canvas, y, lines.of[PART_THREADS]);
}

static void draw_absent(const struct process_page *page, struct canvas *canvas, unsigned y,
			unsigned height)
{
	char name[PROCESS_LINE];
	struct text text = TEXT_OVER(name);

	text_printable(&text, page->name, canvas->ascii);
	draw_line(canvas, 1, y, ROLE_STRONG, name);
	if (height < 2)
		return;
	if (page->gone)
		draw_line(canvas, 1, y + 1, ROLE_WARN, "this process has ended; Esc goes back");
	else
		draw_line(canvas, 1, y + 1, ROLE_DIM, "looking ...");
}

void process_page_draw(struct process_page *page, struct canvas *canvas, unsigned y,
		       unsigned height, const struct look *look, const struct scene *scene,
		       const struct timeline *timeline, uint64_t now)
{
	struct process_view view = {
		page, look, scene, timeline, now, canvas->width, canvas->ascii,
	};

	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	if (height == 0)
		return;
	if (page->gone || page->looking)
		draw_absent(page, canvas, y, height);
	else
		draw_parts(&view, canvas, y, height);
}
