/* tui_settings.c - what can be set, and its words. */
#include "tui/settings.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void begins_with_defaults(void **state)
{
	struct settings settings;

	(void)state;
	settings_init(&settings);
	assert_true(settings.delay >= 1 && settings.delay <= 1);
	assert_int_equal(settings.header, SETTINGS_HEADER_LINES);
	assert_int_equal(settings.header, 3);
	assert_int_equal(settings.group, GROUPING_REUSEPORT);
	assert_true(settings.filling >= 80 && settings.filling <= 80);
	assert_true(settings.mouse && settings.color);
	assert_false(settings.ascii);
	assert_null(settings.columns);
	settings_free(&settings);
}

static void owns_its_texts(void **state)
{
	char *text = NULL;

	(void)state;
	settings_set_text(&text, "abc");
	assert_string_equal(text, "abc");
	settings_set_text(&text, text);         /* itself */
	assert_string_equal(text, "abc");
	settings_set_text(&text, NULL);
	assert_null(text);
}

static void words_come_back(void **state)
{
	(void)state;
	for (unsigned i = 0; i < THEMES; i++) {
		enum theme theme = THEMES;

		assert_true(theme_find(theme_name((enum theme)i), &theme));
		assert_int_equal(theme, i);
	}
	for (unsigned i = 0; i < KEY_SETS; i++) {
		enum keys keys = KEY_SETS;

		assert_true(keys_find(keys_name((enum keys)i), &keys));
		assert_int_equal(keys, i);
	}
}

static void other_words_change_nothing(void **state)
{
	enum theme theme = THEME_MONO;
	enum keys keys = KEYS_VI;

	(void)state;
	assert_false(theme_find("", &theme));
	assert_false(theme_find("Mono", &theme));
	assert_int_equal(theme, THEME_MONO);
	assert_false(keys_find("emacs", &keys));
	assert_int_equal(keys, KEYS_VI);
}

static void reads_delays_within_bounds(void **state)
{
	static const char *const good[] = { "0.1", "1", "2.5", "3600", "3600.0" };
	static const char *const bad[] = { "0",	  "0.09", "3600.1", "-1", "nan",
					   "1e1", "",	  "1s",	    " 1", "1,5" };
	double delay = 7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (settings_read_delay(bad[i], &delay))
			fail_msg("%s", bad[i]);
	assert_true(delay >= 7 && delay <= 7);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!settings_read_delay(good[i], &delay))
			fail_msg("%s", good[i]);
	assert_true(delay >= 3600 && delay <= 3600);
}

static void reads_filling_within_bounds(void **state)
{
	static const char *const good[] = { "1", "80", "62.5", "101", "1000" };
	static const char *const bad[] = { "0", "0.9", "1000.1", "-80", "nan", "", "80%", "8e1" };
	double percent = 7;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++)
		if (settings_read_filling(bad[i], &percent))
			fail_msg("%s", bad[i]);
	assert_true(percent >= 7 && percent <= 7);
	for (size_t i = 0; i < sizeof good / sizeof *good; i++)
		if (!settings_read_filling(good[i], &percent))
			fail_msg("%s", good[i]);
	assert_true(percent >= 1000 && percent <= 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(begins_with_defaults),
		cmocka_unit_test(owns_its_texts),
		cmocka_unit_test(words_come_back),
		cmocka_unit_test(other_words_change_nothing),
		cmocka_unit_test(reads_delays_within_bounds),
		cmocka_unit_test(reads_filling_within_bounds),
	};

	return cmocka_run_group_tests_name("tui_settings", tests, NULL, NULL);
}
