/* roll.h - private to judge: listeners as they were when last seen, and those just gone. */
#ifndef LSN_JUDGE_ROLL_H
#define LSN_JUDGE_ROLL_H

#include "base/array.h"
#include "base/memory.h"
#include "fact/snapshot.h"
#include "judge/journal.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

enum { ROLL_COMM = 16, ROLL_GONE = 200 };

struct amount {
	bool known;
	int64_t value;
};

/* How a listener came, until it is told. */
struct arrival {
	uint64_t at;                    /* monotonic ns of the tick that first saw it */
	unsigned ticks;                 /* it has waited for */
	bool held;                      /* another socket is said to be at its address: that one
					 * may be about to go */
	bool rebound;                   /* took the place of another; what follows is of that one */
	bool same_socket;               /* which was itself */
	bool shared;                    /* several listen at its address, as they may */
	bool at_once;                   /* no time worth a word lies in between */
	bool at_most;                   /* the gap was not longer, and may have been shorter */
	uint64_t gap;                   /* ns from its end to this one's beginning */
	struct process_id owner;
	char comm[ROLL_COMM];
	struct amount backlog;
};

struct known {
	struct listener_id id;          /* the key: no padding */
	uint64_t place;                 /* digest of namespace, protocol, address */
	uint64_t since;                 /* monotonic ns, when first seen */
	uint64_t gone;                  /* monotonic ns, when it ended; 0: it is there */
	uint64_t missed;                /* monotonic ns, since when dumps do not tell of it; 0:
					 * they do */
	uint64_t changed;               /* monotonic ns, when it last did; 0: never */
	uint64_t seen, parted;          /* the updates that last saw it, and that missed it */
	uint64_t why;                   /* digest of the word by which it was told to be
					 * unexpected; 0: it is not */
	uint32_t index;                 /* in the snapshot of that update */
	enum protocol protocol;
	uint16_t port;
	bool was_before;                /* us: its age is not known */
	bool fleeting;                  /* no tick saw it alive */
	bool taken;                     /* gone, and another has its place */
	struct process_id owner;        /* the first one; pid 0: none known yet */
	char comm[ROLL_COMM];           /* "": not known */
	struct amount queue, backlog, drops;
	char *local;                    /* as ss writes it */
	struct arrival *arrival;        /* NULL: it is told */
	UT_hash_handle hh;
};

/* A zeroed one is empty. Those who are gone stay for GHOST_SECONDS, and behind
 * roll_expire() not more of them than ever were there at once, or ROLL_GONE: of a crowd
 * that is restarted each is known again, and a flood of fleeting ones does not push out
 * others. */
struct roll {
	struct known *all;              /* by id */
	struct known *last;             /* found last: the next is most often behind it */
	size_t alive, most;             /* the most that were */
	ARRAY(struct known *) gone;     /* the oldest first */
};

/* NULL: not known. */
struct known *roll_find(struct roll *roll, const struct listener_id *id);
const struct known *roll_look(const struct roll *roll, const struct listener_id *id);

/* A new one, of which nothing but its address is noted. */
struct known *roll_add(struct roll *roll, const struct listener *listener, uint64_t since);

/* Where one of the two identities is not known, the pid decides. */
bool roll_same_life(const struct process_id *a, const struct process_id *b);

/* Its first owner: as long as that holds it the one that was noted, else the lowest pid.
 * NULL: none is known now. */
const struct process *roll_owner(const struct known *known, const struct snapshot *snap,
				 const struct listener *listener);

/* Takes the numbers and the owner it has now, but not its address. */
void roll_note(struct known *known, const struct snapshot *snap, const struct listener *listener);

/* It is at another address now: gives the text of the one before, to be freed. NULL: it
 * is not. */
char *roll_move(struct known *known, const struct listener *listener);

/* It ended; it is gone from then on. */
void roll_part(struct roll *roll, struct known *known, uint64_t when);

/* The same socket is back. */
void roll_return(struct roll *roll, struct known *known, uint64_t since);

/* Forgets those who have been gone for too long, are taken, or are too many. */
void roll_expire(struct roll *roll, uint64_t now);

void roll_free(struct roll *roll);

/* A digest of a text, never 0. */
uint64_t roll_digest(const char *text);

#endif
