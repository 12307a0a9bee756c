/* model_history.c - a ring: what goes in comes out, by age. */
#include "model/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void empty_knows_nothing(void **state)
{
	struct history *history = history_new(5, 0);
	int64_t value = 99;

	(void)state;
	assert_int_equal(history_count(history), 0);
	assert_false(history_at(history, 0, &value));
	assert_false(history_peak(history, 10, &value));
	assert_int_equal(value, 99);
	history_free(history);
}

static void newest_is_age_0(void **state)
{
	struct history *history = history_new(5, 2);
	int64_t value;

	(void)state;
	history_push(history, 7);
	assert_int_equal(history_count(history), 3);
	assert_true(history_at(history, 0, &value));
	assert_int_equal(value, 7);
	assert_true(history_at(history, 2, &value));
	assert_int_equal(value, 5);
	assert_false(history_at(history, 3, &value));
	history_free(history);
}

static void ring_forgets_the_oldest(void **state)
{
	struct history *history = history_new(1, HISTORY_LENGTH * 3);
	int64_t value;

	(void)state;
	assert_int_equal(history_count(history), HISTORY_LENGTH);
	for (int i = 0; i < HISTORY_LENGTH + 10; i++)
		history_push(history, 100 + i);
	assert_int_equal(history_count(history), HISTORY_LENGTH);
	for (int age = 0; age < HISTORY_LENGTH; age++) {
		assert_true(history_at(history, (size_t)age, &value));
		assert_int_equal(value, 100 + HISTORY_LENGTH + 9 - age);
	}
	assert_false(history_at(history, HISTORY_LENGTH, &value));
	history_free(history);
}

static void unknown_is_not_a_number(void **state)
{
	struct history *history = history_new(HISTORY_UNKNOWN, 3);
	int64_t value = 42;

	(void)state;
	assert_false(history_at(history, 0, &value));
	history_push_unknown(history);
	assert_false(history_peak(history, 4, &value));
	history_push(history, -3);
	assert_true(history_peak(history, 5, &value));
	assert_int_equal(value, -3);
	history_free(history);
}

static void large_values_stay_at_the_edge(void **state)
{
	struct history *history = history_new(INT64_MAX, 1);
	int64_t value;

	(void)state;
	history_push(history, INT64_MIN);
	assert_true(history_at(history, 1, &value));
	assert_int_equal(value, INT32_MAX);
	assert_true(history_at(history, 0, &value));
	assert_int_equal(value, INT32_MIN + 1);
	history_free(history);
}

static void peak_looks_at_the_newest_only(void **state)
{
	struct history *history = history_new(0, 1);
	int64_t peak;

	(void)state;
	history_push(history, 9);
	history_push(history, 2);
	history_push(history, 3);
	assert_true(history_peak(history, 2, &peak));
	assert_int_equal(peak, 3);
	assert_true(history_peak(history, 3, &peak));
	assert_int_equal(peak, 9);
	assert_false(history_peak(history, 0, &peak));
	history_free(history);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(empty_knows_nothing),
		cmocka_unit_test(newest_is_age_0),
		cmocka_unit_test(ring_forgets_the_oldest),
		cmocka_unit_test(unknown_is_not_a_number),
		cmocka_unit_test(large_values_stay_at_the_edge),
		cmocka_unit_test(peak_looks_at_the_newest_only),
	};

	return cmocka_run_group_tests_name("model_history", tests, NULL, NULL);
}
