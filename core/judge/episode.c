/* episode.c - since when is a listener full, how bad was it, and when did it end? */
#include "judge/episode.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/address.h"
#include "judge/fullness.h"
#include "judge/journal.h"
#include "judge/phrase.h"
#include "model/model.h"

#include <inttypes.h>
#include <stdlib.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

static const uint64_t QUIET = EPISODE_QUIET * CLOCK_SECOND;
static const double HYSTERESIS = 10;    /* points of fill */

struct trouble {
	struct listener_id id;          /* the key: no padding */
	struct episode episode;
	bool overflows, is_filling;
	uint64_t elapsed;               /* ns since the episode began, holes left out */
	uint64_t quiet;                 /* ns without overflow */
	uint64_t low;                   /* ns that fill was well below the threshold */
	uint64_t seen;                  /* the update that last saw its listener */
	enum protocol protocol;
	uint16_t port;
	char local[EVENT_LOCAL], owner[EVENT_OWNER]; /* for when it is gone */
	UT_hash_handle hh;
};

/* One update. */
struct round {
	struct episodes *episodes;
	const struct model *model;
	const struct snapshot *snap;
	struct journal *journal;
	double threshold;
	uint64_t elapsed;               /* ns since the last, 0 behind a hole */
};

/* What the tick says of one listener. */
struct look {
	const struct listener *listener;
	const struct track *track;
	bool counts_bytes;
	struct fullness fullness;       /* of the others */
	bool is_over;
	double fill;                    /* 0 where bytes are counted */
};

static struct trouble *find(const struct episodes *episodes, const struct listener_id *id)
{
	struct trouble *trouble;

	HASH_FIND(hh, episodes->troubles, id, sizeof *id, trouble);
	return trouble;
}

static void forget(struct episodes *episodes, struct trouble *trouble)
{
	HASH_DEL(episodes->troubles, trouble);
	free(trouble);
}

/* Owners may be found late, and are gone before their listener is known to be. */
static void describe(const struct round *round, const struct listener *listener,
		     struct trouble *trouble)
{
	struct text local = TEXT_OVER(trouble->local), owner;
	const struct process *process;

	trouble->protocol = listener->protocol;
	trouble->port = event_port(listener->protocol, &listener->local);
	address_format(&listener->local, &local);
	if (!listener->owner_count)
		return;
	process = snapshot_owner(round->snap, listener, 0);
	owner = TEXT_OVER(trouble->owner);
	event_owner_format(process->label[LABEL_COMM], process->id.pid, &owner);
}

static struct trouble *trouble_of(const struct round *round, const struct listener *listener)
{
	struct trouble *trouble = find(round->episodes, &listener->id);

	if (trouble)
		return trouble;
	trouble = memory_alloc(1, sizeof *trouble);
	trouble->id = listener->id;
	HASH_ADD(hh, round->episodes->troubles, id, sizeof trouble->id, trouble);
	return trouble;
}

static struct event event_of(const struct round *round, const struct trouble *trouble,
			     enum event_kind kind)
{
	struct event event = {
		.wall = round->snap->at.wall,
		.monotonic = round->snap->at.monotonic,
		.kind = kind,
		.listener = trouble->id,
		.protocol = trouble->protocol,
		.port = trouble->port,
	};
	struct text local = TEXT_OVER(event.local), owner = TEXT_OVER(event.owner);

	text_add(&local, trouble->local);
	text_add(&owner, trouble->owner);
	return event;
}

static void add_refused(struct text *text, bool counts_bytes, int64_t refused)
{
	if (counts_bytes) {
		phrase_things(text, (uint64_t)refused, "datagram");
		text_add(text, " dropped");
	} else {
		phrase_things(text, (uint64_t)refused, "attempt");
		text_add(text, " refused");
	}
}

static void add_queue(struct text *text, const struct fullness *fullness)
{
	text_format(text, "%s %" PRId64 " of %" PRId64, fullness->by_peak ? "peak" : "queue",
		    fullness->top, fullness->backlog);
}

