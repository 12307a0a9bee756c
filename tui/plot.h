/* plot.h - a number over time. */
#ifndef LSN_TUI_PLOT_H
#define LSN_TUI_PLOT_H

#include "fact/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas;
struct row;
struct timeline;

enum { PLOT_WIDTH = 600, PLOT_AXIS = 9 };

/* Each column is a stretch of whole ticks and shows its highest value. Columns
 * begin at multiples of the stretch, so that the picture moves only when a
 * stretch is over. */
struct plot {
	size_t count;
	uint64_t first, stretch;        /* first tick of the first column; ticks each */
	struct plot_column {
		bool known, has_peak;
		double value;
		double peak;            /* of looks in between; where there were any */
	} columns[PLOT_WIDTH];
	bool known;                     /* any */
	double highest;                 /* of values and peaks */
};

/* The row's fact (of counters: its rise per second) in at most `width` columns. */
void plot_fill(struct plot *plot, const struct row *row, enum fact_id fact,
	       const struct timeline *timeline, unsigned width);

/* Adds a second number to the columns that are there, drawn lighter above the
 * first: the highest that was seen in between. A gauge. */
void plot_fill_peak(struct plot *plot, const struct row *row, enum fact_id fact,
		    const struct timeline *timeline);

/* Axis, columns and, where `limit` is in sight (above 0), its line. */
void plot_draw(const struct plot *plot, struct canvas *canvas, unsigned y, unsigned height,
	       double limit, enum unit unit);

/* The line of times below. */
void plot_draw_times(const struct plot *plot, struct canvas *canvas, unsigned y,
		     const struct timeline *timeline);

/* The highest number of the axis: the limit where that leaves something to see. */
double plot_top(const struct plot *plot, double limit);

#endif
