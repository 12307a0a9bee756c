/* telling.h - private to judge: the events of one update, not more than can be read. */
#ifndef LSN_JUDGE_TELLING_H
#define LSN_JUDGE_TELLING_H

#include "base/array.h"
#include "judge/journal.h"

#include <stdbool.h>
#include <stdint.h>

struct known;
struct snapshot;

enum { TELLING_NAMED = 32 };

/* How many events of one kind may be named: TELLING_NAMED at one update. What stands in
 * the journal beside overflows may not push these out either: of `unexpected` and
 * `missing` what was used up comes back by one a second. */
struct telling {
	struct journal *journal;        /* borrowed, both, from begin to end */
	const struct snapshot *snap;
	uint64_t at;                    /* monotonic ns of the last update; 0: none yet */
	ARRAY(struct event) events;     /* of this update */
	struct telling_kind {
		double left;
		uint64_t rest;          /* of this update, not named */
	} kinds[EVENT_KINDS];
};

/* An update: begin, ask and add, end. A zeroed one is ready, and needs telling_free(). */
void telling_begin(struct telling *telling, struct journal *journal,
		   const struct snapshot *snap);

/* One more has happened; false: it is only counted. */
bool telling_may(struct telling *telling, enum event_kind kind);

/* An event of that listener, without detail, that happened at `when` (monotonic ns). */
struct event telling_event(const struct telling *telling, enum event_kind kind,
			   const struct known *known, uint64_t when);

void telling_add(struct telling *telling, const struct event *event);

/* All go into the journal in the order in which they happened, as told where that is the
 * same. Of each kind the rest becomes one event of no listener: "968 more". */
void telling_end(struct telling *telling);

void telling_free(struct telling *telling);

#endif
