/* row.c - the nouns one row is about. */
#include "table/row.h"

#include "base/clock.h"
#include "model/model.h"
#include "table/scene.h"
#include "table/table.h"

enum { NEW_FOR_SECONDS = 10 };

struct row_id row_id(enum table_kind kind, const struct row *row)
{
	struct row_id id = { 0 };

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
	return (a->fd > b->fd) - (a->fd < b->fd);
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

bool row_is_in_trouble(const struct row *row)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	if (row->listener)
		return is_full(row->listener);
	for (uint32_t i = 0; i < row->process->listener_count; i++)
		if (is_full(snapshot_held(snap, row->process, i)))
			return true;
	return false;
}

static bool is_young(uint64_t since, uint64_t now)
{
	return clock_seconds(since, now) < NEW_FOR_SECONDS;
}

/* That we first met a process does not make it new: owners are found late. */
bool row_is_new(const struct row *row)
{
	const struct instant *at = &row->scene->at;

	if (row->listener)
		return row->listener_track->appeared &&
		       is_young(row->listener_track->since, at->monotonic);
	return row->process->started && row->process_track->appeared &&
	       is_young(row->process->started, at->boot);
}
