/* tui_keyboard.c - bytes as keys: whole, split, foreign, and never by accident. */
#include "tui/keyboard.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* A moment at which everything has just arrived, and one when all is late. */
#define NOW (100 * CLOCK_SECOND)
#define LATER (NOW + 26 * CLOCK_MILLISECOND)

static void type_bytes(struct keyboard *keyboard, const void *bytes, size_t count, uint64_t now)
{
	size_t room;
	unsigned char *at = keyboard_room(keyboard, &room);

	assert_true(count <= room);
	memcpy(at, bytes, count);
	keyboard_arrived(keyboard, count, now);
}

static void type(struct keyboard *keyboard, const char *text)
{
	type_bytes(keyboard, text, strlen(text), NOW);
}

static void assert_key(struct keyboard *keyboard, uint64_t now, uint32_t key)
{
	struct key_press press;

	assert_int_equal(keyboard_next(keyboard, now, &press), key != KEY_NOTHING);
	assert_int_equal(press.key, key);
}

static void check_characters(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	type(&keyboard, "q\r\n\t\003\032\b\177\u00e9\u4e2d");
	assert_key(&keyboard, NOW, 'q');
	assert_key(&keyboard, NOW, KEY_RETURN);
	assert_key(&keyboard, NOW, KEY_RETURN);
	assert_key(&keyboard, NOW, KEY_TAB);
	assert_key(&keyboard, NOW, KEY_CTRL_C);
	assert_key(&keyboard, NOW, KEY_CTRL_Z);
	assert_key(&keyboard, NOW, KEY_DELETE_BACK);
	assert_key(&keyboard, NOW, KEY_DELETE_BACK);
	assert_key(&keyboard, NOW, 0xe9);
	assert_key(&keyboard, NOW, 0x4e2d);
	assert_key(&keyboard, NOW, KEY_NOTHING);
	assert_false(keyboard.pending);
}

