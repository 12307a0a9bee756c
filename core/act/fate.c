/* fate.c - what became of one listener, by a later snapshot. */
#include "act/fate.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static bool is_same_process(const struct process_id *a, const struct process_id *b)
{
	return a->pid == b->pid && a->identity == b->identity;
}

static bool is_among(const struct process_id *id, const struct process_id *ids, size_t count)
{
	for (size_t i = 0; i < count; i++)
		if (is_same_process(id, &ids[i]))
			return true;
	return false;
}

static bool is_at(const struct watched *watched, const struct listener *listener)
{
	/* Sockets without a name have no place to share. */
	if (listener->local.family == AF_UNIX && !listener->local.path)
		return false;
	return listener->id.netns == watched->id.netns &&
	       listener->protocol == watched->protocol &&
	       address_compare(&listener->local, &watched->address) == 0;
}

/* Whoever would have come to that address comes to this socket now. */
static bool is_around(const struct watched *watched, const struct listener *listener)
{
	const struct address *of = &watched->address, *other = &listener->local;

	return listener->id.netns == watched->id.netns &&
	       listener->protocol == watched->protocol && other->port == of->port &&
	       of->family != AF_UNIX && address_is_wildcard(other) &&
	       (!other->ifindex || other->ifindex == of->ifindex) &&
	       (other->family == of->family || (other->family == AF_INET6 && other->dual));
}

/* Owners are sorted by process: one with several descriptors comes but once. */
static const struct process *next_holder(const struct snapshot *snap,
					 const struct listener *listener, uint32_t *at)
{
	const struct process *process;

	if (*at >= listener->owner_count)
		return NULL;
	process = snapshot_owner(snap, listener, *at);
	do
		(*at)++;
	while (*at < listener->owner_count && snapshot_owner(snap, listener, *at) == process);
	return process;
}

static char *keep(const char *text)
{
	return text ? memory_text(text) : NULL;
}

struct watched *watched_new(const struct snapshot *before, const struct listener *listener,
			    uint64_t boot)
{
	struct watched *watched = memory_alloc(1, sizeof *watched);
	struct text local = TEXT_OVER(watched->local);
	const struct process *process;

	watched->id = listener->id;
	watched->protocol = listener->protocol;
	watched->address = listener->local;
	watched->address.device = keep(listener->local.device);
	watched->address.path = keep(listener->local.path);
	watched->boot = boot;
	address_format(&listener->local, &local);
	for (uint32_t at = 0; (process = next_holder(before, listener, &at)) != NULL;)
		*array_add(&watched->holders) = process->id;
	for (size_t i = 0; i < before->listeners.count; i++) {
		const struct listener *other = &before->listeners.items[i];

		if (other != listener && (is_at(watched, other) || is_around(watched, other)))
			*array_add(&watched->neighbours) = other->id;
	}
	return watched;
}

void watched_free(struct watched *watched)
{
	if (!watched)
		return;
	free((char *)watched->address.device);
	free((char *)watched->address.path);
	array_free(&watched->holders);
	array_free(&watched->neighbours);
	free(watched);
}

static void name_process(struct fate *fate, const struct process *process)
{
	struct text name = TEXT_OVER(fate->name);

	fate->pid = process->id.pid;
	if (process->label[LABEL_COMM])
		text_add(&name, process->label[LABEL_COMM]);
}

/* Who was not seen holding it may only not have been found yet: it is new where it started
 * after the deed. Start times are cut to clock ticks. */
static bool is_newcomer(const struct watched *watched, const struct process *process)
{
	return !is_among(&process->id, watched->holders.items, watched->holders.count) &&
	       (!process->started || process->started + 20 * CLOCK_MILLISECOND >= watched->boot);
}

static uint32_t ended_holders(const struct watched *watched, const struct process_id *ended,
			      size_t count)
{
	uint32_t holders = 0;

	for (size_t i = 0; i < watched->holders.count; i++)
		holders += is_among(&watched->holders.items[i], ended, count);
	return holders;
}

/* Of processes that we may not look into nobody knows what they hold. */
static bool has_hidden_owners(const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->gaps.count; i++) {
		const struct gap *gap = &snap->gaps.items[i];

		if (gap->error && strcmp(gap->source, "owner") == 0)
			return true;
	}
	return false;
}

