/* one_life.h - reading files of a process, and of no other life of its pid. */
#ifndef LSN_SOURCE_ONE_LIFE_H
#define LSN_SOURCE_ONE_LIFE_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct identities;
struct procfs;

/* Calls `read` while that life of the pid is there, before and after. False where it is
 * not, or may not have been: then what was read may be another's. `start`: as in struct
 * process, for where there is, or was, no descriptor to spare. */
bool one_life_read(struct identities *with, struct process_id id, uint64_t start,
		   void (*read)(void *arg), void *arg);

/* Whom to ask in its place. */
struct standing {
	bool is_kernel_thread;
	pid_t tid;                      /* the main thread has ended, and this one goes on; else 0 */
};

/* Returns 0 or a negative errno, with nobody to be asked in its place. */
int standing_read(const struct procfs *fs, pid_t pid, struct standing *standing);

#endif
