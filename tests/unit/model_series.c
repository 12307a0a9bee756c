/* model_series.c - steps, rates and pasts, and all that must not be one. */
#include "model/series.h"

#include "model/history.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>

enum { NONE = -1 };

static void push(struct series *series, int64_t queue, int64_t drops, double seconds)
{
	int64_t values[LISTENER_FACTS] = { 0 };
	struct facts facts = { .values = values };

	if (queue != NONE)
		facts_set(&facts, FACT_QUEUE, queue);
	if (drops != NONE)
		facts_set(&facts, FACT_DROPS, drops);
	series_push(series, &facts, seconds);
}

static void first_tick_has_no_step(void **state)
{
	struct series series;
	int64_t value;
	double rate;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	assert_false(series_now(&series, FACT_QUEUE, &value));
	push(&series, 3, 100, 0);
	assert_true(series_now(&series, FACT_QUEUE, &value));
	assert_int_equal(value, 3);
	assert_false(series_step(&series, FACT_DROPS, &value));
	assert_false(series_rate(&series, FACT_DROPS, &rate));
	assert_false(series_at(&series, FACT_DROPS, 0, &value));
	assert_false(series_peak(&series, FACT_DROPS, 5, &value));
	series_free(&series);
}

static void rate_divides_by_measured_time(void **state)
{
	struct series series;
	double rate;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, 0, 100, 0);
	push(&series, 0, 107, 0.5);
	assert_true(series_rate(&series, FACT_DROPS, &rate));
	assert_float_equal(rate, 14.0, 1e-9);
	push(&series, 0, 107, 2);
	assert_true(series_rate(&series, FACT_DROPS, &rate));
	assert_float_equal(rate, 0.0, 1e-9);
	push(&series, 0, 120, 0);
	assert_false(series_rate(&series, FACT_DROPS, &rate));
	series_free(&series);
}

static void fallen_counter_has_no_rate(void **state)
{
	struct series series;
	int64_t step = 77;
	double rate;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, 0, 9, 0);
	push(&series, 0, 12, 1);
	push(&series, 0, 2, 1);
	assert_false(series_rate(&series, FACT_DROPS, &rate));
	assert_false(series_step(&series, FACT_DROPS, &step));
	assert_int_equal(step, 77);
	push(&series, 0, 5, 1);
	assert_true(series_step(&series, FACT_DROPS, &step));
	assert_int_equal(step, 3);
	assert_true(series_at(&series, FACT_DROPS, 2, &step));
	assert_int_equal(step, 3);
	assert_false(series_at(&series, FACT_DROPS, 1, &step));
	series_free(&series);
}

static void quiet_series_needs_no_ring(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	for (int i = 0; i < 100; i++)
		push(&series, 4, 100, 1);
	assert_null(series.history);
	assert_int_equal(series_past(&series), 100);
	assert_true(series_at(&series, FACT_QUEUE, 99, &value));
	assert_int_equal(value, 4);
	assert_false(series_at(&series, FACT_QUEUE, 100, &value));
	assert_true(series_at(&series, FACT_DROPS, 98, &value));
	assert_int_equal(value, 0);
	assert_false(series_at(&series, FACT_DROPS, 99, &value));
	assert_true(series_peak(&series, FACT_QUEUE, 10, &value));
	assert_int_equal(value, 4);
	series_free(&series);
}

static void ring_begins_with_what_was(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	for (int i = 0; i < 5; i++)
		push(&series, 4, 100, 1);
	push(&series, 6, 100, 1);
	push(&series, 5, 103, 1);
	assert_non_null(series.history);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 6);
	assert_true(series_at(&series, FACT_QUEUE, 6, &value));
	assert_int_equal(value, 4);
	assert_false(series_at(&series, FACT_QUEUE, 7, &value));
	assert_true(series_at(&series, FACT_DROPS, 0, &value));
	assert_int_equal(value, 3);
	assert_true(series_at(&series, FACT_DROPS, 5, &value));
	assert_int_equal(value, 0);
	assert_false(series_at(&series, FACT_DROPS, 6, &value));
	assert_true(series_peak(&series, FACT_QUEUE, 7, &value));
	assert_int_equal(value, 6);
	assert_true(series_peak(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 5);
	series_free(&series);
}

static void unknown_then_known_is_a_change(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, NONE, NONE, 0);
	push(&series, NONE, NONE, 1);
	push(&series, 8, NONE, 1);
	push(&series, 8, NONE, 1);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_false(series_at(&series, FACT_QUEUE, 2, &value));
	assert_false(series_at(&series, FACT_DROPS, 0, &value));
	series_free(&series);
}

/* Thousands of idle listeners must not each get a ring for a first look in between. */
static void becoming_known_costs_no_ring(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, NONE, 100, 0);
	push(&series, 0, 100, 1);
	push(&series, 0, 100, 1);
	assert_null(series.history);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 0);
	assert_false(series_at(&series, FACT_QUEUE, 2, &value));
	assert_true(series_peak(&series, FACT_QUEUE, 5, &value));
	push(&series, 7, 100, 1);
	assert_non_null(series.history);
	assert_true(series_at(&series, FACT_QUEUE, 0, &value));
	assert_int_equal(value, 7);
	assert_true(series_at(&series, FACT_QUEUE, 2, &value));
	assert_int_equal(value, 0);
	assert_false(series_at(&series, FACT_QUEUE, 3, &value));
	/* That it is not known any more is a change. */
	series_skip(&series);
	push(&series, NONE, 100, 1);
	push(&series, 3, NONE, 1);
	push(&series, 3, 100, 1);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 3);
	assert_false(series_at(&series, FACT_QUEUE, 2, &value));
	assert_false(series_at(&series, FACT_DROPS, 0, &value));
	series_free(&series);
}

