/* change_round.h - private to judge: one update of the changes, shared by its steps. */
#ifndef LSN_JUDGE_CHANGE_ROUND_H
#define LSN_JUDGE_CHANGE_ROUND_H

#include "judge/changes.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct change_round {
	struct changes *changes;
	const struct snapshot *snap;
	uint64_t now;                   /* monotonic ns of the snapshot */
	bool first;                     /* all was there before */
};

/* A listener that was there and is: tells how it changed, unless its arrival waits to be
 * told, and notes it as it is now. */
void change_see(const struct change_round *round, struct known *known,
		const struct listener *listener);

/* Told once for the same reason; what is not known now is as it was. */
void change_see_expected(const struct change_round *round, struct known *known,
			 const struct listener *listener);

/* A line of the baseline that nothing answers to: told once while it lasts, after it has
 * lasted for two seconds, and not again where it was missing a moment ago. */
void change_see_missing(const struct change_round *round, const struct listener *listener);
void change_forget_missing(struct changes *changes, uint64_t now);

/* All newcomers: finds out whose places they took, and tells those whose owners are known.
 * Behind it those of `parted` who are taken need not be told. */
void change_welcome(const struct change_round *round);

/* Before the first change_part() of an update: whose arrival waits for somebody to part. */
void change_find_held(struct changes *changes);

/* It is gone, and may be the one at whose address an arrival that waits was seen; whose
 * own arrival waits is told to have come first. */
void change_part(const struct change_round *round, struct known *known, uint64_t when);

/* Came and went: appeared and vanished. */
void change_flash(const struct change_round *round, const struct listener *listener,
		  uint64_t when);

void change_tell_vanished(const struct change_round *round, const struct known *known);

#endif
