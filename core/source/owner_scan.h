/* owner_scan.h - looking into one process for listeners' sockets. */
#ifndef LSN_SOURCE_OWNER_SCAN_H
#define LSN_SOURCE_OWNER_SCAN_H

#include "base/array.h"
#include "source/owner_map.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct procfs;

struct owner_found {
	uint32_t inode;
	int fd;
};

/* What was begun and not finished. A zeroed one with `fs` and `map` set has
 * begun nothing. */
struct owner_scan {
	const struct procfs *fs;
	struct owner_map *map;
	uint64_t now;                   /* monotonic ns of the tick */
	int error;                      /* the last trouble that was not the process's */
	bool ended;                     /* whom we looked into last ended meanwhile */
	ARRAY(struct owner_found) found;

	pid_t big;                      /* with more descriptors than fit in one slice, */
	int big_fd;                     /* looked at up to here, */
	uint64_t big_left;              /* so many to come */
	int big_missed;                 /* numbers in a row without one */

	pid_t parent;                   /* whose threads these are */
	ARRAY(pid_t) threads;
	size_t threads_done;
};

/* Looks into the process's table and makes the map say what was seen. False
 * where the deadline came first: call again for the same process. */
bool owner_scan_process(struct owner_scan *scan, struct holder *holder, uint64_t deadline);

/* Looks into the tables of the process's threads, for sockets that nobody is
 * known to hold: unshare(2) CLONE_FILES gives a thread its own. */
bool owner_scan_threads(struct owner_scan *scan, struct holder *holder, uint64_t deadline);

void owner_scan_free(struct owner_scan *scan);

#endif
