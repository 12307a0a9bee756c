/* canvas.c - a screen in memory. */
#include "tui/canvas.h"

#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

void canvas_init(struct canvas *canvas, bool ascii)
{
	*canvas = (struct canvas){ .ascii = ascii };
}

void canvas_free(struct canvas *canvas)
{
	free(canvas->cells);
	*canvas = (struct canvas){ .ascii = canvas->ascii };
}

void canvas_clear(struct canvas *canvas, unsigned width, unsigned height)
{
	size_t count = (size_t)width * height;

	if (count != (size_t)canvas->width * canvas->height) {
		free(canvas->cells);
		canvas->cells = count ? memory_alloc(count, sizeof *canvas->cells) : NULL;
	}
	canvas->width = width;
	canvas->height = height;
	canvas->cursor_x = 0;
	canvas->cursor_y = 0;
	for (size_t i = 0; i < count; i++)
		canvas->cells[i] = (struct cell){ .character = ' ' };
}

/* Columns of the canvas that a stretch of `width` from x covers. */
static unsigned clip(const struct canvas *canvas, unsigned x, unsigned y, unsigned width)
{
	if (y >= canvas->height || x >= canvas->width)
		return 0;
	return width < canvas->width - x ? width : canvas->width - x;
}

static struct cell *row_of(const struct canvas *canvas, unsigned y)
{
	return canvas->cells + (size_t)y * canvas->width;
}

/* What is drawn over half of a wide character takes the other half along:
 * a half alone cannot be shown. */
static void part_wide(const struct canvas *canvas, struct cell *row, unsigned from, unsigned to)
{
	if (from < to && row[from].character == 0 && from > 0)
		row[from - 1].character = ' ';
	if (from < to && to < canvas->width && row[to].character == 0)
		row[to].character = ' ';
}

static uint32_t drawable(const struct canvas *canvas, uint32_t character)
{
	if (canvas->ascii && character > 0x7e)
		return '?';
	return utf8_is_safe(character) ? character : '?';
}

unsigned canvas_text(struct canvas *canvas, unsigned x, unsigned y, unsigned width,
		     enum role role, const char *text)
{
	unsigned room = clip(canvas, x, y, width), taken = 0;
	size_t size = strlen(text);
	struct cell *row;

	if (room == 0)
		return 0;
	row = row_of(canvas, y) + x;
	while (size > 0 && taken < room) {
		uint32_t character;
		bool valid;
		size_t used = utf8_next(text, size, &character, &valid);
		unsigned columns;

		text += used;
		size -= used;
		character = drawable(canvas, valid ? character : '?');
		columns = (unsigned)utf8_width(character);
		if (columns == 0)
			continue;
		if (columns > room - taken) {
			character = ' ';
			columns = 1;
		}
		part_wide(canvas, row_of(canvas, y), x + taken, x + taken + columns);
		row[taken++] = (struct cell){ .character = character, .role = (uint8_t)role };
		if (columns == 2)
			row[taken++] = (struct cell){ .role = (uint8_t)role };
	}
	return taken;
}

void canvas_fill(struct canvas *canvas, unsigned x, unsigned y, unsigned width, enum role role,
		 uint32_t character)
{
	unsigned room = clip(canvas, x, y, width);
	struct cell *row;

	if (room == 0)
		return;
	character = drawable(canvas, character);
	if (utf8_width(character) != 1)
		character = '?';
	row = row_of(canvas, y);
	part_wide(canvas, row, x, x + room);
	for (unsigned i = x; i < x + room; i++)
		row[i] = (struct cell){ .character = character, .role = (uint8_t)role };
}

void canvas_select(struct canvas *canvas, unsigned x, unsigned y, unsigned width)
{
	unsigned room = clip(canvas, x, y, width);

	for (unsigned i = 0; i < room; i++)
		row_of(canvas, y)[x + i].selected = true;
}

void canvas_line(const struct canvas *canvas, unsigned y, char *line, unsigned long size)
{
	struct text text = text_over(line, size);
	const struct cell *row;
	unsigned end = canvas->width;

	if (y >= canvas->height)
		return;
	row = row_of(canvas, y);
	while (end > 0 && row[end - 1].character == ' ')
		end--;
	for (unsigned x = 0; x < end; x++) {
		char bytes[4];

		if (row[x].character)
			text_add_bytes(&text, bytes, utf8_put(row[x].character, bytes));
	}
}
