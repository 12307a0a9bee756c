/* journal.c - what happened, and when. */
#include "judge/journal.h"

#include "base/memory.h"

#include <stdlib.h>

const char *event_word(enum event_kind kind)
{
	static const char *const words[EVENT_KINDS] = {
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

void journal_add(struct journal *journal, const struct event *event)
{
	struct event *kept;

	if (!journal->events)
		journal->events = memory_alloc(JOURNAL_EVENTS, sizeof *journal->events);
	kept = &journal->events[journal->added % JOURNAL_EVENTS];
	*kept = *event;
	kept->number = ++journal->added;
}

const struct event *journal_at(const struct journal *journal, size_t n)
{
	if (n >= JOURNAL_EVENTS || n >= journal->added)
		return NULL;
	return &journal->events[(journal->added - 1 - n) % JOURNAL_EVENTS];
}

uint64_t journal_forgotten(const struct journal *journal)
{
	return journal->added > JOURNAL_EVENTS ? journal->added - JOURNAL_EVENTS : 0;
}

void journal_free(struct journal *journal)
{
	free(journal->events);
	*journal = (struct journal){ 0 };
}
