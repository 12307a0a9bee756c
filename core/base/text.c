/* text.c - building text in a buffer of fixed size. */
#include "base/text.h"

#include "base/utf8.h"

#include <stdio.h>
#include <string.h>

struct text text_over(char *buffer, size_t size)
{
	buffer[0] = '\0';
	return (struct text){ .start = buffer, .room = size };
}

static bool is_continuation(char byte)
{
	return ((unsigned char)byte & 0xc0) == 0x80;
}

/* Steps back over a character whose end did not fit. */
static void drop_half_character(struct text *text)
{
	size_t start = text->length, taken;
	uint32_t character;
	bool valid;

	while (start > 0 && text->length - start < 3 && is_continuation(text->start[start - 1]))
		start--;
	if (start == 0 || (unsigned char)text->start[start - 1] < 0xc0)
		return;
	start--;
	taken = utf8_next(text->start + start, text->length - start, &character, &valid);
	if (valid && taken == text->length - start)
		return;
	text->length = start;
	text->start[start] = '\0';
}

void text_add_bytes(struct text *text, const char *bytes, size_t size)
{
	size_t left = text->room - 1 - text->length;
	size_t taken = size < left ? size : left;

	if (text->cut || size == 0)
		return;
	memcpy(text->start + text->length, bytes, taken);
	text->length += taken;
	text->start[text->length] = '\0';
	if (taken < size) {
		text->cut = true;
		drop_half_character(text);
	}
}

void text_add(struct text *text, const char *added)
{
	text_add_bytes(text, added, strlen(added));
}

void text_vformat(struct text *text, const char *format, va_list args)
{
	size_t left = text->room - text->length;
	int wanted;

	if (text->cut)
		return;
	wanted = vsnprintf(text->start + text->length, left, format, args);
	if (wanted < 0) {
		text->start[text->length] = '\0';
		return;
	}
	if ((size_t)wanted < left) {
		text->length += (size_t)wanted;
		return;
	}
	text->length = text->room - 1;
	text->cut = true;
	drop_half_character(text);
}

void text_format(struct text *text, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	text_vformat(text, format, args);
	va_end(args);
}

void text_printable_bytes(struct text *text, const char *foreign, size_t size, bool ascii)
{
	while (size && !text->cut) {
		uint32_t character;
		bool valid;
		size_t taken = utf8_next(foreign, size, &character, &valid);

		if (valid && utf8_is_safe(character) && (!ascii || character < 0x7f))
			text_add_bytes(text, foreign, taken);
		else
			text_add_bytes(text, "?", 1);
		foreign += taken;
		size -= taken;
	}
}

void text_printable(struct text *text, const char *foreign, bool ascii)
{
	if (foreign)
		text_printable_bytes(text, foreign, strlen(foreign), ascii);
}

size_t text_columns(const char *text)
{
	size_t left = strlen(text), columns = 0;

	while (left) {
		uint32_t character;
		bool valid;
		size_t taken = utf8_next(text, left, &character, &valid);

		columns += (size_t)utf8_width(character);
		text += taken;
		left -= taken;
	}
	return columns;
}
