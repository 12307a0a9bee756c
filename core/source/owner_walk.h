/* owner_walk.h - some processes, one after the other. */
#ifndef LSN_SOURCE_OWNER_WALK_H
#define LSN_SOURCE_OWNER_WALK_H

#include "base/array.h"
#include "source/owner_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

/* By pid, as they may go while the walk lasts. A zeroed one is not active. */
struct owner_walk {
	ARRAY(pid_t) pids;
	size_t done;
	bool active;
};

/* Anew, with nobody on it; may be told of a process twice. */
void owner_walk_begin(struct owner_walk *walk);
void owner_walk_add_oldest_first(struct owner_walk *walk, const struct owner_map *map);
void owner_walk_add_youngest_first(struct owner_walk *walk, const struct owner_map *map);
void owner_walk_add_owners(struct owner_walk *walk, const struct owner_map *map);

/* The next one that is still there: the same until `done` is counted up. NULL,
 * and no longer active, at the end. */
struct holder *owner_walk_next(struct owner_walk *walk, struct owner_map *map);

#endif
