/* source_watch.c - peaks and times, added up from looks. */
#include "source/watch.h"

#include "base/clock.h"
#include "fact/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

enum { BACKLOG = 8, FULL = BACKLOG + 1 };

static struct look look_at(unsigned ms, uint32_t queue)
{
	return (struct look){ .at = ms * CLOCK_MILLISECOND, .queue = queue, .backlog = BACKLOG };
}

static bool look(struct watch *watch, unsigned ms, uint32_t queue)
{
	struct look look = look_at(ms, queue);

	return watch_look(watch, &look);
}

static bool tick(struct watch *watch, unsigned ms, uint32_t queue)
{
	struct look look = look_at(ms, queue);

	return watch_tick(watch, &look);
}

static int64_t told(const struct watch *watch, enum fact_id id)
{
	int64_t values[LISTENER_FACTS], value = INT64_MIN;
	struct facts facts = { .values = values };

	watch_tell(watch, &facts);
	facts_get(&facts, id, &value);
	return value;
}

static void check_peak(void **state)
{
	struct watch watch = { 0 };

	(void)state;
	tick(&watch, 1000, 7);
	assert_int_equal(told(&watch, FACT_QUEUE_PEAK), INT64_MIN);
	assert_int_equal(told(&watch, FACT_LOOK_PERIOD), INT64_MIN);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 0);
	look(&watch, 1100, 2);
	look(&watch, 1200, 5);
	look(&watch, 1300, 0);
	tick(&watch, 2000, 1);
	assert_int_equal(told(&watch, FACT_QUEUE_PEAK), 5);
	assert_int_equal(told(&watch, FACT_LOOK_PERIOD), 250);
	/* The tick's own look counts, and the next account begins anew. */
	look(&watch, 2500, 1);
	tick(&watch, 3000, 3);
	assert_int_equal(told(&watch, FACT_QUEUE_PEAK), 3);
	assert_int_equal(told(&watch, FACT_LOOK_PERIOD), 500);
	look(&watch, 3500, 0);
	tick(&watch, 4000, 0);
	assert_int_equal(told(&watch, FACT_QUEUE_PEAK), 0);
}

/* Ticks alone know no peak, but how often they look. */
static void check_ticks_alone(void **state)
{
	struct watch watch = { 0 };

	(void)state;
	tick(&watch, 1000, 0);
	tick(&watch, 3000, 4);
	assert_int_equal(told(&watch, FACT_QUEUE_PEAK), INT64_MIN);
	assert_int_equal(told(&watch, FACT_LOOK_PERIOD), 2000);
}

static void check_time_full(void **state)
{
	struct watch watch = { 0 };

	(void)state;
	/* Before we watched: nothing is known. */
	tick(&watch, 5000, FULL);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 0);
	look(&watch, 5020, FULL);
	look(&watch, 5045, FULL);
	look(&watch, 5100, BACKLOG);
	look(&watch, 5120, FULL);
	tick(&watch, 6000, 0);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 45 + 20);
	tick(&watch, 7000, 0);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 65);
}

/* An hour without a look: full at its end is no hour, full at both ends is. */
static void check_rare_looks(void **state)
{
	struct watch watch = { 0 };

	(void)state;
	tick(&watch, 1000, 0);
	tick(&watch, 3601000, FULL);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 1000);
	tick(&watch, 3661000, FULL);
	assert_int_equal(told(&watch, FACT_TIME_FULL), 61000);
}

static void check_moves(void **state)
{
	struct watch watch = { 0 }, waiting = { 0 };
	struct look dropped = look_at(1300, 1);

	(void)state;
	assert_false(tick(&watch, 1000, 0));
	assert_true(tick(&waiting, 1000, 1));
	assert_false(look(&watch, 1100, 0));
	assert_true(look(&watch, 1200, 1));
	assert_false(look(&watch, 1250, 1));
	dropped.drops = 1;
	assert_true(watch_look(&watch, &dropped));
	/* Told of twice in one dump. */
	assert_false(look(&watch, 1300, 9));
	tick(&watch, 1600, 1);
	tick(&watch, 1600, 1);
	assert_int_equal(told(&watch, FACT_LOOK_PERIOD), INT64_MIN);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_peak),
		cmocka_unit_test(check_ticks_alone),
		cmocka_unit_test(check_time_full),
		cmocka_unit_test(check_rare_looks),
		cmocka_unit_test(check_moves),
	};

	return cmocka_run_group_tests_name("source_watch", tests, NULL, NULL);
}
