/* row.h - the nouns one row is about. */
#ifndef LSN_TABLE_ROW_H
#define LSN_TABLE_ROW_H

#include "fact/snapshot.h"

#include <stdbool.h>

struct event;
struct ghost;
struct group;
struct scene;
struct track;

enum table_kind {
	TABLE_LISTENERS,                /* a row per listener */
	TABLE_PROCESSES,                /* a row per process that holds one */
	TABLE_OWNERS,                   /* a row per process and descriptor of a listener */
	TABLE_COUNTERS,                 /* a row per counter, then sysctl, and namespace */
	TABLE_EVENTS,                   /* a row per event of the journal, newest first */
	TABLE_PEERS,                    /* a row per connection not accepted yet, handshake
					 * and talker of the listener in focus */
	TABLE_THREADS,                  /* a row per thread of one process in focus */
	TABLE_KINDS,
};
#define TABLE_BIT(kind) (1u << (kind))

/* All borrowed from the scene; NULL where the kind has none. In TABLE_LISTENERS
 * `process` is the first owner (lowest pid) or NULL. */
struct row {
	const struct scene *scene;
	const struct listener *listener;
	const struct track *listener_track;
	const struct process *process;
	const struct track *process_track;
	const struct owner *owner;
	const struct netns *netns;      /* TABLE_COUNTERS: these three */
	const struct track *netns_track;
	enum fact_id fact;
	const struct event *event;      /* TABLE_EVENTS */
	const struct peer *peer;        /* TABLE_PEERS; `listener` is its own */
	const struct thread *thread;    /* TABLE_THREADS; `process` is its own */
	const struct track *thread_track;

	/* A row that stands for a whole group: `listener` and `process` are then of
	 * the member that is worst off. */
	const struct group *group;
	bool member;                    /* stands below the row of its group */
};

/* As TABLE_LISTENERS has it: of the snapshot's i-th listener, and of one that has gone. A
 * ghost's listener is in no snapshot and has no span of owners; `process` is its own. */
struct row row_of_listener(const struct scene *scene, size_t i);
struct row row_of_ghost(const struct scene *scene, const struct ghost *ghost);

/* Of a row with a listener: what it is now. STATE_GONE of what is closed, though a snapshot
 * may still have it; STATE_LISTEN where nobody stated it. */
enum listener_state row_state(const struct row *row);
/* Any row: its listener is closed. */
bool row_is_gone(const struct row *row);

/* The track of the noun that has such a fact; NULL where the row has none. */
const struct track *row_track(const struct row *row, enum fact_id fact);

/* What a row is, from tick to tick; the cursor and tags hold these. */
struct row_id {
	struct listener_id listener;
	struct process_id process;
	int fd;
	uint64_t other[3];              /* of what is none of these: group, counter, event,
					 * peer, thread */
};
struct row_id row_id(enum table_kind kind, const struct row *row);
int row_id_compare(const struct row_id *a, const struct row_id *b);

#endif
