/* draw.c - titles, rows, bars and trends onto a canvas. */
#include "tui/draw.h"

#include "base/text.h"
#include "base/utf8.h"
#include "table/column.h"
#include "table/graph.h"
#include "table/group.h"
#include "table/table.h"
#include "tui/layout.h"
#include "tui/search.h"

#include <string.h>

enum { EIGHTHS = 8, LINE_SIZE = 4096 };

uint32_t draw_column(unsigned eighths, bool ascii)
{
	static const char plain[] = " .:-=+*%#";

	if (eighths > EIGHTHS)
		eighths = EIGHTHS;
	if (ascii || eighths == 0)
		return (uint32_t)plain[eighths];
	return 0x2580 + eighths;        /* lower one eighth block ... full block */
}

/* A cell filled from the left. */
static uint32_t bar_cell(unsigned eighths, bool ascii)
{
	if (eighths == 0)
		return ' ';
	if (ascii)
		return eighths >= EIGHTHS ? '#' : '.';
	return eighths >= EIGHTHS ? 0x2588 : 0x2590 - eighths;
}


void draw_bar(struct canvas *canvas, unsigned x, unsigned y, unsigned width, enum role role,
	      double percent)
{
	double whole = width * EIGHTHS;
	unsigned eighths;

	if (!(percent > 0))
		return;
	eighths = percent >= 100 ? (unsigned)whole : (unsigned)(whole * percent / 100);
	if (eighths == 0)
		eighths = 1;
	for (unsigned i = 0; i < width && eighths; i++) {
		unsigned part = eighths > EIGHTHS ? EIGHTHS : eighths;

		canvas_fill(canvas, x + i, y, 1, role, bar_cell(part, canvas->ascii));
		eighths -= part;
	}
}

/* Skips so many columns of a text, whole characters. */
static const char *skipped(const char *text, unsigned skip)
{
	size_t left = strlen(text);

	while (skip && left) {
		uint32_t character;
		bool valid;
		size_t size = utf8_next(text, left, &character, &valid);
		unsigned width = (unsigned)utf8_width(character);

		text += size;
		left -= size;
		skip -= width > skip ? skip : width;
	}
	return text;
}

/* The first characters, those that fit whole. */
static void add_head(struct text *text, const char *safe, unsigned width)
{
	size_t left = strlen(safe), taken = 0;

	while (taken < left) {
		uint32_t character;
		bool valid;
		size_t size = utf8_next(safe + taken, left - taken, &character, &valid);
		unsigned cells = (unsigned)utf8_width(character);

		if (cells > width)
			break;
		width -= cells;
		taken += size;
	}
	text_add_bytes(text, safe, taken);
}

void draw_shortened(const char *safe, unsigned width, bool middle, bool ascii,
		    struct text *text)
{
	size_t size = strlen(safe);
	unsigned tail = middle ? width / 2 : 0, whole;

	/* No character has more columns than bytes. */
	whole = size <= width ? (unsigned)size : (unsigned)text_columns(safe);
	if (whole <= width) {
		text_add_bytes(text, safe, size);
		return;
	}
	if (width == 0)
		return;
	add_head(text, safe, width - 1 - tail);
	text_add(text, ascii ? "~" : "\u2026");
	text_add(text, skipped(safe, whole - tail));
}

void draw_line(struct canvas *canvas, unsigned x, unsigned y, enum role role, const char *safe)
{
	char shown[LINE_SIZE];
	struct text text = TEXT_OVER(shown);

	if (x >= canvas->width)
		return;
	draw_shortened(safe, canvas->width - x, false, canvas->ascii, &text);
	canvas_text(canvas, x, y, canvas->width - x, role, shown);
}

static unsigned level(int64_t value, int64_t limit)
{
	if (value <= 0)
		return 0;
	if (value >= limit)
		return EIGHTHS;
	return 1 + (unsigned)((double)value * (EIGHTHS - 1) / (double)limit);
}

/* Nothing but one and the same number, and all of it seen: what was before we
 * looked is a blank, not a guess. */
