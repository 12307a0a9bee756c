/* expectation.c - one line of a baseline, read. */
#include "fact/expectation.h"

#include "base/arena.h"
#include "base/text.h"
#include "fact/expectation_read.h"
#include "fact/expectation_text.h"

#include <errno.h>
#include <string.h>
#include <sys/socket.h>

enum { QUOTED_MOST = 80 };

bool expectation_word_is(const struct word *word, const char *text)
{
	return word->size == strlen(text) && memcmp(word->start, text, word->size) == 0;
}

bool expectation_word_begins(const struct word *word, char byte)
{
	return word->size && *word->start == byte;
}

int expectation_refuse(const struct reading *reading, const char *what, const struct word *word,
		       const char *expected)
{
	bool whole = word->size <= QUOTED_MOST;

	text_format(reading->why, "%s'", what);
	text_printable_bytes(reading->why, word->start, whole ? word->size : QUOTED_MOST, false);
	text_format(reading->why, "%s': %s", whole ? "" : "...", expected);
	return -EINVAL;
}

const char *expectation_keep(const struct reading *reading, const struct word *word, bool pattern)
{
	char bytes[EXPECTATION_LINE_MOST];
	ptrdiff_t size = expectation_unescape(word->start, word->size, pattern, bytes);

	if (size < 0) {
		expectation_refuse(reading, "", word,
				   "expected a character or xHH behind a backslash, not x00");
		return NULL;
	}
	return arena_copy(reading->arena, bytes, (size_t)size);
}

static int read_protocol(const struct reading *reading, const struct word *word)
{
	static const protocol_set seen =
		PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) |
		PROTOCOL_BIT(PROTOCOL_UDP) | PROTOCOL_BIT(PROTOCOL_UDPLITE) |
		PROTOCOL_BIT(PROTOCOL_RAW) | PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) |
		PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET);

	for (int protocol = 0; protocol < PROTOCOLS; protocol++) {
		if (!(seen >> protocol & 1) ||
		    !expectation_word_is(word, protocol_name((enum protocol)protocol)))
			continue;
		reading->expectation->protocol = (enum protocol)protocol;
		return 0;
	}
	return expectation_refuse(reading, "protocol ", word,
				  "expected tcp, mptcp, udp, udplite, raw, unix or unix_seq");
}

/* ---- a path ---- */

static int read_path(const struct reading *reading, const struct word *word)
{
	reading->expectation->local.family = AF_UNIX;
	reading->expectation->path_pattern = expectation_keep(reading, word, true);
	return reading->expectation->path_pattern ? 0 : -EINVAL;
}

/* ---- attributes ---- */

enum attribute {
	ATTRIBUTE_NETNS,
	ATTRIBUTE_EXE,
	ATTRIBUTE_UNIT,
	ATTRIBUTE_USER,
	ATTRIBUTE_OWNER,
	ATTRIBUTES
};

static const char *const attributes[ATTRIBUTES] = {
	[ATTRIBUTE_NETNS] = "netns",
	[ATTRIBUTE_EXE] = "exe",
	[ATTRIBUTE_UNIT] = "unit",
	[ATTRIBUTE_USER] = "user",
	[ATTRIBUTE_OWNER] = "owner",
};

static enum attribute find_attribute(const struct word *name)
{
	enum attribute attribute = ATTRIBUTE_NETNS;

	while (attribute < ATTRIBUTES && !expectation_word_is(name, attributes[attribute]))
		attribute++;
	return attribute;
}

static int set_attribute(const struct reading *reading, enum attribute attribute,
			 const struct word *value)
{
	struct expectation *expectation = reading->expectation;
	const char **const places[ATTRIBUTES] = {
		[ATTRIBUTE_NETNS] = &expectation->netns,
		[ATTRIBUTE_EXE] = &expectation->exe,
		[ATTRIBUTE_UNIT] = &expectation->unit,
		[ATTRIBUTE_USER] = &expectation->user,
	};

	if (attribute == ATTRIBUTE_OWNER) {
		if (!expectation_word_is(value, "kernel"))
			return expectation_refuse(reading, "owner ", value, "expected kernel");
		expectation->kernel = true;
		return 0;
	}
	*places[attribute] = expectation_keep(reading, value, attribute != ATTRIBUTE_NETNS);
	return *places[attribute] ? 0 : -EINVAL;
}

static int read_attribute(const struct reading *reading, const struct word *word, unsigned *had)
{
	static const char expected[] = "expected netns=, exe=, unit=, user= or owner=kernel";
	const char *equals = memchr(word->start, '=', word->size);
	struct word name = *word, value;
	enum attribute attribute;

	if (expectation_word_begins(word, '#'))
		return expectation_refuse(reading, "", word, "a comment has a line of its own");
	if (!equals)
		return expectation_refuse(reading, "", word, expected);
	name.size = (size_t)(equals - word->start);
	value = (struct word){ equals + 1, word->size - name.size - 1 };
	attribute = find_attribute(&name);
	if (attribute == ATTRIBUTES)
		return expectation_refuse(reading, "attribute ", &name, expected);
	if (*had >> attribute & 1)
		return expectation_refuse(reading, "attribute ", &name, "is there twice");
	if (!value.size)
		return expectation_refuse(reading, "attribute ", &name,
					  "expected a value behind the =");
	*had |= 1u << attribute;
	return set_attribute(reading, attribute, &value);
}

static int read_attributes(const struct reading *reading, const char *at, const char *end)
{
	const struct expectation *expectation = reading->expectation;
	unsigned had = 0;
	struct word word;

	while (expectation_word(&at, end, &word.start, &word.size))
		if (read_attribute(reading, &word, &had) < 0)
			return -EINVAL;
	if (expectation->kernel && (expectation->exe || expectation->unit)) {
		text_add(reading->why, "owner=kernel is no process: it has no exe or unit");
		return -EINVAL;
	}
	return 0;
}

/* ---- */

static int read_line(const struct reading *reading, const char *at, const char *end)
{
	struct word protocol, local;
	int error;

	if (!expectation_word(&at, end, &protocol.start, &protocol.size) ||
	    expectation_word_begins(&protocol, '#'))
		return 0;
	error = read_protocol(reading, &protocol);
	if (error)
		return error;
	if (!expectation_word(&at, end, &local.start, &local.size))
		return expectation_refuse(reading, "behind ", &protocol,
					  "expected an address or a path");
	if (expectation_protocol(reading->expectation->protocol) == PROTOCOL_UNIX_STREAM)
		error = read_path(reading, &local);
	else
		error = expectation_read_local(reading, &local);
	if (!error)
		error = read_attributes(reading, at, end);
	return error ? error : 1;
}

int expectation_parse(const char *line, size_t size, struct arena *arena,
		      struct expectation *expectation, struct text *why)
{
	struct expectation read = { .line = 0 };
	struct reading reading = { arena, &read, why };
	int result;

	if (size && line[size - 1] == '\r')
		size--;
	if (size > EXPECTATION_LINE_MOST) {
		text_format(why, "longer than %d bytes", EXPECTATION_LINE_MOST);
		return -EINVAL;
	}
	if (size && memchr(line, '\0', size)) {
		text_add(why, "has a NUL byte");
		return -EINVAL;
	}
	result = read_line(&reading, line, line + size);
	if (result == 1)
		*expectation = read;
	return result;
}
