/* owner_stage.h - how far we are with sockets that nobody is known to hold. */
#ifndef LSN_SOURCE_OWNER_STAGE_H
#define LSN_SOURCE_OWNER_STAGE_H

#include "source/owner_map.h"

#include <stdbool.h>
#include <stdint.h>

/* All that are at one stage go on to another. True if there was one. */
bool owner_stage_move(struct owner_map *map, enum held_stage from, enum held_stage to);

bool owner_stage_is_open(const struct owner_map *map, enum held_stage stage);

/* One in the round was never searched for to the end. */
bool owner_stage_has_unsearched(const struct owner_map *map);

/* The round was in vain: they rest, longer each time, `now` in monotonic ns. */
void owner_stage_rest(struct owner_map *map, uint64_t now);

/* Those that have rested are new again. */
void owner_stage_wake(struct owner_map *map, uint64_t now);

#endif
