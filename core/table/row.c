/* row.c - the nouns one row is about. */
#include "table/row.h"

#include "judge/journal.h"
#include "model/model.h"
#include "table/group.h"
#include "table/scene.h"

#include <string.h>

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

struct row row_of_listener(const struct scene *scene, size_t i)
{
	const struct snapshot *snap = model_snapshot(scene->model);
	struct row row = {
		.scene = scene,
		.listener = &snap->listeners.items[i],
		.listener_track = model_listener_track(scene->model, i),
	};

	if (row.listener->owner_count) {
		uint32_t process = snap->owners.items[row.listener->first_owner].process;

		row.process = &snap->processes.items[process];
		row.process_track = model_process_track(scene->model, process);
	}
	return row;
}

struct row row_of_ghost(const struct scene *scene, const struct ghost *ghost)
{
	return (struct row){
		.scene = scene,
		.listener = &ghost->listener,
		.listener_track = ghost->track,
		.process = ghost->process,
		.process_track = ghost->process_track,
	};
}

bool row_is_gone(const struct row *row)
{
	return row->listener_track && row->listener_track->closed;
}

enum listener_state row_state(const struct row *row)
{
	int64_t state;

	if (row_is_gone(row))
		return STATE_GONE;
	if (facts_get(&row->listener->facts, FACT_STATE, &state) && state >= 0 &&
	    state < LISTENER_STATES)
		return (enum listener_state)state;
	return STATE_LISTEN;
}
