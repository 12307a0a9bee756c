/* reach.c - which listeners a deed reaches, and who else holds them. */
#include "judge/reach.h"

#include "base/memory.h"
#include "fact/act.h"

#include <stdlib.h>
#include <string.h>

static int by_life(const void *a, const void *b)
{
	const struct process_id *x = a, *y = b;

	if (x->pid != y->pid)
		return (x->pid > y->pid) - (x->pid < y->pid);
	return (x->identity > y->identity) - (x->identity < y->identity);
}

static int by_pid(const void *key, const void *item)
{
	const struct process *process = *(const struct process *const *)item;
	pid_t pid = *(const pid_t *)key;

	return (pid > process->id.pid) - (pid < process->id.pid);
}

static int order_by_pid(const void *a, const void *b, void *arg)
{
	const struct process *process = *(const struct process *const *)a;

	(void)arg;
	return by_pid(&process->id.pid, b);
}

static void find_targets(struct reach *reach, const struct act *act)
{
	struct process_id ids[ACT_TARGETS];
	const struct snapshot *snap = reach->snap;

	for (size_t i = 0; i < act->count; i++)
		ids[i] = act->targets[i].process;
	if (act->count)
		qsort(ids, act->count, sizeof *ids, by_life);
	for (size_t i = 0; i < snap->processes.count && act->count; i++) {
		const struct process *process = &snap->processes.items[i];

		if (!bsearch(&process->id, ids, act->count, sizeof *ids, by_life))
			continue;
		reach->hit[i] = true;
		*array_add(&reach->targets) = process;
	}
	array_sort(&reach->targets, order_by_pid, NULL);
}

bool reach_is_hit(const struct reach *reach, const struct process *process)
{
	return reach->hit[process - reach->snap->processes.items];
}

static const struct process *target_of_pid(const struct reach *reach, pid_t pid)
{
	const struct process *const *found;

	if (pid <= 0 || reach->targets.count == 0)
		return NULL;
	found = bsearch(&pid, reach->targets.items, reach->targets.count,
			sizeof *reach->targets.items, by_pid);
	return found ? *found : NULL;
}

bool reach_is_manager(const struct process *process)
{
	const char *comm = process->label[LABEL_COMM], *title = process->label[LABEL_COMMAND];

	return comm && strcmp(comm, "systemd") == 0 &&
	       (process->id.pid == 1 || (title && strstr(title, "--user")));
}

/* Owners are sorted by pid: a process's descriptors stand together. */
static const struct process *next_owner(const struct snapshot *snap,
					const struct listener *listener, uint32_t *at)
{
	const struct owner *owners = snap->owners.items + listener->first_owner;

	while (*at < listener->owner_count) {
		uint32_t i = (*at)++;

		if (i == 0 || owners[i].process != owners[i - 1].process)
			return &snap->processes.items[owners[i].process];
	}
	return NULL;
}

const struct process *reach_other(const struct reach *reach, const struct listener *listener,
				  uint32_t *at)
{
	const struct process *process;

	do
		process = next_owner(reach->snap, listener, at);
	while (process && reach_is_hit(reach, process));
	return process;
}

static void count_others(const struct reach *reach, struct reached *reached)
{
	const struct process *other;
	uint32_t at = 0;

	while ((other = reach_other(reach, reached->listener, &at))) {
		const struct process *master = target_of_pid(reach, other->parent_pid);

		reached->others++;
		if (reach_is_manager(other)) {
			reached->manager = other;
		} else if (master) {
			reached->workers++;
			reached->master = master;
		}
	}
}

static bool is_reached(const struct reach *reach, const struct listener *listener)
{
	const struct snapshot *snap = reach->snap;

	for (uint32_t i = 0; i < listener->owner_count; i++)
		if (reach->hit[snap->owners.items[listener->first_owner + i].process])
			return true;
	return false;
}

static void add_reached(struct reach *reach, const struct listener *listener)
{
	struct reached *reached = array_add(&reach->listeners);

	reached->listener = listener;
	if (!facts_get(&listener->facts, FACT_QUEUE, &reached->queue))
		reached->queue = 0;
	count_others(reach, reached);
}

static void put_first(struct reach *reach, const struct listener_id *id)
{
	struct reached *first = reach->listeners.items;

	for (size_t i = 1; i < reach->listeners.count; i++) {
		struct reached asked = first[i];

		if (listener_id_compare(&asked.listener->id, id) != 0)
			continue;
		memmove(first + 1, first, i * sizeof *first);
		*first = asked;
		return;
	}
}

void reach_gather(struct reach *reach, const struct snapshot *snap, const struct act *act)
{
	*reach = (struct reach){ .snap = snap };
	reach->hit = memory_alloc(snap->processes.count + 1, sizeof *reach->hit);
	find_targets(reach, act);
	for (size_t i = 0; i < snap->listeners.count && reach->targets.count; i++)
		if (is_reached(reach, &snap->listeners.items[i]))
			add_reached(reach, &snap->listeners.items[i]);
	if (act->has_listener)
		put_first(reach, &act->listener);
}

void reach_free(struct reach *reach)
{
	free(reach->hit);
	array_free(&reach->targets);
	array_free(&reach->listeners);
}

bool reached_closes(const struct reached *reached)
{
	return reached->others == 0;
}

uint32_t reach_members(const struct reach *reach, const struct listener *listener)
{
	const struct snapshot *snap = reach->snap;
	const char *group = listener->label[LABEL_REUSEPORT];
	uint32_t members = 0;

	for (size_t i = 0; group && i < snap->listeners.count; i++) {
		const struct listener *other = &snap->listeners.items[i];
		const char *theirs = other->label[LABEL_REUSEPORT];
		uint32_t at = 0;

		if (other != listener && theirs && strcmp(theirs, group) == 0 &&
		    (!is_reached(reach, other) || reach_other(reach, other, &at)))
			members++;
	}
	return members;
}
