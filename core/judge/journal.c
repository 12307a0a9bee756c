/* journal.c - what happened, and when. */
#include "judge/journal.h"

#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>

const char *event_word(enum event_kind kind)
{
	static const char *const words[EVENT_KINDS] = {
		[EVENT_APPEARED] = "appeared",
		[EVENT_VANISHED] = "vanished",
		[EVENT_REBOUND] = "rebound",
		[EVENT_BACKLOG_CHANGED] = "backlog-changed",
		[EVENT_OWNER_CHANGED] = "owner-changed",
		[EVENT_UNEXPECTED] = "unexpected",
		[EVENT_MISSING] = "missing",
		[EVENT_FILLING] = "filling",
		[EVENT_OVERFLOW_BEGAN] = "overflow-began",
		[EVENT_OVERFLOW_ENDED] = "overflow-ended",
		[EVENT_ACTED] = "acted",
	};

	return words[kind];
}

bool event_has_listener(const struct event *event)
{
	static const struct listener_id none;

	return listener_id_compare(&event->listener, &none) != 0;
}

uint16_t event_port(enum protocol protocol, const struct address *local)
{
	return protocol == PROTOCOL_RAW ? 0 : local->port;
}

void event_owner_format(const char *comm, pid_t pid, struct text *text)
{
	text_format(text, "%s(%d)", comm && *comm ? comm : "?", (int)pid);
}

static bool is_change(enum event_kind kind)
{
	switch (kind) {
	case EVENT_APPEARED:
	case EVENT_VANISHED:
	case EVENT_REBOUND:
	case EVENT_BACKLOG_CHANGED:
	case EVENT_OWNER_CHANGED:
		return true;
	default:
		return false;
	}
}

void journal_add(struct journal *journal, const struct event *event)
{
	uint64_t number = journal->changes.added + journal->troubles.added + 1;
	struct event_ring *ring = is_change(event->kind) ? &journal->changes : &journal->troubles;
	struct event *kept;

	if (!ring->events)
		ring->events = memory_alloc(JOURNAL_EVENTS, sizeof *ring->events);
	kept = &ring->events[ring->added++ % JOURNAL_EVENTS];
	*kept = *event;
	kept->number = number;
}

static size_t count(const struct event_ring *ring)
{
	return ring->added < JOURNAL_EVENTS ? ring->added : JOURNAL_EVENTS;
}

/* NULL behind the last. */
static const struct event *newest(const struct event_ring *ring, size_t n)
{
	return n < count(ring) ? &ring->events[(ring->added - 1 - n) % JOURNAL_EVENTS] : NULL;
}

/* How many of the newest n of both are changes: the rings are sorted each, so that it can
 * be searched for without walking them. */
static size_t changes_among(const struct journal *journal, size_t n)
{
	size_t all = count(&journal->changes), others = count(&journal->troubles);
	size_t low = n > others ? n - others : 0, high = n < all ? n : all;

	while (low < high) {
		size_t middle = (low + high) / 2;
		const struct event *change = newest(&journal->changes, middle);
		const struct event *trouble = newest(&journal->troubles, n - middle - 1);

		if (change->number > trouble->number)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

const struct event *journal_at(const struct journal *journal, size_t n)
{
	const struct event *change, *trouble;
	size_t changes;

	if (n >= count(&journal->changes) + count(&journal->troubles))
		return NULL;
	changes = changes_among(journal, n);
	change = newest(&journal->changes, changes);
	trouble = newest(&journal->troubles, n - changes);
	if (!change || !trouble)
		return change ? change : trouble;
	return change->number > trouble->number ? change : trouble;
}

uint64_t journal_forgotten(const struct journal *journal)
{
	return journal->changes.added - count(&journal->changes) + journal->troubles.added -
	       count(&journal->troubles);
}

uint64_t journal_added(const struct journal *journal)
{
	return journal->changes.added + journal->troubles.added;
}

void journal_free(struct journal *journal)
{
	free(journal->changes.events);
	free(journal->troubles.events);
	*journal = (struct journal){ 0 };
}
