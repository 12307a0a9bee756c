/* menu.h - choose one of a list. */
#ifndef LSN_TUI_MENU_H
#define LSN_TUI_MENU_H

#include "base/arena.h"
#include "base/array.h"
#include "tui/list.h"

struct canvas;

struct menu_item {
	const char *name, *help;        /* raw; lie in the arena */
	const void *meaning;            /* the opener's */
};

struct menu {
	const char *title;
	ARRAY(struct menu_item) items;
	struct arena arena;
	struct list list;
	unsigned y;                     /* of the first item shown, for the mouse */
};

enum menu_event { MENU_NOTHING, MENU_MOVED, MENU_CHOSEN, MENU_LEFT };

/* A zeroed menu is an empty one; opening frees what it held. */
void menu_open(struct menu *menu, const char *title);
void menu_add(struct menu *menu, const char *name, const char *help, const void *meaning,
	      bool current);
void menu_free(struct menu *menu);

enum menu_event menu_command(struct menu *menu, enum command command);

/* A click at that line: chooses what stands there. */
enum menu_event menu_click(struct menu *menu, unsigned y);

/* NULL where it is empty. */
const struct menu_item *menu_chosen(const struct menu *menu);

/* On the left side from `y` on, at most `height` lines. */
void menu_draw(struct menu *menu, struct canvas *canvas, unsigned y, unsigned height);

#endif
