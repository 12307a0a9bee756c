/* base_text.c - text is cut, never overrun, and never half a character. */
#include "base/text.h"

#include "base/utf8.h"

#include <locale.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static void adds_and_formats(void **state)
{
	char buffer[32];
	struct text text = TEXT_OVER(buffer);

	(void)state;
	assert_string_equal(buffer, "");
	text_add(&text, "ab");
	text_add_bytes(&text, "cde", 2);
	text_add_bytes(&text, NULL, 0);
	text_format(&text, "%d-%s", 42, "x");
	assert_string_equal(buffer, "abcd42-x");
	assert_int_equal(text.length, 8);
	assert_false(text.cut);
}

/* "aé€😀b" into every room: always a whole prefix, and the end is a whole character. */
static void cuts_between_characters(void **state)
{
	static const char whole[] = "a\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80" "b";
	static const size_t ends[] = { 0, 1, 1, 3, 3, 3, 6, 6, 6, 6, 10, 11 };
	char buffer[sizeof whole];

	(void)state;
	for (size_t room = 1; room <= sizeof whole; room++) {
		struct text added = text_over(buffer, room), formatted;

		text_add(&added, whole);
		assert_int_equal(added.length, ends[room - 1]);
		assert_int_equal(strlen(buffer), added.length);
		assert_memory_equal(buffer, whole, added.length);
		assert_int_equal(added.cut, room < sizeof whole);

		formatted = text_over(buffer, room);
		text_format(&formatted, "%s", whole);
		assert_int_equal(formatted.length, ends[room - 1]);
		assert_int_equal(strlen(buffer), formatted.length);
		assert_int_equal(formatted.cut, room < sizeof whole);
	}
}

static void what_is_cut_stays_cut(void **state)
{
	char buffer[4];
	struct text text = TEXT_OVER(buffer);

	(void)state;
	text_add(&text, "ab\xe2\x82\xac");
	assert_string_equal(buffer, "ab");
	text_add(&text, "c");
	text_format(&text, "c");
	text_printable(&text, "c", false);
	assert_string_equal(buffer, "ab");
	assert_true(text.cut);
}

static void exactly_full_is_not_cut(void **state)
{
	char buffer[4];
	struct text text = TEXT_OVER(buffer);

	(void)state;
	text_add(&text, "abc");
	assert_false(text.cut);
	text_add(&text, "");
	assert_false(text.cut);
	text = TEXT_OVER(buffer);
	text_format(&text, "%s", "abc");
	assert_false(text.cut);
}

static void makes_foreign_text_harmless(void **state)
{
	static const struct { const char *foreign, *shown, *ascii; } cases[] = {
		{ "nginx: master", "nginx: master", "nginx: master" },
		{ "\033[31mx\a", "?[31mx?", "?[31mx?" },
		{ "a\nb\tc\r", "a?b?c?", "a?b?c?" },
		{ "\xc2\x9b" "31m", "?31m", "?31m" },		/* U+009B, CSI in C1 */
		{ "\x9b" "31m", "?31m", "?31m" },		/* the raw byte */
		{ "a\xe2\x80\xae" "b", "a?b", "a?b" },		/* right-to-left override */
		{ "a\xe2\x80\x8b" "b", "a?b", "a?b" },		/* zero width space */
		{ "\xef\xbb\xbf" "b", "?b", "?b" },		/* byte order mark */
		{ "\xed\xa0\x80", "???", "???" },		/* a surrogate */
		{ "\xc0\xaf", "??", "??" },			/* overlong / */
		{ "caf\xc3\xa9", "caf\xc3\xa9", "caf?" },
		{ "\xe2\x82", "??", "??" },			/* cut short */
		{ "\x7f~", "?~", "?~" },
		{ NULL, "", "" },
	};
	char buffer[64];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct text text = TEXT_OVER(buffer);

		text_printable(&text, cases[i].foreign, false);
		assert_string_equal(buffer, cases[i].shown);
		text = TEXT_OVER(buffer);
		text_printable(&text, cases[i].foreign, true);
		assert_string_equal(buffer, cases[i].ascii);
	}
}

/* Random bytes: what comes out is UTF-8 of safe characters, no longer than what
 * went in, and cut nowhere within one. */
static void random_bytes_become_safe(void **state)
{
	(void)state;
	srand(2);
	for (unsigned round = 0; round < 20000; round++) {
		char foreign[24], buffer[24];
		size_t size = (size_t)rand() % sizeof foreign, room = 1 + (size_t)rand() % 24;
		struct text text = text_over(buffer, room);

		for (size_t i = 0; i < size; i++)
			foreign[i] = (char)rand();
		text_printable_bytes(&text, foreign, size, false);
		assert_true(text.length <= size && text.length < room);
		for (size_t i = 0; i < text.length;) {
			uint32_t character;
			bool valid;

			i += utf8_next(buffer + i, text.length - i, &character, &valid);
			assert_true(valid);
			assert_true(utf8_is_safe(character));
		}
	}
}

static void counts_columns(void **state)
{
	(void)state;
	assert_int_equal(text_columns(""), 0);
	assert_int_equal(text_columns("abc"), 3);
	if (!setlocale(LC_CTYPE, "C.UTF-8"))
		skip();
	assert_int_equal(text_columns("caf\xc3\xa9"), 4);
	assert_int_equal(text_columns("\xe4\xb8\xad\xe6\x96\x87"), 4);	/* two wide ones */
	assert_int_equal(text_columns("e\xcc\x81"), 1);			/* combining */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(adds_and_formats),
		cmocka_unit_test(cuts_between_characters),
		cmocka_unit_test(what_is_cut_stays_cut),
		cmocka_unit_test(exactly_full_is_not_cut),
		cmocka_unit_test(makes_foreign_text_harmless),
		cmocka_unit_test(random_bytes_become_safe),
		cmocka_unit_test(counts_columns),
	};

	return cmocka_run_group_tests_name("base_text", tests, NULL, NULL);
}
