/* expectation_text.c - words of a baseline: backslashes and wildcards, read and written. */
#include "fact/expectation_text.h"

#include "base/number.h"
#include "base/text.h"
#include "base/utf8.h"
#include "fact/expectation.h"

#include <stdint.h>
#include <string.h>

static bool is_blank(char byte)
{
	return byte == ' ' || byte == '\t';
}

static bool is_special(char byte)
{
	return byte == '*' || byte == '?' || byte == '\\';
}

bool expectation_word(const char **at, const char *end, const char **word, size_t *size)
{
	const char *start = *at, *next;

	while (start < end && is_blank(*start))
		start++;
	for (next = start; next < end && !is_blank(*next); next++)
		if (*next == '\\' && next + 1 < end)
			next++;
	*at = next;
	if (next == start)
		return false;
	*word = start;
	*size = (size_t)(next - start);
	return true;
}

/* What stands behind a backslash; how many bytes it took, 0 where that is nothing. */
static size_t escaped(const char *at, size_t size, char *byte)
{
	uint64_t number;

	if (size == 0)
		return 0;
	*byte = *at;
	if (*at != 'x')
		return 1;
	if (size < 3 || !number_unsigned(at + 1, 2, 16, &number))
		return 0;
	*byte = (char)number;
	return 3;
}

ptrdiff_t expectation_unescape(const char *word, size_t size, bool pattern, char *bytes)
{
	size_t length = 0;

	for (size_t i = 0; i < size; i++) {
		char byte = word[i];

		if (byte == '\\') {
			size_t taken = escaped(word + i + 1, size - i - 1, &byte);

			if (!taken)
				return -1;
			i += taken;
			if (pattern && is_special(byte))
				bytes[length++] = '\\';
		}
		if (byte == '\0')
			return -1;
		bytes[length++] = byte;
	}
	return (ptrdiff_t)length;
}

/* What any editor and terminal takes as it is; the rest by number. */
static void add_character(const char *at, size_t size, bool readable, struct text *text)
{
	if (readable) {
		text_add_bytes(text, at, size);
		return;
	}
	for (size_t i = 0; i < size; i++)
		text_format(text, "\\x%02x", (unsigned)(unsigned char)at[i]);
}

void expectation_escape(const char *words, bool pattern, struct text *text)
{
	size_t left = strlen(words), taken;

	for (; left && !text->cut; words += taken, left -= taken) {
		uint32_t character;
		bool valid;

		if (is_special(*words)) {
			bool escapes = *words == '\\' && pattern && left > 1;

			/* A pattern has its own backslashes. */
			taken = escapes ? 2 : 1;
			if (*words == '\\' || !pattern)
				text_add(text, "\\");
			text_add_bytes(text, words + escapes, 1);
			continue;
		}
		taken = utf8_next(words, left, &character, &valid);
		add_character(words, taken, valid && utf8_is_safe(character) && character != ' ',
			      text);
	}
}

/* How many bytes of the pattern stand for one of the text. */
static size_t step(const char *pattern)
{
	return *pattern == '\\' && pattern[1] ? 2 : 1;
}

static bool takes(const char *pattern, char byte)
{
	if (*pattern == '\\' && pattern[1])
		return pattern[1] == byte;
	return *pattern == '?' || *pattern == byte;
}

/* The last * is the only one worth going back to. */
bool expectation_matches_text(const char *pattern, const char *text)
{
	const char *star = NULL, *resume = NULL;

	while (*text) {
		if (*pattern == '*') {
			star = ++pattern;
			resume = text;
		} else if (*pattern && takes(pattern, *text)) {
			pattern += step(pattern);
			text++;
		} else if (star) {
			pattern = star;
			text = ++resume;
		} else {
			return false;
		}
	}
	while (*pattern == '*')
		pattern++;
	return !*pattern;
}

bool expectation_is_plain(const char *pattern, struct text *plain)
{
	for (const char *at = pattern; *at; at += step(at))
		if (*at == '*' || *at == '?')
			return false;
	for (; plain && *pattern; pattern += step(pattern))
		text_add_bytes(plain, pattern + step(pattern) - 1, 1);
	return true;
}
