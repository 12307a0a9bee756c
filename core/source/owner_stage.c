/* owner_stage.c - how far we are with sockets that nobody is known to hold. */
#include "source/owner_stage.h"

#include "base/clock.h"

static const uint64_t REST_MOST = 60 * CLOCK_SECOND;

bool owner_stage_move(struct owner_map *map, enum held_stage from, enum held_stage to)
{
	bool any = false;

	for (struct held *held = map->sockets; held; held = held->hh.next) {
		if (held->holdings || held->stage != from)
			continue;
		held->stage = to;
		any = true;
	}
	return any;
}

bool owner_stage_is_open(const struct owner_map *map, enum held_stage stage)
{
	for (const struct held *held = map->sockets; held; held = held->hh.next)
		if (!held->holdings && held->stage == stage)
			return true;
	return false;
}

void owner_stage_wake(struct owner_map *map, uint64_t now)
{
	for (struct held *held = map->sockets; held; held = held->hh.next)
		if (!held->holdings && held->stage == HELD_RESTING && held->due <= now)
			held->stage = HELD_NEW;
}

/* 1, 2, 4, ... 60 seconds: a descriptor in flight lands soon or never. */
void owner_stage_rest(struct owner_map *map, uint64_t now)
{
	for (struct held *held = map->sockets; held; held = held->hh.next) {
		if (held->holdings || held->stage != HELD_IN_ROUND)
			continue;
		held->stage = HELD_RESTING;
		held->searched = true;
		held->wait = held->wait ? held->wait * 2 : CLOCK_SECOND;
		if (held->wait > REST_MOST)
			held->wait = REST_MOST;
		held->due = now + held->wait;
	}
}

bool owner_stage_has_unsearched(const struct owner_map *map)
{
	for (const struct held *held = map->sockets; held; held = held->hh.next)
		if (!held->holdings && held->stage == HELD_IN_ROUND && !held->searched)
			return true;
	return false;
}
