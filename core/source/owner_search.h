/* owner_search.h - when to look where, so that owners are known and looking
 * costs next to nothing.
 *
 * What was found is remembered and verified by turns. Who is looked into, in
 * this order: new processes; where a socket is new, processes whose number of
 * descriptors changed, owners and the youngest first; then all processes; then
 * all threads. What nobody holds is looked for again ever more rarely. Whose
 * number of descriptors changed may have been passed one: each process is asked
 * for it once in so many ticks. And all processes are gone through every few
 * minutes, slowly. */
#ifndef LSN_SOURCE_OWNER_SEARCH_H
#define LSN_SOURCE_OWNER_SEARCH_H

#include "base/array.h"
#include "source/owner_map.h"
#include "source/owner_scan.h"
#include "source/owner_walk.h"
#include "wire/procfs.h"

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum owner_round { ROUND_NONE, ROUND_PROCESSES, ROUND_THREADS };

struct owner_search {
	struct owner_map map;
	struct owner_scan scan;
	uint64_t now;                   /* monotonic ns of the tick */
	unsigned tick;

	ARRAY(struct pollfd) pidfds;    /* asked at this tick */
	ARRAY(pid_t) fresh, stale;      /* to be looked into: soon; when it costs nothing */
	size_t fresh_done, stale_done;
	struct owner_walk counts, round, glance, patrol;
	enum owner_round stage;
	bool urgent;                    /* the round is for a socket not searched before */
	bool first_done;                /* all processes were looked into once */

	uint64_t round_cost;            /* ns of this walk over all processes */
	uint64_t walk_cost, walked;     /* ns of the last one, and when it ended */
	uint64_t allowance;             /* ns left for what is not urgent */

	int list_error;                 /* of /proc, negative errno */
	bool saw_init;
	size_t listed;
	bool counts_are_ours;           /* /proc/loadavg counts the processes we see */
	uint64_t threads, last_pid;     /* of the machine at the last listing; 0 unknown */
	unsigned births;                /* steps up where a pid may have been given since */
	struct procfs_file loadavg;
};

/* One tick: follows the snapshot's listeners and works until the deadline. */
void owner_search_tick(struct owner_search *search, const struct snapshot *snap, uint64_t deadline);

/* Goes on with what is urgent. True while there is more. */
bool owner_search_work(struct owner_search *search, uint64_t deadline);

/* Puts a process in line: to be looked into soon, or when it costs nothing. */
void owner_search_look_into(struct owner_search *search, struct holder *holder);
void owner_search_look_at_leisure(struct owner_search *search, struct holder *holder);

void owner_search_free(struct owner_search *search);

#endif
