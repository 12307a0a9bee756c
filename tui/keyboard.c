/* keyboard.c - the bytes a terminal sends, as keys. */
#include "tui/keyboard.h"

#include "base/clock.h"
#include "base/utf8.h"

#include <string.h>

/* How long the rest of a sequence may take. */
#define ESCAPE_WAIT (25 * CLOCK_MILLISECOND)
#define DOUBLE_CLICK (400 * CLOCK_MILLISECOND)
/* What comes so soon behind a crowd belongs to it: a long text takes several reads. */
#define CROWD_TAIL (50 * CLOCK_MILLISECOND)
/* The rest of a paste of which nothing has come for so long never comes: a terminal that
 * does not say its end must not take the keys away for good. */
#define PASTE_PATIENCE (2 * CLOCK_SECOND)

enum { ESC = 0x1b, BEL = 0x07, TYPED_AT_ONCE = 2 /* keys */ };

/* What the terminals of today send, with and without application keys; the
 * Linux console has its own F1 to F5. */
static const struct sequence common[] = {
	{ "\033[A", 3, KEY_UP_ARROW }, { "\033OA", 3, KEY_UP_ARROW },
	{ "\033[B", 3, KEY_DOWN_ARROW }, { "\033OB", 3, KEY_DOWN_ARROW },
	{ "\033[C", 3, KEY_RIGHT_ARROW }, { "\033OC", 3, KEY_RIGHT_ARROW },
	{ "\033[D", 3, KEY_LEFT_ARROW }, { "\033OD", 3, KEY_LEFT_ARROW },
	{ "\033[H", 3, KEY_FIRST }, { "\033OH", 3, KEY_FIRST },
	{ "\033[1~", 4, KEY_FIRST }, { "\033[7~", 4, KEY_FIRST },
	{ "\033[F", 3, KEY_LAST }, { "\033OF", 3, KEY_LAST },
	{ "\033[4~", 4, KEY_LAST }, { "\033[8~", 4, KEY_LAST },
	{ "\033[5~", 4, KEY_PAGE_UP }, { "\033[6~", 4, KEY_PAGE_DOWN },
	{ "\033[3~", 4, KEY_DELETE_AHEAD },
	{ "\033[Z", 3, KEY_SHIFT_TAB }, { "\033\t", 2, KEY_SHIFT_TAB },
	{ "\033OM", 3, KEY_RETURN },
	{ "\033OP", 3, KEY_FUNCTION + 1 }, { "\033[11~", 5, KEY_FUNCTION + 1 },
	{ "\033OQ", 3, KEY_FUNCTION + 2 }, { "\033[12~", 5, KEY_FUNCTION + 2 },
	{ "\033OR", 3, KEY_FUNCTION + 3 }, { "\033[13~", 5, KEY_FUNCTION + 3 },
	{ "\033OS", 3, KEY_FUNCTION + 4 }, { "\033[14~", 5, KEY_FUNCTION + 4 },
	{ "\033[[A", 4, KEY_FUNCTION + 1 }, { "\033[[B", 4, KEY_FUNCTION + 2 },
	{ "\033[[C", 4, KEY_FUNCTION + 3 }, { "\033[[D", 4, KEY_FUNCTION + 4 },
	{ "\033[[E", 4, KEY_FUNCTION + 5 }, { "\033[15~", 5, KEY_FUNCTION + 5 },
	{ "\033[17~", 5, KEY_FUNCTION + 6 }, { "\033[18~", 5, KEY_FUNCTION + 7 },
	{ "\033[19~", 5, KEY_FUNCTION + 8 }, { "\033[20~", 5, KEY_FUNCTION + 9 },
	{ "\033[21~", 5, KEY_FUNCTION + 10 }, { "\033[23~", 5, KEY_FUNCTION + 11 },
	{ "\033[24~", 5, KEY_FUNCTION + 12 },
	{ "\033[200~", 6, KEYBOARD_PASTE_BEGINS }, { "\033[201~", 6, KEYBOARD_PASTE_ENDS },
};

/* One look at the front of the bytes. `size` 0: more must come first. */
struct found {
	size_t size;
	struct key_press press;
};

static const struct found more = { 0 };

static struct found key_of(uint32_t key, size_t size)
{
	return (struct found){ .size = size, .press.key = key };
}

void keyboard_learn(struct keyboard *keyboard, const char *bytes, uint32_t key)
{
	size_t length = bytes ? strlen(bytes) : 0;
	struct sequence *sequence;

	if (length < 2 || length > SEQUENCE_ROOM || bytes[0] != ESC ||
	    keyboard->learned_count == KEYBOARD_LEARNED)
		return;
	sequence = &keyboard->learned[keyboard->learned_count++];
	memcpy(sequence->bytes, bytes, length);
	sequence->length = (uint8_t)length;
	sequence->key = key;
}

