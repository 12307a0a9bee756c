/* roster.c - which listeners came, which went, and who of them is still told. */
#include "model/roster.h"

void roster_init(struct roster *roster)
{
	*roster = (struct roster){ .census.block = FACTS_LISTENER };
}

void roster_free(struct roster *roster)
{
	ghosts_free(&roster->ghosts);
	census_free(&roster->census);
}

static struct key listener_key(const struct listener_id *id)
{
	return (struct key){ { id->netns, id->number, id->kind } };
}

/* It is there, and so no ghost. What holds a port without listening was asked for just
 * now, and may have been there for long. */
static void see_listener(struct roster *roster, const struct listener *listener,
			 const struct moment *moment)
{
	struct key key = listener_key(&listener->id);
	struct life *life = census_see(&roster->census, &key, &listener->facts, moment);
	int64_t state = STATE_LISTEN;

	if (life->index != roster->census.in_order.count - 1)
		return;
	if (life->shade)
		ghosts_forget(life);
	life->was_closed = life->track.closed;
	life->track.closed = 0;
	facts_get(&listener->facts, FACT_STATE, &state);
	if (state == STATE_BOUND)
		life->track.appeared = false;
}

/* Told of a listener that is here for the last time, or is not here any more. */
static void see_closings(struct roster *roster, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->closings.count; i++) {
		const struct closing *closing = &snap->closings.items[i];
		struct key key = listener_key(&closing->listener);
		struct life *life = census_find(&roster->census, &key);

		if (life && !life->shade && !life->track.closed)
			life->track.closed = closing->when;
	}
}

/* A socket that begins to listen appears then, however long it was bound. One that was
 * opened and closed since the last update comes and goes at once. */
static void count_listener(struct roster *roster, struct life *life, bool listens,
			   const struct moment *moment)
{
	bool closed = life->track.closed != 0, still_closed = closed && life->was_closed;
	bool open = listens && !closed;

	if (listens && !life->listens) {
		life->track.since = moment->now;
		life->track.appeared = moment->tick > 1;
	}
	if (listens && !life->open && !still_closed) {
		roster->changes.appeared++;
		life->open = true;
	}
	if (life->open && !open)
		roster->changes.vanished++;
	life->listens = listens;
	life->open = open;
}

void roster_see(struct roster *roster, const struct snapshot *snap, const struct moment *moment)
{
	roster->changes = (struct model_changes){ 0 };
	census_begin(&roster->census);
	for (size_t i = 0; i < snap->listeners.count; i++)
		see_listener(roster, &snap->listeners.items[i], moment);
	see_closings(roster, snap);
	for (size_t i = 0; i < snap->listeners.count; i++)
		count_listener(roster, roster->census.in_order.items[i],
			       listener_listens(&snap->listeners.items[i]), moment);
}

struct loss {
	struct roster *roster;
	const struct moment *moment;
};

/* Who has gone in this update is told of in this update, however long ago it was; who was
 * shown as closed already, for what is left of his time. */
static bool haunts(struct life *life, void *arg)
{
	const struct loss *loss = arg;
	bool gone_now = life->open;

	if (!life->listens)
		return false;
	life->open = false;
	if (!life->track.closed)
		life->track.closed = loss->moment->now;
	loss->roster->changes.vanished += gone_now;
	if (!gone_now && !ghost_lasts(life, loss->moment->now)) {
		if (life->shade)
			ghosts_forget(life);
		return false;
	}
	if (!life->shade)
		ghosts_note(&loss->roster->ghosts, life);
	return true;
}

void roster_lose(struct roster *roster, const struct snapshot *last, struct census *processes,
		 const struct moment *moment)
{
	struct loss loss = { roster, moment };

	census_bury(&roster->census, moment, haunts, &loss);
	ghosts_settle(&roster->ghosts, last, &roster->census, processes);
}
