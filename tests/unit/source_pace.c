/* source_pace.c - how often, how irregularly, and never too dear. */
#include "source/pace.h"

#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const struct gear slow = { 100 * CLOCK_MILLISECOND, 1500 };

static void check_before_the_first_tick(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	assert_true(pace_due(&pace, &slow) == UINT64_MAX);
	assert_true(pace_earliest(&pace, &slow) == UINT64_MAX);
	pace_tick(&pace, CLOCK_SECOND);
	assert_true(pace_earliest(&pace, &slow) == CLOCK_SECOND + 75 * CLOCK_MILLISECOND);
}

/* Looks taken when they are due: the mean gap is the period, within a quarter. */
static void check_jitter(void **state)
{
	enum { LOOKS = 1000 };
	uint64_t now = CLOCK_SECOND, least = UINT64_MAX, most = 0;
	struct pace pace = { 0 };

	(void)state;
	pace_peek(&pace, now, 10 * 1000);
	for (int i = 0; i < LOOKS; i++) {
		uint64_t due = pace_due(&pace, &slow), gap = due - now;

		assert_true(due >= pace_earliest(&pace, &slow));
		least = gap < least ? gap : least;
		most = gap > most ? gap : most;
		now = due;
		pace_peek(&pace, now, 10 * 1000);
	}
	assert_in_range(least, 75 * CLOCK_MILLISECOND, 80 * CLOCK_MILLISECOND);
	assert_in_range(most, 120 * CLOCK_MILLISECOND, 125 * CLOCK_MILLISECOND);
	assert_in_range((now - CLOCK_SECOND) / LOOKS, 97 * CLOCK_MILLISECOND, 103 * CLOCK_MILLISECOND);
}

/* 1 ms a look at 0.15 % of a processor: two in three seconds. */
static void check_dear_looks_are_rare(void **state)
{
	enum { LOOKS = 200 };
	uint64_t now = CLOCK_SECOND;
	struct pace pace = { 0 };
	double share;

	(void)state;
	pace_tick(&pace, now);
	for (int i = 0; i < LOOKS; i++) {
		now = pace_due(&pace, &slow);
		pace_peek(&pace, now, CLOCK_MILLISECOND);
	}
	share = (double)LOOKS * CLOCK_MILLISECOND / (double)(now - CLOCK_SECOND);
	assert_true(share > 0.0013 && share < 0.00155);
}

/* Ticks put a cheap look off; a dear one is still due when it is paid for. */
static void check_ticks(void **state)
{
	struct pace cheap = { 0 }, dear = { 0 };

	(void)state;
	pace_peek(&cheap, 10 * CLOCK_SECOND, 1000);
	pace_peek(&dear, 10 * CLOCK_SECOND, 3 * CLOCK_MILLISECOND);
	for (int i = 0; i < 3; i++) {
		uint64_t tick = (unsigned)(11 + i) * CLOCK_SECOND;

		pace_tick(&cheap, tick);
		pace_tick(&dear, tick);
		assert_true(pace_earliest(&cheap, &slow) == tick + 75 * CLOCK_MILLISECOND);
	}
	assert_true(pace_earliest(&dear, &slow) == 13 * CLOCK_SECOND + 75 * CLOCK_MILLISECOND);
	pace_tick(&dear, 11 * CLOCK_SECOND);
	assert_true(pace_earliest(&dear, &slow) == 11500 * CLOCK_MILLISECOND);
}

/* One look that was disturbed is not what looks cost. */
static void check_cost_is_a_mean(void **state)
{
	struct pace pace = { 0 };

	(void)state;
	for (unsigned i = 1; i <= 50; i++)
		pace_peek(&pace, i * CLOCK_SECOND, 80 * 1000);
	assert_in_range(pace.cost, 79 * 1000, 81 * 1000);
	pace_peek(&pace, 51 * CLOCK_SECOND, 880 * 1000);
	assert_in_range(pace.cost, 175 * 1000, 185 * 1000);
	for (unsigned i = 52; i <= 100; i++)
		pace_peek(&pace, i * CLOCK_SECOND, 0);
	assert_in_range(pace.cost, 0, 1000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_before_the_first_tick),
		cmocka_unit_test(check_jitter),
		cmocka_unit_test(check_dear_looks_are_rare),
		cmocka_unit_test(check_ticks),
		cmocka_unit_test(check_cost_is_a_mean),
	};

	return cmocka_run_group_tests_name("source_pace", tests, NULL, NULL);
}
