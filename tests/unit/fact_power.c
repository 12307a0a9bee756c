/* fact_power.c - what powers are made of. */
#include "fact/power.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void none_needs_none(void **state)
{
	(void)state;
	assert_non_null(power_capabilities(POWER_NONE));
	assert_null(power_capabilities(POWER_NONE)[0]);
}

static void lists_end_and_name_capabilities(void **state)
{
	(void)state;
	for (unsigned power = POWER_NONE + 1; power < POWERS; power++) {
		const char *const *names = power_capabilities((enum power)power);
		unsigned count = 0;

		for (; names[count]; count++)
			assert_int_equal(strncmp(names[count], "CAP_", 4), 0);
		assert_in_range(count, 1, 3);
	}
}

/* proc_pid_fd(5): one for ptrace access, one for the mode of the directory. */
static void observing_takes_both(void **state)
{
	const char *const *names = power_capabilities(POWER_OBSERVE);

	(void)state;
	assert_string_equal(names[0], "CAP_SYS_PTRACE");
	assert_string_equal(names[1], "CAP_DAC_READ_SEARCH");
	assert_null(names[2]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(none_needs_none),
		cmocka_unit_test(lists_end_and_name_capabilities),
		cmocka_unit_test(observing_takes_both),
	};

	return cmocka_run_group_tests_name("fact_power", tests, NULL, NULL);
}
