/* executable.h - what processes run, and whether that file is still there. */
#ifndef LSN_SOURCE_EXECUTABLE_H
#define LSN_SOURCE_EXECUTABLE_H

#include "base/array.h"
#include "source/lives.h"
#include "wire/procfs.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct host;
struct worker;

/* That of one life of a pid. A source may put it first in what it remembers itself. */
struct executable {
	struct life life;
	uint32_t process;               /* index, at this tick */
	pid_t tid;                      /* asked in the place of the main thread; 0 none */
	char *link;                     /* where exe leads; NULL unknown, or to nowhere */
	size_t size;
	bool marked;                    /* it ends in " (deleted)" */
	uint64_t question;              /* whose answer is still to come; 0 none */
	uint64_t asked_at;              /* monotonic ns; 0 never */
	uint64_t good_from;             /* the same of the question that `state` answers */
	enum procfs_exe state;
};

/* To the worker, and not answered yet. */
struct executable_question {
	uint64_t question;
	uint64_t asked_at;              /* monotonic ns */
	struct process_id id;
};

struct executables {
	const struct procfs *fs;
	struct worker *worker;          /* NULL for a captured host */
	size_t size;                    /* of what is remembered of each */
	struct lives lives;             /* struct executable each, first in `size` bytes */
	ARRAY(struct executable_question) open;
	uint32_t asked;                 /* so far */
	uint64_t heard;                 /* monotonic ns: when the last that was answered was
					 * asked */
	struct process_id next;         /* whom to ask about first */
};

/* `size`: of what is remembered of each, at least that of a struct executable. */
void executables_open(struct executables *all, const struct host *host, size_t size);

/* A tick begins: takes what was answered since. */
void executables_begin(struct executables *all);

/* That of a process, which the snapshot has at `process`: zeroed when first met, but for
 * what it is. Good until the next executables_tell(). */
struct executable *executable_of(struct executables *all, struct process_id id, uint32_t process);

/* Reads where it is. `tid`: to be asked where the main thread has ended, else 0. 0 or a
 * negative errno; -ENOENT too of who has none, as a kernel thread and a zombie. */
int executable_read(struct executables *all, struct executable *executable, pid_t tid);

/* Where it is now is where it was when it was last read: what is known of it goes on to be
 * known of that life, whoever has the pid by now. One link is read. */
bool executable_is_there(struct executables *all, const struct executable *executable);

/* What was read was another's. */
void executable_forget(struct executable *executable);

/* The tick ends: forgets those whom nobody asked for, and tells the snapshot what is known
 * and is not there yet. What became of those that the kernel says were deleted is found
 * out beside it, as that may take for ever: where the deadline is UINT64_MAX it waits a
 * little for the answers. */
void executables_tell(struct executables *all, struct snapshot *snap, uint64_t deadline);

void executables_free(struct executables *all);

#endif
