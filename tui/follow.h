/* follow.h - lsntop --events: the journal on standard output, as it happens. */
#ifndef LSN_TUI_FOLLOW_H
#define LSN_TUI_FOLLOW_H

#include <stdbool.h>
#include <stdint.h>

struct query;
struct stage;

struct follow {
	struct stage *stage;            /* borrowed, both */
	const struct query *query;      /* of TABLE_EVENTS: its selection and filter */
	uint64_t iterations;            /* refreshes; 0: without end */
	bool baseline;                  /* one is in force: what owners run counts */
	bool json, ascii;
};

/* Begins with an `appeared` for each listener that is there, `at start`; goes on with what
 * happens, flushed line by line. Returns the exit status: 0, also where nobody reads any
 * more, which is seen even when nothing happens; 1 where standard output failed (said on
 * standard error). Nothing is written before the first call: it gives standard output a
 * buffer. SIGUSR1 samples at once. */
int follow_run(const struct follow *follow);

#endif
