/* check.h - lsntop --check, --warn: one answer for monitoring. */
#ifndef LSN_TUI_CHECK_H
#define LSN_TUI_CHECK_H

#include <stdbool.h>
#include <stdint.h>

struct check_question;
struct stage;

struct check_run {
	struct stage *stage;                    /* borrowed, both */
	const struct check_question *question;
	uint64_t iterations;                    /* refreshes that count; 0: one */
	bool baseline;                          /* one is in force */
	bool ascii;
};

/* Waits until owners, and where there is a baseline executables and users, are known, as
 * settle_tick() does; samples; writes the answer to standard output. Where it takes rates or
 * peaks the first tick does not count. Returns the exit status: enum check_status; 3 as well
 * where standard output failed or was closed. */
int check_run(const struct check_run *run);

/* There is no answer: says so on standard output, which is all that monitoring shows. `why`:
 * lines as they are told on standard error; the first counts. Returns the exit status. */
int check_fail(const char *why, bool ascii);

#endif
