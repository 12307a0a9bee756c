/* block.h - a heading and lines of text below it, wrapped to a width. */
#ifndef LSN_TUI_BLOCK_H
#define LSN_TUI_BLOCK_H

#include "base/arena.h"
#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>

struct canvas;
struct scene;
struct text;

struct block {
	const char *heading;            /* borrowed */
	unsigned width;                 /* columns */
	ARRAY(const char *) lines;      /* without the heading; in the arena */
	struct arena arena;
};

/* The n-th sentence, safe for a terminal; false behind the last. */
typedef bool (*block_fn)(const struct scene *scene, size_t n, struct text *line);

/* Wraps all there are; where there is none (or the scene is NULL) it says `none`. */
void block_fill(struct block *block, const struct scene *scene, block_fn sentence,
		const char *none);
void block_free(struct block *block);

/* The heading at that place, and `shown` lines from the top-th on below it; the
 * heading says how many are left below, and how to get there. */
void block_draw(const struct block *block, struct canvas *canvas, unsigned x, unsigned y,
		unsigned shown, size_t top);

/* Heading and lines from y to before `end`, the first *skip of them left out and
 * counted off it. Returns the line behind. */
unsigned block_draw_text(const struct block *block, struct canvas *canvas, unsigned y,
			 unsigned end, size_t *skip);

#endif
