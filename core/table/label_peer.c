/* label_peer.c - columns of who is at a listener. */
#include "table/label.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "table/overview.h"

/* Who has many connections has many ports. */
void label_peer(const struct row *row, struct value *value)
{
	struct text text = TEXT_OVER(value->buffer);

	if (row->peer->kind == PEER_TALKER)
		address_format_host(&row->peer->remote, &text);
	else
		address_format(&row->peer->remote, &text);
	value_set_text(value, value->buffer);
}

int label_compare_peer(const struct row *a, const struct row *b)
{
	return address_compare(&a->peer->remote, &b->peer->remote);
}

void label_peer_kind(const struct row *row, struct value *value)
{
	static const char *const names[] = {
		[PEER_WAITING] = "waiting",
		[PEER_HANDSHAKE] = "handshake",
		[PEER_TALKER] = "connected",
	};

	value_set_text(value, names[row->peer->kind]);
}

void label_peer_state(const struct row *row, struct value *value)
{
	if (row->peer->kind == PEER_TALKER)
		value->kind = VALUE_ABSENT;
	else
		value_set_text(value, overview_state_name(row->peer->state));
}

bool label_is_waiting(const struct row *row)
{
	return row->peer->kind == PEER_WAITING;
}

bool label_is_talker(const struct row *row)
{
	return row->peer->kind == PEER_TALKER;
}
