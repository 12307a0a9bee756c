/* keymap.c - key, command, help: the one table of them. */
#include "tui/keymap.h"

#include "base/text.h"
#include "base/utf8.h"
#include "tui/key.h"

#include <string.h>

#define FUNCTION(number) (KEY_FUNCTION + (number))
#define KEYS(...) { { __VA_ARGS__ }, { __VA_ARGS__ } }

/* Where a key stands twice the ui knows when which one is meant: `n` is the
 * next match while a search is active, and service names otherwise. */
const struct binding bindings[COMMANDS] = {
	[COMMAND_QUIT] = { KEYS('q', FUNCTION(10), KEY_CTRL_C), "Program", "quit", "Quit" },
	[COMMAND_HELP] = { KEYS('?', 'h', FUNCTION(1)), "Program", "this help", "Help" },
	[COMMAND_BACK] = { KEYS(KEY_ESCAPE), "Go",
			   "close the innermost thing; let the order go again", NULL },
	[COMMAND_OPEN] = { KEYS(KEY_RETURN), "Go",
			   "open the listener's page, of a group that of its worst member; of a"
			   " process, the listeners it holds; of a counter, what it means; of an"
			   " event, its listener", "Open" },

	[COMMAND_UP] = { { { KEY_UP_ARROW }, { KEY_UP_ARROW, 'k' } }, "Go", "a row up", NULL },
	[COMMAND_DOWN] = { { { KEY_DOWN_ARROW }, { KEY_DOWN_ARROW, 'j' } }, "Go", "a row down",
			   NULL },
	[COMMAND_PAGE_UP] = { KEYS(KEY_PAGE_UP), "Go", "a page up", NULL },
	[COMMAND_PAGE_DOWN] = { KEYS(KEY_PAGE_DOWN), "Go", "a page down", NULL },
	[COMMAND_HALF_UP] = { KEYS(KEY_CTRL_U), "Go", "half a page up", NULL },
	[COMMAND_HALF_DOWN] = { KEYS(KEY_CTRL_D), "Go", "half a page down", NULL },
	[COMMAND_TOP] = { KEYS(KEY_FIRST, 'g'), "Go", "to the first row", NULL },
	[COMMAND_BOTTOM] = { KEYS(KEY_LAST, 'G'), "Go", "to the last row", NULL },
	[COMMAND_LEFT] = { KEYS(KEY_LEFT_ARROW), "Go", "pan to the left", NULL },
	[COMMAND_RIGHT] = { KEYS(KEY_RIGHT_ARROW), "Go", "pan to the right", NULL },

	[COMMAND_NEXT_PANE] = { KEYS(KEY_TAB), "Go", "next pane", "Pane" },
	[COMMAND_PREVIOUS_PANE] = { KEYS(KEY_SHIFT_TAB), "Go", "previous pane", NULL },
	[COMMAND_LISTENERS] = { KEYS('1'), "Go", "pane of listeners", "Listeners" },
	[COMMAND_PROCESSES] = { KEYS('2'), "Go", "pane of the processes that hold them",
				"Processes" },
	[COMMAND_KERNEL] = { KEYS('3'), "Go",
			     "pane of the kernel's counters and tunables, and the books of drops",
			     "Kernel" },
	[COMMAND_JOURNAL] = { KEYS('4'), "Go", "pane of what happened to queues, newest first",
			      "Journal" },

	[COMMAND_SEARCH] = { KEYS('/', FUNCTION(3)), "Find",
			     "search while you type; a capital makes case count", "Search" },
	[COMMAND_NEXT_MATCH] = { KEYS('n'), "Find", "next match, while a search is active",
				 NULL },
	[COMMAND_PREVIOUS_MATCH] = { KEYS('N'), "Find",
				     "previous match, while a search is active", NULL },
	[COMMAND_FILTER] = { KEYS('\\', FUNCTION(4)), "Find",
			     "only rows for which an expression holds; Esc clears it", "Filter" },
	[COMMAND_SORT_MENU] = { KEYS(FUNCTION(6), 's'), "Order", "choose the column to sort by",
				"Sort" },
	[COMMAND_SORT_LEFT] = { KEYS('<'), "Order", "sort by the column to the left", NULL },
	[COMMAND_SORT_RIGHT] = { KEYS('>'), "Order", "sort by the column to the right", NULL },
	[COMMAND_REVERSE] = { KEYS('I'), "Order", "reverse the order", NULL },

	[COMMAND_GROUP] = { KEYS(FUNCTION(5), 't'), "Groups",
			    "fold listeners: by SO_REUSEPORT group, owner, unit, namespace",
			    "Group" },
	[COMMAND_UNFOLD] = { KEYS('+'), "Groups", "unfold the group: its members get rows", NULL },
	[COMMAND_FOLD] = { KEYS('-'), "Groups", "fold the group under the cursor", NULL },
	[COMMAND_FOLD_ALL] = { KEYS('*'), "Groups", "unfold all groups, or fold them again", NULL },

	[COMMAND_TAG] = { KEYS(' '), "Rows", "tag or untag the row", NULL },
	[COMMAND_UNTAG] = { KEYS('U'), "Rows", "untag all rows", NULL },
	[COMMAND_FOLLOW] = { KEYS('F'), "Rows", "follow the row wherever it sorts", NULL },
	[COMMAND_PAUSE] = { KEYS('Z'), "Rows",
			    "pause: the screen stands still, sampling goes on", NULL },
	[COMMAND_USER] = { KEYS('u'), "Rows", "listeners of one user only", NULL },
	[COMMAND_HIDE_IDLE] = { KEYS('i'), "Rows",
				"hide or show idle rows; of counters: those that stood still", NULL },
	[COMMAND_COMMAND_LINE] = { KEYS('c'), "Rows", "command line or name of processes", NULL },
	[COMMAND_SERVICES] = { KEYS('n'), "Rows", "ports by number or by service name", NULL },

	[COMMAND_DELAY] = { KEYS('d'), "Program", "seconds between refreshes", NULL },
	[COMMAND_SETUP] = { KEYS(FUNCTION(2), 'C'), "Program",
			    "setup: columns, header, groups, theme, mouse, keys", "Setup" },
	[COMMAND_WRITE] = { KEYS('W'), "Program", "write the configuration file", NULL },
	[COMMAND_REPAINT] = { KEYS(KEY_CTRL_L), "Program", "paint the screen anew", NULL },
	[COMMAND_SUSPEND] = { KEYS(KEY_CTRL_Z), "Program", "suspend, back to the shell", NULL },
};