unsigned char *keyboard_room(struct keyboard *keyboard, size_t *room)
{
	*room = sizeof keyboard->bytes - keyboard->length;
	return keyboard->bytes + keyboard->length;
}

void keyboard_forget(struct keyboard *keyboard)
{
	keyboard->length = 0;
	keyboard->pending = keyboard->pasting = false;
}

/* Looks a sequence up; *partial where one would begin with these bytes. */
static bool find(const struct sequence *known, size_t count, const unsigned char *bytes,
		 size_t size, struct found *found, bool *partial)
{
	for (size_t i = 0; i < count; i++) {
		size_t both = size < known[i].length ? size : known[i].length;

		if (memcmp(bytes, known[i].bytes, both) != 0)
			continue;
		if (size < known[i].length) {
			*partial = true;
			continue;
		}
		*found = key_of(known[i].key, known[i].length);
		return true;
	}
	return false;
}

static struct found click(struct keyboard *keyboard, unsigned button, unsigned x, unsigned y,
			  size_t size, uint64_t now)
{
	struct found found = { .size = size, .press = { .x = x, .y = y } };

	if (!keyboard->mouse)
		return found;
	/* 4, 8 and 16 are Shift, Meta and Control; 32 is a movement. */
	switch (button & ~28U) {
	case 0:
		found.press.key = KEY_MOUSE_CLICK;
		if (keyboard->clicked && now - keyboard->clicked < DOUBLE_CLICK &&
		    keyboard->click_x == x && keyboard->click_y == y) {
			found.press.key = KEY_MOUSE_DOUBLE;
			keyboard->clicked = 0;
			break;
		}
		keyboard->clicked = now;
		keyboard->click_x = x;
		keyboard->click_y = y;
		break;
	case 64:
		found.press.key = KEY_WHEEL_UP;
		break;
	case 65:
		found.press.key = KEY_WHEEL_DOWN;
		break;
	}
	return found;
}

/* ESC [ < BUTTON ; X ; Y, counted from 1, then M (pressed) or m (released). */
static struct found sgr_mouse(struct keyboard *keyboard, const unsigned char *bytes, size_t size,
			      uint64_t now)
{
	unsigned value[3] = { 0 }, count = 0;

	for (size_t i = 3; i < size - 1; i++) {
		if (bytes[i] == ';' && count < 2)
			count++;
		else if (bytes[i] >= '0' && bytes[i] <= '9' && value[count] < 100000)
			value[count] = value[count] * 10 + (bytes[i] - '0');
		else
			return key_of(KEY_NOTHING, size);
	}
	if (bytes[size - 1] != 'M' || count != 2 || value[1] == 0 || value[2] == 0)
		return key_of(KEY_NOTHING, size);
	return click(keyboard, value[0], value[1] - 1, value[2] - 1, size, now);
}

/* ESC [ M and three bytes, each 32 more than it means (X10); 3 is a release. */
static struct found old_mouse(struct keyboard *keyboard, const unsigned char *bytes, size_t size,
			      uint64_t now)
{
	if (size < 6)
		return more;
	if (bytes[3] < 32 || bytes[4] <= 32 || bytes[5] <= 32)
		return key_of(KEY_NOTHING, 6);
	return click(keyboard, bytes[3] - 32U, bytes[4] - 33U, bytes[5] - 33U, 6, now);
}

/* ESC [, parameters, intermediates and a final byte (ECMA-48, 5.4). */
static struct found control_sequence(struct keyboard *keyboard, const unsigned char *bytes,
				     size_t size, uint64_t now)
{
	size_t i = 2;

	if (size > 2 && bytes[2] == 'M')
		return old_mouse(keyboard, bytes, size, now);
	if (size > 2 && bytes[2] == '[')        /* the Linux console's F keys */
		return size > 3 ? key_of(KEY_NOTHING, 4) : more;
	while (i < size && bytes[i] >= 0x20 && bytes[i] <= 0x3f)
		i++;
	if (i == size)
		return more;
	if (bytes[i] < 0x40 || bytes[i] > 0x7e)
		return key_of(KEY_NOTHING, i);  /* broken off by something else */
	if (bytes[2] == '<')
		return sgr_mouse(keyboard, bytes, i + 1, now);
	return key_of(KEY_NOTHING, i + 1);
}

/* ESC ] or ESC P: an answer to a question of another program, up to BEL or
 * ESC \. */
static struct found control_string(const unsigned char *bytes, size_t size)
{
	for (size_t i = 2; i < size; i++) {
		if (bytes[i] == BEL)
			return key_of(KEY_NOTHING, i + 1);
		if (bytes[i] == ESC && i + 1 < size)
			return key_of(KEY_NOTHING, bytes[i + 1] == '\\' ? i + 2 : i);
	}
	return more;
}

