/* timeline.h - when the past ticks were. */
#ifndef LSN_TUI_TIMELINE_H
#define LSN_TUI_TIMELINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct scene;

enum { TIMELINE_TICKS = 600 };

struct timeline {
	uint64_t last;                  /* number of the newest tick */
	struct timeline_tick {
		uint64_t tick, monotonic, wall;
	} ticks[TIMELINE_TICKS];
};

void timeline_add(struct timeline *timeline, const struct scene *scene);

/* False where it was not seen, or is too long ago. */
bool timeline_wall(const struct timeline *timeline, uint64_t tick, uint64_t *wall);

/* Measured seconds between that tick and the one before. */
bool timeline_seconds(const struct timeline *timeline, uint64_t tick, double *seconds);

#endif
