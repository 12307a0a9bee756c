/* base_clock.c - spans and dates. */
#include "base/clock.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void seconds_never_run_backwards(void **state)
{
	(void)state;
	assert_true(clock_seconds(0, CLOCK_SECOND) == 1.0);
	assert_true(clock_seconds(5, 5) == 0.0);
	assert_true(clock_seconds(CLOCK_SECOND, 0) == 0.0);
	assert_true(clock_seconds(UINT64_MAX, 1) == 0.0);
}

static void writes_dates(void **state)
{
	static const struct { uint64_t wall; const char *text; } cases[] = {
		{ 0, "1970-01-01T00:00:00.000Z" },
		{ UINT64_C(1769868451004000000), "2026-01-31T14:07:31.004Z" },
		{ UINT64_C(1769868451004999999), "2026-01-31T14:07:31.004Z" },
		{ UINT64_C(1709164800000000000), "2024-02-29T00:00:00.000Z" },
		{ UINT64_MAX, "2554-07-21T23:34:33.709Z" },
	};
	char text[CLOCK_ISO_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		clock_iso(cases[i].wall, text);
		assert_string_equal(text, cases[i].text);
	}
}

static void writes_the_time_of_the_zone(void **state)
{
	char text[CLOCK_TIME_SIZE];

	(void)state;
	setenv("TZ", "XYZ-2:30", 1);
	tzset();
	clock_time_of_day(UINT64_C(1769868451004000000), text);
	assert_string_equal(text, "16:37:31");
}

static void writes_the_day_of_the_zone(void **state)
{
	char text[CLOCK_DATE_SIZE];

	(void)state;
	setenv("TZ", "XYZ-10:30", 1);
	tzset();
	clock_date(UINT64_C(1769868451004000000), text);
	assert_string_equal(text, "2026-02-01");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(seconds_never_run_backwards),
		cmocka_unit_test(writes_dates),
		cmocka_unit_test(writes_the_time_of_the_zone),
		cmocka_unit_test(writes_the_day_of_the_zone),
	};

	return cmocka_run_group_tests_name("base_clock", tests, NULL, NULL);
}