static const struct key_name {
	uint32_t key;
	const char *name;
} key_names[] = {
	{ ' ', "Space" },
	{ KEY_TAB, "Tab" },
	{ KEY_RETURN, "Enter" },
	{ KEY_ESCAPE, "Esc" },
	{ KEY_UP_ARROW, "Up" },
	{ KEY_DOWN_ARROW, "Down" },
	{ KEY_LEFT_ARROW, "Left" },
	{ KEY_RIGHT_ARROW, "Right" },
	{ KEY_PAGE_UP, "PgUp" },
	{ KEY_PAGE_DOWN, "PgDn" },
	{ KEY_FIRST, "Home" },
	{ KEY_LAST, "End" },
	{ KEY_SHIFT_TAB, "Shift-Tab" },
};

static void add_key_name(struct text *text, uint32_t key)
{
	char bytes[4];

	for (size_t i = 0; i < sizeof(key_names) / sizeof(*key_names); i++) {
		if (key_names[i].key == key) {
			text_add(text, key_names[i].name);
			return;
		}
	}
	if (key > KEY_FUNCTION && key < KEY_MOUSE_CLICK)
		text_format(text, "F%u", (unsigned)(key - KEY_FUNCTION));
	else if (key < ' ')
		text_format(text, "Ctrl-%c", (char)('@' + key));
	else
		text_add_bytes(text, bytes, utf8_put(key, bytes));
}

bool keymap_has(enum keys keys, enum command command, uint32_t key)
{
	const uint32_t *bound = bindings[command].keys[keys];

	if (key == KEY_NOTHING)
		return false;
	for (size_t i = 0; i < KEYS_PER_COMMAND; i++) {
		if (bound[i] == key)
			return true;
	}
	return false;
}

enum command keymap_find(enum keys keys, uint32_t key)
{
	for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++) {
		if (keymap_has(keys, (enum command)command, key))
			return (enum command)command;
	}
	return COMMAND_NONE;
}

void keymap_names(enum keys keys, enum command command, char *names, size_t size)
{
	const uint32_t *bound = bindings[command].keys[keys];
	struct text text = text_over(names, size);

	for (size_t i = 0; i < KEYS_PER_COMMAND && bound[i]; i++) {
		if (i)
			text_add(&text, " ");
		add_key_name(&text, bound[i]);
	}
}

void keymap_bar_name(enum keys keys, enum command command, char *name, size_t size)
{
	const uint32_t *bound = bindings[command].keys[keys];
	uint32_t key = bound[0];
	struct text text = text_over(name, size);

	for (size_t i = 0; i < KEYS_PER_COMMAND; i++) {
		if (bound[i] > KEY_FUNCTION && bound[i] < KEY_MOUSE_CLICK)
			key = bound[i];
	}
	add_key_name(&text, key);
}