static void tell_filling(const struct round *round, const struct look *look,
			 const struct trouble *trouble)
{
	struct event event = event_of(round, trouble, EVENT_FILLING);
	struct text detail = TEXT_OVER(event.detail);

	add_queue(&detail, &look->fullness);
	text_format(&detail, ", %.0f %%", look->fill);
	journal_add(round->journal, &event);
}

static void tell_began(const struct round *round, const struct look *look,
		       const struct trouble *trouble)
{
	struct event event = event_of(round, trouble, EVENT_OVERFLOW_BEGAN);
	struct text detail = TEXT_OVER(event.detail);

	if (!look->counts_bytes)
		add_queue(&detail, &look->fullness);
	if (detail.length && look->fullness.drops > 0)
		text_add(&detail, ", ");
	if (look->fullness.drops > 0)
		add_refused(&detail, look->counts_bytes, look->fullness.drops);
	if (!look->track->appeared && look->track->series.ticks == 1)
		text_add(&detail, " when first seen");
	journal_add(round->journal, &event);
}

static void add_outcome(struct text *text, const struct episode *episode)
{
	if (episode->worst_known)
		text_format(text, "worst %" PRId64 " of %" PRId64, episode->worst,
			    episode->backlog);
	else
		add_refused(text, true, episode->refused);
	if (episode->lasted) {
		text_add(text, " for ");
		phrase_duration(text, episode->lasted);
	} else {
		text_add(text, " for a moment");
	}
	if (!episode->worst_known || !episode->refused_known)
		return;
	text_add(text, ", ");
	if (episode->refused > 0)
		add_refused(text, false, episode->refused);
	else
		text_add(text, "no attempt refused");
}

static void end(const struct round *round, struct trouble *trouble, const char *how)
{
	struct event event = event_of(round, trouble, EVENT_OVERFLOW_ENDED);
	struct text detail = TEXT_OVER(event.detail);

	text_add(&detail, how);
	add_outcome(&detail, &trouble->episode);
	journal_add(round->journal, &event);
	trouble->overflows = false;
}

static void begin(const struct round *round, const struct look *look, struct trouble *trouble)
{
	trouble->overflows = true;
	trouble->elapsed = trouble->quiet = 0;
	trouble->episode = (struct episode){
		.listener = look->listener->id,
		.since = round->snap->at.monotonic,
		.worst_known = !look->counts_bytes,
		.steady = !look->counts_bytes && !look->fullness.by_peak,
	};
	tell_began(round, look, trouble);
}

/* At the tick, and at all looks since the one before, `elapsed` ns ago: each look that
 * saw it full speaks for the time before it. */
static bool is_full_throughout(const struct look *look, uint64_t elapsed)
{
	const struct fullness *fullness = &look->fullness;
	int64_t full;

	if (look->counts_bytes || fullness->queue <= fullness->backlog)
		return false;
	return !elapsed || !series_step(&look->track->series, FACT_TIME_FULL, &full) ||
	       (double)full * CLOCK_MILLISECOND > 0.95 * (double)elapsed;
}

/* What happens while it is known to be over, or just was. */
static void note(struct trouble *trouble, const struct look *look, uint64_t elapsed)
{
	struct episode *episode = &trouble->episode;
	const struct fullness *fullness = &look->fullness;

	if (fullness->drops_known) {
		episode->refused_known = true;
		if (__builtin_add_overflow(episode->refused, fullness->drops, &episode->refused))
			episode->refused = INT64_MAX;
	}
	episode->now = look->is_over;
	episode->steady = episode->steady && is_full_throughout(look, elapsed);
	if (!look->is_over)
		return;
	trouble->quiet = 0;
	episode->lasted = trouble->elapsed;
	if (episode->worst_known && fullness->top >= episode->worst) {
		episode->worst = fullness->top;
		episode->backlog = fullness->backlog;
	}
}

static void go_on(const struct round *round, const struct look *look, struct trouble *trouble)
{
	bool began = !trouble->overflows;

	if (began && !look->is_over)
		return;
	if (began) {
		begin(round, look, trouble);
	} else {
		trouble->elapsed += round->elapsed;
		trouble->quiet += round->elapsed;
	}
	note(trouble, look, began ? 0 : round->elapsed);
	if (trouble->quiet >= QUIET)
		end(round, trouble, "");
}

