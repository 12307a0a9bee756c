/* live_private.h - private to act: one process in hand, and what may be done to it. */
#ifndef LSN_ACT_LIVE_PRIVATE_H
#define LSN_ACT_LIVE_PRIVATE_H

#include "act/act.h"
#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* /proc/PID/status as a whole: groups may make it long. */
enum { LIVE_STATUS_ROOM = 16384 };

/* One life of a pid. */
struct hand {
	struct process_id id;           /* whom the target names */
	int fd;                         /* its pidfd; -1: not held */
	int error;                      /* as of struct aimed */
};

/* What we may. */
struct rights {
	uid_t uid;                      /* effective */
	uint64_t permitted;             /* as "CapPrm" of /proc/PID/status */
	bool first_user_namespace;
};

struct pids {
	ARRAY(pid_t) of;
};

/* Below, `proc` is the descriptor of /proc. */

/* Reads a file of a process, or (pid 0) of ourselves; NUL-terminated. How many bytes, or a
 * negative errno. */
ssize_t live_read(int proc, pid_t pid, const char *name, char *buffer, size_t size);

/* Adds the ids of all threads. */
int live_threads(int proc, pid_t pid, struct pids *tids);

/* Adds who is above us: our parent, its parent, but for the first process. */
void live_ancestors(int proc, struct pids *pids);

void live_rights(int proc, struct rights *rights);

/* Takes hold of whom hand->id names, if that life still is: fd and error are set. A few
 * descriptors are left to all others in the house, else -EMFILE. */
void hand_take(struct hand *hand, int proc);
void hand_release(struct hand *hand);

/* What may be set; fills in all but `danger`. */
void renice_aim(const struct hand *hand, int proc, const struct rights *rights,
		struct aimed *aimed);

/* Sets it for every thread; adds to the counts of `done`. 0 where all that live have it, else
 * the first error; -ESRCH where it ended meanwhile. */
int renice_perform(const struct hand *hand, int proc, int nice, struct done *done);

#endif
