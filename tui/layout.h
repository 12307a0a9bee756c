/* layout.h - which column stands where, without needless movement. */
#ifndef LSN_TUI_LAYOUT_H
#define LSN_TUI_LAYOUT_H

#include "base/array.h"
#include "tui/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct column;
struct query;
struct row;

enum { LAYOUT_MARKS = 2, LAYOUT_COLUMNS = 48 };

struct layout_column {
	const struct column *column;    /* as shown, after cell_column() */
	const struct column *asked;     /* as the query has it */
	unsigned x, width;              /* without the bar */
	unsigned bar;                   /* a blank and so many cells of a bar follow */
};

/* A width moves every column to its right, so that it grows at once, but
 * shrinks only to what was enough for a while. */
struct layout_width {
	const struct column *column;
	unsigned width;                 /* in use */
	unsigned enough;                /* the most that was needed since `since` */
	uint64_t since;
};

struct layout {
	struct layout_column columns[LAYOUT_COLUMNS];
	size_t count;                   /* that fit, the first from `skipped` on */
	size_t skipped;                 /* columns panned out on the left */
	bool more;                      /* columns, or their text, go on to the right */
	ARRAY(struct layout_width) widths;
};

void layout_free(struct layout *layout);

/* Places the query's columns for `width` terminal columns and the rows that will
 * be drawn. Behind each column there is a blank, where a title's arrow may stand. */
void layout_place(struct layout *layout, const struct query *query, const struct look *look,
		  const struct row *rows, size_t count, unsigned width, uint64_t now);

/* The column at that place of the title line, or NULL. */
const struct layout_column *layout_at(const struct layout *layout, unsigned x);

#endif
