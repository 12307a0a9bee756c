/* model.c - memory: the same things from tick to tick. */
#include "model/model.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "model/history.h"

#include <stdlib.h>

#define uthash_fatal(message) memory_failed(0)
#include <uthash.h>

/* One key for every noun, without padding, so that it can be hashed whole. */
struct key {
	uint64_t words[3];
};

struct life {
	struct track track;
	struct key key;
	uint64_t seen;                  /* the update that last saw it */
	UT_hash_handle hh;
};

/* All lives of one noun, and which is the snapshot's i-th. */
struct census {
	enum fact_block block;
	struct life *lives;
	ARRAY(struct life *) in_order;
	unsigned born, died;            /* in the last update */
};

enum {
	PACES = 4,
	PER_SECOND = 10000,             /* of `lengths`: days of it fit into a history */
};

struct model {
	struct snapshot *snap;
	struct census listeners, processes, netns, threads;
	uint64_t ticks;
	double interval;
	double paces[PACES];            /* the last intervals since a hole */
	struct history *lengths;        /* all intervals; NULL without memory */
};

struct model *model_new(void)
{
	struct model *model = memory_alloc(1, sizeof *model);

	model->listeners.block = FACTS_LISTENER;
	model->processes.block = FACTS_PROCESS;
	model->netns.block = FACTS_NETNS;
	model->threads.block = FACTS_THREAD;
	model->lengths = history_new(HISTORY_UNKNOWN, 0);
	return model;
}

static void life_free(struct life *life)
{
	series_free(&life->track.series);
	free(life);
}

/* Whoever was not seen in this update is dead. */
static void census_bury(struct census *census, uint64_t tick)
{
	struct life *life, *next;

	HASH_ITER(hh, census->lives, life, next) {
		if (life->seen == tick)
			continue;
		HASH_DEL(census->lives, life);
		life_free(life);
		census->died++;
	}
}

static void census_free(struct census *census)
{
	census_bury(census, UINT64_MAX);
	array_free(&census->in_order);
}

void model_free(struct model *model)
{
	if (!model)
		return;
	census_free(&model->listeners);
	census_free(&model->processes);
	census_free(&model->netns);
	census_free(&model->threads);
	history_free(model->lengths);
	snapshot_free(model->snap);
	free(model);
}

static struct life *life_of(struct census *census, const struct key *key, const struct model *model,
			    uint64_t now)
{
	struct life *life;

	HASH_FIND(hh, census->lives, key, sizeof *key, life);
	if (life)
		return life;
	life = memory_alloc(1, sizeof *life);
	life->key = *key;
	life->track.since = now;
	life->track.appeared = model->ticks > 1;
	series_init(&life->track.series, census->block);
	HASH_ADD(hh, census->lives, key, sizeof life->key, life);
	census->born++;
	return life;
}

/* The next thing of the snapshot: finds its life or begins it. A twin in the
 * same snapshot shares the life and is not counted as another tick. */
static void census_see(struct census *census, const struct key *key, const struct facts *facts,
		       const struct model *model, uint64_t now)
{
	struct life *life = life_of(census, key, model, now);

	*array_add(&census->in_order) = life;
	if (life->seen == model->ticks)
		return;
	if (life->seen && !(model->interval > 0))
		series_skip(&life->track.series);
	life->seen = model->ticks;
	series_push(&life->track.series, facts, model->interval);
}

static void census_begin(struct census *census)
{
	array_clear(&census->in_order);
	census->born = census->died = 0;
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
	if (!model->lengths)
		return;
	if (model->interval > 0) {
		history_push(model->lengths, (int64_t)(model->interval * PER_SECOND + 0.5));
		return;
	}
	if (model->snap)
		history_push_unknown(model->lengths);
	history_push_unknown(model->lengths);
}

/* A thread is told apart by its process's life as well. */
static void see_threads(struct model *model, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->threads.count; i++) {
		const struct thread *thread = &snap->threads.items[i];
		const struct process_id *of = &snap->processes.items[thread->process].id;
		struct key key = { { (uint64_t)thread->tid, (uint64_t)of->pid, of->identity } };

		census_see(&model->threads, &key, &thread->facts, model, snap->at.monotonic);
	}
}

static void see_all(struct model *model, const struct snapshot *snap)
{
	uint64_t now = snap->at.monotonic;

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];
		struct key key = { { listener->id.netns, listener->id.number, listener->id.kind } };

		census_see(&model->listeners, &key, &listener->facts, model, now);
	}
	for (size_t i = 0; i < snap->processes.count; i++) {
		const struct process *process = &snap->processes.items[i];
		struct key key = { { (uint64_t)process->id.pid, process->id.identity, 0 } };

		census_see(&model->processes, &key, &process->facts, model, now);
	}
	for (size_t i = 0; i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];
		struct key key = { { netns->inode, 0, 0 } };

		census_see(&model->netns, &key, &netns->facts, model, now);
	}
	see_threads(model, snap);
}

void model_update(struct model *model, struct snapshot *snap)
{
	model->ticks++;
	if (model->snap)
		measure(model, &model->snap->at, &snap->at);
	remember_length(model);
	census_begin(&model->listeners);
	census_begin(&model->processes);
	census_begin(&model->netns);
	census_begin(&model->threads);
	see_all(model, snap);
	census_bury(&model->listeners, model->ticks);
	census_bury(&model->processes, model->ticks);
	census_bury(&model->netns, model->ticks);
	census_bury(&model->threads, model->ticks);
	snapshot_free(model->snap);
	model->snap = snap;
}

const struct snapshot *model_snapshot(const struct model *model)
{
	return model->snap;
}

const struct track *model_listener_track(const struct model *model, size_t i)
{
	return &model->listeners.in_order.items[i]->track;
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

struct model_changes model_changes(const struct model *model)
{
	if (model->ticks < 2)
		return (struct model_changes){ 0 };
	return (struct model_changes){ model->listeners.born, model->listeners.died };
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
