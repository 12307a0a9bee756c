/* pace.h - when the next look between ticks is due, so that looks stay cheap. */
#ifndef LSN_SOURCE_PACE_H
#define LSN_SOURCE_PACE_H

#include <stdint.h>

/* How often, and at what cost at most; whichever is slower. */
struct gear {
	uint64_t period;                /* ns, mean */
	uint64_t share;                 /* of a processor, in millionths */
};

/* A zeroed pace has never looked, and is not due. */
struct pace {
	uint64_t looked;                /* monotonic ns; at a tick or between two */
	uint64_t peeked;                /* between two */
	uint64_t cost;                  /* CPU ns, mean of the last looks between ticks */
};

/* A tick has looked: the next look is not needed as soon. */
void pace_tick(struct pace *pace, uint64_t now);

/* A look between ticks was taken, and this was its CPU time in ns. */
void pace_peek(struct pace *pace, uint64_t now, uint64_t cost);

/* From `earliest` on it may be taken, where somebody is awake anyway; at `due` it is
 * to be: monotonic ns, UINT64_MAX where there was no tick yet. A quarter of the period
 * around its mean lies between and beyond, at random, so that what comes and goes
 * regularly is not missed regularly. */
uint64_t pace_earliest(const struct pace *pace, const struct gear *gear);
uint64_t pace_due(const struct pace *pace, const struct gear *gear);

#endif