static bool is_flat(const struct row *row, enum fact_id fact, unsigned width, int64_t *value)
{
	int64_t past;

	if (!graph_at(row, fact, 0, value))
		return false;
	for (unsigned age = 1; age + 1 < width; age++) {
		if (!graph_at(row, fact, age, &past) || past != *value)
			return false;
	}
	return true;
}

/* What the picture's height stands for: the backlog, or what else limits it, and of
 * what has no limit the highest that is in it. */
static int64_t trend_limit(const struct row *row, enum fact_id fact, unsigned width)
{
	int64_t limit = 0, value;

	if (row->listener && facts_get(&row->listener->facts, FACT_BACKLOG, &limit))
		return limit;
	if (fact == FACT_FDS && row->process &&
	    facts_get(&row->process->facts, FACT_FD_LIMIT, &limit))
		return limit;
	for (unsigned age = 0; age + 1 < width; age++) {
		if (graph_at(row, fact, age, &value) && value > limit)
			limit = value;
	}
	return limit;
}

void draw_trend(struct canvas *canvas, unsigned x, unsigned y, unsigned width,
		const struct row *row, enum fact_id fact, uint64_t tick)
{
	int64_t limit = trend_limit(row, fact, width), value;

	if (is_flat(row, fact, width, &value)) {
		canvas_fill(canvas, x, y, width, ROLE_GRAPH,
			    draw_column(level(value, limit), canvas->ascii));
		return;
	}
	for (unsigned i = 0; i < width; i++) {
		size_t age = (size_t)((tick % width + width - i) % width);

		/* The oldest one's place is the blank behind the newest. */
		if (age + 1 == width || !graph_at(row, fact, age, &value) || value <= 0)
			continue;
		canvas_fill(canvas, x + i, y, 1, ROLE_GRAPH,
			    draw_column(level(value, limit), canvas->ascii));
	}
}

static unsigned limited(const struct canvas *canvas, unsigned x, unsigned width)
{
	if (x >= canvas->width)
		return 0;
	return width > canvas->width - x ? canvas->width - x : width;
}

static void draw_title(struct canvas *canvas, const struct draw *draw,
		       const struct layout_column *at, unsigned y)
{
	char title[64];
	struct text text = TEXT_OVER(title);
	bool ordered = at->asked == draw->order;
	/* The arrow may stand in the blank behind a column: no column gets wider,
	 * and moves the others, for being sorted by. */
	unsigned room = limited(canvas, at->x, at->width + ordered), taken, shift = 0;

	text_add(&text, at->column->title);
	taken = (unsigned)text_columns(title) + ordered;
	if (taken > room && ordered && room > 0)
		title[room - 1] = '\0';
	text = text_over(title + strlen(title), sizeof(title) - strlen(title));
	if (ordered && canvas->ascii)
		text_add(&text, draw->descending ? "v" : "^");
	else if (ordered)
		text_add(&text, draw->descending ? "\u25bc" : "\u25b2");
	if (!at->column->left && at->column->lens != LENS_TREND && taken < at->width)
		shift = at->width - taken;
	canvas_text(canvas, at->x + shift, y, room - shift,
		    ordered ? ROLE_TITLE_ORDER : ROLE_TITLE, title);
}

void draw_titles(struct canvas *canvas, const struct draw *draw, unsigned y)
{
	canvas_fill(canvas, 0, y, canvas->width, ROLE_TITLE, ' ');
	for (size_t i = 0; i < draw->layout->count; i++)
		draw_title(canvas, draw, &draw->layout->columns[i], y);
}

static void draw_matches(struct canvas *canvas, const struct draw *draw, const char *cell,
			 unsigned x, unsigned y, unsigned width)
{
	size_t size = strlen(draw->match), at = 0;

	while (search_find(draw->match, cell, at, &at)) {
		char word[SEARCH_SIZE];
		char before[CELL_SIZE];
		struct text text = TEXT_OVER(word), prefix = TEXT_OVER(before);
		unsigned skip;

		text_add_bytes(&prefix, cell, at);
		text_add_bytes(&text, cell + at, size);
		skip = (unsigned)text_columns(before);
		if (skip >= width)
			return;
		canvas_text(canvas, x + skip, y, width - skip, ROLE_MATCH, word);
		at += size;
	}
}

static bool is_searched(const struct column *column)
{
	return column->lens == LENS_LABEL;
}

