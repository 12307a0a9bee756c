/* change_arrival.c - who came, from whom did they take their place, and who left? */
#include "judge/change_round.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/change_text.h"

#include <stdlib.h>

/* Intervals shorter than that are not worth a word. */
static const uint64_t AT_ONCE = 3 * CLOCK_SECOND;

/* By place; of one place whom to take first: one that lived, then the last to go. */
static int by_place(const void *a, const void *b, void *arg)
{
	const struct known *x = *(struct known *const *)a, *y = *(struct known *const *)b;

	(void)arg;
	if (x->place != y->place)
		return (x->place > y->place) - (x->place < y->place);
	if (x->fleeting != y->fleeting)
		return x->fleeting ? 1 : -1;
	return (x->gone < y->gone) - (x->gone > y->gone);
}

static void sort_places(struct changes *changes)
{
	array_clear(&changes->places);
	for (size_t i = 0; i < changes->roll.gone.count; i++)
		*array_add(&changes->places) = changes->roll.gone.items[i];
	array_sort(&changes->places, by_place, NULL);
}

/* Index of the first at that place, or behind it. */
static size_t first_at(const struct known_list *list, uint64_t place)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (list->items[middle]->place < place)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Who is gone from that place and not taken yet; NULL nobody. */
static struct known *before_at(const struct changes *changes, uint64_t place)
{
	for (size_t i = first_at(&changes->places, place); i < changes->places.count; i++) {
		struct known *known = changes->places.items[i];

		if (known->place != place)
			break;
		if (!known->taken)
			return known;
	}
	return NULL;
}

static void tell_arrival(const struct change_round *round, struct known *known,
			 const struct listener *listener)
{
	struct telling *telling = &round->changes->telling;
	enum event_kind kind = known->arrival->rebound ? EVENT_REBOUND : EVENT_APPEARED;

	if (telling_may(telling, kind)) {
		struct event event = telling_event(telling, kind, known, known->since);
		struct text detail = TEXT_OVER(event.detail);

		if (kind == EVENT_REBOUND)
			change_text_rebound(&detail, known);
		else
			change_text_appeared(&detail, known, listener);
		telling_add(telling, &event);
	}
	free(known->arrival);
	known->arrival = NULL;
}

void change_tell_vanished(const struct change_round *round, const struct known *known)
{
	struct telling *telling = &round->changes->telling;
	struct event event;
	struct text detail;

	if (!telling_may(telling, EVENT_VANISHED))
		return;
	event = telling_event(telling, EVENT_VANISHED, known, known->gone);
	detail = TEXT_OVER(event.detail);
	change_text_vanished(&detail, known);
	telling_add(telling, &event);
}

/* Of two that are seen to go and come by the same tick nobody knows how far apart they
 * were, but what was heard and met in between. */
static void measure_gap(const struct change_round *round, const struct known *known,
			const struct known *before)
{
	struct arrival *arrival = known->arrival;
	bool heard = before->gone < round->now, met = known->since < round->now;

	arrival->gap = known->since > before->gone ? known->since - before->gone : 0;
	if (before->parted != round->changes->updates)
		return;
	arrival->gap = heard ? arrival->gap : round->changes->interval;
	arrival->at_once = round->changes->interval < AT_ONCE || !arrival->gap;
	arrival->at_most = !heard || !met;
}

/* What it was told of before it was restarted is not told again. */
static void take(const struct change_round *round, struct known *known, struct known *before)
{
	struct arrival *arrival = known->arrival;
	struct text comm = TEXT_OVER(arrival->comm);

	arrival->rebound = true;
	measure_gap(round, known, before);
	arrival->owner = before->owner;
	arrival->backlog = before->backlog;
	text_add(&comm, before->comm);
	known->why = known->why ? known->why : before->why;
	known->changed = round->now;
	before->taken = true;
	*array_add(&round->changes->laid) = before->id;
}

static uint64_t since_of(const struct change_round *round, const struct listener *listener)
{
	return listener->met && listener->met < round->now ? listener->met : round->now;
}

static struct known *come_back(const struct change_round *round, struct known *known,
			       const struct listener *listener)
{
	struct arrival *arrival = memory_alloc(1, sizeof *arrival);
	uint64_t since = since_of(round, listener);

	*arrival = (struct arrival){ .at = round->now, .rebound = true, .same_socket = true,
				     .gap = since > known->gone ? since - known->gone : 0,
				     .backlog = known->backlog };
	*array_add(&round->changes->laid) = known->id;
	roll_return(&round->changes->roll, known, since);
	free(roll_move(known, listener));
	known->changed = round->now;
	known->arrival = arrival;
	return known;
}

static struct known *come(const struct change_round *round, const struct listener *listener)
{
	struct known *known, *before;

	known = roll_add(&round->changes->roll, listener, since_of(round, listener));
	known->was_before = round->first;
	if (round->first)
		return known;
	known->arrival = memory_alloc(1, sizeof *known->arrival);
	known->arrival->at = round->now;
	before = before_at(round->changes, known->place);
	if (before)
		take(round, known, before);
	known->arrival->held = !before;
	known->arrival->shared = listener->label[LABEL_REUSEPORT];
	return known;
}