/* One tick only can be that of the late ones; another gets its ring, and both a past. */
static void becoming_known_at_two_ticks(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, NONE, NONE, 0);
	push(&series, 4, NONE, 1);
	push(&series, 4, 9, 1);
	push(&series, 4, 9, 1);
	push(&series, NONE, 9, 1);
	push(&series, 5, 9, 1);
	assert_true(series_at(&series, FACT_QUEUE, 3, &value));
	assert_int_equal(value, 4);
	assert_false(series_at(&series, FACT_QUEUE, 1, &value));
	assert_false(series_at(&series, FACT_QUEUE, 5, &value));
	assert_true(series_at(&series, FACT_DROPS, 2, &value));
	assert_int_equal(value, 0);
	assert_false(series_at(&series, FACT_DROPS, 3, &value));
	series_free(&series);
}

static void hole_is_unknown_and_has_no_step(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, 1, 100, 0);
	push(&series, 2, 105, 1);
	series_skip(&series);
	push(&series, 3, 900, 1);
	assert_false(series_step(&series, FACT_DROPS, &value));
	assert_true(series_at(&series, FACT_QUEUE, 0, &value));
	assert_int_equal(value, 3);
	assert_false(series_at(&series, FACT_QUEUE, 1, &value));
	assert_true(series_at(&series, FACT_QUEUE, 2, &value));
	assert_int_equal(value, 2);
	assert_int_equal(series_past(&series), 4);
	push(&series, 3, 904, 1);
	assert_true(series_step(&series, FACT_DROPS, &value));
	assert_int_equal(value, 4);
	series_free(&series);
}

/* Thousands of idle listeners must not each get a ring for a suspend. */
static void hole_of_the_quiet_costs_no_ring(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, 1, 100, 0);
	push(&series, 1, 100, 1);
	series_skip(&series);
	push(&series, 2, 300, 1);
	push(&series, 2, 300, 1);
	assert_null(series.history);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 2);
	assert_false(series_at(&series, FACT_QUEUE, 2, &value));
	assert_false(series_at(&series, FACT_QUEUE, 3, &value));
	series_free(&series);
}

/* As after an allocation that failed: the past is lost, not made up, and the
 * next tick begins a new one. */
static void lost_past_is_unknown(void **state)
{
	struct series series;
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	push(&series, 1, NONE, 0);
	push(&series, 1, NONE, 1);
	series.moved = UINT64_C(1) << FACT_QUEUE % FACTS_PER_BLOCK;
	assert_true(series_at(&series, FACT_QUEUE, 0, &value));
	assert_false(series_at(&series, FACT_QUEUE, 1, &value));
	push(&series, 1, NONE, 1);
	assert_true(series_at(&series, FACT_QUEUE, 0, &value));
	assert_false(series_at(&series, FACT_QUEUE, 1, &value));
	push(&series, 2, NONE, 1);
	assert_true(series_at(&series, FACT_QUEUE, 1, &value));
	assert_int_equal(value, 1);
	series_free(&series);
}

static void values_are_its_own(void **state)
{
	struct series series;
	int64_t *values = calloc(LISTENER_FACTS, sizeof *values);
	struct facts facts = { .values = values };
	int64_t value;

	(void)state;
	series_init(&series, FACTS_LISTENER);
	facts_set(&facts, FACT_QUEUE, 12);
	series_push(&series, &facts, 0);
	values[FACT_QUEUE % FACTS_PER_BLOCK] = 99;
	free(values);
	assert_true(series_now(&series, FACT_QUEUE, &value));
	assert_int_equal(value, 12);
	series_free(&series);
}

static void what_is_not_kept_has_no_past(void **state)
{
	struct series series;
	int64_t values[PROCESS_FACTS] = { 0 }, value;
	struct facts facts = { .values = values };

	(void)state;
	series_init(&series, FACTS_PROCESS);
	facts_set(&facts, FACT_RSS, 4096);
	series_push(&series, &facts, 0);
	facts_set(&facts, FACT_RSS, 8192);
	series_push(&series, &facts, 1);
	assert_true(series_at(&series, FACT_RSS, 0, &value));
	assert_int_equal(value, 8192);
	assert_false(series_at(&series, FACT_RSS, 1, &value));
	assert_null(series.history);
	series_free(&series);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(first_tick_has_no_step),
		cmocka_unit_test(rate_divides_by_measured_time),
		cmocka_unit_test(fallen_counter_has_no_rate),
		cmocka_unit_test(quiet_series_needs_no_ring),
		cmocka_unit_test(ring_begins_with_what_was),
		cmocka_unit_test(unknown_then_known_is_a_change),
		cmocka_unit_test(becoming_known_costs_no_ring),
		cmocka_unit_test(becoming_known_at_two_ticks),
		cmocka_unit_test(hole_is_unknown_and_has_no_step),
		cmocka_unit_test(hole_of_the_quiet_costs_no_ring),
		cmocka_unit_test(lost_past_is_unknown),
		cmocka_unit_test(values_are_its_own),
		cmocka_unit_test(what_is_not_kept_has_no_past),
	};

	return cmocka_run_group_tests_name("model_series", tests, NULL, NULL);
}
