/* proc_text.c - the texts of proc(5), read without trust. */
#include "wire/proc_text.h"

#include "base/number.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

/* A part of the text; never NUL-terminated. One of size 0 may point nowhere. */
struct piece {
	const char *at;
	size_t size;
};

/* Takes the part up to `stop` off *rest. False at the end. */
static bool take_until(struct piece *rest, char stop, struct piece *taken)
{
	const char *found;

	if (!rest->size)
		return false;
	found = memchr(rest->at, stop, rest->size);
	*taken = (struct piece){ rest->at, found ? (size_t)(found - rest->at) : rest->size };
	rest->at += taken->size + !!found;
	rest->size -= taken->size + !!found;
	return true;
}

static bool take_line(struct piece *rest, struct piece *line)
{
	return take_until(rest, '\n', line);
}

static bool is_blank(char letter)
{
	return letter == ' ' || letter == '\t';
}

static bool take_word(struct piece *rest, struct piece *word)
{
	const char *end, *first = rest->at, *behind;

	*word = *rest;
	if (!rest->size)
		return false;
	end = rest->at + rest->size;
	while (first < end && is_blank(*first))
		first++;
	for (behind = first; behind < end && !is_blank(*behind); behind++)
		;
	*word = (struct piece){ first, (size_t)(behind - first) };
	*rest = (struct piece){ behind, (size_t)(end - behind) };
	return word->size > 0;
}

static bool piece_is(const struct piece *piece, const char *text)
{
	return piece->size == strlen(text) && memcmp(piece->at, text, piece->size) == 0;
}

/* Takes `prefix` off the line where it begins with it. */
static bool take_prefix(struct piece *line, const char *prefix)
{
	size_t size = strlen(prefix);

	if (line->size < size || memcmp(line->at, prefix, size) != 0)
		return false;
	line->at += size;
	line->size -= size;
	return true;
}

static bool word_unsigned(const struct piece *word, uint64_t *value)
{
	return word->size && number_unsigned(word->at, word->size, 10, value);
}

static bool word_signed(const struct piece *word, int64_t *value)
{
	return word->size && number_signed(word->at, word->size, value);
}

static bool word_u32(const struct piece *word, int base, uint32_t *value)
{
	uint64_t wide;

	if (!word->size || !number_unsigned(word->at, word->size, base, &wide) ||
	    wide > UINT32_MAX)
		return false;
	*value = (uint32_t)wide;
	return true;
}

/* Raw since 4.18: a comm may hold brackets, blanks and newlines. */
static void copy_comm(const char *bytes, size_t size, struct proc_stat *stat)
{
	size_t taken = size < sizeof stat->comm ? size : sizeof stat->comm - 1;

	memcpy(stat->comm, bytes, taken);
	stat->comm[taken] = '\0';
}

/* The fields behind the comm, by the numbers that proc(5) gives them. */
enum { FIELD_FIRST = 3, FIELD_STATE = 3, FIELD_UTIME = 14, FIELD_STIME = 15, FIELD_NICE = 19,
       FIELD_THREADS = 20, FIELD_START = 22, FIELD_RSS = 24, FIELDS };

int proc_stat_decode(const char *text, size_t size, struct proc_stat *stat)
{
	const char *open = memchr(text, '(', size);
	const char *close = memrchr(text, ')', size);
	struct piece fields[FIELDS] = { 0 }, rest, line;

	if (!open || !close || close < open)
		return -EBADMSG;
	rest = (struct piece){ close + 1, (size_t)(text + size - close - 1) };
	if (!take_line(&rest, &line))
		return -EBADMSG;
	for (int field = FIELD_FIRST; field < FIELDS; field++)
		take_word(&line, &fields[field]);
	if (fields[FIELD_STATE].size != 1)
		return -EBADMSG;

	*stat = (struct proc_stat){ .state = *fields[FIELD_STATE].at };
	copy_comm(open + 1, (size_t)(close - open - 1), stat);
	stat->times_known = word_unsigned(&fields[FIELD_UTIME], &stat->utime) &&
			    word_unsigned(&fields[FIELD_STIME], &stat->stime);
	stat->nice_known = word_signed(&fields[FIELD_NICE], &stat->nice);
	stat->threads_known = word_unsigned(&fields[FIELD_THREADS], &stat->threads);
	stat->start_known = word_unsigned(&fields[FIELD_START], &stat->start);
	stat->rss_known = word_unsigned(&fields[FIELD_RSS], &stat->rss);
	return 0;
}

/* The line that begins with `prefix`, without it. */
static bool find_line(const char *text, size_t size, const char *prefix, struct piece *line)
{
	struct piece rest = { text, size };

	while (take_line(&rest, line))
		if (take_prefix(line, prefix))
			return true;
	return false;
}

bool proc_status_uid(const char *text, size_t size, uint32_t *uid)
{
	struct piece line, word;

	/* Real, effective, saved, file system. */
	return find_line(text, size, "Uid:", &line) && take_word(&line, &word) &&
	       take_word(&line, &word) && word_u32(&word, 10, uid);
}

