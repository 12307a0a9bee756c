/* mode.h - what each mode does that needs no screen: refreshes, events, an answer for
 * monitoring, a baseline, a capture. */
#ifndef LSN_TUI_MODE_H
#define LSN_TUI_MODE_H

#include <stdbool.h>

struct options;
struct stage;

struct mode_run {
	struct stage *stage;            /* borrowed, all */
	struct options *options;        /* its selection is taken */
	bool baseline;                  /* one is in force */
	const char *no_baseline;        /* why it is not; "" where nobody knows of one */
};

/* Returns the exit status; what went wrong was said. */
int mode_run(const struct mode_run *run);

#endif
