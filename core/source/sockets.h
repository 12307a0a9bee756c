/* sockets.h - the sockets among a process's descriptors, remembered.
 *
 * A small table is looked at as a whole. A large one by number, in slices, so that no
 * tick waits for it: until such a round is over, what it has not come to is as the one
 * before it found it. */
#ifndef LSN_SOURCE_SOCKETS_H
#define LSN_SOURCE_SOCKETS_H

#include "base/array.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct procfs;

/* More descriptors than this, some 2 ms, are looked at in slices. */
enum { SOCKETS_SLICE = 1000 };

struct socket_at {
	int fd;
	uint32_t inode;
};

/* A zeroed one knows of none. */
struct sockets {
	bool whole;                     /* all were looked at, once at least */
	uint64_t descriptors, looked_at; /* of the last round that is over, else of the first */
	ARRAY(struct socket_at) known;  /* by the last round that is over; ascending if so */

	bool under_way;                 /* a round by number */
	pid_t tid;                      /* whose table it is about; 0 the process's */
	ARRAY(struct socket_at) found;  /* by it */
	uint64_t count, left;           /* descriptors there were, and not come to yet */
	int next;                       /* the first not looked at */
	unsigned missed;                /* numbers in a row with no descriptor */
};

/* Begins a round, or goes on with the one under way until `deadline` (monotonic ns;
 * UINT64_MAX: all at once), a few descriptors at least. 0: look whether it is still under
 * way. `tid`: a thread with a table of its own; 0: that of the process, which is another
 * thread's where the main one has ended. On an error (-ENOENT: the process, or the thread,
 * is gone; -EACCES) all is forgotten. */
int sockets_look(struct sockets *sockets, const struct procfs *fs, pid_t pid, pid_t tid,
		 uint64_t deadline);

/* Each that is known; one held by several descriptors comes as often. */
void sockets_each(const struct sockets *sockets, void (*fn)(uint32_t inode, void *arg), void *arg);

void sockets_forget(struct sockets *sockets);
void sockets_free(struct sockets *sockets);

#endif
