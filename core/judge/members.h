/* members.h - the listeners of a SO_REUSEPORT group, taken together. */
#ifndef LSN_JUDGE_MEMBERS_H
#define LSN_JUDGE_MEMBERS_H

#include <stddef.h>
#include <stdint.h>

struct model;
struct snapshot;

/* Depths are the highest since the tick before, where they are known. */
struct members {
	const char *group;              /* LABEL_REUSEPORT; the snapshot's */
	unsigned count, known;          /* of these, whose queue is known */
	double queues, backlogs;        /* sums */
	double deepest;
	size_t deepest_at;              /* whose: an index of the snapshot */
};

/* All groups of one snapshot. A zeroed one is empty. */
struct groups {
	struct group_place *by_name;
	uint64_t filled_for;            /* ticks of the model */
};

/* The group's; NULL for a NULL. Fills the groups at the first question of a tick. */
const struct members *groups_find(struct groups *groups, const struct model *model,
				  const char *group);
void groups_free(struct groups *groups);

#endif
