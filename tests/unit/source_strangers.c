/* source_strangers.c - listeners that came and went between two ticks. */
#include "source/strangers.h"

#include "source/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void meet(struct strangers *strangers, uint64_t cookie, uint32_t queue, uint64_t now)
{
	struct inet_diag diag = { .cookie = cookie, .rqueue = queue };

	strangers_meet(strangers, &diag, now);
}

/* A tick whose dump has that one; 0: none. */
static void tick(struct strangers *strangers, uint64_t cookie, uint64_t now)
{
	struct kept kept = { 0 };

	kept_begin(&kept);
	if (cookie)
		kept_see(&kept, cookie, 1);
	kept_end(&kept, true);
	strangers_settle(strangers, &kept, now);
	kept_free(&kept);
}

static size_t count_ended(struct strangers *strangers)
{
	struct stranger_ended ended;
	size_t count = 0;

	while (strangers_take_ended(strangers, &ended))
		count++;
	return count;
}

static void check_stays(void **state)
{
	struct strangers strangers = { 0 };

	(void)state;
	meet(&strangers, 7, 1, 10);
	strangers_close(&strangers, 7, 15);
	tick(&strangers, 7, 20);
	tick(&strangers, 0, 30);
	tick(&strangers, 0, 40);
	assert_int_equal(count_ended(&strangers), 0);
}

static void check_told_closed(void **state)
{
	struct strangers strangers = { 0 };
	struct stranger_ended ended;

	(void)state;
	meet(&strangers, 7, 1, 10);
	meet(&strangers, 7, 3, 11);
	assert_int_equal(strangers_since(&strangers, 7), 10);
	assert_int_equal(strangers_since(&strangers, 8), 0);
	strangers_close(&strangers, 7, 15);
	strangers_close(&strangers, 8, 15);
	strangers_close(&strangers, 7, 17);
	assert_int_equal(count_ended(&strangers), 0);
	tick(&strangers, 0, 20);
	assert_true(strangers_take_ended(&strangers, &ended));
	assert_int_equal(ended.diag.cookie, 7);
	assert_int_equal(ended.diag.rqueue, 3);
	assert_int_equal(ended.since, 10);
	assert_int_equal(ended.when, 15);
	assert_int_equal(count_ended(&strangers), 0);
}

/* Nobody told: two looks have to miss it, and the first says when. */
static void check_missed_twice(void **state)
{
	struct strangers strangers = { 0 };
	struct stranger_ended ended;

	(void)state;
	meet(&strangers, 7, 1, 10);
	strangers_miss(&strangers, 10);
	tick(&strangers, 0, 20);
	assert_int_equal(count_ended(&strangers), 0);
	strangers_miss(&strangers, 25);
	assert_true(strangers_take_ended(&strangers, &ended));
	assert_int_equal(ended.when, 20);
}

static void check_back_again(void **state)
{
	struct strangers strangers = { 0 };
	struct stranger_ended ended;

	(void)state;
	meet(&strangers, 7, 1, 10);
	strangers_close(&strangers, 7, 11);
	strangers_miss(&strangers, 12);
	meet(&strangers, 7, 1, 13);
	tick(&strangers, 0, 20);
	assert_int_equal(count_ended(&strangers), 0);
	tick(&strangers, 0, 30);
	assert_true(strangers_take_ended(&strangers, &ended));
	assert_int_equal(ended.when, 20);
}

static void check_bounded(void **state)
{
	struct strangers strangers = { 0 };

	(void)state;
	for (uint64_t cookie = 1; cookie <= 4 * STRANGERS_MOST; cookie++)
		meet(&strangers, cookie, 0, 10);
	tick(&strangers, 0, 20);
	tick(&strangers, 0, 30);
	assert_int_equal(count_ended(&strangers), STRANGERS_MOST);
	meet(&strangers, 1, 0, 40);
	strangers_free(&strangers);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_stays),
		cmocka_unit_test(check_told_closed),
		cmocka_unit_test(check_missed_twice),
		cmocka_unit_test(check_back_again),
		cmocka_unit_test(check_bounded),
	};

	return cmocka_run_group_tests_name("source_strangers", tests, NULL, NULL);
}
