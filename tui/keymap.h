/* keymap.h - key, command, help: the one table of them. */
#ifndef LSN_TUI_KEYMAP_H
#define LSN_TUI_KEYMAP_H

#include "tui/settings.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum command {
	COMMAND_NONE,
	COMMAND_QUIT, COMMAND_HELP, COMMAND_BACK, COMMAND_OPEN,
	COMMAND_UP, COMMAND_DOWN, COMMAND_PAGE_UP, COMMAND_PAGE_DOWN, COMMAND_HALF_UP,
	COMMAND_HALF_DOWN, COMMAND_TOP, COMMAND_BOTTOM, COMMAND_LEFT, COMMAND_RIGHT,
	COMMAND_NEXT_PANE, COMMAND_PREVIOUS_PANE, COMMAND_LISTENERS, COMMAND_PROCESSES,
	COMMAND_KERNEL, COMMAND_JOURNAL,
	COMMAND_SEARCH, COMMAND_NEXT_MATCH, COMMAND_PREVIOUS_MATCH, COMMAND_FILTER,
	COMMAND_SORT_MENU, COMMAND_SORT_LEFT, COMMAND_SORT_RIGHT, COMMAND_REVERSE,
	COMMAND_GROUP, COMMAND_UNFOLD, COMMAND_FOLD, COMMAND_FOLD_ALL,
	COMMAND_TAG, COMMAND_UNTAG, COMMAND_FOLLOW, COMMAND_PAUSE, COMMAND_USER,
	COMMAND_EXPECT, COMMAND_MARKED,
	COMMAND_KILL, COMMAND_CLOSE, COMMAND_RENICE, COMMAND_NICE_LESS, COMMAND_NICE_MORE,
	COMMAND_HIDE_IDLE, COMMAND_COMMAND_LINE, COMMAND_SERVICES, COMMAND_DELAY,
	COMMAND_SETUP, COMMAND_WRITE, COMMAND_REPAINT, COMMAND_SUSPEND,
	COMMANDS,
};

enum { KEYS_PER_COMMAND = 4 };

struct binding {
	uint32_t keys[KEY_SETS][KEYS_PER_COMMAND];      /* tui/key.h; 0 ends */
	const char *group;              /* of the help page: "Move", "Look", ... */
	const char *help;               /* what it does */
	const char *bar;                /* F-bar: NULL not in it */
	bool acts;                      /* changes something outside: hidden where that was
					 * given up */
};

extern const struct binding bindings[COMMANDS];

/* COMMAND_NONE where the key does nothing. Before that, the pane asks itself
 * whether it is typing: keys are commands only where no text is entered. Of two
 * commands on one key, the first. */
enum command keymap_find(enum keys keys, uint32_t key);

/* That key is one of the command's. */
bool keymap_has(enum keys keys, enum command command, uint32_t key);

/* It may be done, and is worth naming: not what changes something where that was given up. */
bool keymap_offers(const struct settings *settings, enum command command);

/* "q F10 Ctrl-C" for a command, as help and the man page name them. */
void keymap_names(enum keys keys, enum command command, char *names, size_t size);

/* The one that the F-bar names: "F10", or the first where no F-key has it. */
void keymap_bar_name(enum keys keys, enum command command, char *name, size_t size);

#endif
