/* snapshot.c - the whole host at one instant, and no past. */
#include "fact/snapshot.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct snapshot *snapshot_new(struct instant at)
{
	struct snapshot *snap = memory_alloc(1, sizeof *snap);

	snap->at = at;
	return snap;
}

void snapshot_free(struct snapshot *snap)
{
	if (!snap)
		return;
	array_free(&snap->listeners);
	array_free(&snap->processes);
	array_free(&snap->owners);
	array_free(&snap->held);
	array_free(&snap->netns);
	array_free(&snap->threads);
	array_free(&snap->peers);
	array_free(&snap->connections);
	array_free(&snap->talks);
	array_free(&snap->closings);
	array_free(&snap->gaps);
	arena_free(&snap->arena);
	free(snap);
}

static struct facts facts_in(struct snapshot *snap, enum fact_block block)
{
	size_t size = fact_block_size(block) * sizeof(int64_t);

	return (struct facts){ .values = arena_alloc(&snap->arena, size) };
}

struct listener *snapshot_add_listener(struct snapshot *snap)
{
	struct listener *listener = array_add(&snap->listeners);

	listener->facts = facts_in(snap, FACTS_LISTENER);
	listener->uid = (uid_t)-1;
	return listener;
}

struct process *snapshot_add_process(struct snapshot *snap)
{
	struct process *process = array_add(&snap->processes);

	process->facts = facts_in(snap, FACTS_PROCESS);
	process->uid = (uid_t)-1;
	process->parent = (uint32_t)NO_PROCESS;
	return process;
}

struct netns *snapshot_add_netns(struct snapshot *snap)
{
	struct netns *netns = array_add(&snap->netns);

	netns->facts = facts_in(snap, FACTS_NETNS);
	return netns;
}

struct thread *snapshot_add_thread(struct snapshot *snap, uint32_t process)
{
	struct thread *thread = array_add(&snap->threads);

	thread->process = process;
	thread->facts = facts_in(snap, FACTS_THREAD);
	return thread;
}

struct peer *snapshot_add_peer(struct snapshot *snap, uint32_t listener, enum peer_kind kind)
{
	struct peer *peer = array_add(&snap->peers);

	peer->listener = listener;
	peer->kind = kind;
	peer->facts = facts_in(snap, FACTS_PEER);
	return peer;
}

struct connections *snapshot_add_connections(struct snapshot *snap, uint32_t listener)
{
	struct connections *connections = array_add(&snap->connections);

	connections->listener = listener;
	return connections;
}

struct talk *snapshot_add_talk(struct snapshot *snap, uint32_t process)
{
	struct talk *talk = array_add(&snap->talks);

	talk->process = process;
	return talk;
}

void snapshot_add_owner(struct snapshot *snap, uint32_t listener, uint32_t process, int fd)
{
	*array_add(&snap->owners) = (struct owner){ listener, process, fd };
}

void snapshot_add_closing(struct snapshot *snap, const struct listener_id *id, uint64_t when)
{
	*array_add(&snap->closings) = (struct closing){ *id, when };
}

/* A state that nobody stated is a socket's that was seen. */
bool listener_listens(const struct listener *listener)
{
	int64_t state = STATE_LISTEN;

	facts_get(&listener->facts, FACT_STATE, &state);
	return state == STATE_LISTEN || state == STATE_UNCONNECTED;
}

void snapshot_add_gap(struct snapshot *snap, const char *source, const char *what, int error,
		      enum power need)
{
	for (size_t i = 0; i < snap->gaps.count; i++) {
		struct gap *gap = &snap->gaps.items[i];

		if (gap->error == error && gap->need == need && strcmp(gap->source, source) == 0 &&
		    strcmp(gap->what, what) == 0) {
			gap->count++;
			return;
		}
	}
	*array_add(&snap->gaps) = (struct gap){ source, what, error, 1, need };
}

const char *snapshot_keep_bytes(struct snapshot *snap, const char *bytes, size_t size)
{
	return arena_copy(&snap->arena, bytes, size);
}

const char *snapshot_keep(struct snapshot *snap, const char *text)
{
	return text ? snapshot_keep_bytes(snap, text, strlen(text)) : NULL;
}

static int by_listener_and_pid(const void *a, const void *b, void *arg)
{
	const struct owner *x = a, *y = b;
	const struct snapshot *snap = arg;
	pid_t p = snap->processes.items[x->process].id.pid;
	pid_t q = snap->processes.items[y->process].id.pid;

	if (x->listener != y->listener)
		return (x->listener > y->listener) - (x->listener < y->listener);
	if (p != q)
		return (p > q) - (p < q);
	if (x->process != y->process)
		return (x->process > y->process) - (x->process < y->process);
	return (x->fd > y->fd) - (x->fd < y->fd);
}

/* A second descriptor of the same process for the same listener: by the order
 * it stands right behind the first. */
static bool is_repeated(const struct snapshot *snap, size_t i)
{
	const struct owner *owner = &snap->owners.items[i];

	return i && owner[-1].listener == owner->listener && owner[-1].process == owner->process;
}

/* Turns the owners round: each process gets a span of `held`, filled with the
 * help of listener_count, which so is counted a second time. */
static void seal_held(struct snapshot *snap)
{
	uint32_t first = 0;

	array_clear(&snap->held);
	for (size_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];

		process->first_held = first;
		first += process->listener_count;
		process->listener_count = 0;
	}
	while (snap->held.count < first)
		array_add(&snap->held);
	for (size_t i = 0; i < snap->owners.count; i++) {
		const struct owner *owner = &snap->owners.items[i];
		struct process *process = &snap->processes.items[owner->process];

		if (!is_repeated(snap, i))
			snap->held.items[process->first_held + process->listener_count++] =
				owner->listener;
	}
}

void snapshot_seal(struct snapshot *snap)
{
	array_sort(&snap->owners, by_listener_and_pid, snap);
	for (size_t i = 0; i < snap->owners.count; i++) {
		const struct owner *owner = &snap->owners.items[i];
		struct listener *listener = &snap->listeners.items[owner->listener];

		if (listener->owner_count++ == 0)
			listener->first_owner = (uint32_t)i;
		if (is_repeated(snap, i))
			continue;
		listener->process_count++;
		snap->processes.items[owner->process].listener_count++;
	}
	seal_held(snap);
	snap->sealed = true;
}

const struct process *snapshot_owner(const struct snapshot *snap, const struct listener *listener,
				     uint32_t n)
{
	return &snap->processes.items[snap->owners.items[listener->first_owner + n].process];
}

const struct listener *snapshot_held(const struct snapshot *snap, const struct process *process,
				     uint32_t n)
{
	return &snap->listeners.items[snap->held.items[process->first_held + n]];
}

const struct process *snapshot_find_process(const struct snapshot *snap,
					    const struct process_id *id)
{
	for (size_t i = 0; i < snap->processes.count; i++) {
		const struct process *process = &snap->processes.items[i];

		if (process->id.pid == id->pid && process->id.identity == id->identity)
			return process;
	}
	return NULL;
}

const struct netns *snapshot_find_netns(const struct snapshot *snap, uint64_t inode)
{
	for (size_t i = 0; i < snap->netns.count; i++)
		if (snap->netns.items[i].inode == inode)
			return &snap->netns.items[i];
	return NULL;
}

int listener_id_compare(const struct listener_id *a, const struct listener_id *b)
{
	if (a->netns != b->netns)
		return (a->netns > b->netns) - (a->netns < b->netns);
	if (a->kind != b->kind)
		return (a->kind > b->kind) - (a->kind < b->kind);
	return (a->number > b->number) - (a->number < b->number);
}
