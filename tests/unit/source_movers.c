/* source_movers.c - who moved within the last minute. */
#include "source/movers.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static uint64_t at(unsigned seconds)
{
	return (100 + seconds) * CLOCK_SECOND;
}

static void check_a_minute(void **state)
{
	struct movers movers = { 0 };

	(void)state;
	assert_false(movers_are_there(&movers));
	assert_false(movers_are_findable(&movers));
	movers_note(&movers, 1, at(0));
	movers_note(&movers, 2, at(10));
	movers_note(&movers, 1, at(30));
	assert_int_equal(movers.count, 2);
	movers_forget(&movers, at(69));
	assert_int_equal(movers.count, 2);
	movers_forget(&movers, at(70));
	assert_int_equal(movers.count, 1);
	assert_int_equal(movers.items[0].key, 1);
	movers_forget(&movers, at(90));
	assert_false(movers_are_there(&movers));
}

static void check_crowd(void **state)
{
	struct movers movers = { 0 };

	(void)state;
	for (unsigned key = 1; key <= MOVERS_MOST; key++)
		movers_note(&movers, key, at(0));
	assert_true(movers_are_findable(&movers));
	movers_note(&movers, 99, at(5));
	assert_false(movers_are_findable(&movers));
	movers_forget(&movers, at(62));
	assert_int_equal(movers.count, 0);
	assert_true(movers_are_there(&movers));
	movers_forget(&movers, at(65));
	assert_false(movers_are_there(&movers));
}

static void check_hidden(void **state)
{
	struct movers movers = { 0 };

	(void)state;
	movers_note(&movers, 1, at(0));
	movers_note(&movers, 2, at(0));
	movers.items[0].hidden = true;
	movers_note(&movers, 1, at(1));
	assert_false(movers_are_findable(&movers));
	assert_true(movers_are_there(&movers));
	movers_drop(&movers, 0);
	assert_true(movers_are_findable(&movers));
	assert_int_equal(movers.items[0].key, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_a_minute),
		cmocka_unit_test(check_crowd),
		cmocka_unit_test(check_hidden),
	};

	return cmocka_run_group_tests_name("source_movers", tests, NULL, NULL);
}
