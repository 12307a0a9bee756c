/* members.c - the listeners of a SO_REUSEPORT group, taken together. */
#include "judge/members.h"

#include "base/memory.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

struct group_place {
	struct members members;
	UT_hash_handle hh;
};

void groups_free(struct groups *groups)
{
	struct group_place *place, *next;

	HASH_ITER(hh, groups->by_name, place, next) {
		HASH_DEL(groups->by_name, place);
		free(place);
	}
	groups->filled_for = 0;
}

static struct members *members_of(struct groups *groups, const char *group)
{
	struct group_place *place;

	HASH_FIND_STR(groups->by_name, group, place);
	if (!place) {
		place = memory_alloc(1, sizeof *place);
		place->members.group = group;
		HASH_ADD_KEYPTR(hh, groups->by_name, group, strlen(group), place);
	}
	return &place->members;
}

static void add_member(struct members *members, const struct listener *listener, size_t index)
{
	int64_t queue, peak, backlog;

	members->count++;
	if (facts_get(&listener->facts, FACT_BACKLOG, &backlog))
		members->backlogs += (double)backlog;
	if (!facts_get(&listener->facts, FACT_QUEUE, &queue))
		return;
	if (facts_get(&listener->facts, FACT_QUEUE_PEAK, &peak) && peak > queue)
		queue = peak;
	members->known++;
	members->queues += (double)queue;
	if (members->known > 1 && (double)queue <= members->deepest)
		return;
	members->deepest = (double)queue;
	members->deepest_at = index;
}

static void fill(struct groups *groups, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];
		const char *group = listener->label[LABEL_REUSEPORT];

		if (group && listener_listens(listener) &&
		    !model_listener_track(model, i)->closed)
			add_member(members_of(groups, group), listener, i);
	}
}

const struct members *groups_find(struct groups *groups, const struct model *model,
				  const char *group)
{
	struct group_place *place;

	if (!group)
		return NULL;
	if (groups->filled_for != model_ticks(model)) {
		groups_free(groups);
		fill(groups, model);
		groups->filled_for = model_ticks(model);
	}
	HASH_FIND_STR(groups->by_name, group, place);
	return place ? &place->members : NULL;
}