static void draw_cell(struct canvas *canvas, const struct draw *draw,
		      const struct layout_column *at, const struct row *row, bool tagged,
		      bool last, unsigned y)
{
	char buffer[CELL_SIZE], cell[CELL_SIZE + 4];
	struct text text = TEXT_OVER(buffer), shown = TEXT_OVER(cell);
	unsigned x = at->x, width = limited(canvas, x, at->width), taken;
	enum role role;

	/* The past of one member is not the group's, and a sysctl has none. */
	if (at->column->lens == LENS_TREND &&
	    (row->group || (at->column->applies && !at->column->applies(row)))) {
		canvas_text(canvas, x, y, width, ROLE_DIM, "-");
		return;
	}
	if (at->column->lens == LENS_TREND) {
		draw_trend(canvas, x, y, width, row,
			   at->column->of_row ? row->fact : at->column->fact, draw->tick);
		return;
	}
	role = cell_text(draw->look, at->column, row, &text);
	role = cell_is_past(row) ? ROLE_GONE : role;
	if (tagged && (role == ROLE_TEXT || role == ROLE_GONE))
		role = ROLE_TAGGED;
	draw_shortened(skipped(buffer, last && at->column->left ? draw->pan : 0), width,
		       cell_ends_matter(at->column), canvas->ascii, &shown);
	taken = (unsigned)text_columns(cell);
	if (!at->column->left && taken < width) {
		x += width - taken;
		width = taken;
	}
	canvas_text(canvas, x, y, width, role, cell);
	if (is_searched(at->column))
		draw_matches(canvas, draw, cell, x, y, width);
}

static void draw_fill_bar(struct canvas *canvas, const struct layout_column *at,
			  const struct row *row, unsigned y)
{
	unsigned x = at->x + at->width + 1;
	struct value value;
	double percent;

	if (!cell_percent(at->column, row, &percent))
		return;
	if (cell_is_past(row)) {
		draw_bar(canvas, x, y, at->bar, ROLE_GONE, percent);
		return;
	}
	column_value(at->column, row, &value);
	switch (column_heat(at->column, &value)) {
	case HEAT_ALARM:
		draw_bar(canvas, x, y, at->bar, ROLE_ALARM, percent);
		break;
	case HEAT_WARN:
		draw_bar(canvas, x, y, at->bar, ROLE_WARN, percent);
		break;
	default:
		/* As the number beside it: a colour of its own would cost a
		 * change of attributes, to and fro, at every row that changes. */
		draw_bar(canvas, x, y, at->bar, ROLE_TEXT, percent);
	}
}

/* Where a row begins: whether there is more below it, and is shown. */
static void draw_fold(struct canvas *canvas, const struct group *group, unsigned y)
{
	const char *closed = canvas->ascii ? ">" : "\u25b8";
	const char *open = canvas->ascii ? "v" : "\u25be";

	canvas_text(canvas, 1, y, 1, ROLE_TEXT, group->open ? open : closed);
}

static void draw_mark(struct canvas *canvas, enum row_mark mark, unsigned y)
{
	static const enum role roles[ROW_MARKS] = {
		[MARK_TROUBLE] = ROLE_ALARM,
		[MARK_GONE] = ROLE_GONE,
		[MARK_UNEXPECTED] = ROLE_UNEXPECTED,
		[MARK_NEW] = ROLE_NEW,
		[MARK_CHANGED] = ROLE_CHANGED,
	};

	canvas_fill(canvas, 0, y, 1, roles[mark], (uint32_t)row_mark_char(mark));
}

void draw_row(struct canvas *canvas, const struct draw *draw, const struct row *row,
	      bool tagged, unsigned y)
{
	if (row->group)
		draw_fold(canvas, row->group, y);
	draw_mark(canvas, row_mark(row), y);
	if (tagged)
		canvas_text(canvas, 1, y, 1, ROLE_TAGGED, "*");
	for (size_t i = 0; i < draw->layout->count; i++) {
		const struct layout_column *at = &draw->layout->columns[i];

		draw_cell(canvas, draw, at, row, tagged, i + 1 == draw->layout->count, y);
		if (at->bar)
			draw_fill_bar(canvas, at, row, y);
	}
}
