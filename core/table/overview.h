/* overview.h - what can be said of a scene as a whole, and of one thing in it. */
#ifndef LSN_TABLE_OVERVIEW_H
#define LSN_TABLE_OVERVIEW_H

#include "base/array.h"
#include "fact/fact.h"
#include "fact/protocol.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct arena;
struct connections;
struct gap;
struct netns;
struct scene;
struct selection;
struct talk;

/* Of the listeners that the selection takes; came and went at the last tick,
 * whatever the selection. All 0 before the first tick. */
struct overview {
	unsigned listening, by_protocol[PROTOCOLS];     /* what listens; not what is bound only,
					 * missing or gone */
	unsigned appeared, vanished;
	unsigned unexpected, missing;   /* by the baseline */
};
void overview_count(const struct scene *scene, const struct selection *selection,
		    struct overview *overview);

/* Facts of the namespace we are in: now, and a counter's rise per second. False
 * where unknown. */
bool overview_netns(const struct scene *scene, enum fact_id fact, int64_t *value);
bool overview_netns_rate(const struct scene *scene, enum fact_id fact, double *rate);

/* The namespace we are in, and one by its inode; NULL: not known. Lent until the
 * next tick. */
const struct netns *overview_own_netns(const struct scene *scene);
const struct netns *overview_find_netns(const struct scene *scene, uint64_t inode);

/* A counter's rise per second in that one; false where unknown. */
bool overview_netns_rate_of(const struct scene *scene, uint64_t inode, enum fact_id fact,
			    double *rate);

/* Connections of the listener by state; NULL where they were not looked at. Lent
 * until the next tick. */
const struct connections *overview_connections(const struct scene *scene,
					       const struct listener_id *id);
/* The connections of a process, and who started it; NULL where that was not looked
 * for, or is not known. Lent until the next tick. */
const struct talk *overview_talk(const struct scene *scene, const struct process_id *id);
const struct process *overview_parent(const struct scene *scene, const struct process *process);
/* "ESTAB", "SYN-RECV", as ss writes them; NULL for a number that is no state. */
const char *overview_state_name(unsigned state);

/* Path of the baseline in force; NULL: none. Lent until the next tick. */
const char *overview_baseline(const struct scene *scene);

/* The n-th gap, or NULL behind the last. */
const struct gap *overview_gap(const struct scene *scene, size_t n);

/* The row, as TABLE_LISTENERS and TABLE_PROCESSES have it, of one thing; of a listener
 * that has just gone its ghost's. False where it is not there any more. */
bool overview_listener(const struct scene *scene, const struct listener_id *id, struct row *row);
bool overview_process(const struct scene *scene, const struct process_id *id, struct row *row);

/* Users of sockets and of their owners, each once, in order; raw, copied into
 * the arena. Where a name is not known, the number. */
struct overview_users {
	ARRAY(const char *) names;
};
void overview_users(const struct scene *scene, struct arena *arena,
		    struct overview_users *users);

#endif
