/* identity.h - which life of its pid is that process? */
#ifndef LSN_SOURCE_IDENTITY_H
#define LSN_SOURCE_IDENTITY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct host;
struct procfs;

/* A zeroed one is nobody's. */
struct identity {
	uint64_t number;                /* what struct process_id is told of; 0 unknown */
	uint64_t start;                 /* clock ticks since boot; 0 unknown */
	bool by_inode;                  /* the number is its pidfd's, else its start */
	bool is_held, is_kept;          /* the pidfd is open; and is counted */
	int pidfd;
};

/* How lives are told apart here, and how many are held. */
struct identities {
	const struct procfs *fs;
	bool by_pidfd;                  /* else by start times alone: a copy, an old kernel,
					 * a /proc of another pid namespace */
	size_t kept, most;              /* most: a quarter of the descriptors we may have */
};

/* Nothing to be closed but what was kept. */
void identities_open(struct identities *with, const struct host *host);

/* Takes hold of whoever has the pid now; *id is to be dropped. False where nobody has it.
 * What is read of the pid from here on, id->start too, is that process's if
 * identity_lasts() says so afterwards. */
bool identity_take(const struct identities *with, pid_t pid, struct identity *id);

/* It has the pid still: it has not ended since. Of one that is not held it may be wrong
 * where there are start times only, within a clock tick of the end of the one before. */
bool identity_lasts(const struct identities *with, pid_t pid, const struct identity *id);

/* As far as can be known. */
bool identity_is_same(const struct identity *a, const struct identity *b);

/* Goes on holding it where there is room, else lets go: it is an identity still. */
void identity_keep(struct identities *with, struct identity *id);

/* Lets go and forgets. */
void identity_drop(struct identities *with, struct identity *id);

/* Moves it out: nobody's is left. */
struct identity identity_move(struct identity *from);

#endif
