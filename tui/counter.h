/* counter.h - all about one counter or tunable: what it means, who counts it, its
 * past. */
#ifndef LSN_TUI_COUNTER_H
#define LSN_TUI_COUNTER_H

struct canvas;
struct row;
struct timeline;

/* The row is one of TABLE_COUNTERS. */
void counter_draw(const struct row *row, struct canvas *canvas, unsigned y, unsigned height,
		  const struct timeline *timeline);

#endif
