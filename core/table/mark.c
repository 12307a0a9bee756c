/* mark.c - what stands in a row's first column. */
#include "table/table.h"

#include "base/clock.h"
#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "table/group.h"
#include "table/scene.h"

enum { NEW_FOR_SECONDS = 10 };

/* The kernel admits backlog + 1 and refuses only then. A receive buffer that is
 * over its limit is not yet trouble: it holds bytes, not connections. */
static bool is_full(const struct listener *listener)
{
	int64_t queue, backlog;

	return !protocol_counts_bytes(listener->protocol) &&
	       facts_get(&listener->facts, FACT_QUEUE, &queue) &&
	       facts_get(&listener->facts, FACT_BACKLOG, &backlog) && queue > backlog;
}

/* The baseline has not, or not so, what is here; or has what is not here. */
static bool is_unexpected(const struct listener *listener)
{
	return facts_have(&listener->facts, FACT_UNEXPECTED, 1) ||
	       facts_have(&listener->facts, FACT_MISSING, 1);
}

static bool holds(const struct row *row, bool (*is)(const struct listener *listener))
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	for (uint32_t i = 0; i < row->process->listener_count; i++)
		if (is(snapshot_held(snap, row->process, i)))
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
		return !row_is_gone(row) && is_full(row->listener);
	return row->process && holds(row, is_full);
}

static bool has_unexpected(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (is_unexpected(group->members[i].listener))
			return true;
	return false;
}

bool row_is_unexpected(const struct row *row)
{
	if (row->group)
		return has_unexpected(row->group);
	if (row->event || row->peer || row->netns || row->thread)
		return false;
	if (row->listener)
		return !row_is_gone(row) && is_unexpected(row->listener);
	return row->process && holds(row, is_unexpected);
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
		return !row_is_gone(row) && listener_listens(row->listener) &&
		       row->listener_track->appeared &&
		       is_young(row->listener_track->since, at->monotonic);
	return row->process->started && row->process_track->appeared &&
	       is_young(row->process->started, at->boot);
}

/* One that took the place of another, as after a restart, is changed and not new. */
static bool has_changed(const struct row *row)
{
	return row->scene->judge && listener_listens(row->listener) &&
	       judge_has_changed(row->scene->judge, &row->listener->id);
}

static enum row_mark mark_of_listener(const struct row *row)
{
	if (row_is_in_trouble(row))
		return MARK_TROUBLE;
	if (row_is_gone(row))
		return MARK_GONE;
	if (row_is_unexpected(row))
		return MARK_UNEXPECTED;
	if (has_changed(row))
		return MARK_CHANGED;
	return row_is_new(row) ? MARK_NEW : MARK_NONE;
}

static enum row_mark mark_of_process(const struct row *row)
{
	if (row_is_in_trouble(row))
		return MARK_TROUBLE;
	if (row_is_unexpected(row))
		return MARK_UNEXPECTED;
	return row_is_new(row) ? MARK_NEW : MARK_NONE;
}

static enum row_mark mark_of_group(const struct group *group)
{
	enum row_mark worst = MARK_NONE;

	for (size_t i = 0; i < group->count; i++) {
		enum row_mark mark = mark_of_listener(&group->members[i]);

		if (mark != MARK_NONE && (worst == MARK_NONE || mark < worst))
			worst = mark;
	}
	return worst;
}

enum row_mark row_mark(const struct row *row)
{
	if (row->group)
		return mark_of_group(row->group);
	if (row->peer || row->netns || row->thread)
		return MARK_NONE;
	if (row->event)
		return row_is_new(row) ? MARK_NEW : MARK_NONE;
	return row->listener ? mark_of_listener(row) : mark_of_process(row);
}

char row_mark_char(enum row_mark mark)
{
	static const char chars[ROW_MARKS] = {
		[MARK_NONE] = ' ',
		[MARK_TROUBLE] = '!',
		[MARK_GONE] = '-',
		[MARK_UNEXPECTED] = '?',
		[MARK_NEW] = '+',
		[MARK_CHANGED] = '~',
	};

	return chars[mark];
}
