/* model.c - memory: the same things from tick to tick. */
#include "model/model.h"

#include "base/clock.h"
#include "base/memory.h"
#include "model/census.h"
#include "model/history.h"
#include "model/roster.h"

#include <stdlib.h>

enum {
	PACES = 4,
	PER_SECOND = 10000,             /* of `lengths`: days of it fit into a history */
};

struct model {
	struct snapshot *snap;
	struct roster listeners;
	struct census processes, netns, threads;
	uint64_t ticks, places;         /* updates, and what the past has of them */
	double interval;
	double paces[PACES];            /* the last intervals since a hole */
	struct history *lengths;        /* all intervals; NULL without memory */
};

struct model *model_new(void)
{
	struct model *model = memory_alloc(1, sizeof *model);

	roster_init(&model->listeners);
	model->processes.block = FACTS_PROCESS;
	model->netns.block = FACTS_NETNS;
	model->threads.block = FACTS_THREAD;
	model->lengths = history_new(HISTORY_UNKNOWN, 0);
	return model;
}

void model_free(struct model *model)
{
	if (!model)
		return;
	roster_free(&model->listeners);
	census_free(&model->processes);
	census_free(&model->netns);
	census_free(&model->threads);
	history_free(model->lengths);
	snapshot_free(model->snap);
	free(model);
}

/* The pace is the longest of the last intervals: one that was cut short by a
 * look out of turn makes no hole of the next. */
static double usual_pace(const struct model *model)
{
	double usual = 0;

	for (unsigned i = 0; i < PACES; i++)
		if (model->paces[i] > usual)
			usual = model->paces[i];
	return usual;
}

/* The boot clock goes on while the machine sleeps, the monotonic one does not.
 * Behind a hole there is no pace yet: a second long interval is a new one. */
static bool is_hole(const struct model *model, double elapsed, double boot_elapsed)
{
	double usual = usual_pace(model);

	if (boot_elapsed - elapsed > 1 || elapsed - boot_elapsed > 1)
		return true;
	return usual > 0 && elapsed > 3 * usual && elapsed > 2;
}

/* Sets what lies between the last snapshot and this one: 0 for a hole. */
static void measure(struct model *model, const struct instant *last, const struct instant *at)
{
	double elapsed = clock_seconds(last->monotonic, at->monotonic);
	bool hole = is_hole(model, elapsed, clock_seconds(last->boot, at->boot));

	model->interval = hole ? 0 : elapsed;
	for (unsigned i = PACES - 1; i > 0; i--)
		model->paces[i] = hole ? 0 : model->paces[i - 1];
	model->paces[0] = model->interval;
}

/* As every series does: a hole takes a place of its own. */
static void remember_length(struct model *model)
{
	bool hole = model->snap && !(model->interval > 0);

	model->places += hole ? 2 : 1;
	if (!model->lengths)
		return;
	if (hole)
		history_push_unknown(model->lengths);
	if (model->interval > 0)
		history_push(model->lengths, (int64_t)(model->interval * PER_SECOND + 0.5));
	else
		history_push_unknown(model->lengths);
}

/* A thread is told apart by its process's life as well. */
static void see_threads(struct model *model, const struct snapshot *snap,
			const struct moment *moment)
{
	for (size_t i = 0; i < snap->threads.count; i++) {
		const struct thread *thread = &snap->threads.items[i];
		const struct process_id *of = &snap->processes.items[thread->process].id;
		struct key key = { { (uint64_t)thread->tid, (uint64_t)of->pid, of->identity } };

		census_see(&model->threads, &key, &thread->facts, moment);
	}
}

static void see_all(struct model *model, const struct snapshot *snap, const struct moment *moment)
{
	roster_see(&model->listeners, snap, moment);
	for (size_t i = 0; i < snap->processes.count; i++) {
		const struct process *process = &snap->processes.items[i];
		struct key key = { { (uint64_t)process->id.pid, process->id.identity, 0 } };

		census_see(&model->processes, &key, &process->facts, moment);
	}
	for (size_t i = 0; i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];
		struct key key = { { netns->inode, 0, 0 } };

		census_see(&model->netns, &key, &netns->facts, moment);
	}
	see_threads(model, snap, moment);
}

/* What is gone shows processes that may be dead in this update. */
static void lose_all(struct model *model, const struct moment *moment)
{
	roster_lose(&model->listeners, model->snap, &model->processes, moment);
	census_bury(&model->processes, moment, NULL, NULL);
	census_bury(&model->netns, moment, NULL, NULL);
	census_bury(&model->threads, moment, NULL, NULL);
}

void model_update(struct model *model, struct snapshot *snap)
{
	struct moment moment = { .tick = ++model->ticks, .now = snap->at.monotonic };

	if (model->snap)
		measure(model, &model->snap->at, &snap->at);
	remember_length(model);
	moment.place = model->places;
	moment.seconds = model->interval;
	census_begin(&model->processes);
	census_begin(&model->netns);
	census_begin(&model->threads);
	see_all(model, snap, &moment);
	lose_all(model, &moment);
	snapshot_free(model->snap);
	model->snap = snap;
}

const struct snapshot *model_snapshot(const struct model *model)
{
	return model->snap;
}

const struct track *model_listener_track(const struct model *model, size_t i)
{
	return &model->listeners.census.in_order.items[i]->track;
}

const struct track *model_process_track(const struct model *model, size_t i)
{
	return &model->processes.in_order.items[i]->track;
}

const struct track *model_netns_track(const struct model *model, size_t i)
{
	return &model->netns.in_order.items[i]->track;
}

const struct track *model_thread_track(const struct model *model, size_t i)
{
	return &model->threads.in_order.items[i]->track;
}

const struct ghost *model_ghost(const struct model *model, size_t n)
{
	return ghosts_at(&model->listeners.ghosts, n);
}

void model_lay(struct model *model, const struct listener_id *ghost)
{
	ghosts_lay(&model->listeners.ghosts, ghost);
}

struct model_changes model_changes(const struct model *model)
{
	if (model->ticks < 2)
		return (struct model_changes){ 0 };
	return model->listeners.changes;
}

uint64_t model_ticks(const struct model *model)
{
	return model->ticks;
}

double model_interval(const struct model *model)
{
	return model->interval;
}

bool model_seconds(const struct model *model, size_t age, double *seconds)
{
	int64_t length;

	if (!model->lengths || !history_at(model->lengths, age, &length) || length <= 0)
		return false;
	*seconds = (double)length / PER_SECOND;
	return true;
}
