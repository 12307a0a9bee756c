/* entry_take.c - the rows that a query takes, as the snapshot has them. */
#include "table/entry.h"

#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "table/filter.h"
#include "table/group.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <stdint.h>

enum { BURST_TICKS = 60 };

static const struct track *process_track(const struct scene *scene, const struct process *process)
{
	const struct snapshot *snap = model_snapshot(scene->model);

	return model_process_track(scene->model, (size_t)(process - snap->processes.items));
}

/* Nothing waits, nothing was refused since the last tick, and nothing waited between
 * the last ticks: a server with bursts must neither be hidden nor come and go. */
static bool is_listener_idle(const struct listener *listener, const struct track *track)
{
	int64_t queue, step, peak;

	return facts_get(&listener->facts, FACT_QUEUE, &queue) && queue == 0 &&
	       !(series_step(&track->series, FACT_DROPS, &step) && step > 0) &&
	       !(series_peak(&track->series, FACT_QUEUE_PEAK, BURST_TICKS, &peak) && peak > 0);
}

/* It has not risen for as long as we remember. A sysctl is no counter that could
 * rise, and is what the others are read by. */
static bool is_counter_idle(const struct row *row)
{
	const struct series *series = &row->netns_track->series;
	int64_t peak;

	return fact_info[row->fact].kind == FACT_COUNTER &&
	       !(series_peak(series, row->fact, series_past(series), &peak) && peak > 0);
}

static bool is_idle(const struct row *row)
{
	const struct model *model = row->scene->model;
	const struct snapshot *snap = model_snapshot(model);

	if (row->listener_track)
		return is_listener_idle(row->listener, row->listener_track);
	if (row->netns)
		return is_counter_idle(row);
	if (!row->process || row->thread)
		return false;
	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);
		size_t at = (size_t)(held - snap->listeners.items);

		if (!is_listener_idle(held, model_listener_track(model, at)))
			return false;
	}
	return true;
}

/* What people should see although nothing happens there. */
static bool is_remarkable(const struct row *row)
{
	enum row_mark mark = row_mark(row);

	return mark == MARK_GONE || mark == MARK_UNEXPECTED;
}

/* The entry behind the last is the one that will be added, if it is. */
static struct kin *note_kin(struct taking *taking, const struct row *row)
{
	enum grouping grouping = taking->query->grouping;
	struct kin *kin, found = { .entry = SIZE_MAX };

	if (taking->query->kind != TABLE_LISTENERS || grouping == GROUPING_NONE ||
	    !group_key(grouping, row, &found.key, &found.text))
		return NULL;
	kin = array_add(taking->kinship);
	*kin = found;
	return kin;
}

static void take_row(struct taking *taking, const struct row *row)
{
	const struct query *query = taking->query;
	struct entry *entry;
	struct kin *kin;

	if (!selection_takes(&query->selection, row))
		return;
	kin = note_kin(taking, row);
	if ((query->hide_idle && is_idle(row) && !is_remarkable(row)) ||
	    (query->only_marked && row_mark(row) == MARK_NONE) ||
	    (query->filter && filter_judge(query->filter, row) != TRUTH_TRUE)) {
		taking->hidden++;
		return;
	}
	entry = array_add(taking->entries);
	entry_read(taking, entry, row);
	entry->turn = taking->entries->count - 1;
	if (kin) {
		entry->has_key = true;
		entry->key = kin->key;
		kin->entry = entry->turn;
	}
}

/* A ghost, or one that came and went since the last tick, only where they are asked for. */
static bool is_asked_for(const struct taking *taking, const struct row *row)
{
	switch (row_state(row)) {
	case STATE_GONE:
		return taking->ghosts;
	case STATE_BOUND:
		return taking->bound;
	default:
		return true;
	}
}

static void take_listener(struct taking *taking, const struct row *row)
{
	if (is_asked_for(taking, row))
		take_row(taking, row);
}

static bool is_held(const struct process *process, const struct process_id *by)
{
	return !by || (process && process->id.pid == by->pid && process->id.identity == by->identity);
}

static void take_ghosts(struct taking *taking)
{
	const struct ghost *ghost;

	for (size_t n = 0; taking->ghosts && (ghost = model_ghost(taking->scene->model, n)); n++) {
		struct row row = row_of_ghost(taking->scene, ghost);

		if (is_held(ghost->process, taking->query->of_process))
			take_row(taking, &row);
	}
}

static void take_held(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	const struct process *process = snapshot_find_process(snap, taking->query->of_process);

	for (uint32_t n = 0; process && n < process->listener_count; n++) {
		const struct listener *held = snapshot_held(snap, process, n);
		struct row row = row_of_listener(taking->scene, (size_t)(held - snap->listeners.items));

		take_listener(taking, &row);
	}
}

