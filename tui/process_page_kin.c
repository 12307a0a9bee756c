/* process_page_kin.c - who started the process, up to what explains it. */
#include "tui/process_page_part.h"

#include "base/text.h"
#include "table/opinion.h"
#include "table/overview.h"
#include "table/table.h"
#include "tui/draw.h"

#include <inttypes.h>
#include <string.h>

enum { KIN_X = 13, KIN_MOST = 64, CELL = 96, USER = 96 };

/* Between the one that explains it and the first of all nobody says more. */
void process_fill_parents(struct process_page *page, const struct scene *scene)
{
	struct process_parents *parents = &page->parents;
	const struct process *process = page->row.process, *explains = NULL;
	char buffer[PROCESS_LINE];
	struct text text = TEXT_OVER(buffer);
	bool explained = false;

	array_clear(&parents->items);
	parents->explains = 0;
	if (page->gone || page->looking)
		return;
	opinion_origin(scene, process, &explains, &text);
	for (unsigned n = 0; n < KIN_MOST && (process = overview_parent(scene, process)); n++) {
		if (explained && overview_parent(scene, process))
			continue;
		if (process == explains)
			parents->explains = parents->items.count;
		*array_add(&parents->items) = process;
		explained = explained || process == explains;
	}
}

unsigned process_parent_lines(const struct process_page *page)
{
	return page->parents.items.count ? (unsigned)page->parents.items.count : 1;
}

/* Nobody to be shown, and why. */
static void say_none(const struct process_view *view, struct text *text)
{
	const struct process *process = view->page->row.process;

	if (process_is_asking(view))
		text_add(text, "looking ...");
	else if (process->id.pid == 1)
		text_add(text, "nobody seen from here: it is the first process");
	else if (process->parent_pid > 0)
		text_format(text, "%jd, of which nothing more is known",
			    (intmax_t)process->parent_pid);
	else
		process_add_unknown(view, "kin", text);
}

struct widths {
	unsigned pid, comm, user;
};

static void say_comm(const struct process *process, bool ascii, struct text *text)
{
	text_printable(text, process->label[LABEL_COMM] ? process->label[LABEL_COMM] : "?", ascii);
}

static void say_user(const struct process *process, bool ascii, struct text *text)
{
	if (process->label[LABEL_PROCESS_USER])
		text_printable(text, process->label[LABEL_PROCESS_USER], ascii);
	else if (process->uid != (uid_t)-1)
		text_format(text, "%ju", (uintmax_t)process->uid);
	else
		text_add(text, "?");
}

static void widen(unsigned *width, const char *cell)
{
	unsigned columns = (unsigned)text_columns(cell);

	if (columns > *width)
		*width = columns;
}

static struct widths measure(const struct process_view *view)
{
	const struct process_parents *parents = &view->page->parents;
	struct widths widths = { 0 };

	for (size_t i = 0; i < parents->items.count; i++) {
		const struct process *process = parents->items.items[i];
		char pid[CELL], comm[CELL], user[USER];
		struct text text = TEXT_OVER(pid);

		text_format(&text, "%jd", (intmax_t)process->id.pid);
		text = TEXT_OVER(comm);
		say_comm(process, view->ascii, &text);
		text = TEXT_OVER(user);
		say_user(process, view->ascii, &text);
		widen(&widths.pid, pid);
		widen(&widths.comm, comm);
		widen(&widths.user, user);
	}
	return widths;
}

/* What explains the page's process. */
static void say_origin(const struct process_view *view, size_t at, struct text *text)
{
	const struct process_parents *parents = &view->page->parents;
	const struct process *explains = NULL;
	char raw[PROCESS_LINE];
	struct text words = TEXT_OVER(raw);

	/* Before its parents are known, the nearest that explains it may not be. */
	if (at != parents->explains || (process_is_asking(view) && !parents->items.count))
		return;
	if (opinion_origin(view->scene, view->page->row.process, &explains, &words))
		text_printable(text, raw, view->ascii);
}

static unsigned draw_cell(struct canvas *canvas, unsigned x, unsigned y, const char *cell,
			  unsigned width)
{
	draw_line(canvas, x, y, ROLE_TEXT, cell);
	return x + width + 2;
}

static void draw_parent(const struct process_view *view, const struct widths *widths, size_t at,
			struct canvas *canvas, unsigned y)
{
	const struct process *process = view->page->parents.items.items[at];
	char cell[PROCESS_LINE];
	struct text text = TEXT_OVER(cell);
	unsigned x;

	text_format(&text, "%*jd", (int)widths->pid, (intmax_t)process->id.pid);
	x = draw_cell(canvas, KIN_X, y, cell, widths->pid);
	text = TEXT_OVER(cell);
	say_comm(process, view->ascii, &text);
	x = draw_cell(canvas, x, y, cell, widths->comm);
	text = TEXT_OVER(cell);
	say_user(process, view->ascii, &text);
	x = draw_cell(canvas, x, y, cell, widths->user);
	text = TEXT_OVER(cell);
	say_origin(view, at, &text);
	draw_line(canvas, x, y, ROLE_STRONG, cell);
}

static void draw_none(const struct process_view *view, struct canvas *canvas, unsigned y)
{
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line), origin;

	say_none(view, &text);
	text_add(&text, "   ");
	origin = text_over(line + text.length, sizeof(line) - text.length);
	say_origin(view, 0, &origin);
	draw_line(canvas, KIN_X, y, ROLE_TEXT, line);
}

/* Too few lines for all: the last is for the one that explains it, unless the cursor is
 * about to go to the others. */
static void choose_lowest(const struct process_view *view, unsigned height)
{
	struct process_parents *parents = &view->page->parents;

	parents->lowest = parents->list.top + (height ? height - 1 : 0);
	if (view->page->part == PROCESS_PARENTS || parents->explains < height)
		return;
	parents->list.top = 0;
	parents->lowest = parents->explains;
}

/* How many are left out above the last line, where its label would be. */
static void draw_between(const struct process_parents *parents, unsigned height,
			 struct canvas *canvas, unsigned y)
{
	size_t next = parents->list.top + height - 1;
	char line[KIN_X];
	struct text text = TEXT_OVER(line);

	if (height < 2 || parents->lowest <= next)
		return;
	text_format(&text, "%zu between", parents->lowest - next);
	canvas_text(canvas, 1, y + height - 1, KIN_X - 2, ROLE_DIM, line);
}

void process_draw_parents(const struct process_view *view, struct canvas *canvas, unsigned y,
			  unsigned height)
{
	struct process_parents *parents = &view->page->parents;
	struct widths widths = measure(view);

	parents->y = y;
	list_fit(&parents->list, parents->items.count, height);
	list_show(&parents->list);
	choose_lowest(view, height);
	if (height == 0)
		return;
	canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "STARTED BY");
	if (!parents->items.count)
		draw_none(view, canvas, y);
	for (unsigned line = 0; line < height; line++) {
		size_t at = line + 1 == height ? parents->lowest : parents->list.top + line;

		if (at >= parents->items.count)
			break;
		draw_parent(view, &widths, at, canvas, y + line);
		if (view->page->part != PROCESS_PARENTS || at != parents->list.cursor)
			continue;
		canvas->cursor_x = KIN_X < canvas->width ? KIN_X : 0;
		canvas->cursor_y = y + line;
		canvas_select(canvas, 0, y + line, canvas->width);
	}
	draw_between(parents, height, canvas, y);
}
