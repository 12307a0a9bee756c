/* act_signal.c - signals by name and number, and the menu of them. */
#include "act/act.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static int find(const char *word)
{
	int number = -1;

	return act_signal_find(word, &number) ? number : -1;
}

static void finds_by_name_and_number(void **state)
{
	static const struct {
		const char *word;
		int number;
	} rows[] = {
		{ "SIGTERM", SIGTERM }, { "term", SIGTERM }, { "15", 15 }, { "sigkill", SIGKILL },
		{ "KiLl", SIGKILL }, { "9", SIGKILL }, { "IOT", SIGABRT }, { "SIGPOLL", SIGIO },
		{ "cld", SIGCHLD }, { "0", -1 }, { "-9", -1 }, { "", -1 }, { "SIG", -1 },
		{ "TERMINATE", -1 }, { "TER", -1 }, { "15 ", -1 }, { "32", -1 }, { "33", -1 },
		{ "65", -1 }, { "4294967311", -1 }, { "SIGRTMIN-1", -1 }, { "RTMIN+31", -1 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		assert_int_equal(find(rows[i].word), rows[i].number);
	assert_int_equal(find("SIGRTMIN"), SIGRTMIN);
	assert_int_equal(find("rtmin+3"), SIGRTMIN + 3);
	assert_int_equal(find("RTMAX"), SIGRTMAX);
}

static void every_number_has_its_name(void **state)
{
	(void)state;
	for (int number = -1; number < 80; number++) {
		const char *name = act_signal_name(number);
		bool is_one = (number >= 1 && number <= 31) ||
			      (number >= SIGRTMIN && number <= SIGRTMAX);

		assert_int_equal(name != NULL, is_one);
		if (name)
			assert_int_equal(find(name), number);
	}
	assert_string_equal(act_signal_name(SIGTERM), "SIGTERM");
	assert_string_equal(act_signal_name(SIGRTMIN + 1), "SIGRTMIN+1");
}

static void the_menu_has_each_once(void **state)
{
	bool seen[80] = { false };
	size_t count = 0;

	(void)state;
	assert_int_equal(act_signal_at(0), SIGTERM);
	for (int number; (number = act_signal_at(count)) != 0; count++) {
		assert_true(number > 0 && number < 80);
		assert_false(seen[number]);
		seen[number] = true;
		assert_non_null(act_signal_name(number));
	}
	assert_int_equal(count, 31 + SIGRTMAX - SIGRTMIN + 1);
	assert_int_equal(act_signal_at(count + 1000), 0);
}

static void says_what_the_usual_ones_do(void **state)
{
	(void)state;
	assert_string_equal(act_signal_help(SIGTERM), "asks to end");
	assert_string_equal(act_signal_help(SIGKILL), "ends at once, cannot be caught");
	assert_string_equal(act_signal_help(SIGRTMIN), "");
	assert_string_equal(act_signal_help(0), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_by_name_and_number),
		cmocka_unit_test(every_number_has_its_name),
		cmocka_unit_test(the_menu_has_each_once),
		cmocka_unit_test(says_what_the_usual_ones_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