static void take_all_listeners(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);

	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct row row = row_of_listener(taking->scene, i);

		take_listener(taking, &row);
	}
}

static void take_listeners(struct taking *taking)
{
	if (taking->query->of_process)
		take_held(taking);
	else
		take_all_listeners(taking);
	take_ghosts(taking);
}

/* Those that hold no listener, who are there because somebody asks for them or for
 * what they started, are not selected. */
static void take_processes(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);

	for (size_t i = 0; i < snap->processes.count; i++) {
		struct row row = {
			.scene = taking->scene,
			.process = &snap->processes.items[i],
			.process_track = model_process_track(taking->scene->model, i),
		};

		take_row(taking, &row);
	}
}

static void take_owners_of(struct taking *taking, size_t i)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	struct row row = row_of_listener(taking->scene, i);

	if (!taking->query->of_listener && !is_asked_for(taking, &row))
		return;
	for (uint32_t n = 0; n < row.listener->owner_count; n++) {
		row.owner = &snap->owners.items[row.listener->first_owner + n];
		row.process = &snap->processes.items[row.owner->process];
		row.process_track = process_track(taking->scene, row.process);
		take_row(taking, &row);
	}
}

static void take_owners(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	const struct listener_id *wanted = taking->query->of_listener;

	for (size_t i = 0; i < snap->listeners.count; i++)
		if (!wanted || listener_id_compare(&snap->listeners.items[i].id, wanted) == 0)
			take_owners_of(taking, i);
}

static bool is_counter(enum fact_id fact)
{
	return fact_info[fact].kind == FACT_COUNTER;
}

/* What this kernel does not count, or does not say here, is no row. */
static void take_facts(struct taking *taking, size_t i, bool counters)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	struct row row = {
		.scene = taking->scene,
		.netns = &snap->netns.items[i],
		.netns_track = model_netns_track(taking->scene->model, i),
	};
	int64_t value;

	for (unsigned n = 0; n < NETNS_FACTS; n++) {
		row.fact = FACTS_NETNS * FACTS_PER_BLOCK + n;
		if (fact_info[row.fact].name && is_counter(row.fact) == counters &&
		    facts_get(&row.netns->facts, row.fact, &value))
			take_row(taking, &row);
	}
}

static void take_counters(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);

	for (size_t i = 0; i < snap->netns.count; i++) {
		take_facts(taking, i, true);
		take_facts(taking, i, false);
	}
}

static void take_events(struct taking *taking)
{
	struct row row = { .scene = taking->scene };

	if (!taking->scene->judge)
		return;
	for (size_t n = 0; (row.event = judge_event(taking->scene->judge, n)); n++)
		take_row(taking, &row);
}

/* The selection has judged the listener long ago: what is open on a page is shown. */
static void take_peers(struct taking *taking)
{
	const struct snapshot *snap = model_snapshot(taking->scene->model);
	const struct listener_id *wanted = taking->query->of_listener;

	for (size_t i = 0; i < snap->peers.count; i++) {
		const struct peer *peer = &snap->peers.items[i];
		const struct listener *listener = &snap->listeners.items[peer->listener];
		struct row row = { .scene = taking->scene, .listener = listener, .peer = peer };

		if (!wanted || listener_id_compare(&listener->id, wanted) == 0)
			take_row(taking, &row);
	}
}

/* Whose page is open, and who is shown with it, was judged long ago. */
static void take_threads(struct taking *taking)
{
	const struct scene *scene = taking->scene;
	const struct snapshot *snap = model_snapshot(scene->model);
	const struct process_id *wanted = taking->query->of_process;

	for (size_t i = 0; i < snap->threads.count; i++) {
		const struct thread *thread = &snap->threads.items[i];
		const struct process *process = &snap->processes.items[thread->process];
		struct row row = {
			.scene = scene,
			.process = process,
			.thread = thread,
			.thread_track = model_thread_track(scene->model, i),
		};

		if (wanted && (process->id.pid != wanted->pid ||
			       process->id.identity != wanted->identity))
			continue;
		row.process_track = process_track(scene, process);
		take_row(taking, &row);
	}
}

void entries_take(struct taking *taking)
{
	static void (*const take[TABLE_KINDS])(struct taking *taking) = {
		[TABLE_LISTENERS] = take_listeners,
		[TABLE_PROCESSES] = take_processes,
		[TABLE_OWNERS] = take_owners,
		[TABLE_COUNTERS] = take_counters,
		[TABLE_EVENTS] = take_events,
		[TABLE_PEERS] = take_peers,
		[TABLE_THREADS] = take_threads,
	};

	if (model_snapshot(taking->scene->model))
		take[taking->query->kind](taking);
}
