/* happening.c - an event of the journal, for outputs that write more than its columns. */
#include "table/happening.h"

#include "judge/journal.h"
#include "table/overview.h"

void happening_read(const struct row *row, struct happening *happening)
{
	const struct event *event = row->event;

	*happening = (struct happening){
		.wall = event->wall,
		.word = event_word(event->kind),
		.detail = event->detail,
		.has_listener = event_has_listener(event),
		.listener = event->listener,
		.protocol = event->protocol,
		.port = event->port,
		.local = event->local,
	};
}

bool happening_listener(const struct row *row, struct row *listener)
{
	if (!event_has_listener(row->event))
		return false;
	if (!row->listener)
		return overview_listener(row->scene, &row->event->listener, listener);
	*listener = *row;
	listener->event = NULL;
	return true;
}
