/* source.h - the shape of whatever fills a snapshot. */
#ifndef LSN_FACT_SOURCE_H
#define LSN_FACT_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

struct snapshot;
struct focus;

/* A source asks one question and adds the answer; what it could not see is a
 * gap in the snapshot, never an error. Embedded as the first member of the
 * source's own struct; all but `name` and `collect` may be NULL. */
struct source {
	const char *name;

	/* May spend until `deadline` (monotonic ns; UINT64_MAX: to the end) on
	 * what can be gone on with at the next tick. */
	void (*collect)(struct source *self, struct snapshot *snap, uint64_t deadline);

	void (*focus)(struct source *self, const struct focus *focus);

	/* Goes on, between ticks and until `deadline`, with what collect() left over,
	 * so that the next snapshot has it. True while there is more: only what is
	 * worth doing without a pause counts (the first search of owners, a search
	 * for the owner of a new socket), not slow rounds of verification. */
	bool (*work)(struct source *self, uint64_t deadline);

	/* A cheap look between ticks, if one is due at `now` (monotonic ns): what it saw
	 * goes into the next snapshot. Returns when the next is due, or UINT64_MAX: not
	 * before the next tick. Called behind each tick too, to ask, and where another
	 * source's look is due. */
	uint64_t (*peek)(struct source *self, uint64_t now);

	void (*close)(struct source *self);

	uint64_t apart;                 /* CPU ns spent so far on threads of its own */
};

#endif
