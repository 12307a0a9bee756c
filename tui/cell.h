/* cell.h - one row through one column, as the screen writes it. */
#ifndef LSN_TUI_CELL_H
#define LSN_TUI_CELL_H

#include "tui/canvas.h"

#include <stdbool.h>

struct column;
struct row;
struct text;

/* How the user wants things written. */
struct look {
	bool ascii, service_names, command_line;
};

enum { CELL_SIZE = 4096 };              /* of a cell's text: a whole command line */

/* The column that stands where the query has `column`: `process` may be shown
 * as `command`. */
const struct column *cell_column(const struct look *look, const struct column *column);

/* Adds the cell's text, safe for a terminal, and tells what it is for. Of a
 * trend there is none: draw_trend(). */
enum role cell_text(const struct look *look, const struct column *column,
		    const struct row *row, struct text *text);

/* The row tells of what is there no more: nothing in it is an alarm, all of it is dim. */
bool cell_is_past(const struct row *row);

/* A time that goes on, in steps of at most a fifth of it: were it exact, every row
 * where somebody waits would be written to the terminal every second. */
double cell_seconds(double seconds);

/* A column of percents that a bar may stand beside. */
bool cell_is_fill(const struct column *column);

/* A text, whose cells stand to the left and may be cut. */
bool cell_is_text(const struct column *column);

/* A text that its end tells from others as much as its beginning does. */
bool cell_ends_matter(const struct column *column);

/* A fill in percent; false where it is unknown or does not apply. */
bool cell_percent(const struct column *column, const struct row *row, double *percent);

#endif
