/* wire_piece.c - a text taken apart, at its ends most of all. */
#include "wire/piece.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static struct piece over(const char *text)
{
	return (struct piece){ text, strlen(text) };
}

static void lines_end_with_the_text(void **state)
{
	struct piece rest = over("a b\n\nlast"), line;

	(void)state;
	assert_true(piece_take_line(&rest, &line));
	assert_true(piece_is(&line, "a b"));
	assert_true(piece_take_line(&rest, &line));
	assert_true(piece_is(&line, ""));
	assert_true(piece_take_line(&rest, &line));
	assert_true(piece_is(&line, "last"));
	assert_false(piece_take_line(&rest, &line));
	rest = (struct piece){ NULL, 0 };
	assert_false(piece_take_line(&rest, &line));
	assert_false(piece_take_word(&rest, &line));
}

static void words_stand_between_blanks(void **state)
{
	struct piece rest = over("\t one  two\t"), word;

	(void)state;
	assert_true(piece_take_word(&rest, &word));
	assert_true(piece_is(&word, "one"));
	assert_false(piece_is(&word, "on"));
	assert_false(piece_is(&word, "once"));
	assert_true(piece_take_word(&rest, &word));
	assert_true(piece_is(&word, "two"));
	assert_false(piece_take_word(&rest, &word));
	assert_int_equal(word.size, 0);
}

static void what_does_not_begin_so_stays(void **state)
{
	struct piece line = over("UdpLite: 1");

	(void)state;
	assert_false(piece_take_key(&line, "Udp"));
	assert_false(piece_take_prefix(&line, "UdpLite: 12"));
	assert_true(piece_is(&line, "UdpLite: 1"));
	assert_true(piece_take_key(&line, "UdpLite"));
	assert_true(piece_is(&line, " 1"));
	assert_true(piece_take_prefix(&line, " 1"));
	assert_true(piece_is(&line, ""));
}

static void numbers_are_whole_pieces(void **state)
{
	struct piece huge = over("4294967296"), mixed = over("12x"), none = over("");
	struct piece hex = over("ff"), below = over("-3");
	uint64_t wide = 7;
	int64_t with_sign = 7;
	uint32_t narrow = 7;

	(void)state;
	assert_false(piece_unsigned(&mixed, &wide));
	assert_false(piece_unsigned(&none, &wide));
	assert_int_equal(wide, 7);
	assert_true(piece_unsigned(&huge, &wide));
	assert_int_equal(wide, UINT64_C(4294967296));
	assert_false(piece_u32(&huge, 10, &narrow));
	assert_false(piece_u32(&hex, 10, &narrow));
	assert_int_equal(narrow, 7);
	assert_true(piece_u32(&hex, 16, &narrow));
	assert_int_equal(narrow, 255);
	assert_false(piece_signed(&none, &with_sign));
	assert_true(piece_signed(&below, &with_sign));
	assert_int_equal(with_sign, -3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(lines_end_with_the_text),
		cmocka_unit_test(words_stand_between_blanks),
		cmocka_unit_test(what_does_not_begin_so_stays),
		cmocka_unit_test(numbers_are_whole_pieces),
	};

	return cmocka_run_group_tests_name("wire_piece", tests, NULL, NULL);
}
