/* list.h - where one is in a list that is longer than its window. */
#ifndef LSN_TUI_LIST_H
#define LSN_TUI_LIST_H

#include "tui/keymap.h"

#include <stdbool.h>
#include <stddef.h>

struct list {
	size_t count;                   /* items there are */
	size_t cursor;                  /* chosen one; < count, or 0 */
	size_t top;                     /* first one in the window */
	size_t rows;                    /* window's height, of the last drawing */
};

/* Moves the cursor as the command says. False where it is no move. */
bool list_move(struct list *list, enum command command);

/* The same for a window without a cursor: the help. */
bool list_scroll(struct list *list, enum command command);

/* By so many rows; negative goes up. */
void list_step(struct list *list, long step);

/* Takes up another length or height; the cursor stays in the list. */
void list_fit(struct list *list, size_t count, size_t rows);

/* Moves the window as little as shows the cursor. */
void list_show(struct list *list);

#endif