/* A threshold near 0 must not ask for less than nothing. */
static double low_mark(double threshold)
{
	return threshold > 2 * HYSTERESIS ? threshold - HYSTERESIS : threshold / 2;
}

static void fill(const struct round *round, const struct look *look, struct trouble *trouble)
{
	if (look->counts_bytes)
		return;
	trouble->low = look->fill < low_mark(round->threshold) ? trouble->low + round->elapsed : 0;
	if (look->fill >= round->threshold && !trouble->is_filling) {
		trouble->is_filling = true;
		if (!trouble->overflows && !look->is_over)
			tell_filling(round, look, trouble);
	} else if (trouble->low >= QUIET) {
		trouble->is_filling = false;
	}
}

static bool look_at(const struct round *round, size_t i, struct look *look)
{
	const struct listener *listener = &round->snap->listeners.items[i];
	const struct track *track = model_listener_track(round->model, i);
	struct fullness *fullness = &look->fullness;

	*look = (struct look){ .listener = listener, .track = track };
	look->counts_bytes = protocol_counts_bytes(listener->protocol);
	if (look->counts_bytes) {
		fullness->drops_known = series_step(&track->series, FACT_DROPS, &fullness->drops);
		look->is_over = fullness->drops > 0;
		return true;
	}
	if (!fullness_of(&track->series, fullness))
		return false;
	look->is_over = fullness_is_over(fullness);
	look->fill = fullness_percent(fullness);
	return true;
}

static void see(const struct round *round, size_t i)
{
	struct episodes *episodes = round->episodes;
	struct trouble *trouble;
	struct look look;
	bool is_known;

	/* Who was opened and closed between two ticks is told as that. */
	if (!listener_listens(&round->snap->listeners.items[i]) ||
	    model_listener_track(round->model, i)->closed)
		return;
	is_known = look_at(round, i, &look);
	if (!episodes->troubles && !look.is_over && look.fill < round->threshold)
		return;
	trouble = find(episodes, &look.listener->id);
	if (!trouble && (look.is_over || look.fill >= round->threshold))
		trouble = trouble_of(round, look.listener);
	if (!trouble || trouble->seen == episodes->ticks)
		return;
	trouble->seen = episodes->ticks;
	describe(round, look.listener, trouble);
	if (!is_known)
		return;
	fill(round, &look, trouble);
	go_on(round, &look, trouble);
	if (!trouble->overflows && !trouble->is_filling)
		forget(episodes, trouble);
}

/* Its listener is gone, and the overflow with it. */
static void bury(const struct round *round)
{
	struct trouble *trouble, *next;

	HASH_ITER(hh, round->episodes->troubles, trouble, next) {
		if (trouble->seen == round->episodes->ticks)
			continue;
		if (trouble->overflows)
			end(round, trouble, "closed: ");
		forget(round->episodes, trouble);
	}
}

void episodes_update(struct episodes *episodes, const struct model *model,
		     double filling_percent, struct journal *journal)
{
	struct round round = {
		.episodes = episodes,
		.model = model,
		.snap = model_snapshot(model),
		.journal = journal,
		.threshold = filling_percent,
		.elapsed = (uint64_t)(model_interval(model) * (double)CLOCK_SECOND),
	};

	episodes->ticks++;
	for (size_t i = 0; i < round.snap->listeners.count; i++)
		see(&round, i);
	bury(&round);
}

const struct episode *episodes_find(const struct episodes *episodes, const struct listener_id *id)
{
	const struct trouble *trouble = find(episodes, id);

	return trouble && trouble->overflows ? &trouble->episode : NULL;
}

void episodes_free(struct episodes *episodes)
{
	struct trouble *trouble, *next;

	HASH_ITER(hh, episodes->troubles, trouble, next)
		forget(episodes, trouble);
	*episodes = (struct episodes){ 0 };
}
