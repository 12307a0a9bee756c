/* owner_search.c - when to look where. */
#include "source/owner_search.h"

#include "base/clock.h"
#include "base/text.h"
#include "source/owner_list.h"
#include "source/owner_stage.h"
#include "source/owner_verify.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

enum {
	PACE = 1000,                    /* not urgent: at most 0.1 % of a processor */
	HURRY = 200,                    /* a walk for a socket nobody holds: 0.5 % */
	GLANCE = 60,                    /* part of the processes, per tick */
	GLANCE_MOST = 20,
};

static const uint64_t PATROL_EVERY = 180 * CLOCK_SECOND;
static const uint64_t ALLOWANCE_MOST = 20 * CLOCK_MILLISECOND;
/* A walk of all threads is worth so much to somebody who waits for it. */
static const uint64_t THREADS_PATIENCE = CLOCK_SECOND;

static bool is_late(uint64_t deadline)
{
	return deadline != UINT64_MAX && clock_monotonic() >= deadline;
}

/* ---- who waits to be looked into ---- */

void owner_search_look_into(struct owner_search *search, struct holder *holder)
{
	if (!holder->fresh)
		*array_add(&search->fresh) = holder->pid;
	holder->fresh = true;
}

void owner_search_look_at_leisure(struct owner_search *search, struct holder *holder)
{
	if (!holder->stale)
		*array_add(&search->stale) = holder->pid;
	holder->stale = true;
}

static bool has_changed(const struct owner_search *search, const struct holder *holder)
{
	uint64_t count;

	if (!holder->scanned || !holder->count_known || holder->denied)
		return false;
	return procfs_fd_count(search->scan.fs, holder->pid, 0, &count) && count != holder->fd_count;
}

/* ---- new processes ---- */

static struct holder *parent_of(struct owner_search *search, pid_t pid)
{
	char path[32], buffer[1024];
	struct text text = TEXT_OVER(path);
	struct proc_stat stat;
	ssize_t size;

	text_format(&text, "%d/stat", (int)pid);
	size = procfs_read(search->scan.fs, path, buffer, sizeof buffer);
	if (size < 0 || proc_stat_decode(buffer, (size_t)size, &stat) != 0 || !stat.parent_known)
		return NULL;
	return owner_map_process(&search->map, (pid_t)stat.parent);
}

/* A child holds what it was born with: its parent, which may have been looked into before
 * it opened that, holds it too. The socket has an owner now, so that nobody would look for
 * the parent soon, and a master would be taken for its worker. */
static void ask_parent(struct owner_search *search, const struct holder *child)
{
	struct holder *parent = child->holdings ? parent_of(search, child->pid) : NULL;

	if (parent && has_changed(search, parent))
		owner_search_look_into(search, parent);
}

/* False where the deadline came first. */
static bool do_fresh(struct owner_search *search, uint64_t deadline)
{
	while (search->fresh_done < search->fresh.count) {
		struct holder *holder = owner_map_process(&search->map,
							  search->fresh.items[search->fresh_done]);

		if (holder && holder->fresh) {
			if (!owner_scan_process(&search->scan, holder, deadline))
				return false;
			holder->fresh = false;
			ask_parent(search, holder);
		}
		search->fresh_done++;
		if (is_late(deadline))
			return search->fresh_done == search->fresh.count;
	}
	array_clear(&search->fresh);
	search->fresh_done = 0;
	return true;
}

/* ---- processes whose number of descriptors changed ---- */

