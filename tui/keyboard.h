/* keyboard.h - the bytes a terminal sends, as keys. */
#ifndef LSN_TUI_KEYBOARD_H
#define LSN_TUI_KEYBOARD_H

#include "tui/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { KEYBOARD_ROOM = 1024, KEYBOARD_LEARNED = 64, SEQUENCE_ROOM = 12 };

/* The marks around a paste, to be learned as keys; they are never given out. */
enum { KEYBOARD_PASTE_BEGINS = KEY_WHEEL_DOWN + 1, KEYBOARD_PASTE_ENDS };

struct sequence {
	char bytes[SEQUENCE_ROOM];
	uint8_t length;
	uint32_t key;
};

/* A sequence that no table knows is one key that does nothing, never the keys
 * its letters would be: a stray report cannot act. Nor can a paste: its keys say what
 * they are. */
struct keyboard {
	struct sequence learned[KEYBOARD_LEARNED];      /* of this terminal's own keys */
	size_t learned_count;
	bool mouse;                     /* reports count; else they are dropped */

	unsigned char bytes[KEYBOARD_ROOM];
	size_t length;
	uint64_t arrived;               /* when the last of them did, monotonic ns */
	bool pending;                   /* the first of them is only part of a key */
	bool pasting;                   /* between the marks */
	bool crowded;                   /* so many keys came at once that nobody typed them */
	uint64_t crowded_at;            /* when the last such did */

	uint64_t clicked;               /* for double clicks */
	unsigned click_x, click_y;
};

/* Only what begins with ESC and is longer is learned; the rest is as on every
 * terminal. `bytes` may be NULL. */
void keyboard_learn(struct keyboard *keyboard, const char *bytes, uint32_t key);

/* Room for the next read(2). */
unsigned char *keyboard_room(struct keyboard *keyboard, size_t *room);
void keyboard_arrived(struct keyboard *keyboard, size_t count, uint64_t now);

/* The next key; false, with KEY_NOTHING, where none is complete. */
bool keyboard_next(struct keyboard *keyboard, uint64_t now, struct key_press *press);

/* Forgets what has not been asked for. */
void keyboard_forget(struct keyboard *keyboard);

#endif
