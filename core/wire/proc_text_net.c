/* proc_text_net.c - what proc(5) says of the network, read without trust. */
#include "wire/proc_text.h"

#include "wire/piece.h"

#include <string.h>
#include <sys/socket.h>

/* The counters looked for, in a file and perhaps in one group of it. */
struct hunt {
	struct proc_counter *counters;
	size_t count;
	const char *group;              /* NULL: those without a group */
};

static bool is_of(const struct proc_counter *counter, const char *group)
{
	return group && counter->group ? strcmp(counter->group, group) == 0 :
					 !group && !counter->group;
}

static void note(const struct hunt *hunt, const struct piece *name, const struct piece *value)
{
	for (size_t i = 0; i < hunt->count; i++) {
		struct proc_counter *counter = &hunt->counters[i];

		if (*counter->name == *name->at && !counter->known &&
		    piece_is(name, counter->name) && is_of(counter, hunt->group))
			counter->known = piece_signed(value, &counter->value);
	}
}

/* By name, not by column: the two lines need not be of one length. */
static void hunt_in_pair(const struct hunt *hunt, struct piece names, struct piece values)
{
	struct piece name, value;

	while (piece_take_word(&names, &name) && piece_take_word(&values, &value))
		note(hunt, &name, &value);
}

/* The group a line begins with, among those looked for; NULL none. */
static const char *group_of(const struct hunt *hunt, struct piece *line)
{
	for (size_t i = 0; i < hunt->count; i++)
		if (hunt->counters[i].group && piece_take_key(line, hunt->counters[i].group))
			return hunt->counters[i].group;
	return NULL;
}

void proc_counters(const char *text, size_t size, struct proc_counter *counters, size_t count)
{
	struct hunt hunt = { counters, count, NULL };
	struct piece rest = { text, size }, line, ahead, values, name, value;

	for (size_t i = 0; i < count; i++)
		counters[i].known = false;
	while (piece_take_line(&rest, &line)) {
		hunt.group = group_of(&hunt, &line);
		if (!hunt.group && piece_take_word(&line, &name) && piece_take_word(&line, &value))
			note(&hunt, &name, &value);
		ahead = rest;
		if (hunt.group && piece_take_line(&ahead, &values) &&
		    piece_take_key(&values, hunt.group)) {
			hunt_in_pair(&hunt, line, values);
			rest = ahead;
		}
	}
}

bool proc_sockstat_inuse(const char *text, size_t size, const char *protocol, int64_t *count)
{
	struct piece rest = { text, size }, line, word;

	while (piece_take_line(&rest, &line))
		if (piece_take_key(&line, protocol))
			return piece_take_word(&line, &word) && piece_is(&word, "inuse") &&
			       piece_take_word(&line, &word) && piece_signed(&word, count);
	return false;
}

/* "0100007F:0016": each word of the address as the machine reads it, so that
 * written back it is in network order. */
static bool decode_local(struct piece word, struct proc_socket *socket)
{
	struct piece address;
	uint32_t port, part;

	if (!piece_take_until(&word, ':', &address) || (address.size != 8 && address.size != 32))
		return false;
	for (size_t at = 0; at < address.size; at += 8) {
		struct piece digits = { address.at + at, 8 };

		if (!piece_u32(&digits, 16, &part))
			return false;
		memcpy(socket->source + at / 2, &part, sizeof part);
	}
	if (!piece_u32(&word, 16, &port) || port > UINT16_MAX)
		return false;
	socket->family = address.size == 8 ? AF_INET : AF_INET6;
	socket->port = (uint16_t)port;
	return true;
}

enum { COLUMN_SLOT, COLUMN_LOCAL, COLUMN_REMOTE, COLUMN_STATE, COLUMN_QUEUES, COLUMN_TIMER,
       COLUMN_RETRANSMITS, COLUMN_UID, COLUMN_TIMEOUT, COLUMN_INODE, COLUMN_REFERENCES,
       COLUMN_POINTER, COLUMN_DROPS, COLUMNS };

static bool decode_socket(struct piece line, bool has_drops, struct proc_socket *socket)
{
	struct piece words[COLUMNS] = { 0 }, sent;
	uint32_t state;

	for (int column = 0; column < COLUMNS && piece_take_word(&line, &words[column]); column++)
		;
	*socket = (struct proc_socket){ 0 };
	if (!decode_local(words[COLUMN_LOCAL], socket) ||
	    !piece_u32(&words[COLUMN_STATE], 16, &state) || state > UINT8_MAX)
		return false;
	socket->state = (uint8_t)state;
	if (!piece_take_until(&words[COLUMN_QUEUES], ':', &sent) ||
	    !piece_u32(&words[COLUMN_QUEUES], 16, &socket->rqueue))
		return false;
	if (has_drops)
		socket->drops_known = piece_unsigned(&words[COLUMN_DROPS], &socket->drops);
	return piece_u32(&words[COLUMN_UID], 10, &socket->uid) &&
	       piece_u32(&words[COLUMN_INODE], 10, &socket->inode);
}

/* /proc/net/tcp has something else where the others count drops; the title
 * tells which it is. */
static bool take_title(struct piece *rest, bool *has_drops)
{
	struct piece all = *rest, line, word;

	if (!piece_take_line(&all, &line) || !piece_take_word(&line, &word) ||
	    !piece_is(&word, "sl"))
		return false;
	while (piece_take_word(&line, &word))
		*has_drops = *has_drops || piece_is(&word, "drops");
	*rest = all;
	return true;
}

size_t proc_sockets(const char *text, size_t size,
		    void (*fn)(const struct proc_socket *socket, void *arg), void *arg)
{
	struct piece rest = { text, size }, line;
	struct proc_socket socket;
	bool has_drops = false;
	size_t bad = 0;

	take_title(&rest, &has_drops);
	while (piece_take_line(&rest, &line)) {
		if (decode_socket(line, has_drops, &socket))
			fn(&socket, arg);
		else
			bad++;
	}
	return bad;
}
