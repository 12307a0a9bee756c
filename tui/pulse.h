/* pulse.h - when the next tick is due, where nobody sits at a screen. */
#ifndef LSN_TUI_PULSE_H
#define LSN_TUI_PULSE_H

#include <stdbool.h>
#include <stdint.h>

struct stage;

/* From pulse_start() on SIGUSR1 is a wish for a tick now, and kills no more. */
struct pulse {
	struct stage *stage;            /* borrowed */
	uint64_t due;                   /* monotonic ns */
	int signals;                    /* -1: none can be had */
};
void pulse_start(struct pulse *pulse, struct stage *stage);
void pulse_stop(struct pulse *pulse);

enum beat {
	BEAT_TICK,                      /* it is time, or SIGUSR1 asked for one out of turn */
	BEAT_CLOSED,                    /* nobody reads standard output any more */
};

/* Waits for the next tick, a delay behind the last one that was due; delays that have passed
 * meanwhile are counted late in the stage, and not made up for. `peeks`: takes those looks
 * that are due in between. */
enum beat pulse_wait(struct pulse *pulse, bool peeks);

#endif
