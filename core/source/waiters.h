/* waiters.h - the listeners whose queues are not empty, and how long their first waits. */
#ifndef LSN_SOURCE_WAITERS_H
#define LSN_SOURCE_WAITERS_H

#include "base/array.h"
#include "fact/snapshot.h"
#include "wire/inet_diag.h"

#include <stdbool.h>
#include <stdint.h>

struct closest;
struct host;
struct tally;

struct waiter {
	struct listener_id id;
	uint32_t listener;              /* index, of the tick it was seen in */
	uint16_t port;
	int64_t queue;                  /* when it was followed last */
	bool moved;                     /* somebody was accepted since: the first, and so
					 * there is another one now */
	bool known;                     /* that first one; what follows */
	struct inet_diag first;         /* as it was found */
	bool sure;                      /* it was waiting still when we looked last; for: */
	int64_t wait;                   /* ms */
};

/* Sorted by id. */
struct waiters {
	ARRAY(struct waiter) list;
};

/* Those of one namespace that have a queue now; their waits are not known. */
void waiters_see(struct waiters *waiters, const struct closest *closest,
		 const struct snapshot *snap, uint64_t netns);

/* What became of the queues since. */
void waiters_follow(struct waiters *waiters, const struct waiters *now);

/* Gives each the first that a walk found at its address, and is sure of it. */
void waiters_give(struct waiters *waiters, const struct tally *tally,
		  const struct closest *closest, const struct snapshot *snap);

/* Asks whether those firsts still wait, of the queues that there are `now`. One that was
 * accepted has moved its queue; of one that nobody can tell of it is not sure. */
void waiters_ask(struct waiters *waiters, const struct waiters *now, struct host *host);

struct waiter *waiters_find(const struct waiters *waiters, const struct listener_id *id);
void waiters_copy(struct waiters *to, const struct waiters *from);
void waiters_free(struct waiters *waiters);

#endif
