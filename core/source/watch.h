/* watch.h - what looks at one queue add up to: its peak, and how long it was full. */
#ifndef LSN_SOURCE_WATCH_H
#define LSN_SOURCE_WATCH_H

#include <stdbool.h>
#include <stdint.h>

struct facts;

/* One look: at a tick, or between two. */
struct look {
	uint64_t at;                    /* monotonic ns */
	uint32_t queue, backlog;
	uint32_t drops;                 /* 0 where there is no counter */
};

/* A zeroed watch has not begun. */
struct watch {
	uint64_t last;                  /* when we looked last; 0: never */
	uint64_t since;                 /* the last tick's look; 0: none */
	uint64_t full;                  /* ns, since we watch */
	uint32_t queue, drops;          /* as they were at the last look */
	bool was_full;
	uint32_t peak, looks;           /* since the last tick's look */
	struct {                        /* of the tick before this one until this one */
		uint32_t peak, looks;
		uint64_t period;        /* ns; 0: unknown */
	} told;
};

/* True where the queue or the drops have moved since the look before. One that is
 * no later than that is a dump that told of the socket twice: nothing. */
bool watch_look(struct watch *watch, const struct look *look);

/* The same at a tick, which ends one account and begins the next. */
bool watch_tick(struct watch *watch, const struct look *look);

/* FACT_QUEUE_PEAK, FACT_TIME_FULL and FACT_LOOK_PERIOD, as of the last tick. */
void watch_tell(const struct watch *watch, struct facts *facts);

#endif
