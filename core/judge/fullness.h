/* fullness.h - private to judge: how close was a queue to its backlog? */
#ifndef LSN_JUDGE_FULLNESS_H
#define LSN_JUDGE_FULLNESS_H

#include <stdbool.h>
#include <stdint.h>

struct series;

/* Of a listener that counts connections, over the last tick. */
struct fullness {
	int64_t queue, backlog;
	int64_t top;                    /* the highest of queue and peak */
	bool by_peak;                   /* `top` is no longer there: a look between ticks saw it */
	bool drops_known;
	int64_t drops;                  /* rise */
};

/* False where queue or backlog are not known. */
bool fullness_of(const struct series *series, struct fullness *fullness);

/* It was above its backlog; or at it while attempts were refused, as it is when a
 * place was taken just before the look. */
bool fullness_is_over(const struct fullness *fullness);

/* Percent; a backlog of 0 counts as 1. */
double fullness_percent(const struct fullness *fullness);

#endif
