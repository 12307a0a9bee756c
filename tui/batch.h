/* batch.h - refreshes written to standard output, for pipes and scripts. */
#ifndef LSN_TUI_BATCH_H
#define LSN_TUI_BATCH_H

#include <stdbool.h>
#include <stdint.h>

struct query;
struct stage;
struct writer;

struct batch {
	struct stage *stage;            /* borrowed, all three */
	const struct query *query;
	const struct writer *writer;
	uint64_t iterations;            /* 0: without end */
	bool baseline;                  /* one is in force: what owners run counts */
	bool ascii, color;
};

/* Writes until the iterations are done. Returns the exit status: 0; 1 where
 * standard output failed (said on standard error) or was closed before its end.
 * Where the query needs rates or peaks, a single refresh takes two ticks and shows
 * the second; where it asks about the baseline, it waits as settle_tick() does. SIGUSR1
 * samples at once. */
int batch_run(const struct batch *batch);

#endif
