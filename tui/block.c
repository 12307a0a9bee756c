/* block.c - a heading and lines of text below it, wrapped to a width. */
#include "tui/block.h"

#include "base/text.h"
#include "tui/canvas.h"
#include "tui/wrap.h"

enum { LINE_SIZE = 1024, INDENT = 3 };

static void add_wrapped(struct block *block, const char *safe)
{
	unsigned room = block->width > 4 * INDENT ? block->width - 2 * INDENT : INDENT;
	const char *rest = safe;

	for (;;) {
		char line[LINE_SIZE];
		struct text text = TEXT_OVER(line);

		/* What goes on below itself stands further in. */
		text_add(&text, rest == safe ? "   " : "     ");
		if (!wrap_next(&rest, room, &text))
			return;
		*array_add(&block->lines) = arena_copy(&block->arena, line, text.length);
	}
}

void block_fill(struct block *block, const struct scene *scene, block_fn sentence,
		const char *none)
{
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);

	for (size_t n = 0; scene && sentence(scene, n, &text); n++) {
		add_wrapped(block, line);
		text = TEXT_OVER(line);
	}
	if (!block->lines.count)
		add_wrapped(block, none);
}

void block_free(struct block *block)
{
	array_free(&block->lines);
	arena_free(&block->arena);
}

void block_draw(const struct block *block, struct canvas *canvas, unsigned x, unsigned y,
		unsigned shown, size_t top)
{
	size_t below = block->lines.count - top - shown;
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);
	unsigned taken = canvas_text(canvas, x + 1, y, block->width - 1, ROLE_STRONG,
				     block->heading);

	if (below) {
		text_format(&text, "%zu more below: Down, behind the last row", below);
		if (taken + 4 + text.length >= block->width) {
			text = TEXT_OVER(line);
			text_format(&text, "+%zu: Down", below);
		}
		if (taken + 4 + text.length < block->width)
			canvas_text(canvas, x + taken + 4, y, block->width - taken - 4, ROLE_DIM,
				    line);
	}
	for (unsigned i = 0; i < shown; i++)
		canvas_text(canvas, x, y + 1 + i, block->width, ROLE_TEXT,
			    block->lines.items[top + i]);
}

unsigned block_draw_text(const struct block *block, struct canvas *canvas, unsigned y,
			  unsigned end, size_t *skip)
{
	for (size_t i = 0; i <= block->lines.count && y < end; i++) {
		if (*skip > 0)
			--*skip;
		else if (i == 0)
			canvas_text(canvas, 1, y++, canvas->width, ROLE_STRONG, block->heading);
		else
			canvas_text(canvas, 0, y++, canvas->width, ROLE_TEXT,
				    block->lines.items[i - 1]);
	}
	return y;
}