bool proc_limits_files(const char *text, size_t size, uint64_t *limit)
{
	struct piece line, word;

	if (!find_line(text, size, "Max open files ", &line) || !take_word(&line, &word))
		return false;
	if (piece_is(&word, "unlimited")) {
		*limit = UINT64_MAX;
		return true;
	}
	return word_unsigned(&word, limit);
}

/* All of "Udp:", or nothing: "UdpLite:" begins like it. */
static bool take_group(struct piece *line, const char *group)
{
	struct piece rest = *line;

	if (!take_prefix(&rest, group) || !take_prefix(&rest, ":"))
		return false;
	*line = rest;
	return true;
}

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
			counter->known = word_signed(value, &counter->value);
	}
}

/* By name, not by column: the two lines need not be of one length. */
static void hunt_in_pair(const struct hunt *hunt, struct piece names, struct piece values)
{
	struct piece name, value;

	while (take_word(&names, &name) && take_word(&values, &value))
		note(hunt, &name, &value);
}

/* The group a line begins with, among those looked for; NULL none. */
static const char *group_of(const struct hunt *hunt, struct piece *line)
{
	for (size_t i = 0; i < hunt->count; i++)
		if (hunt->counters[i].group && take_group(line, hunt->counters[i].group))
			return hunt->counters[i].group;
	return NULL;
}

void proc_counters(const char *text, size_t size, struct proc_counter *counters, size_t count)
{
	struct hunt hunt = { counters, count, NULL };
	struct piece rest = { text, size }, line, ahead, values, name, value;

	for (size_t i = 0; i < count; i++)
		counters[i].known = false;
	while (take_line(&rest, &line)) {
		hunt.group = group_of(&hunt, &line);
		if (!hunt.group && take_word(&line, &name) && take_word(&line, &value))
			note(&hunt, &name, &value);
		ahead = rest;
		if (hunt.group && take_line(&ahead, &values) && take_group(&values, hunt.group)) {
			hunt_in_pair(&hunt, line, values);
			rest = ahead;
		}
	}
}

bool proc_sockstat_inuse(const char *text, size_t size, const char *protocol, int64_t *count)
{
	struct piece rest = { text, size }, line, word;

	while (take_line(&rest, &line))
		if (take_group(&line, protocol))
			return take_word(&line, &word) && piece_is(&word, "inuse") &&
			       take_word(&line, &word) && word_signed(&word, count);
	return false;
}

/* "0100007F:0016": each word of the address as the machine reads it, so that
 * written back it is in network order. */
static bool decode_local(struct piece word, struct proc_socket *socket)
{
	struct piece address;
	uint32_t port, part;

	if (!take_until(&word, ':', &address) || (address.size != 8 && address.size != 32))
		return false;
	for (size_t at = 0; at < address.size; at += 8) {
		struct piece digits = { address.at + at, 8 };

		if (!word_u32(&digits, 16, &part))
			return false;
		memcpy(socket->source + at / 2, &part, sizeof part);
	}
	if (!word_u32(&word, 16, &port) || port > UINT16_MAX)
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

	for (int column = 0; column < COLUMNS && take_word(&line, &words[column]); column++)
		;
	*socket = (struct proc_socket){ 0 };
	if (!decode_local(words[COLUMN_LOCAL], socket) ||
	    !word_u32(&words[COLUMN_STATE], 16, &state) || state > UINT8_MAX)
		return false;
	socket->state = (uint8_t)state;
	if (!take_until(&words[COLUMN_QUEUES], ':', &sent) ||
	    !word_u32(&words[COLUMN_QUEUES], 16, &socket->rqueue))
		return false;
	if (has_drops)
		socket->drops_known = word_unsigned(&words[COLUMN_DROPS], &socket->drops);
	return word_u32(&words[COLUMN_UID], 10, &socket->uid) &&
	       word_u32(&words[COLUMN_INODE], 10, &socket->inode);
}

/* /proc/net/tcp has something else where the others count drops; the title
 * tells which it is. */
static bool take_title(struct piece *rest, bool *has_drops)
{
	struct piece all = *rest, line, word;

	if (!take_line(&all, &line) || !take_word(&line, &word) || !piece_is(&word, "sl"))
		return false;
	while (take_word(&line, &word))
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
	while (take_line(&rest, &line)) {
		if (decode_socket(line, has_drops, &socket))
			fn(&socket, arg);
		else
			bad++;
	}
	return bad;
}

bool proc_numbers(const char *text, size_t size, int64_t *values, size_t count)
{
	struct piece rest = { text, size }, line, word;
	int64_t found[PROC_NUMBERS];
	size_t i = 0;

	if (count > PROC_NUMBERS || !take_line(&rest, &line) || rest.size)
		return false;
	while (i < count && take_word(&line, &word) && word_signed(&word, &found[i]))
		i++;
	if (i < count || take_word(&line, &word))
		return false;
	memcpy(values, found, count * sizeof *values);
	return true;
}

bool proc_socket_link(const char *link, size_t size, uint32_t *inode)
{
	struct piece piece = { link, size };
	uint32_t number;

	if (!take_prefix(&piece, "socket:[") || !piece.size || piece.at[piece.size - 1] != ']')
		return false;
	piece.size--;
	/* Inode 0 is what sock_diag says of sockets without a file. */
	if (!word_u32(&piece, 10, &number) || number == 0)
		return false;
	*inode = number;
	return true;
}
