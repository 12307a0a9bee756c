/* row.c - the nouns one row is about. */
#include "table/row.h"

#include "base/clock.h"
#include "judge/journal.h"
#include "model/model.h"
#include "table/group.h"
#include "table/scene.h"
#include "table/table.h"

#include <string.h>

enum { NEW_FOR_SECONDS = 10 };

/* All of a peer that stays as it is: a talker has no port, and one in its
 * handshake becomes one that waits. */
static void identify_peer(const struct peer *peer, uint64_t other[3])
{
	const struct address *remote = &peer->remote;

	memcpy(other, remote->bytes, sizeof remote->bytes);
	other[2] = (uint64_t)(peer->kind == PEER_TALKER) << 56 | (uint64_t)remote->family << 48 |
		   (uint64_t)remote->port << 32 | remote->ifindex;
}

/* Of what is neither a listener nor a process. */
static bool identify_other(const struct row *row, uint64_t other[3])
{
	if (row->netns) {
		other[0] = row->netns->inode;
		other[1] = row->fact;
	} else if (row->event) {
		other[0] = row->event->number;
	} else if (row->peer) {
		identify_peer(row->peer, other);
	} else if (row->thread) {
		other[0] = (uint64_t)row->thread->tid;
	} else {
		return false;
	}
	return true;
}

const struct track *row_track(const struct row *row, enum fact_id fact)
{
	switch (fact / FACTS_PER_BLOCK) {
	case FACTS_LISTENER:
		return row->listener_track;
	case FACTS_PROCESS:
		return row->process_track;
	case FACTS_NETNS:
		return row->netns_track;
	case FACTS_THREAD:
		return row->thread_track;
	default:
		return NULL;
	}
}

struct row_id row_id(enum table_kind kind, const struct row *row)
{
	struct row_id id = { 0 };

	if (row->group)
		return group_id(row->group);
	if (identify_other(row, id.other))
		return id;
	if (kind != TABLE_PROCESSES)
		id.listener = row->listener->id;
	if (kind != TABLE_LISTENERS)
		id.process = row->process->id;
	if (kind == TABLE_OWNERS)
		id.fd = row->owner->fd;
	return id;
}

int row_id_compare(const struct row_id *a, const struct row_id *b)
{
	int order = listener_id_compare(&a->listener, &b->listener);

	if (order)
		return order;
	if (a->process.pid != b->process.pid)
		return (a->process.pid > b->process.pid) - (a->process.pid < b->process.pid);
	if (a->process.identity != b->process.identity)
		return (a->process.identity > b->process.identity) -
		       (a->process.identity < b->process.identity);
	if (a->fd != b->fd)
		return (a->fd > b->fd) - (a->fd < b->fd);
	for (size_t i = 0; i < sizeof a->other / sizeof *a->other; i++)
		if (a->other[i] != b->other[i])
			return (a->other[i] > b->other[i]) - (a->other[i] < b->other[i]);
	return 0;
}

/* The kernel admits backlog + 1 and refuses only then. A receive buffer that is
 * over its limit is not yet trouble: it holds bytes, not connections. */
static bool is_full(const struct listener *listener)
{
	int64_t queue, backlog;

	return !protocol_counts_bytes(listener->protocol) &&
	       facts_get(&listener->facts, FACT_QUEUE, &queue) &&
	       facts_get(&listener->facts, FACT_BACKLOG, &backlog) && queue > backlog;
}

static bool holds_full(const struct row *row)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	for (uint32_t i = 0; i < row->process->listener_count; i++)
		if (is_full(snapshot_held(snap, row->process, i)))
			return true;
	return false;
}

static bool has_full(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (is_full(group->members[i].listener))
			return true;
	return false;
}

bool row_is_in_trouble(const struct row *row)
{
	if (row->group)
		return has_full(row->group);
	if (row->peer || row->thread)
		return false;
	if (row->listener)
		return is_full(row->listener);
	return row->process && holds_full(row);
}

static bool is_young(uint64_t since, uint64_t now)
{
	return clock_seconds(since, now) < NEW_FOR_SECONDS;
}

/* That we first met a process does not make it new: owners are found late. */
bool row_is_new(const struct row *row)
{
	const struct instant *at = &row->scene->at;

	if (row->group)
		return group_is_new(row->group);
	if (row->event)
		return is_young(row->event->monotonic, at->monotonic);
	if (row->peer || row->netns || row->thread)
		return false;
	if (row->listener)
		return row->listener_track->appeared &&
		       is_young(row->listener_track->since, at->monotonic);
	return row->process->started && row->process_track->appeared &&
	       is_young(row->process->started, at->boot);
}
