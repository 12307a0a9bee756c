/* tui_wrap.c - long text broken into lines, between words. */
#include "tui/wrap.h"

#include "base/text.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <locale.h>
#include <string.h>

enum { SIZE = 512, MOST = 16 };

static const struct wrapped {
	const char *text;
	unsigned width;
	const char *lines[MOST];
} cases[] = {
	{ "", 10, { NULL } },
	{ "   ", 10, { NULL } },
	{ "one", 10, { "one" } },
	{ "one two three", 7, { "one two", "three" } },
	{ "one two three", 8, { "one two", "three" } },
	{ "one two three", 13, { "one two three" } },
	{ "  one   two  ", 5, { "one", "two" } },
	/* Longer than a line: broken, and the next word does not begin a blank line. */
	{ "abcdefghij kl", 4, { "abcd", "efgh", "ij", "kl" } },
	{ "ab cdefghij", 4, { "ab", "cdef", "ghij" } },
	{ "abcd", 1, { "a", "b", "c", "d" } },
	/* Columns count, not bytes; wide ones take two. */
	{ "\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6", 5, { "\xc3\xa4\xc3\xa4 \xc3\xb6\xc3\xb6" } },
	{ "\xe6\x97\xa5\xe6\x9c\xac\xe8\xaa\x9e", 4,
	  { "\xe6\x97\xa5\xe6\x9c\xac", "\xe8\xaa\x9e" } },
	{ "\xe6\x97\xa5\xe6\x9c\xac", 1, { "\xe6\x97\xa5", "\xe6\x9c\xac" } },
};

static void check_lines(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		const char *rest = cases[i].text;
		unsigned count = 0;

		for (;; count++) {
			char line[SIZE];
			struct text text = TEXT_OVER(line);

			if (!wrap_next(&rest, cases[i].width, &text))
				break;
			assert_true(count < MOST && cases[i].lines[count]);
			assert_string_equal(line, cases[i].lines[count]);
		}
		assert_null(cases[i].lines[count]);
		assert_int_equal(wrap_count(cases[i].text, cases[i].width), count);
	}
}

/* Whatever the width, no word is lost and no line is too wide. */
static void check_every_width(void **state)
{
	static const char said[] = "the backlog of 128 is the application's own: somaxconn (4096)"
				   " does not bind; all four workers are at 97-99 % cpu";

	(void)state;
	for (unsigned width = 1; width < 130; width++) {
		const char *rest = said;
		char joined[SIZE], plain[SIZE];
		struct text all = TEXT_OVER(joined), without = TEXT_OVER(plain);

		for (;;) {
			char line[SIZE];
			struct text text = TEXT_OVER(line);

			if (!wrap_next(&rest, width, &text))
				break;
			assert_true(text_columns(line) <= width);
			for (const char *at = line; *at; at++)
				if (*at != ' ')
					text_add_bytes(&all, at, 1);
		}
		for (const char *at = said; *at; at++)
			if (*at != ' ')
				text_add_bytes(&without, at, 1);
		assert_string_equal(joined, plain);
	}
}

static int set_locale(void **state)
{
	(void)state;
	return setlocale(LC_CTYPE, "C.UTF-8") ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_lines),
		cmocka_unit_test(check_every_width),
	};

	return cmocka_run_group_tests_name("tui/wrap", tests, set_locale, NULL);
}
