/* wrap.c - long text broken into lines, between words. */
#include "tui/wrap.h"

#include "base/text.h"
#include "base/utf8.h"

#include <string.h>

/* Bytes of the line that begins here; *next: where the one after it does. */
static size_t line_size(const char *start, unsigned width, size_t *next)
{
	size_t left = strlen(start), at = 0, blank = 0;
	unsigned columns = 0;

	while (at < left) {
		uint32_t character;
		bool valid;
		size_t size = utf8_next(start + at, left - at, &character, &valid);
		unsigned taken = (unsigned)utf8_width(character);

		if (character == ' ')
			blank = at;
		if (at > 0 && columns + taken > width)
			break;
		columns += taken;
		at += size;
	}
	if (at < left && blank)
		at = blank;
	*next = at;
	while (at > 0 && start[at - 1] == ' ')
		at--;
	return at;
}

bool wrap_next(const char **rest, unsigned width, struct text *line)
{
	const char *start = *rest + strspn(*rest, " ");
	size_t next, size;

	if (!*start)
		return false;
	size = line_size(start, width, &next);
	if (line)
		text_add_bytes(line, start, size);
	*rest = start + next;
	return true;
}

unsigned wrap_count(const char *safe, unsigned width)
{
	unsigned lines = 0;

	while (wrap_next(&safe, width, NULL))
		lines++;
	return lines;
}
