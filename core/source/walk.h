/* walk.h - the connections of the host, dumped on a thread of their own.
 *
 * The kernel walks all of them, however few come out: milliseconds where there are
 * tens of thousands. So it is done aside, seldom, and for a fixed share of a processor. */
#ifndef LSN_SOURCE_WALK_H
#define LSN_SOURCE_WALK_H

#include "wire/inet_diag.h"

#include <stdbool.h>
#include <stdint.h>

struct host;
struct source;
struct walk;

/* What it costs on the threads of its own is added to source->apart; borrows both. */
struct walk *walk_new(struct host *host, struct source *source);

/* Enough time has passed since the last one, and none is under way: at least a second,
 * 200 times the processor time that it took, and as long as it took again. The first is
 * due at once; behind one that failed two seconds pass, and twice as much behind each
 * further one, up to a minute. `now` is monotonic, as below. */
bool walk_is_due(const struct walk *walk, uint64_t now);

/* How long that is, in ns. */
uint64_t walk_period(const struct walk *walk);

/* Who is told of what a walk sees, on the walk's thread: `arg`, and all that the two
 * touch, is the walk's alone from walk_start() until it was taken. */
struct walk_taker {
	void (*take)(void *arg, const struct inet_diag *diag);
	void (*finish)(void *arg);      /* behind the last one, also where the walk failed */
	void *arg;
};

struct walk_request {
	const char *label;              /* names the dump in a captured host; lives on */
	struct inet_diag_open open;     /* the ports are copied */
	struct walk_taker taker;
};

/* Begins one, which must be due. On a captured host, and while one is captured, it is
 * done here and now. */
void walk_start(struct walk *walk, const struct walk_request *request, uint64_t now);

/* Waits for the one under way until `deadline` (monotonic ns; UINT64_MAX: to its end). */
void walk_wait(struct walk *walk, uint64_t deadline);

/* How long a tick should wait for one it has just begun, given its own deadline: until
 * its end where that has none, and a little where it is likely to come at once. */
uint64_t walk_patience(const struct walk *walk, uint64_t deadline);

struct walk_result {
	int error;                      /* 0: all were told of; -ENODATA: a captured host
					 * does not have it */
	uint64_t begun, ended;          /* monotonic ns */
};

/* Once for each walk: true when it is over, and the taker is the caller's again. */
bool walk_take(struct walk *walk, struct walk_result *result);

/* Stops one under way; NULL is fine. */
void walk_free(struct walk *walk);

#endif
