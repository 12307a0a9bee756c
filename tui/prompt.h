/* prompt.h - a line that the user types. */
#ifndef LSN_TUI_PROMPT_H
#define LSN_TUI_PROMPT_H

#include <stddef.h>
#include <stdint.h>

struct canvas;

enum { PROMPT_SIZE = 1024, PROMPT_COMPLAINT_SIZE = 200 };

struct prompt {
	const char *label;              /* borrowed */
	char text[PROMPT_SIZE];
	size_t length, at;              /* bytes; the cursor stands before `at` */
	char complaint[PROMPT_COMPLAINT_SIZE];  /* "" : none */
};

enum prompt_event {
	PROMPT_NOTHING,                 /* the key means nothing here */
	PROMPT_MOVED,
	PROMPT_CHANGED,
	PROMPT_ENTERED,
	PROMPT_LEFT,                    /* Esc */
};

/* A text that is too long is cut at a character. */
void prompt_open(struct prompt *prompt, const char *label, const char *text);

/* Types, moves, deletes; Ctrl-U deletes all before the cursor. */
enum prompt_event prompt_key(struct prompt *prompt, uint32_t key);

/* What is wrong with the text; NULL: nothing. */
void prompt_complain(struct prompt *prompt, const char *why);

/* One line, and the hardware cursor in the field. */
void prompt_draw(const struct prompt *prompt, struct canvas *canvas, unsigned y);

#endif