static struct fate look_at_holders(const struct watched *watched, const struct snapshot *snap,
				   const struct listener *listener,
				   const struct process_id *ended, size_t count)
{
	struct fate fate = { .kind = FATE_HELD,
			     .count = listener->process_count,
			     .before = (uint32_t)watched->holders.count };
	const struct process *process;

	for (uint32_t at = 0; (process = next_holder(snap, listener, &at)) != NULL;) {
		/* The snapshot is older than the end, or its owners are. */
		if (is_among(&process->id, ended, count))
			return (struct fate){ .kind = FATE_LISTENS };
		if (!is_newcomer(watched, process))
			continue;
		if (!fate.newcomers++)
			name_process(&fate, process);
	}
	if (!fate.count)
		return (struct fate){ .kind = FATE_LISTENS };
	fate.sure = fate.newcomers && fate.newcomers >= ended_holders(watched, ended, count);
	fate.partly = has_hidden_owners(snap);
	return fate;
}

static bool is_neighbour(const struct watched *watched, const struct listener *listener)
{
	for (size_t i = 0; i < watched->neighbours.count; i++)
		if (listener_id_compare(&watched->neighbours.items[i], &listener->id) == 0)
			return true;
	return false;
}

static struct fate bound_by(const struct snapshot *snap, const struct listener *listener,
			    bool elsewhere)
{
	struct fate fate = { .kind = FATE_BOUND, .sure = listener->owner_count };
	struct text place = TEXT_OVER(fate.place);

	if (elsewhere)
		address_format(&listener->local, &place);
	if (listener->owner_count)
		name_process(&fate, snapshot_owner(snap, listener, 0));
	return fate;
}

/* It is gone: who is in its place? */
static struct fate look_at_place(const struct watched *watched, const struct snapshot *snap)
{
	struct fate fate = { .kind = FATE_RELEASED, .sure = true };

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];
		bool here = is_at(watched, listener);

		if (!here && !is_around(watched, listener))
			continue;
		if (!is_neighbour(watched, listener))
			return bound_by(snap, listener, !here);
		if (!here)
			continue;
		fate.kind = FATE_SHARED;
		fate.count++;
	}
	return fate;
}

struct fate watched_look(const struct watched *watched, const struct snapshot *snap,
			 const struct process_id *ended, size_t count)
{
	for (size_t i = 0; i < snap->listeners.count; i++)
		if (listener_id_compare(&snap->listeners.items[i].id, &watched->id) == 0)
			return look_at_holders(watched, snap, &snap->listeners.items[i], ended,
					       count);
	return look_at_place(watched, snap);
}

bool fate_differs(const struct fate *fate, const struct fate *told)
{
	if (fate->kind == FATE_LISTENS)
		return false;
	return fate->kind != told->kind || fate->newcomers > told->newcomers ||
	       (fate->pid && !told->pid);
}

static void write_newcomers(const struct fate *fate, struct text *line)
{
	text_format(line, ": pid %d", (int)fate->pid);
	if (fate->newcomers > 1)
		text_format(line, " and %u more took their place", fate->newcomers - 1);
	else
		text_add(line, " took its place");
}

/* Where nobody knew who held it, whoever does now is no news. */
bool fate_is_change(const struct fate *fate)
{
	if (fate->kind == FATE_HELD)
		return fate->before && (fate->newcomers || fate->count != fate->before);
	return fate->kind != FATE_LISTENS;
}

static void write_held_otherwise(const struct fate *fate, struct text *line)
{
	text_format(line, "held by %u%s", fate->count, fate->partly ? " or more" : "");
	if (fate->count != fate->before)
		text_format(line, " instead of %u", fate->before);
	if (fate->newcomers)
		text_format(line, ", %u of them new", fate->newcomers);
}

static void write_held(const struct fate *fate, struct text *line)
{
	text_format(line, "still held by %u%s", fate->count, fate->partly ? " or more" : "");
	if (fate->newcomers)
		write_newcomers(fate, line);
}

void fate_write(const struct fate *fate, enum fate_tone tone, struct text *line)
{
	static const char again[] = "listens again (listen(2) called again)";
	bool closed = tone == FATE_OF_CLOSED;

	switch (fate->kind) {
	case FATE_LISTENS:
		/* The kernel said that it was closed, so this is anew. */
		text_add(line, closed ? again : "still listening");
		break;
	case FATE_RELEASED:
		text_add(line, closed ? "closed" : "released");
		break;
	case FATE_SHARED:
		text_format(line, "closed, %u other socket%s there as before", fate->count,
			    fate->count == 1 ? " listens" : "s listen");
		break;
	case FATE_HELD:
		if (closed)
			text_add(line, again);
		else if (tone == FATE_OF_LIVING)
			write_held_otherwise(fate, line);
		else
			write_held(fate, line);
		break;
	case FATE_BOUND:
		text_add(line, "bound again");
		if (*fate->place) {
			text_add(line, " as ");
			text_printable(line, fate->place, false);
		}
		if (!fate->pid)
			break;
		text_format(line, " by pid %d ", (int)fate->pid);
		text_printable(line, fate->name, false);
		break;
	}
}
