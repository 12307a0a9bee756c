/* config_line.c - one line of the configuration file. */
#include "tui/config_line.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

static const char blanks[] = " \t\v\f\r\n";

static bool is_blank(char byte)
{
	return byte && strchr(blanks, byte);
}

static struct config_part trimmed(const char *start, const char *end)
{
	while (start < end && is_blank(*start))
		start++;
	while (end > start && is_blank(end[-1]))
		end--;
	return (struct config_part){ start, (size_t)(end - start) };
}

/* The first of `wanted`, or the `;` of a comment, or the end. */
static const char *find_or_comment(const char *at, const char *end, const char *wanted)
{
	bool after_blank = false;

	for (; at < end && !strchr(wanted, *at) && !(after_blank && *at == ';'); at++)
		after_blank = is_blank(*at);
	return at;
}

static void set_wrong(struct config_line *line, const char *wrong)
{
	line->kind = LINE_WRONG;
	line->wrong = wrong;
}

static void split_section(struct config_part whole, struct config_line *line)
{
	const char *end = whole.start + whole.size;
	const char *close = find_or_comment(whole.start + 1, end, "]");
	struct config_part rest;

	if (close == end || *close != ']') {
		set_wrong(line, "expected ] behind the section's name");
		return;
	}
	rest = trimmed(close + 1, end);
	if (rest.size && *rest.start != ';') {
		set_wrong(line, "expected nothing but a comment behind ]");
		return;
	}
	line->kind = LINE_SECTION;
	line->name = (struct config_part){ whole.start + 1, (size_t)(close - whole.start - 1) };
}

static void split_pair(struct config_part whole, struct config_line *line)
{
	const char *end = whole.start + whole.size;
	const char *sign = find_or_comment(whole.start, end, "=:");

	if (sign == end || *sign == ';') {
		set_wrong(line, "expected [section], KEY = VALUE or a comment");
		return;
	}
	line->kind = LINE_PAIR;
	line->name = trimmed(whole.start, sign);
	line->value = trimmed(sign + 1, find_or_comment(sign + 1, end, ""));
}

const char *config_behind_mark(const char *content, size_t size)
{
	static const char mark[] = "\xef\xbb\xbf";

	return size >= 3 && memcmp(content, mark, 3) == 0 ? content + 3 : content;
}

void config_line_split(const char *bytes, size_t size, struct config_line *line)
{
	struct config_part whole = trimmed(bytes, bytes + size);

	*line = (struct config_line){ .kind = LINE_EMPTY };
	if (size && memchr(bytes, '\0', size))
		set_wrong(line, "holds a NUL byte");
	else if (size > CONFIG_LINE_MOST)
		set_wrong(line, "is longer than 4096 bytes");
	else if (whole.size == 0 || *whole.start == ';' || *whole.start == '#')
		return;
	else if (*whole.start == '[')
		split_section(whole, line);
	else
		split_pair(whole, line);
}

bool config_part_is(const struct config_part *part, const char *word)
{
	return part->size == strlen(word) && memcmp(part->start, word, part->size) == 0;
}

/* A blank that follows a blank is one, too: a long run of them could not be
 * handed on in pieces whose ends inih leaves alone. */
static bool must_be_escaped(const char *value, size_t i)
{
	unsigned char byte = (unsigned char)value[i];

	return byte < 0x20 || byte == 0x7f || byte == ';' ||
	       (byte == ' ' && (i == 0 || value[i - 1] == ' ' || value[i + 1] == '\0'));
}

static bool must_be_quoted(const char *value)
{
	if (value[0] == '"')
		return true;
	for (size_t i = 0; value[i]; i++)
		if (must_be_escaped(value, i))
			return true;
	return false;
}

void config_quote(const char *value, struct text *text)
{
	if (!must_be_quoted(value)) {
		text_add(text, value);
		return;
	}
	text_add(text, "\"");
	for (size_t i = 0; value[i]; i++) {
		if (must_be_escaped(value, i))
			text_format(text, "\\x%02x", (unsigned char)value[i]);
		else if (value[i] == '"' || value[i] == '\\')
			text_format(text, "\\%c", value[i]);
		else
			text_add_bytes(text, &value[i], 1);
	}
	text_add(text, "\"");
}

/* Reads one character of a quotation, and moves *at behind it. False where it is
 * no good one. */
static bool take_character(const char **at, const char *end, char *character)
{
	uint64_t byte;

	if (**at == '"')
		return false;
	if (**at != '\\') {
		*character = *(*at)++;
		return true;
	}
	if (end - *at >= 2 && ((*at)[1] == '\\' || (*at)[1] == '"')) {
		*character = (*at)[1];
		*at += 2;
		return true;
	}
	if (end - *at < 4 || (*at)[1] != 'x' || !number_unsigned(*at + 2, 2, 16, &byte) || byte == 0)
		return false;
	*character = (char)byte;
	*at += 4;
	return true;
}

void config_unquote(char *value)
{
	size_t size = strlen(value), length = 0;
	const char *at = value + 1, *end = value + size - 1;
	char ignored;

	if (size < 2 || value[0] != '"' || *end != '"')
		return;
	while (at < end)
		if (!take_character(&at, end, &ignored))
			return;
	for (at = value + 1; at < end; length++) {
		char character = '\0';

		take_character(&at, end, &character);
		value[length] = character;
	}
	value[length] = '\0';
}
