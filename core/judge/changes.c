/* changes.c - what came, went and changed from tick to tick. */
#include "judge/changes.h"

#include "base/clock.h"
#include "judge/change_round.h"
#include "model/model.h"

#include <stdlib.h>

static int by_listener(const void *a, const void *b, void *arg)
{
	const struct closing *x = *(const struct closing *const *)a;
	const struct closing *y = *(const struct closing *const *)b;

	(void)arg;
	return listener_id_compare(&x->listener, &y->listener);
}

static int find_closing(const void *id, const void *item)
{
	const struct closing *closing = *(const struct closing *const *)item;

	return listener_id_compare(id, &closing->listener);
}

static void sort_closings(struct changes *changes, const struct snapshot *snap)
{
	array_clear(&changes->closings);
	for (size_t i = 0; i < snap->closings.count; i++)
		*array_add(&changes->closings) = &snap->closings.items[i];
	array_sort(&changes->closings, by_listener, NULL);
}

static const struct closing *closing_of(const struct changes *changes,
					const struct listener_id *id)
{
	const struct closing *const *found;

	if (!changes->closings.count)
		return NULL;
	found = bsearch(id, changes->closings.items, changes->closings.count,
			sizeof *changes->closings.items, find_closing);
	return found ? *found : NULL;
}

/* Those who are there are compared; who is new, and who came and went, is noted. Returns
 * how many are there that were. */
static size_t see_all(const struct change_round *round)
{
	struct changes *changes = round->changes;
	size_t there = 0;

	for (uint32_t i = 0; i < round->snap->listeners.count; i++) {
		const struct listener *listener = &round->snap->listeners.items[i];
		struct known *known;

		if (facts_have(&listener->facts, FACT_STATE, STATE_MISSING))
			change_see_missing(round, listener);
		if (!listener_listens(listener))
			continue;
		known = roll_find(&changes->roll, &listener->id);
		if (known && known->seen == changes->updates)
			continue;
		if (closing_of(changes, &listener->id)) {
			if (!known)
				*array_add(&changes->fleeting) = i;
		} else if (!known || known->gone) {
			*array_add(&changes->newcomers) = i;
		} else {
			known->seen = changes->updates;
			known->index = i;
			change_see(round, known, listener);
			there++;
		}
	}
	return there;
}

/* Dumps tell of a socket for the first time as gone when they miss it a second time. */
static uint64_t end_of(const struct change_round *round, const struct known *known)
{
	const struct closing *closing = closing_of(round->changes, &known->id);

	if (closing)
		return closing->when;
	return known->missed ? known->missed : round->now;
}

static void bury(const struct change_round *round)
{
	struct changes *changes = round->changes;
	struct known *known, *next;

	change_find_held(changes);
	HASH_ITER(hh, changes->roll.all, known, next) {
		if (!known->gone && known->seen != changes->updates)
			change_part(round, known, end_of(round, known));
	}
}

static void tell_parted(const struct change_round *round)
{
	struct changes *changes = round->changes;

	for (size_t i = 0; i < changes->parted.count; i++) {
		const struct known *known = changes->parted.items[i];

		/* Who is back at once has not vanished. */
		if (known->gone && !known->taken)
			change_tell_vanished(round, known);
	}
}

static void tell_fleeting(const struct change_round *round)
{
	struct changes *changes = round->changes;

	for (size_t i = 0; !round->first && i < changes->fleeting.count; i++) {
		const struct listener *listener =
			&round->snap->listeners.items[changes->fleeting.items[i]];

		if (!roll_look(&changes->roll, &listener->id))
			change_flash(round, listener,
				     closing_of(changes, &listener->id)->when);
	}
}

static void begin(struct changes *changes, const struct snapshot *snap)
{
	changes->updates++;
	changes->interval = snap->at.monotonic - changes->at;
	changes->at = snap->at.monotonic;
	changes->roll.last = NULL;
	array_clear(&changes->laid);
	array_clear(&changes->parted);
	array_clear(&changes->newcomers);
	array_clear(&changes->fleeting);
	sort_closings(changes, snap);
}

void changes_update(struct changes *changes, const struct model *model,
		    struct journal *journal)
{
	const struct snapshot *snap = model_snapshot(model);
	struct change_round round = {
		.changes = changes,
		.snap = snap,
		.now = snap->at.monotonic,
		.first = changes->updates == 0,
	};

	begin(changes, snap);
	telling_begin(&changes->telling, journal, snap);
	if (see_all(&round) < changes->roll.alive)
		bury(&round);
	change_welcome(&round);
	tell_parted(&round);
	tell_fleeting(&round);
	telling_end(&changes->telling);
	change_forget_missing(changes, round.now);
	changes->last = round.now;
	roll_expire(&changes->roll, round.now);
}

bool changes_has(const struct changes *changes, const struct listener_id *id, uint64_t now)
{
	const struct known *known = roll_look(&changes->roll, id);

	return known && known->changed &&
	       clock_seconds(known->changed, now) < GHOST_SECONDS;
}

const struct listener_id *changes_laid(const struct changes *changes, size_t n)
{
	return n < changes->laid.count ? &changes->laid.items[n] : NULL;
}

void changes_free(struct changes *changes)
{
	roll_free(&changes->roll);
	telling_free(&changes->telling);
	change_forget_missing(changes, UINT64_MAX);
	array_free(&changes->laid);
	array_free(&changes->waiting);
	array_free(&changes->parted);
	array_free(&changes->newcomers);
	array_free(&changes->fleeting);
	array_free(&changes->closings);
	array_free(&changes->places);
	array_free(&changes->sharers);
	*changes = (struct changes){ 0 };
}
