/* telling.c - the events of one update, not more than can be read. */
#include "judge/telling.h"

#include "base/clock.h"
#include "base/text.h"
#include "judge/phrase.h"
#include "judge/roll.h"

static bool is_lasting(enum event_kind kind)
{
	return kind == EVENT_UNEXPECTED || kind == EVENT_MISSING;
}

void telling_begin(struct telling *telling, struct journal *journal,
		   const struct snapshot *snap)
{
	double seconds = clock_seconds(telling->at, snap->at.monotonic);

	for (int kind = 0; kind < EVENT_KINDS; kind++) {
		struct telling_kind *of = &telling->kinds[kind];

		of->left = telling->at && is_lasting(kind) ? of->left + seconds : TELLING_NAMED;
		of->left = of->left > TELLING_NAMED ? TELLING_NAMED : of->left;
		of->rest = 0;
	}
	telling->journal = journal;
	telling->snap = snap;
	telling->at = snap->at.monotonic ? snap->at.monotonic : 1;
}

bool telling_may(struct telling *telling, enum event_kind kind)
{
	struct telling_kind *of = &telling->kinds[kind];

	if (of->left < 1) {
		of->rest++;
		return false;
	}
	of->left -= 1;
	return true;
}

/* Wall clocks are set: what was is told by the one that holds now. */
static uint64_t wall_of(const struct instant *at, uint64_t when)
{
	uint64_t ago = at->monotonic > when ? at->monotonic - when : 0;

	return at->wall > ago ? at->wall - ago : at->wall;
}

struct event telling_event(const struct telling *telling, enum event_kind kind,
			   const struct known *known, uint64_t when)
{
	struct event event = {
		.wall = wall_of(&telling->snap->at, when),
		.monotonic = when,
		.kind = kind,
		.listener = known->id,
		.protocol = known->protocol,
		.port = known->port,
	};
	struct text local = TEXT_OVER(event.local), owner = TEXT_OVER(event.owner);

	text_add(&local, known->local);
	if (known->owner.pid)
		event_owner_format(known->comm, known->owner.pid, &owner);
	return event;
}

void telling_add(struct telling *telling, const struct event *event)
{
	*array_add(&telling->events) = *event;
}

static int by_time(const void *a, const void *b, void *arg)
{
	const struct event *x = a, *y = b;

	(void)arg;
	return (x->monotonic > y->monotonic) - (x->monotonic < y->monotonic);
}

/* That a socket was closed is known to the moment, what came is noticed at the tick: whose
 * place was taken went before. */
static void note_all(struct telling *telling)
{
	array_sort(&telling->events, by_time, NULL);
	for (size_t i = 0; i < telling->events.count; i++)
		journal_add(telling->journal, &telling->events.items[i]);
	array_clear(&telling->events);
}

void telling_end(struct telling *telling)
{
	for (int kind = 0; kind < EVENT_KINDS; kind++) {
		struct event event = {
			.wall = telling->snap->at.wall,
			.monotonic = telling->snap->at.monotonic,
			.kind = (enum event_kind)kind,
		};
		struct text detail = TEXT_OVER(event.detail);

		if (!telling->kinds[kind].rest)
			continue;
		phrase_count(&detail, telling->kinds[kind].rest);
		text_add(&detail, " more");
		telling_add(telling, &event);
	}
	note_all(telling);
	telling->journal = NULL;
	telling->snap = NULL;
}

void telling_free(struct telling *telling)
{
	array_free(&telling->events);
}
