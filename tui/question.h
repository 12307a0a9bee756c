/* question.h - when a key counts as an answer. */
#ifndef LSN_TUI_QUESTION_H
#define LSN_TUI_QUESTION_H

#include "base/arena.h"
#include "base/array.h"
#include "tui/canvas.h"
#include "tui/key.h"
#include "tui/list.h"

#include <stdbool.h>
#include <stdint.h>

struct ui;

/* The one at hand. */
struct question {
	uint64_t shown;                 /* monotonic ns, when it was first drawn; 0 not yet */
	bool cut;                       /* the screen is too small to show all of it */
};

/* A key that decides is one that somebody pressed who has read the question: not pasted,
 * not one of a crowd, not typed ahead. Says why not where that is worth a word. */
bool question_counts(struct ui *ui, const struct key_press *press, uint64_t now);
/* The same, but it may be typed ahead: it decides nothing yet. */
bool question_is_typed(struct ui *ui, const struct key_press *press);

/* It has been drawn (what is cut nobody can read), or another one is open now. */
void question_seen(struct ui *ui, uint64_t now);
void question_ask_anew(struct ui *ui);

/* What is drawn of it: lines wrapped to a width, the first of each with a mark before it
 * (' ' none). Zeroed but for width and ascii it has none. */
struct question_lines {
	unsigned width;
	bool ascii;
	ARRAY(struct question_line {
		enum role role;
		char mark;
		const char *text;       /* safe; in the arena */
	}) all;
	struct arena arena;
};
void question_add(struct question_lines *lines, enum role role, char mark, const char *raw);
void question_add_space(struct question_lines *lines);
void question_free(struct question_lines *lines);

/* A title (safe) where there is room, then what is asked, which is cut where it does not
 * fit; then the body, scrolled by `list`, and with `answers` what y and n mean. */
struct question_page {
	const char *title;
	const struct question_lines *asked, *body;
	struct list *list;
	bool answers;
};
void question_draw(struct ui *ui, const struct question_page *page, struct canvas *canvas,
		   unsigned y, unsigned height);

/* A key or the wheel that scrolls the body. */
bool question_scroll(struct ui *ui, struct list *list, const struct key_press *press);

#endif
