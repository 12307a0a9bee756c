/* series.h - now, step and past of one thing's facts. */
#ifndef LSN_MODEL_SERIES_H
#define LSN_MODEL_SERIES_H

#include "fact/fact.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct history;

struct series {
	enum fact_block block;
	struct facts now, before;       /* their values are the series' own */
	double seconds;                 /* measured between the two; 0: no before */
	size_t ticks;                   /* pushed so far */
	size_t quiet_from;              /* the first tick of which a value without a
					 * ring can speak: what came before was a hole */
	size_t late_from;               /* the same of those in `late`, whose values were not
					 * known before */
	uint64_t late;                  /* bit i: the block's fact i is one */
	uint64_t moved;                 /* bit i: the block's fact i has changed, so
					 * that without a ring its past is not known */
	struct history **history;       /* by fact of the block; NULL while the value
					 * has never changed. For gauges the value, for
					 * counters the step. */
};

void series_init(struct series *series, enum fact_block block);
void series_free(struct series *series);

/* Takes in the facts of a tick, `seconds` of monotonic time after the last. */
void series_push(struct series *series, const struct facts *facts, double seconds);

/* A hole in time, the machine slept or we were stopped: one unknown tick in
 * every history, and no step across it. What never changed has no ring to hold
 * the hole: its past begins behind it. */
void series_skip(struct series *series);

/* All false where unknown. */
bool series_now(const struct series *series, enum fact_id id, int64_t *value);

/* Rise of a counter since the last tick. Unknown at the first tick and where it
 * fell: what was reset has no step. */
bool series_step(const struct series *series, enum fact_id id, int64_t *step);

/* Step per second of measured time. */
bool series_rate(const struct series *series, enum fact_id id, double *rate);

/* The value (of counters: the step) `age` ticks ago, whether or not there is a
 * ring: what never changed was always what it is now. Facts that are not kept
 * have no past. */
bool series_at(const struct series *series, enum fact_id id, size_t age, int64_t *value);

/* Highest of the newest `ticks`, like series_at(). */
bool series_peak(const struct series *series, enum fact_id id, size_t ticks, int64_t *peak);

/* How many ticks series_at() can go back, at most HISTORY_LENGTH. */
size_t series_past(const struct series *series);

#endif
