/* change_see.c - is a listener as it was, and as it is expected to be? */
#include "judge/change_round.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/address.h"
#include "judge/change_text.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

/* A line of the baseline that nothing answers to. */
struct absent {
	struct listener_id id;          /* the key: no padding */
	uint64_t since, wall;           /* ns, monotonic and wall: missing without a break */
	uint64_t seen;                  /* monotonic ns, when it was last missing */
	bool told;
	UT_hash_handle hh;
};

static const uint64_t MISSING_AFTER = 2 * CLOCK_SECOND;

/* Marks the listener, and begins the event; false: that is only counted. */
static bool begin(const struct change_round *round, struct known *known, enum event_kind kind,
		  struct event *event)
{
	struct telling *telling = &round->changes->telling;

	known->changed = round->now;
	if (!telling_may(telling, kind))
		return false;
	*event = telling_event(telling, kind, known, round->now);
	return true;
}

static void see_place(const struct change_round *round, struct known *known,
		      const struct listener *listener)
{
	char *before = roll_move(known, listener);
	struct event event;

	if (!before)
		return;
	if (!known->arrival && begin(round, known, EVENT_REBOUND, &event)) {
		struct text detail = TEXT_OVER(event.detail);

		text_format(&detail, "was %s", before);
		telling_add(&round->changes->telling, &event);
	}
	free(before);
}

static void see_backlog(const struct change_round *round, struct known *known,
			const struct listener *listener)
{
	struct event event;
	int64_t backlog;

	if (!known->backlog.known || !facts_get(&listener->facts, FACT_BACKLOG, &backlog) ||
	    backlog == known->backlog.value)
		return;
	if (!known->arrival && begin(round, known, EVENT_BACKLOG_CHANGED, &event)) {
		struct text detail = TEXT_OVER(event.detail);

		change_text_backlog(&detail, known, backlog);
		telling_add(&round->changes->telling, &event);
	}
}

/* A master held the socket before its worker was born, whichever of them was found first.
 * Both kinds of identity, the inode of a pidfd and the start time, rise with time. */
static bool is_found_late(const struct known *known, const struct process *process)
{
	const char *comm = process->label[LABEL_COMM];

	return process->id.identity && process->id.identity < known->owner.identity && comm &&
	       strcmp(comm, known->comm) == 0;
}

static void see_owner(const struct change_round *round, struct known *known,
		      const struct listener *listener)
{
	const struct process *process = roll_owner(known, round->snap, listener);
	struct event event;

	if (!process || !known->owner.pid || roll_same_life(&process->id, &known->owner))
		return;
	if (!known->arrival && !is_found_late(known, process) &&
	    begin(round, known, EVENT_OWNER_CHANGED, &event)) {
		struct text owner = TEXT_OVER(event.owner), detail = TEXT_OVER(event.detail);

		event_owner_format(process->label[LABEL_COMM], process->id.pid, &owner);
		change_text_owner(&detail, known, process);
		telling_add(&round->changes->telling, &event);
	}
	known->comm[0] = '\0';
}

void change_see(const struct change_round *round, struct known *known,
		const struct listener *listener)
{
	see_place(round, known, listener);
	see_backlog(round, known, listener);
	see_owner(round, known, listener);
	roll_note(known, round->snap, listener);
	if (!known->arrival)
		change_see_expected(round, known, listener);
}

void change_see_expected(const struct change_round *round, struct known *known,
			 const struct listener *listener)
{
	struct telling *telling = &round->changes->telling;
	const char *word = listener->label[LABEL_UNEXPECTED_WHY];
	uint64_t why, before = known->why;
	int64_t unexpected;

	if (!facts_get(&listener->facts, FACT_UNEXPECTED, &unexpected))
		return;
	why = unexpected ? roll_digest(word ? word : "") : 0;
	known->why = why;
	if (why && why != before && telling_may(telling, EVENT_UNEXPECTED)) {
		struct event event = telling_event(telling, EVENT_UNEXPECTED, known, round->now);
		struct text detail = TEXT_OVER(event.detail);

		change_text_unexpected(&detail, listener);
		telling_add(telling, &event);
	}
}

static void tell_missing(const struct change_round *round, const struct listener *listener,
			 const struct absent *absent)
{
	struct telling *telling = &round->changes->telling;
	struct event event = {
		.wall = absent->wall,
		.monotonic = absent->since,
		.kind = EVENT_MISSING,
		.listener = listener->id,
		.protocol = listener->protocol,
		.port = event_port(listener->protocol, &listener->local),
	};
	struct text local = TEXT_OVER(event.local), detail = TEXT_OVER(event.detail);

	if (!telling_may(telling, EVENT_MISSING))
		return;
	address_format(&listener->local, &local);
	if (listener->label[LABEL_UNEXPECTED_DETAIL])
		text_add(&detail, listener->label[LABEL_UNEXPECTED_DETAIL]);
	telling_add(telling, &event);
}

/* What is restarted is away for a moment, and back before anybody could have looked. Where
 * ticks are long, or it was missing when we came, that moment is over. */
static bool is_lasting(const struct change_round *round, const struct absent *absent)
{
	return round->first || round->now - absent->since >= MISSING_AFTER ||
	       round->now - round->changes->last >= MISSING_AFTER;
}

void change_see_missing(const struct change_round *round, const struct listener *listener)
{
	struct changes *changes = round->changes;
	struct absent *absent;

	HASH_FIND(hh, changes->absents, &listener->id, sizeof listener->id, absent);
	if (!absent) {
		absent = memory_alloc(1, sizeof *absent);
		absent->id = listener->id;
		HASH_ADD(hh, changes->absents, id, sizeof absent->id, absent);
	}
	if (!absent->seen || (!absent->told && absent->seen != changes->last)) {
		absent->since = round->now;
		absent->wall = round->snap->at.wall;
	}
	absent->seen = round->now;
	if (absent->told || !is_lasting(round, absent))
		return;
	absent->told = true;
	tell_missing(round, listener, absent);
}

void change_forget_missing(struct changes *changes, uint64_t now)
{
	struct absent *absent, *next;

	HASH_ITER(hh, changes->absents, absent, next) {
		if (now - absent->seen < GHOST_SECONDS * CLOCK_SECOND)
			continue;
		HASH_DEL(changes->absents, absent);
		free(absent);
	}
}
