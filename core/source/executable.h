/* executable.h - what processes run, and whether that file is still there. */
#ifndef LSN_SOURCE_EXECUTABLE_H
#define LSN_SOURCE_EXECUTABLE_H

#include "source/lives.h"

#include <stdint.h>
#include <sys/types.h>

struct executable;
struct host;
struct procfs;
struct worker;

struct executables {
	const struct procfs *fs;
	struct worker *worker;          /* NULL for a captured host */
	struct lives lives;             /* struct executable each */
	size_t open;                    /* questions */
	uint32_t asked;                 /* so far */
};

void executables_open(struct executables *all, const struct host *host);

/* A tick begins: takes what was answered since. */
void executables_begin(struct executables *all);

/* That of a process, which the snapshot has at `process`. Good for the tick. */
struct executable *executable_of(struct executables *all, struct process_id id, uint32_t process);

/* Reads where it is. `tid`: to be asked where the main thread has ended, else 0. 0 or a
 * negative errno; -ENOENT too of who has none, as a kernel thread and a zombie. */
int executable_read(struct executables *all, struct executable *executable, pid_t tid);

/* What was read was another's. */
void executable_forget(struct executable *executable);

/* Finds out, where the kernel says that it was deleted, what became of it: asks, as that
 * may take for ever. `now`: monotonic ns of the tick. */
void executable_ask(struct executables *all, struct executable *executable, uint64_t now);

/* The tick ends: tells the snapshot what is known, waiting a little for answers where the
 * deadline is UINT64_MAX, and forgets those whom nobody asked for. */
void executables_tell(struct executables *all, struct snapshot *snap, uint64_t deadline);

void executables_free(struct executables *all);

#endif
