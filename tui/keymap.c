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
	[COMMAND_QUIT] = { KEYS('q', FUNCTION(10), KEY_CTRL_C), "Program", "quit", "Quit",
			   false },
	[COMMAND_HELP] = { KEYS('?', 'h', FUNCTION(1)), "Program", "this help", "Help", false },
	[COMMAND_BACK] = { KEYS(KEY_ESCAPE), "Go",
			   "close the innermost thing; let the order go again, then show rows"
			   " without a mark", NULL, false },
	[COMMAND_OPEN] = { KEYS(KEY_RETURN), "Go",
			   "open the listener's page, of a group that of its worst member; of an"
			   " owner or a process, its page; of a counter, what it means; of an"
			   " event, its listener", "Open", false },

	[COMMAND_UP] = { { { KEY_UP_ARROW }, { KEY_UP_ARROW, 'k' } }, "Go", "a row up", NULL,
			 false },
	[COMMAND_DOWN] = { { { KEY_DOWN_ARROW }, { KEY_DOWN_ARROW, 'j' } }, "Go", "a row down",
			   NULL, false },
	[COMMAND_PAGE_UP] = { KEYS(KEY_PAGE_UP), "Go", "a page up", NULL, false },
	[COMMAND_PAGE_DOWN] = { KEYS(KEY_PAGE_DOWN), "Go", "a page down", NULL, false },
	[COMMAND_HALF_UP] = { KEYS(KEY_CTRL_U), "Go", "half a page up", NULL, false },
	[COMMAND_HALF_DOWN] = { KEYS(KEY_CTRL_D), "Go", "half a page down", NULL, false },
	[COMMAND_TOP] = { KEYS(KEY_FIRST, 'g'), "Go", "to the first row", NULL, false },
	[COMMAND_BOTTOM] = { KEYS(KEY_LAST, 'G'), "Go", "to the last row", NULL, false },
	[COMMAND_LEFT] = { KEYS(KEY_LEFT_ARROW), "Go", "pan to the left", NULL, false },
	[COMMAND_RIGHT] = { KEYS(KEY_RIGHT_ARROW), "Go", "pan to the right", NULL, false },

	[COMMAND_NEXT_PANE] = { KEYS(KEY_TAB), "Go", "next pane", "Pane", false },
	[COMMAND_PREVIOUS_PANE] = { KEYS(KEY_SHIFT_TAB), "Go", "previous pane", NULL, false },
	[COMMAND_LISTENERS] = { KEYS('1'), "Go", "pane of listeners", "Listeners", false },
	[COMMAND_PROCESSES] = { KEYS('2'), "Go", "pane of the processes that hold them",
				"Processes", false },
	[COMMAND_KERNEL] = { KEYS('3'), "Go",
			     "pane of the kernel's counters and tunables, and the books of drops",
			     "Kernel", false },
	[COMMAND_JOURNAL] = { KEYS('4'), "Go", "pane of what happened to listeners, newest first",
			      "Journal", false },

	[COMMAND_SEARCH] = { KEYS('/', FUNCTION(3)), "Find",
			     "search while you type; a capital makes case count", "Search",
			     false },
	[COMMAND_NEXT_MATCH] = { KEYS('n'), "Find", "next match, while a search is active", NULL,
				 false },
	[COMMAND_PREVIOUS_MATCH] = { KEYS('N'), "Find",
				     "previous match, while a search is active", NULL, false },
	[COMMAND_FILTER] = { KEYS('\\', FUNCTION(4)), "Find",
			     "only rows for which an expression holds; Esc clears it", "Filter",
			     false },
	[COMMAND_SORT_MENU] = { KEYS(FUNCTION(6), 's'), "Order", "choose the column to sort by",
				"Sort", false },
	[COMMAND_SORT_LEFT] = { KEYS('<'), "Order", "sort by the column to the left", NULL,
				false },
	[COMMAND_SORT_RIGHT] = { KEYS('>'), "Order", "sort by the column to the right", NULL,
				 false },
	[COMMAND_REVERSE] = { KEYS('I'), "Order", "reverse the order", NULL, false },

	[COMMAND_GROUP] = { KEYS(FUNCTION(5), 't'), "Groups",
			    "fold listeners: by SO_REUSEPORT group, owner, unit, namespace",
			    "Group", false },
	[COMMAND_UNFOLD] = { KEYS('+'), "Groups", "unfold the group: its members get rows", NULL,
			     false },
	[COMMAND_FOLD] = { KEYS('-'), "Groups", "fold the group under the cursor", NULL, false },
	[COMMAND_FOLD_ALL] = { KEYS('*'), "Groups", "unfold all groups, or fold them again", NULL,
			       false },

	[COMMAND_TAG] = { KEYS(' '), "Rows", "tag or untag the row", NULL, false },
	[COMMAND_UNTAG] = { KEYS('U'), "Rows", "untag all rows", NULL, false },
	[COMMAND_FOLLOW] = { KEYS('F'), "Rows", "follow the row wherever it sorts", NULL, false },
	[COMMAND_PAUSE] = { KEYS('Z'), "Rows", "pause: the screen stands still, sampling goes on",
			    NULL, false },
	[COMMAND_USER] = { KEYS('u'), "Rows", "listeners of one user only", NULL, false },
	[COMMAND_MARKED] = { KEYS('m'), "Rows",
			     "only rows with a mark: in trouble, gone, unexpected, new, changed; Esc"
			     " shows all", NULL, false },
	[COMMAND_EXPECT] = { KEYS('e'), "Act",
			     "expect: accept this listener, or the tagged, into the baseline; asks"
			     " first", NULL, true },
	[COMMAND_KILL] = { { { 'k', FUNCTION(9) }, { 'K', FUNCTION(9) } }, "Act",
			   "send a signal to who is under the cursor, or to the tagged; asks first",
			   "Kill", true },
	[COMMAND_CLOSE] = { { { 'K' }, { 'X' } }, "Act",
			    "close the listening socket itself, of TCP; asks first", NULL, true },
	[COMMAND_RENICE] = { KEYS('r'), "Act",
			     "another nice value for the whole process, or the tagged; asks first",
			     NULL, true },
	[COMMAND_NICE_LESS] = { KEYS(FUNCTION(7), ']'), "Act", "the same, from one less on",
				"Nice-", true },
	[COMMAND_NICE_MORE] = { KEYS(FUNCTION(8), '['), "Act", "the same, from one more on",
				"Nice+", true },
	[COMMAND_HIDE_IDLE] = { KEYS('i'), "Rows",
				"hide or show idle rows; of counters: those that stood still",
				NULL, false },
	[COMMAND_COMMAND_LINE] = { KEYS('c'), "Rows", "command line or name of processes", NULL,
				   false },
	[COMMAND_SERVICES] = { KEYS('n'), "Rows", "ports by number or by service name", NULL,
			       false },

	[COMMAND_DELAY] = { KEYS('d'), "Program", "seconds between refreshes", NULL, false },
	[COMMAND_SETUP] = { KEYS(FUNCTION(2), 'C'), "Program",
			    "setup: columns, header, groups, theme, mouse, keys", "Setup",
			    false },
	[COMMAND_WRITE] = { KEYS('W'), "Program", "write the configuration file", NULL, false },
	[COMMAND_REPAINT] = { KEYS(KEY_CTRL_L), "Program", "paint the screen anew", NULL, false },
	[COMMAND_SUSPEND] = { KEYS(KEY_CTRL_Z), "Program", "suspend, back to the shell", NULL,
			      false },
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

bool keymap_offers(const struct settings *settings, enum command command)
{
	return !bindings[command].acts || !settings->read_only;
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
