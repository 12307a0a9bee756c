/* base_utf8.c - every character there and back; nothing that is none. */
#include "base/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static bool is_surrogate(uint32_t character)
{
	return character >= 0xd800 && character <= 0xdfff;
}

static void every_character_there_and_back(void **state)
{
	(void)state;
	for (uint32_t character = 0; character <= 0x10ffff; character++) {
		char bytes[4];
		size_t size = utf8_put(character, bytes);
		uint32_t back = 0;
		bool valid = false;

		if (is_surrogate(character))
			continue;
		if (utf8_next(bytes, size, &back, &valid) != size || !valid || back != character)
			fail_msg("U+%04X", character);
		/* one byte short, it is none */
		if (size > 1 && (utf8_next(bytes, size - 1, &back, &valid) != 1 || valid ||
				 back != UTF8_REPLACEMENT))
			fail_msg("U+%04X cut", character);
	}
}

static void takes_no_bad_bytes(void **state)
{
	static const char *const bad[] = {
		"\x80", "\xbf", "\xc0\x80", "\xc1\xbf", "\xe0\x80\x80", "\xe0\x9f\xbf",
		"\xed\xa0\x80", "\xed\xbf\xbf", "\xf0\x80\x80\x80", "\xf0\x8f\xbf\xbf",
		"\xf4\x90\x80\x80", "\xf5\x80\x80\x80", "\xff", "\xfe", "\xc3(", "\xe2\x82(",
	};

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		uint32_t character = 0;
		bool valid = true;
		size_t size = 0;

		while (bad[i][size])
			size++;
		assert_int_equal(utf8_next(bad[i], size, &character, &valid), 1);
		assert_false(valid);
		assert_int_equal(character, UTF8_REPLACEMENT);
	}
}

static void knows_what_is_safe(void **state)
{
	static const uint32_t safe[] = { ' ', '~', 0xa0, 0xe9, 0x4e2d, 0x1f600, 0xfffd, 0x2588, 0x301 };
	static const uint32_t unsafe[] = {
		0, 0x1b, 0x1f, 0x7f, 0x80, 0x9b, 0x9f, 0xad, 0x34f, 0x61c, 0x200b, 0x200e, 0x200f,
		0x2028, 0x2029, 0x202a, 0x202e, 0x2066, 0x2069, 0xfeff, 0xfe0f, 0xfff9, 0xd800,
		0xdfff, 0xe000, 0xfdd0, 0xfffe, 0xffff, 0x1fffe, 0x1d173, 0xe0001, 0xe0100,
		0x10ffff, 0x110000, UINT32_MAX,
	};

	(void)state;
	for (size_t i = 0; i < sizeof safe / sizeof *safe; i++)
		if (!utf8_is_safe(safe[i]))
			fail_msg("U+%04X", safe[i]);
	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		if (utf8_is_safe(unsafe[i]))
			fail_msg("U+%04X", unsafe[i]);
}

static void has_a_width_in_every_locale(void **state)
{
	(void)state;
	assert_int_equal(utf8_width('a'), 1);
	assert_int_equal(utf8_width(0x4e2d), 1);	/* the C locale does not know it */
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_character_there_and_back),
		cmocka_unit_test(takes_no_bad_bytes),
		cmocka_unit_test(knows_what_is_safe),
		cmocka_unit_test(has_a_width_in_every_locale),
	};

	return cmocka_run_group_tests_name("base_utf8", tests, NULL, NULL);
}
