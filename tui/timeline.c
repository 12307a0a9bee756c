/* timeline.c - when the past ticks were. */
#include "tui/timeline.h"

#include "base/clock.h"
#include "table/scene.h"

void timeline_add(struct timeline *timeline, const struct scene *scene)
{
	timeline->last = scene->tick;
	timeline->ticks[scene->tick % TIMELINE_TICKS] = (struct timeline_tick){
		.tick = scene->tick,
		.monotonic = scene->at.monotonic,
		.wall = scene->at.wall,
	};
}

static const struct timeline_tick *find(const struct timeline *timeline, uint64_t tick)
{
	const struct timeline_tick *at = &timeline->ticks[tick % TIMELINE_TICKS];

	return tick && at->tick == tick ? at : NULL;
}

bool timeline_wall(const struct timeline *timeline, uint64_t tick, uint64_t *wall)
{
	const struct timeline_tick *at = find(timeline, tick);

	if (!at)
		return false;
	*wall = at->wall;
	return true;
}

bool timeline_seconds(const struct timeline *timeline, uint64_t tick, double *seconds)
{
	const struct timeline_tick *at = find(timeline, tick);
	const struct timeline_tick *before = tick ? find(timeline, tick - 1) : NULL;

	if (!at || !before || before->monotonic >= at->monotonic)
		return false;
	*seconds = clock_seconds(before->monotonic, at->monotonic);
	return true;
}