static bool do_counts(struct owner_search *search, uint64_t deadline)
{
	struct owner_walk *walk = &search->counts;
	struct holder *holder;

	if (!walk->active) {
		/* Until the first round is over, there is nothing to compare with. */
		if (!search->first_done || !owner_stage_move(&search->map, HELD_NEW, HELD_COUNTING))
			return true;
		owner_walk_begin(walk);
		owner_walk_add_owners(walk, &search->map);
		owner_walk_add_youngest_first(walk, &search->map);
	}
	while ((holder = owner_walk_next(walk, &search->map))) {
		if (has_changed(search, holder)) {
			if (!owner_scan_process(&search->scan, holder, deadline))
				return false;
			walk->active = owner_stage_is_open(&search->map, HELD_COUNTING);
		}
		walk->done++;
		if (is_late(deadline))
			return false;
	}
	owner_stage_move(&search->map, HELD_COUNTING, HELD_DUE);
	return true;
}

/* ---- all processes, all threads ---- */

static void begin_round(struct owner_search *search)
{
	if (search->first_done && (!owner_stage_is_open(&search->map, HELD_DUE) ||
				   search->now - search->walked < search->walk_cost * HURRY))
		return;
	owner_stage_move(&search->map, HELD_DUE, HELD_IN_ROUND);
	if (!search->first_done)
		owner_stage_move(&search->map, HELD_NEW, HELD_IN_ROUND);
	search->urgent = !search->first_done || owner_stage_has_unsearched(&search->map);
	search->stage = ROUND_PROCESSES;
	search->round_cost = 0;
	owner_walk_begin(&search->round);
	if (search->first_done)
		owner_walk_add_youngest_first(&search->round, &search->map);
	else
		owner_walk_add_oldest_first(&search->round, &search->map);
}

static void end_processes(struct owner_search *search, bool complete)
{
	if (complete) {
		search->first_done = true;
		search->walk_cost = search->round_cost;
		search->walked = search->now;
		search->patrol.active = false;
	}
	search->stage = ROUND_NONE;
	if (!owner_stage_is_open(&search->map, HELD_IN_ROUND))
		return;
	search->stage = ROUND_THREADS;
	search->round_cost = 0;
	owner_walk_begin(&search->round);
	owner_walk_add_youngest_first(&search->round, &search->map);
}

/* One process, or one slice of it. */
static void step_round(struct owner_search *search, uint64_t deadline)
{
	struct owner_walk *walk = &search->round;
	struct holder *holder = owner_walk_next(walk, &search->map);
	uint64_t before = clock_monotonic();
	bool done;

	if (!holder && search->stage == ROUND_PROCESSES) {
		end_processes(search, true);
		return;
	}
	if (!holder) {
		owner_stage_rest(&search->map, search->now);
		search->stage = ROUND_NONE;
		return;
	}
	if (search->stage == ROUND_PROCESSES)
		done = owner_scan_process(&search->scan, holder, deadline);
	else
		done = owner_scan_threads(&search->scan, holder, deadline);
	walk->done += done;
	search->round_cost += clock_monotonic() - before;
	/* The first round goes on to the end, for those who share what was found. */
	if (search->first_done && !owner_stage_is_open(&search->map, HELD_IN_ROUND)) {
		walk->active = false;
		search->stage = ROUND_NONE;
	}
}

static bool is_out_of_patience(const struct owner_search *search, uint64_t deadline)
{
	return deadline == UINT64_MAX && search->stage == ROUND_THREADS &&
	       search->round_cost > THREADS_PATIENCE;
}

static bool do_round(struct owner_search *search, uint64_t deadline)
{
	if (search->stage == ROUND_NONE)
		begin_round(search);
	while (search->stage != ROUND_NONE) {
		step_round(search, deadline);
		if (is_late(deadline) || is_out_of_patience(search, deadline))
			return search->stage == ROUND_NONE;
	}
	return true;
}

/* ---- what is not urgent ---- */

static void spend(struct owner_search *search, uint64_t cost)
{
	search->allowance = search->allowance > cost ? search->allowance - cost : 0;
}

/* Owners of many connections change their tables all the time: they are looked
 * into again as the allowance lets them. */
