/* owner.c - which processes hold each socket? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "source/owner_reason.h"
#include "source/owner_search.h"
#include "wire/host.h"

#include <errno.h>
#include <stdlib.h>
#include <utlist.h>

static const uint64_t HIDEPID_EVERY = 60 * CLOCK_SECOND;

struct owner_source {
	struct source source;
	struct host *host;
	struct owner_search search;
	bool powerful;                  /* hidden are then those that hide from root */
	bool hidepid;
	bool nested;                    /* there are processes outside our pid namespace */
	size_t not_yet;                 /* listeners of this tick that were not looked up */
	uint64_t hidepid_asked;         /* monotonic ns, 0 never */
};

static void find_hidepid(struct owner_source *owner, const struct snapshot *snap)
{
	uint64_t now = snap->at.monotonic;

	/* Process 1 is there in every pid namespace. */
	if (owner->search.saw_init || owner->search.list_error) {
		owner->hidepid = false;
		return;
	}
	if (owner->hidepid_asked && now - owner->hidepid_asked < HIDEPID_EVERY)
		return;
	owner->hidepid_asked = now;
	owner->hidepid = owner_hidepid(host_procfs(owner->host));
}

static enum owner_reason reason_for(const struct owner_source *owner, const struct held *held)
{
	bool hidden = owner->search.map.denied_count || owner->hidepid || owner->search.list_error;

	if (!held->searched)
		return REASON_NOT_YET;
	if (!hidden)
		return owner->nested ? REASON_ELSEWHERE : REASON_NOBODY;
	return owner->powerful ? REASON_REFUSED : REASON_HIDDEN;
}

/* For people there are more reasons than for what is computed. */
static const enum ownerless ownerless[] = {
	[REASON_NOT_YET] = OWNERLESS_NOT_YET,
	[REASON_ELSEWHERE] = OWNERLESS_HIDDEN,
	[REASON_NOBODY] = OWNERLESS_NOBODY,
	[REASON_HIDDEN] = OWNERLESS_HIDDEN,
	[REASON_REFUSED] = OWNERLESS_HIDDEN,
};

static void explain(struct owner_source *owner, const struct held *held,
		    const char **reasons, struct snapshot *snap, struct listener *listener)
{
	enum owner_reason reason = held ? reason_for(owner, held) :
				   owner->nested ? REASON_ELSEWHERE : REASON_NOBODY;

	if (!reasons[reason]) {
		char line[128];
		struct text text = TEXT_OVER(line);

		owner_reason_format(reason, &text);
		reasons[reason] = snapshot_keep(snap, line);
	}
	listener->label[LABEL_NO_OWNER] = reasons[reason];
	facts_set(&listener->facts, FACT_OWNERLESS, ownerless[reason]);
	owner->not_yet += reason == REASON_NOT_YET;
}

static uint32_t tell_process(struct owner_source *owner, struct snapshot *snap,
			     struct holder *holder)
{
	struct process *process;

	if (holder->told == owner->search.tick)
		return holder->index;
	process = snapshot_add_process(snap);
	process->id = (struct process_id){ holder->pid, holder->identity.number };
	process->start = holder->identity.start;
	holder->told = owner->search.tick;
	holder->index = (uint32_t)snap->processes.count - 1;
	return holder->index;
}

/* Of several threads with a table each, one is told of: the first. */
static void tell_owner(struct owner_source *owner, struct snapshot *snap, uint32_t listener,
		       const struct holding *holding)
{
	uint32_t index = tell_process(owner, snap, holding->holder);
	struct process *process = &snap->processes.items[index];

	if (holding->tid && (!process->thread || holding->tid < process->thread))
		process->thread = holding->tid;
	snapshot_add_owner(snap, listener, index, holding->fd);
}

static void tell_owners(struct owner_source *owner, struct snapshot *snap)
{
	const char *reasons[REASON_REFUSED + 1] = { NULL };

	owner->not_yet = 0;
	for (uint32_t i = 0; i < snap->listeners.count; i++) {
		struct listener *listener = &snap->listeners.items[i];
		const struct held *held;
		const struct holding *holding;

		if (owner_is_closed(listener))
			continue;
		held = owner_map_socket(&owner->search.map, listener->inode);
		if (!held || !held->holdings) {
			explain(owner, held, reasons, snap, listener);
			continue;
		}
		DL_FOREACH2(held->holdings, holding, held_next)
			tell_owner(owner, snap, i, holding);
	}
}

static void add_gaps(struct snapshot *snap, const char *what, int error, enum power need,
		     size_t count)
{
	if (count == 0)
		return;
	snapshot_add_gap(snap, "owner", what, error, need);
	snap->gaps.items[snap->gaps.count - 1].count = (unsigned)count;
}

static void tell_gaps(const struct owner_source *owner, struct snapshot *snap)
{
	const struct owner_search *search = &owner->search;
	size_t hidden = search->map.denied_count;
	enum power need = POWER_NONE;

	if ((hidden || owner->hidepid) && !owner->powerful)
		need = POWER_OBSERVE;
	if (search->list_error)
		snapshot_add_gap(snap, "owner", "processes", -search->list_error, POWER_NONE);
	if (search->scan.error)
		snapshot_add_gap(snap, "owner", "processes", -search->scan.error, POWER_NONE);
	add_gaps(snap, "processes", EACCES, need, hidden);
	if (owner->hidepid)
		snapshot_add_gap(snap, "owner", "processes hidden by hidepid", EACCES, need);
	/* Later it is sockets that are looked for: one that was passed on, or seen late. */
	if (!search->first_done)
		add_gaps(snap, "processes", 0, POWER_NONE,
			 search->round.pids.count - search->round.done);
	else
		add_gaps(snap, "listeners", 0, POWER_NONE, owner->not_yet);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct owner_source *owner = (struct owner_source *)self;

	owner_search_tick(&owner->search, snap, deadline);
	find_hidepid(owner, snap);
	tell_owners(owner, snap);
	tell_gaps(owner, snap);
}

static bool work(struct source *self, uint64_t deadline)
{
	struct owner_source *owner = (struct owner_source *)self;

	return owner_search_work(&owner->search, deadline);
}

static void close_owner(struct source *self)
{
	struct owner_source *owner = (struct owner_source *)self;

	owner_search_free(&owner->search);
	free(owner);
}

struct source *source_owner(struct host *host)
{
	struct owner_source *owner = memory_alloc(1, sizeof *owner);

	owner->source = (struct source){
		.name = "owner",
		.collect = collect,
		.work = work,
		.close = close_owner,
	};
	owner->host = host;
	owner->powerful = priv_has(POWER_OBSERVE);
	owner->search.scan.fs = host_procfs(host);
	identities_open(&owner->search.map.identities, host);
	owner->search.counts_are_ours = host_is_first_pid_namespace(host);
	owner->nested = host_is_live(host) && !owner->search.counts_are_ours;
	return &owner->source;
}