static void check_sequences(void **state)
{
	static const struct {
		const char *bytes;
		uint32_t key;
	} cases[] = {
		{ "\033[A", KEY_UP_ARROW }, { "\033OA", KEY_UP_ARROW },
		{ "\033[B", KEY_DOWN_ARROW }, { "\033OC", KEY_RIGHT_ARROW },
		{ "\033[5~", KEY_PAGE_UP }, { "\033[6~", KEY_PAGE_DOWN },
		{ "\033[1~", KEY_FIRST }, { "\033OF", KEY_LAST }, { "\033[3~", KEY_DELETE_AHEAD },
		{ "\033[Z", KEY_SHIFT_TAB }, { "\033OP", KEY_FUNCTION + 1 },
		{ "\033[[E", KEY_FUNCTION + 5 }, { "\033[24~", KEY_FUNCTION + 12 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct keyboard keyboard = { 0 };
		size_t length = strlen(cases[i].bytes);

		type(&keyboard, cases[i].bytes);
		assert_key(&keyboard, NOW, cases[i].key);
		assert_key(&keyboard, NOW, KEY_NOTHING);
		/* The same, a byte at a time, as a slow line brings it. */
		for (size_t j = 0; j < length; j++) {
			assert_key(&keyboard, NOW, KEY_NOTHING);
			assert_int_equal(keyboard.pending, j > 0);
			type_bytes(&keyboard, cases[i].bytes + j, 1, NOW);
		}
		assert_key(&keyboard, NOW, cases[i].key);
		assert_false(keyboard.pending);
	}
}

static void check_lone_escape(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	type(&keyboard, "\033");
	assert_key(&keyboard, NOW, KEY_NOTHING);
	assert_true(keyboard.pending);
	assert_key(&keyboard, LATER, KEY_ESCAPE);
	assert_false(keyboard.pending);
	type(&keyboard, "\033\033[A\033q");
	assert_key(&keyboard, NOW, KEY_ESCAPE);
	assert_key(&keyboard, NOW, KEY_UP_ARROW);
	assert_key(&keyboard, NOW, KEY_ESCAPE);
	assert_key(&keyboard, NOW, 'q');
}

/* None of their letters may act. */
static void check_unknown_sequences(void **state)
{
	static const char *const cases[] = {
		"\033[1;5D", "\033[202~", "\033[I", "\033[?1;2c", "\033[99~", "\033Oq",
		"\033[<0;3;4M", "\033[<0;3;4m", "\033[M !!", "\033]11;rgb:0000/0000/0000\a",
		"\033P1+r6b=6b\033\\", "\033[[Z", "\033[<;;M", "\033[<9999999999;1;1M",
		"\033[12$q", "\033[\x01",
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct keyboard keyboard = { 0 };
		struct key_press press;

		type(&keyboard, cases[i]);
		type(&keyboard, "z");
		do
			assert_true(keyboard_next(&keyboard, NOW, &press));
		while (press.key < 0x20);       /* the control character of the last one */
		assert_int_equal(press.key, 'z');
	}
}

static void check_cut_sequence_is_nothing(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	type(&keyboard, "\033[1;5");
	assert_key(&keyboard, NOW, KEY_NOTHING);
	assert_true(keyboard.pending);
	assert_key(&keyboard, LATER, KEY_NOTHING);
	assert_false(keyboard.pending);
	type(&keyboard, "q");
	assert_key(&keyboard, LATER, 'q');
}

static void check_bad_characters(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	type(&keyboard, "\x80\xff\xc0\x80\u202e\xc2\x9b" "a");
	assert_key(&keyboard, NOW, 'a');
	type(&keyboard, "\xe4\xb8");
	assert_key(&keyboard, NOW, KEY_NOTHING);
	assert_true(keyboard.pending);
	type(&keyboard, "\xad");
	assert_key(&keyboard, NOW, 0x4e2d);
	type(&keyboard, "\xe4\xb8");
	assert_key(&keyboard, LATER, KEY_NOTHING);
	assert_false(keyboard.pending);
}

static void check_mouse(void **state)
{
	struct keyboard keyboard = { .mouse = true };
	struct key_press press;

	(void)state;
	type(&keyboard, "\033[<0;10;5M\033[<0;10;5m\033[<64;1;1M\033[<65;1;1M\033[<2;1;1M");
	assert_true(keyboard_next(&keyboard, NOW, &press));
	assert_int_equal(press.key, KEY_MOUSE_CLICK);
	assert_int_equal(press.x, 9);
	assert_int_equal(press.y, 4);
	assert_key(&keyboard, NOW, KEY_WHEEL_UP);
	assert_key(&keyboard, NOW, KEY_WHEEL_DOWN);
	assert_key(&keyboard, NOW, KEY_NOTHING);
	type(&keyboard, "\033[<0;10;5M");
	assert_key(&keyboard, NOW, KEY_MOUSE_DOUBLE);
	type(&keyboard, "\033[M \x21\x22");
	assert_true(keyboard_next(&keyboard, NOW, &press));
	assert_int_equal(press.key, KEY_MOUSE_CLICK);
	assert_int_equal(press.x, 0);
	assert_int_equal(press.y, 1);
}

static void check_learned(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	keyboard_learn(&keyboard, "\033A", KEY_UP_ARROW);       /* a VT52 */
	keyboard_learn(&keyboard, NULL, KEY_FIRST);
	keyboard_learn(&keyboard, "x", KEY_FIRST);
	keyboard_learn(&keyboard, "\b", KEY_LEFT_ARROW);
	keyboard_learn(&keyboard, "\033[1234567890123", KEY_FIRST);
	assert_int_equal(keyboard.learned_count, 1);
	type(&keyboard, "\033Ax\b");
	assert_key(&keyboard, NOW, KEY_UP_ARROW);
	assert_key(&keyboard, NOW, 'x');
	assert_key(&keyboard, NOW, KEY_DELETE_BACK);
	for (int i = 0; i < 2 * KEYBOARD_LEARNED; i++)
		keyboard_learn(&keyboard, "\033[99z", KEY_LAST);
	assert_int_equal(keyboard.learned_count, KEYBOARD_LEARNED);
}

/* Any bytes in any pieces: it ends, and nothing stays behind for good. */
static void check_random(void **state)
{
	struct keyboard keyboard = { .mouse = true };
	uint32_t random = 1;
	struct key_press press;

	(void)state;
	for (int round = 0; round < 20000; round++) {
		unsigned char bytes[64];
		size_t room;

		for (size_t i = 0; i < sizeof bytes; i++) {
			random = random * 1664525 + 1013904223;
			bytes[i] = (unsigned char)(random >> 24);
			if (random >> 16 & 1)
				bytes[i] = (unsigned char)"\033[O<;M]P"[bytes[i] % 8];
		}
		keyboard_room(&keyboard, &room);
		type_bytes(&keyboard, bytes, room < 48 ? room : 48, NOW);
		while (keyboard_next(&keyboard, NOW, &press))
			assert_int_not_equal(press.key, KEY_NOTHING);
	}
	while (keyboard_next(&keyboard, LATER, &press))
		continue;
	assert_int_equal(keyboard.length, 0);
}

/* What fills the whole room and never ends does not stop the keyboard. */
static void check_full(void **state)
{
	struct keyboard keyboard = { 0 };
	unsigned char digits[KEYBOARD_ROOM];
	size_t room;

	(void)state;
	memset(digits, '1', sizeof digits);
	memcpy(digits, "\033[", 2);
	type_bytes(&keyboard, digits, sizeof digits, NOW);
	assert_key(&keyboard, NOW, KEY_NOTHING);
	keyboard_room(&keyboard, &room);
	assert_int_equal(room, KEYBOARD_ROOM);
}

static void assert_press(struct keyboard *keyboard, uint64_t now, uint32_t key, bool pasted,
			 bool crowded)
{
	struct key_press press;

	assert_true(keyboard_next(keyboard, now, &press));
	assert_int_equal(press.key, key);
	assert_int_equal(press.pasted, pasted);
	assert_int_equal(press.crowded, crowded);
}

/* The marks are no keys; between them all are pasted, in however many reads. */
static void check_paste(void **state)
{
	struct keyboard keyboard = { 0 };
	uint64_t now = NOW;

	(void)state;
	type(&keyboard, "a\033[200~k");
	assert_press(&keyboard, NOW, 'a', false, false);
	assert_press(&keyboard, NOW, 'k', true, false);
	assert_key(&keyboard, NOW, KEY_NOTHING);
	for (unsigned i = 0; i < 3; i++) {
		now += CLOCK_SECOND;
		type_bytes(&keyboard, "y", 1, now);
		assert_press(&keyboard, now, 'y', true, false);
	}
	type_bytes(&keyboard, "\r\033[20", 5, now);
	assert_press(&keyboard, now, KEY_RETURN, true, false);
	assert_key(&keyboard, now, KEY_NOTHING);
	type_bytes(&keyboard, "1~", 2, now);
	assert_key(&keyboard, now, KEY_NOTHING);
	type_bytes(&keyboard, "y", 1, now);
	assert_press(&keyboard, now, 'y', false, false);
	/* One without an end does not take the keys away for good. */
	type_bytes(&keyboard, "\033[200~y", 7, now);
	assert_press(&keyboard, now, 'y', true, false);
	now += 3 * CLOCK_SECOND;
	type_bytes(&keyboard, "q", 1, now);
	assert_press(&keyboard, now, 'q', false, false);
	type_bytes(&keyboard, "\033[200~y", 7, now);
	keyboard_forget(&keyboard);
	type_bytes(&keyboard, "q", 1, now);
	assert_press(&keyboard, now, 'q', false, false);
}

/* Marks that only this terminal has. */
static void check_learned_paste(void **state)
{
	struct keyboard keyboard = { 0 };

	(void)state;
	keyboard_learn(&keyboard, "\033<", KEYBOARD_PASTE_BEGINS);
	keyboard_learn(&keyboard, "\033>", KEYBOARD_PASTE_ENDS);
	type(&keyboard, "\033<k\033>y");
	assert_press(&keyboard, NOW, 'k', true, false);
	assert_press(&keyboard, NOW, 'y', false, false);
}

/* Two keys at once a hand can do, three not; what comes right behind them is no better. */
static void check_crowd(void **state)
{
	struct keyboard keyboard = { 0 };
	uint64_t now = NOW;

	(void)state;
	type_bytes(&keyboard, "ky", 2, now);
	assert_press(&keyboard, now, 'k', false, false);
	assert_press(&keyboard, now, 'y', false, false);
	type_bytes(&keyboard, "\033[A\033[B", 6, now);
	assert_press(&keyboard, now, KEY_UP_ARROW, false, false);
	assert_press(&keyboard, now, KEY_DOWN_ARROW, false, false);
	type_bytes(&keyboard, "k\ry", 3, now);
	assert_press(&keyboard, now, 'k', false, true);
	assert_press(&keyboard, now, KEY_RETURN, false, true);
	assert_press(&keyboard, now, 'y', false, true);
	now += 10 * CLOCK_MILLISECOND;
	type_bytes(&keyboard, "y", 1, now);
	assert_press(&keyboard, now, 'y', false, true);
	now += 60 * CLOCK_MILLISECOND;
	type_bytes(&keyboard, "y", 1, now);
	assert_press(&keyboard, now, 'y', false, false);
	/* What is only begun is one of them. */
	type_bytes(&keyboard, "ky\033", 3, now);
	assert_press(&keyboard, now, 'k', false, true);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_characters),
		cmocka_unit_test(check_sequences),
		cmocka_unit_test(check_lone_escape),
		cmocka_unit_test(check_unknown_sequences),
		cmocka_unit_test(check_cut_sequence_is_nothing),
		cmocka_unit_test(check_bad_characters),
		cmocka_unit_test(check_mouse),
		cmocka_unit_test(check_learned),
		cmocka_unit_test(check_random),
		cmocka_unit_test(check_full),
		cmocka_unit_test(check_paste),
		cmocka_unit_test(check_learned_paste),
		cmocka_unit_test(check_crowd),
	};

	return cmocka_run_group_tests_name("tui_keyboard", tests, NULL, NULL);
}