static bool step_stale(struct owner_search *search, uint64_t deadline)
{
	struct holder *holder;

	if (search->stale_done == search->stale.count) {
		array_clear(&search->stale);
		search->stale_done = 0;
		return false;
	}
	holder = owner_map_process(&search->map, search->stale.items[search->stale_done]);
	if (holder && !owner_scan_process(&search->scan, holder, deadline))
		return true;
	if (holder)
		holder->stale = false;
	search->stale_done++;
	return true;
}

/* A descriptor that an old process was passed, of a socket that has an owner, is
 * told by nothing else. */
static void glance(struct owner_search *search)
{
	struct owner_walk *walk = &search->glance;
	size_t left = HASH_COUNT(search->map.holders) / GLANCE + 1;
	struct holder *holder;

	if (!search->first_done)
		return;
	if (!walk->active) {
		owner_walk_begin(walk);
		owner_walk_add_oldest_first(walk, &search->map);
	}
	left = left < GLANCE_MOST ? left : GLANCE_MOST;
	for (; left && (holder = owner_walk_next(walk, &search->map)); left--) {
		if (has_changed(search, holder))
			owner_search_look_at_leisure(search, holder);
		walk->done++;
	}
}

static bool step_patrol(struct owner_search *search, uint64_t deadline)
{
	struct owner_walk *walk = &search->patrol;
	uint64_t every = search->walk_cost * PACE;
	struct holder *holder;

	if (!walk->active) {
		if (!search->first_done || search->stage != ROUND_NONE ||
		    search->now - search->walked < (every > PATROL_EVERY ? every : PATROL_EVERY))
			return false;
		owner_walk_begin(walk);
		owner_walk_add_oldest_first(walk, &search->map);
	}
	holder = owner_walk_next(walk, &search->map);
	if (!holder) {
		search->walked = search->now;
		return false;
	}
	walk->done += owner_scan_process(&search->scan, holder, deadline);
	return true;
}

static void do_leisure(struct owner_search *search, uint64_t deadline)
{
	while (search->allowance && !is_late(deadline)) {
		uint64_t before = clock_monotonic();

		if (!step_stale(search, deadline) && !step_patrol(search, deadline))
			return;
		spend(search, clock_monotonic() - before);
	}
}

/* ---- */

static void earn(struct owner_search *search, uint64_t now)
{
	if (search->tick > 1 && now > search->now)
		search->allowance += (now - search->now) / PACE;
	if (search->allowance > ALLOWANCE_MOST)
		search->allowance = ALLOWANCE_MOST;
	search->now = search->scan.now = now;
}

void owner_search_tick(struct owner_search *search, const struct snapshot *snap, uint64_t deadline)
{
	search->tick++;
	search->scan.map = &search->map;
	search->scan.error = 0;
	earn(search, snap->at.monotonic);
	owner_map_follow(&search->map, snap, search->tick);
	owner_list(search);
	owner_verify(search);
	glance(search);
	owner_stage_wake(&search->map, search->now);
	if (do_fresh(search, deadline) && do_counts(search, deadline) && do_round(search, deadline))
		do_leisure(search, deadline);
}

static bool has_work(const struct owner_search *search)
{
	return !search->first_done || search->fresh.count || search->counts.active ||
	       (search->stage != ROUND_NONE && search->urgent);
}

bool owner_search_work(struct owner_search *search, uint64_t deadline)
{
	if (search->tick == 0 || !has_work(search))
		return false;
	if (is_late(deadline))
		return true;
	if (do_fresh(search, deadline) && do_counts(search, deadline))
		do_round(search, deadline);
	return has_work(search);
}

void owner_search_free(struct owner_search *search)
{
	procfs_file_close(&search->loadavg);
	owner_map_free(&search->map);
	owner_scan_free(&search->scan);
	array_free(&search->pidfds);
	array_free(&search->fresh);
	array_free(&search->stale);
	array_free(&search->counts.pids);
	array_free(&search->round.pids);
	array_free(&search->glance.pids);
	array_free(&search->patrol.pids);
}
