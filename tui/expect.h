/* expect.h - lines for the baseline being asked about: whose, and what they would say. */
#ifndef LSN_TUI_EXPECT_H
#define LSN_TUI_EXPECT_H

#include "base/arena.h"
#include "base/array.h"
#include "tui/key.h"
#include "tui/keymap.h"
#include "tui/list.h"
#include "tui/ui.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct canvas;
struct row;
struct scene;

/* Holds all it tells of: ticks pass before the answer. Texts are in the arena. */
struct expect {
	const char *path;               /* of the baseline; NULL: nothing is asked */
	ARRAY(struct expected) lines;   /* each once */
	const char *text;               /* all of them, each with its newline */
	size_t tagged;                  /* rows by whose tags they are meant; 0 by the cursor */
	size_t left_out;                /* listeners that get no line, and why the first does
					 * not */
	const char *why;
	size_t expected;                /* of these, as a line has them already */
	size_t nobodys;                 /* lines that say nothing of an owner */
	size_t files_unknown;           /* lines that say nothing of its executable */
	struct list body;               /* what is scrolled below the question */
	struct arena arena;
	bool agreed;                    /* until the next key */
};

/* What the key begins with: the question, or why there is none. */
enum intent expect_start(struct ui *ui, enum command command, uint64_t now);

void expect_open(struct ui *ui);
enum intent expect_key(struct ui *ui, const struct key_press *press, uint64_t now);
void expect_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height);

void expect_forget(struct expect *expect);

/* expect_line.c: adds the line for the listener of a row, as TABLE_LISTENERS has it. NULL,
 * or why there is none. */
const char *expect_add(struct expect *expect, const struct scene *scene, const struct row *row);

#endif