/* Only those are still held at whose place an older one is; where the address can be
 * shared, and is known to be, one that the newest dump did not tell of. */
static void see_held(const struct change_round *round)
{
	struct changes *changes = round->changes;
	struct known_list *sharers = &changes->sharers;
	struct known *known, *next;

	array_clear(sharers);
	for (size_t i = 0; i < changes->waiting.count; i++) {
		known = changes->waiting.items[i];
		/* One that parted meanwhile has been told. */
		if (!known->arrival || !known->arrival->held || known->arrival->at != round->now)
			continue;
		known->arrival->held = false;
		*array_add(sharers) = known;
	}
	if (!sharers->count)
		return;
	array_sort(sharers, by_place, NULL);
	HASH_ITER(hh, changes->roll.all, known, next) {
		if (known->gone || (known->arrival && known->arrival->at == round->now))
			continue;
		for (size_t i = first_at(sharers, known->place);
		     i < sharers->count && sharers->items[i]->place == known->place; i++)
			if (known->missed || !sharers->items[i]->arrival->shared)
				sharers->items[i]->arrival->held = true;
	}
}

/* So many dumps without it make a socket gone. */
enum { MISSES = 2 };

static bool is_ready(const struct change_round *round, const struct known *known,
		     const struct listener *listener)
{
	const struct arrival *arrival = known->arrival;
	int64_t ownerless = 0;

	if (arrival->ticks >= CHANGES_WAIT ||
	    round->now - arrival->at >= CHANGES_WAIT * CLOCK_SECOND)
		return true;
	if (arrival->held && !arrival->rebound && arrival->ticks < MISSES)
		return false;
	return listener->owner_count ||
	       !facts_get(&listener->facts, FACT_OWNERLESS, &ownerless) ||
	       ownerless != OWNERLESS_NOT_YET;
}

static void settle(const struct change_round *round)
{
	struct changes *changes = round->changes;
	size_t left = 0;

	changes->held = 0;
	for (size_t i = 0; i < changes->waiting.count; i++) {
		struct known *known = changes->waiting.items[i];
		const struct listener *listener;

		if (!known->arrival)
			continue;
		listener = &round->snap->listeners.items[known->index];
		if (!is_ready(round, known, listener)) {
			known->arrival->ticks++;
			changes->held += known->arrival->held;
			changes->waiting.items[left++] = known;
			continue;
		}
		tell_arrival(round, known, listener);
		change_see_expected(round, known, listener);
	}
	changes->waiting.count = left;
}

void change_welcome(const struct change_round *round)
{
	struct changes *changes = round->changes;

	if (changes->newcomers.count || changes->fleeting.count)
		sort_places(changes);
	for (size_t i = 0; i < changes->newcomers.count; i++) {
		uint32_t index = changes->newcomers.items[i];
		const struct listener *listener = &round->snap->listeners.items[index];
		struct known *known = roll_find(&changes->roll, &listener->id);

		if (known && !known->gone)
			continue;
		known = known ? come_back(round, known, listener) : come(round, listener);
		known->seen = changes->updates;
		known->index = index;
		roll_note(known, round->snap, listener);
		if (known->arrival)
			*array_add(&changes->waiting) = known;
		else
			change_see_expected(round, known, listener);
	}
	if (changes->newcomers.count)
		see_held(round);
	settle(round);
}

static bool waits_for_another(const struct known *known)
{
	return known->arrival && known->arrival->held && !known->arrival->rebound;
}

void change_find_held(struct changes *changes)
{
	struct known_list *sharers = &changes->sharers;

	array_clear(sharers);
	for (size_t i = 0; changes->held && i < changes->waiting.count; i++)
		if (waits_for_another(changes->waiting.items[i]))
			*array_add(sharers) = changes->waiting.items[i];
	array_sort(sharers, by_place, NULL);
}

/* A reader of dumps tells of a socket for a moment longer than it is there. */
static void match_waiting(const struct change_round *round, struct known *known)
{
	const struct known_list *sharers = &round->changes->sharers;

	for (size_t i = first_at(sharers, known->place);
	     !known->taken && i < sharers->count && sharers->items[i]->place == known->place; i++)
		if (waits_for_another(sharers->items[i]))
			take(round, sharers->items[i], known);
}

void change_part(const struct change_round *round, struct known *known, uint64_t when)
{
	if (known->arrival)
		tell_arrival(round, known, NULL);
	roll_part(&round->changes->roll, known, when);
	known->parted = round->changes->updates;
	match_waiting(round, known);
	*array_add(&round->changes->parted) = known;
}

void change_flash(const struct change_round *round, const struct listener *listener,
		  uint64_t when)
{
	struct changes *changes = round->changes;
	uint64_t since = listener->met && listener->met < when ? listener->met : when;
	struct known *known = roll_add(&changes->roll, listener, since), *before;

	known->fleeting = true;
	known->seen = changes->updates;
	roll_note(known, round->snap, listener);
	before = before_at(changes, known->place);
	known->why = before ? before->why : 0;
	known->arrival = memory_alloc(1, sizeof *known->arrival);
	tell_arrival(round, known, listener);
	change_see_expected(round, known, listener);
	roll_part(&changes->roll, known, when);
	known->parted = changes->updates;
	change_tell_vanished(round, known);
}
