/* piece.c - a part of a text that somebody else owns, taken apart. */
#include "wire/piece.h"

#include "base/number.h"

#include <string.h>

bool piece_take_until(struct piece *rest, char stop, struct piece *taken)
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

bool piece_take_line(struct piece *rest, struct piece *line)
{
	return piece_take_until(rest, '\n', line);
}

static bool is_blank(char letter)
{
	return letter == ' ' || letter == '\t';
}

bool piece_take_word(struct piece *rest, struct piece *word)
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

bool piece_is(const struct piece *piece, const char *text)
{
	return piece->size == strlen(text) && memcmp(piece->at, text, piece->size) == 0;
}

bool piece_take_prefix(struct piece *line, const char *prefix)
{
	size_t size = strlen(prefix);

	if (line->size < size || memcmp(line->at, prefix, size) != 0)
		return false;
	line->at += size;
	line->size -= size;
	return true;
}

bool piece_take_key(struct piece *line, const char *key)
{
	struct piece rest = *line;

	if (!piece_take_prefix(&rest, key) || !piece_take_prefix(&rest, ":"))
		return false;
	*line = rest;
	return true;
}

bool piece_unsigned(const struct piece *word, uint64_t *value)
{
	return word->size && number_unsigned(word->at, word->size, 10, value);
}

bool piece_signed(const struct piece *word, int64_t *value)
{
	return word->size && number_signed(word->at, word->size, value);
}

bool piece_u32(const struct piece *word, int base, uint32_t *value)
{
	uint64_t wide;

	if (!word->size || !number_unsigned(word->at, word->size, base, &wide) ||
	    wide > UINT32_MAX)
		return false;
	*value = (uint32_t)wide;
	return true;
}