static struct found escape(struct keyboard *keyboard, const unsigned char *bytes, size_t size,
			   uint64_t now)
{
	struct found found;
	bool partial = false;

	if (find(keyboard->learned, keyboard->learned_count, bytes, size, &found, &partial) ||
	    find(common, sizeof common / sizeof *common, bytes, size, &found, &partial))
		return found;
	if (partial || size == 1)
		return more;
	switch (bytes[1]) {
	case '[':
		return control_sequence(keyboard, bytes, size, now);
	case 'O':
		return size > 2 ? key_of(KEY_NOTHING, 3) : more;
	case ']':
	case 'P':
		return control_string(bytes, size);
	}
	return key_of(KEY_ESCAPE, 1);
}

static struct found control(unsigned char byte)
{
	switch (byte) {
	case '\r':
		return key_of(KEY_RETURN, 1);
	case '\b':
		return key_of(KEY_DELETE_BACK, 1);
	}
	return key_of(byte, 1);
}

/* Could these be the first bytes of a longer character? */
static bool is_begun(const unsigned char *bytes, size_t size)
{
	size_t wanted = bytes[0] >= 0xf0 ? 4 : bytes[0] >= 0xe0 ? 3 : 2;

	if (bytes[0] < 0xc2 || bytes[0] > 0xf4 || size >= wanted)
		return false;
	for (size_t i = 1; i < size; i++) {
		if ((bytes[i] & 0xc0) != 0x80)
			return false;
	}
	return true;
}

/* Bytes that are no character, and characters that could not be shown again,
 * are no keys. */
static struct found character(const unsigned char *bytes, size_t size)
{
	uint32_t key;
	bool valid;
	size_t used = utf8_next((const char *)bytes, size, &key, &valid);

	if (!valid && is_begun(bytes, size))
		return more;
	return key_of(valid && utf8_is_safe(key) ? key : KEY_NOTHING, used);
}

/* What did not go on in time is what it is: a lone ESC is the key, the
 * beginning of a sequence is nothing. */
static struct found give_up(const unsigned char *bytes, size_t size)
{
	if (bytes[0] == ESC && (size == 1 || bytes[1] != '['))
		return key_of(KEY_ESCAPE, 1);
	return key_of(KEY_NOTHING, bytes[0] == ESC ? size : 1);
}

static struct found look(struct keyboard *keyboard, uint64_t now)
{
	const unsigned char *bytes = keyboard->bytes;
	size_t size = keyboard->length;
	struct found found;

	if (bytes[0] == ESC)
		found = escape(keyboard, bytes, size, now);
	else if (bytes[0] < 0x20 || bytes[0] == 0x7f)
		found = control(bytes[0]);
	else
		found = character(bytes, size);
	if (found.size > 0)
		return found;
	if (now - keyboard->arrived < ESCAPE_WAIT && size < sizeof keyboard->bytes)
		return more;
	return give_up(bytes, size);
}

/* A mark around a paste is no key. */
static bool is_mark(struct keyboard *keyboard, uint32_t key)
{
	if (key != KEYBOARD_PASTE_BEGINS && key != KEYBOARD_PASTE_ENDS)
		return false;
	keyboard->pasting = key == KEYBOARD_PASTE_BEGINS;
	return true;
}

bool keyboard_next(struct keyboard *keyboard, uint64_t now, struct key_press *press)
{
	*press = (struct key_press){ .key = KEY_NOTHING };
	keyboard->pending = false;
	while (keyboard->length > 0) {
		struct found found = look(keyboard, now);

		if (found.size == 0) {
			keyboard->pending = true;
			return false;
		}
		keyboard->length -= found.size;
		memmove(keyboard->bytes, keyboard->bytes + found.size, keyboard->length);
		if (found.press.key == KEY_NOTHING || is_mark(keyboard, found.press.key))
			continue;
		*press = found.press;
		press->pasted = keyboard->pasting;
		press->crowded = keyboard->crowded;
		return true;
	}
	return false;
}

/* How many keys wait; what is only begun is taken for one. */
static unsigned count_keys(const struct keyboard *keyboard, uint64_t now)
{
	struct keyboard trial = *keyboard;
	struct key_press press;
	unsigned count = 0;

	while (keyboard_next(&trial, now, &press))
		count++;
	return count + trial.pending;
}

void keyboard_arrived(struct keyboard *keyboard, size_t count, uint64_t now)
{
	bool tail = keyboard->crowded && now - keyboard->crowded_at < CROWD_TAIL;

	if (keyboard->pasting && now - keyboard->arrived > PASTE_PATIENCE)
		keyboard->pasting = false;
	keyboard->length += count;
	keyboard->arrived = now;
	keyboard->crowded = tail || count_keys(keyboard, now) > TYPED_AT_ONCE;
	if (keyboard->crowded)
		keyboard->crowded_at = now;
}
