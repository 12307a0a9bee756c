/* key.h - keys as the program knows them, whatever library read them. */
#ifndef LSN_TUI_KEY_H
#define LSN_TUI_KEY_H

#include <stdbool.h>
#include <stdint.h>

/* Characters are themselves (Unicode); the others lie above it. */
enum key {
	KEY_NOTHING = 0,
	KEY_CTRL_C = 3, KEY_CTRL_D = 4, KEY_TAB = 9, KEY_RETURN = 10, KEY_CTRL_L = 12,
	KEY_CTRL_U = 21, KEY_CTRL_Z = 26, KEY_ESCAPE = 27, KEY_DELETE_BACK = 127,
	KEY_UP_ARROW = 0x110000, KEY_DOWN_ARROW, KEY_LEFT_ARROW, KEY_RIGHT_ARROW,
	KEY_PAGE_UP, KEY_PAGE_DOWN, KEY_FIRST, KEY_LAST, KEY_DELETE_AHEAD, KEY_SHIFT_TAB,
	KEY_FUNCTION,                   /* F1 is KEY_FUNCTION + 1 */
	KEY_MOUSE_CLICK = KEY_FUNCTION + 32,
	KEY_MOUSE_DOUBLE, KEY_WHEEL_UP, KEY_WHEEL_DOWN,
};

struct key_press {
	uint32_t key;
	unsigned x, y;                  /* of mouse keys: the cell */
	bool pasted;                    /* between the marks of a bracketed paste */
	bool crowded;                   /* came in one read with more than one key before or
					 * behind it: hardly typed */
};

#endif
