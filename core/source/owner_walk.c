/* owner_walk.c - some processes, one after the other. */
#include "source/owner_walk.h"

#include <utlist.h>

void owner_walk_begin(struct owner_walk *walk)
{
	array_clear(&walk->pids);
	walk->done = 0;
	walk->active = true;
}

void owner_walk_add_oldest_first(struct owner_walk *walk, const struct owner_map *map)
{
	for (struct holder *holder = map->holders; holder; holder = holder->hh.next)
		*array_add(&walk->pids) = holder->pid;
}

void owner_walk_add_youngest_first(struct owner_walk *walk, const struct owner_map *map)
{
	struct holder *holder;

	if (!map->holders)
		return;
	holder = ELMT_FROM_HH(map->holders->hh.tbl, map->holders->hh.tbl->tail);
	for (; holder; holder = holder->hh.prev)
		*array_add(&walk->pids) = holder->pid;
}

void owner_walk_add_owners(struct owner_walk *walk, const struct owner_map *map)
{
	const struct holder *holder;

	DL_FOREACH(map->owners, holder)
		*array_add(&walk->pids) = holder->pid;
}

struct holder *owner_walk_next(struct owner_walk *walk, struct owner_map *map)
{
	while (walk->active && walk->done < walk->pids.count) {
		struct holder *holder = owner_map_process(map, walk->pids.items[walk->done]);

		if (holder)
			return holder;
		walk->done++;
	}
	walk->active = false;
	return NULL;
}
