/* counter.c - all about one counter or tunable: what it means, who counts it, its
 * past. */
#include "tui/counter.h"

#include "base/text.h"
#include "table/column.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/plot.h"
#include "tui/wrap.h"

#include <string.h>

enum { LINE_SIZE = 1024, GRAPH_LINES = 12 };

/* What stands where; y is the next free line. */
struct sheet {
	const struct row *row;
	struct canvas *canvas;
	unsigned y, end;
};

static void value_of(const struct row *row, const char *key, struct value *value)
{
	column_value(column_find(TABLE_COUNTERS, key, strlen(key)), row, value);
}

static void add_value(const struct row *row, const char *key, bool ascii, struct text *text)
{
	struct value value;

	value_of(row, key, &value);
	/* Here a zero is a number, not a dot among others. */
	if (value.kind == VALUE_REAL && !(value.real > 0))
		text_add(text, "0");
	else
		value_format(&value, ascii, text);
}

static bool is_known(const struct row *row, const char *key)
{
	struct value value;

	value_of(row, key, &value);
	return value_is_known(&value);
}

static void put(struct sheet *sheet, enum role role, const char *safe)
{
	const char *rest = safe;
	unsigned width = sheet->canvas->width > 4 ? sheet->canvas->width - 2 : 2;
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);

	while (sheet->y < sheet->end && wrap_next(&rest, width, &text)) {
		canvas_text(sheet->canvas, 1, sheet->y++, width, role, line);
		text = TEXT_OVER(line);
	}
}

/* "word: " and the cell, where there is one. */
static void put_cell(struct sheet *sheet, const char *word, const char *key)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);

	if (!is_known(sheet->row, key))
		return;
	text_add(&text, word);
	add_value(sheet->row, key, sheet->canvas->ascii, &text);
	put(sheet, ROLE_TEXT, line);
}

static void put_title(struct sheet *sheet)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	unsigned x;

	add_value(sheet->row, "counter", sheet->canvas->ascii, &text);
	x = 1 + canvas_text(sheet->canvas, 1, sheet->y, sheet->canvas->width, ROLE_STRONG, line);
	text = TEXT_OVER(line);
	text_add(&text, "netns ");
	add_value(sheet->row, "netns", sheet->canvas->ascii, &text);
	draw_line(sheet->canvas, x + 2, sheet->y++, ROLE_DIM, line);
}

/* The highest is the graph's own: its ticks are as long as they were measured. */
static void put_numbers(struct sheet *sheet, const struct plot *plot)
{
	struct value highest = { .kind = VALUE_REAL, .unit = UNIT_EVENTS, .real = plot->highest };
	bool ascii = sheet->canvas->ascii, rises = is_known(sheet->row, "rate");
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	struct value rate;
	double number;

	value_of(sheet->row, "rate", &rate);
	if (fact_info[sheet->row->fact].kind != FACT_COUNTER)
		text_add(&text, "set to ");
	add_value(sheet->row, "value", ascii, &text);
	if (fact_info[sheet->row->fact].kind == FACT_COUNTER)
		text_add(&text, " since the namespace was made");
	if (rises) {
		text_add(&text, ", now ");
		add_value(sheet->row, "rate", ascii, &text);
		text_add(&text, "/s");
	}
	if (rises && plot->known && plot->highest > 0) {
		text_add(&text, ", at most ");
		value_format(&highest, ascii, &text);
		text_add(&text, "/s");
	}
	put(sheet, rises && value_number(&rate, &number) && number > 0 ? ROLE_STRONG : ROLE_TEXT,
	    line);
}

static void put_history(struct sheet *sheet, const struct plot *plot,
			const struct timeline *timeline)
{
	unsigned height = sheet->end > sheet->y + 3 ? sheet->end - sheet->y - 3 : 0;

	if (height < 2)
		return;
	if (height > GRAPH_LINES)
		height = GRAPH_LINES;
	sheet->y++;
	put(sheet, ROLE_STRONG, "RISE PER SECOND");
	plot_draw(plot, sheet->canvas, sheet->y, height, 0, UNIT_EVENTS);
	sheet->y += height;
	plot_draw_times(plot, sheet->canvas, sheet->y++, timeline);
}

/* A tunable has no past, but counters that tell when it binds. */
static void put_bound(struct sheet *sheet)
{
	bool first = true;

	for (unsigned i = 0; i < NETNS_FACTS; i++) {
		struct row other = *sheet->row;
		char line[LINE_SIZE];
		struct text text = TEXT_OVER(line);

		other.fact = (enum fact_id)(FACTS_NETNS * FACTS_PER_BLOCK + i);
		if (fact_info[other.fact].kind != FACT_COUNTER ||
		    fact_info[other.fact].tunable != sheet->row->fact)
			continue;
		if (first) {
			sheet->y++;
			put(sheet, ROLE_STRONG, "COUNTED WHERE IT BINDS");
		}
		first = false;
		text_add(&text, "  ");
		add_value(&other, "counter", sheet->canvas->ascii, &text);
		text_add(&text, "  ");
		add_value(&other, "value", sheet->canvas->ascii, &text);
		text_add(&text, ", now ");
		add_value(&other, "rate", sheet->canvas->ascii, &text);
		text_add(&text, "/s: ");
		add_value(&other, "meaning", sheet->canvas->ascii, &text);
		put(sheet, ROLE_TEXT, line);
	}
}

void counter_draw(const struct row *row, struct canvas *canvas, unsigned y, unsigned height,
		  const struct timeline *timeline)
{
	unsigned width = canvas->width > PLOT_AXIS ? canvas->width - PLOT_AXIS : 0;
	struct sheet sheet = { row, canvas, y, y + height };
	struct plot plot;

	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	if (height == 0)
		return;
	put_title(&sheet);
	put_cell(&sheet, "", "meaning");
	put_cell(&sheet, "counted in ", "where");
	put_cell(&sheet, "tunable ", "tunable");
	plot_fill(&plot, row, row->fact, timeline, width);
	put_numbers(&sheet, &plot);
	if (fact_info[row->fact].kind == FACT_COUNTER)
		put_history(&sheet, &plot, timeline);
	else
		put_bound(&sheet);
}
