/* canvas.h - a screen in memory. */
#ifndef LSN_TUI_CANVAS_H
#define LSN_TUI_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

/* What a cell is for; the screen chooses colour and weight by it. Each also
 * shows without colour: by a character, bold, reverse or dim. */
enum role {
	ROLE_TEXT,
	ROLE_DIM,                       /* idle, zero, secondary */
	ROLE_STRONG,
	ROLE_HEADER,
	ROLE_TITLE,                     /* column titles */
	ROLE_TITLE_ORDER,               /* of the column sorted by */
	ROLE_WARN,
	ROLE_ALARM,
	ROLE_NEW,
	ROLE_GONE,                      /* what was, and is no more */
	ROLE_UNEXPECTED,
	ROLE_CHANGED,
	ROLE_TAGGED,
	ROLE_GRAPH,
	ROLE_KEY,                       /* F-bar: the key */
	ROLE_KEY_TEXT,                  /* F-bar: what it does */
	ROLE_PROMPT,
	ROLE_MATCH,                     /* what a search found */
	ROLES,
};

struct cell {
	uint32_t character;             /* a safe one; 0: right half of a wide one */
	uint8_t role;
	bool selected;                  /* on the row under the cursor */
};

struct canvas {
	unsigned width, height;
	unsigned cursor_x, cursor_y;    /* the hardware cursor: where the eye is */
	bool ascii;                     /* nothing above 0x7e may be drawn */
	struct cell *cells;             /* owned, row by row */
};

void canvas_init(struct canvas *canvas, bool ascii);
void canvas_free(struct canvas *canvas);

/* Makes it that size and blank. */
void canvas_clear(struct canvas *canvas, unsigned width, unsigned height);

/* Draws text that is safe already (text_printable()), at most `width` columns of
 * it, and returns how many it took. Clips at the edges; a wide character that
 * does not fit whole becomes a blank; characters without width are left out. */
unsigned canvas_text(struct canvas *canvas, unsigned x, unsigned y, unsigned width,
		     enum role role, const char *text);
void canvas_fill(struct canvas *canvas, unsigned x, unsigned y, unsigned width, enum role role,
		 uint32_t character);

/* Marks a stretch as the row under the cursor. */
void canvas_select(struct canvas *canvas, unsigned x, unsigned y, unsigned width);

/* One line as UTF-8 without trailing blanks, for tests. `size` >= 4 * width + 1. */
void canvas_line(const struct canvas *canvas, unsigned y, char *line, unsigned long size);

#endif
