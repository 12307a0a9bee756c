/* draw.h - titles, rows, bars and trends onto a canvas. */
#ifndef LSN_TUI_DRAW_H
#define LSN_TUI_DRAW_H

#include "fact/fact.h"
#include "tui/canvas.h"
#include "tui/cell.h"

#include <stdbool.h>
#include <stdint.h>

struct column;
struct layout;
struct row;
struct text;

/* How a table's lines are drawn; all borrowed. */
struct draw {
	const struct layout *layout;
	const struct look *look;
	const struct column *order;     /* bears the arrow; NULL none */
	bool descending;
	unsigned pan;                   /* columns of the last text panned out */
	const char *match;              /* a word to highlight, "" none */
	uint64_t tick;                  /* where the trends' ring stands */
};

void draw_titles(struct canvas *canvas, const struct draw *draw, unsigned y);

/* With its marks: row_mark() in the first column, in the second a tag or, of a group's
 * row, whether it is open. */
void draw_row(struct canvas *canvas, const struct draw *draw, const struct row *row,
	      bool tagged, unsigned y);

/* Full at 100 %; anything above zero shows. */
void draw_bar(struct canvas *canvas, unsigned x, unsigned y, unsigned width, enum role role,
	      double percent);

/* The past as a ring that stands still: tick t is at place t mod width, and the
 * place after the newest is blank, so that a tick changes two cells, not all.
 * What did not change at all is a level line, and costs none. Scaled to the
 * row's limit, or where it has none to the highest; zero is blank. */
void draw_trend(struct canvas *canvas, unsigned x, unsigned y, unsigned width,
		const struct row *row, enum fact_id fact, uint64_t tick);

/* A cell filled from below, `eighths` of it, 0 to 8. */
uint32_t draw_column(unsigned eighths, bool ascii);

/* Safe text that has `width` columns of room at most. Where it needs more, a mark
 * stands for what is left out: at the end, or with `middle` in the middle, for
 * what is known by its end too, as an address is by its port. */
void draw_shortened(const char *safe, unsigned width, bool middle, bool ascii,
		    struct text *text);

/* One safe text from x to the right edge, shortened if need be. */
void draw_line(struct canvas *canvas, unsigned x, unsigned y, enum role role, const char *text);

#endif
