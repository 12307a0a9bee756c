/* base_number.c - whole texts only, and nothing that wraps. */
#include "base/number.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void reads_unsigned(void **state)
{
	static const struct { const char *text; int base; bool good; uint64_t value; } cases[] = {
		{ "0", 10, true, 0 },
		{ "007", 10, true, 7 },
		{ "18446744073709551615", 10, true, UINT64_MAX },
		{ "18446744073709551616", 10, false, 0 },
		{ "99999999999999999999999", 10, false, 0 },
		{ "ffffffffffffffff", 16, true, UINT64_MAX },
		{ "10000000000000000", 16, false, 0 },
		{ "DeadBeef", 16, true, 0xdeadbeef },
		{ "", 10, false, 0 },
		{ "-1", 10, false, 0 },
		{ "+1", 10, false, 0 },
		{ " 1", 10, false, 0 },
		{ "1 ", 10, false, 0 },
		{ "1a", 10, false, 0 },
		{ "0x1", 16, false, 0 },
		{ "g", 16, false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		uint64_t value = 4711;
		bool good = number_unsigned(cases[i].text, strlen(cases[i].text), cases[i].base, &value);

		if (good != cases[i].good || value != (good ? cases[i].value : 4711))
			fail_msg("%s", cases[i].text);
	}
}

static void reads_signed(void **state)
{
	static const struct { const char *text; bool good; int64_t value; } cases[] = {
		{ "-20", true, -20 },
		{ "19", true, 19 },
		{ "-0", true, 0 },
		{ "9223372036854775807", true, INT64_MAX },
		{ "9223372036854775808", false, 0 },
		{ "-9223372036854775808", true, INT64_MIN },
		{ "-9223372036854775809", false, 0 },
		{ "-", false, 0 },
		{ "--1", false, 0 },
		{ "", false, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		int64_t value = 4711;
		bool good = number_signed(cases[i].text, strlen(cases[i].text), &value);

		if (good != cases[i].good || value != (good ? cases[i].value : 4711))
			fail_msg("%s", cases[i].text);
	}
}

/* The very double that the compiler makes of the same digits. */
static void reads_decimals_exactly(void **state)
{
	static const struct { const char *text; double value; } good[] = {
		{ "0", 0 },	      { "0.1", 0.1 },	      { "0.3", 0.3 },
		{ "0.7", 0.7 },	      { "12.034", 12.034 },   { "3600", 3600 },
		{ "3600.000", 3600 }, { "0.0001", 0.0001 },   { "99.99", 99.99 },
		{ "1.005", 1.005 },   { "123456789.125", 123456789.125 },
		{ "0.30000000000000000000000000000000000000000000001", 0.3 },
		{ "18446744073709551615.5", 18446744073709551615.0 },
		{ ".5", 0.5 },
	};
	static const char *const bad[] = {
		"", ".", "..5", ".x", "5.", "1.2.3", "1,5", "1e3", "nan", "inf", "-1", "+1", " 1", "1 ",
		"0x10", "1.5s", "99999999999999999999999",
	};
	double value;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
		value = -1;
		if (!number_decimal(good[i].text, strlen(good[i].text), &value) ||
		    !(value >= good[i].value && value <= good[i].value))
			fail_msg("%s: %.17g", good[i].text, value);
	}
	for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
		value = -1;
		if (number_decimal(bad[i], strlen(bad[i]), &value) || value >= 0)
			fail_msg("%s", bad[i]);
	}
}

static void looks_no_further_than_told(void **state)
{
	uint64_t value = 0;
	double decimal = 0;

	(void)state;
	assert_true(number_unsigned("123456", 3, 10, &value));
	assert_int_equal(value, 123);
	assert_true(number_decimal("1.567", 3, &decimal));
	assert_true(decimal > 1.49 && decimal < 1.51);
	assert_false(number_decimal("1.5", 2, &decimal));
}

static void scans_digit_by_digit(void **state)
{
	const char text[] = "12 abcdef 99999999999999999999 x";
	const char *at = text, *end = text + strlen(text);
	uint64_t value = 0;

	(void)state;
	assert_true(number_scan(&at, end, 10, &value));
	assert_int_equal(value, 12);
	assert_int_equal(*at, ' ');
	assert_false(number_scan(&at, end, 10, &value));
	at++;
	assert_true(number_scan(&at, end, 16, &value));
	assert_int_equal(value, 0xabcdef);
	at++;
	/* what does not fit is passed over, and the value is as it was */
	assert_false(number_scan(&at, end, 10, &value));
	assert_int_equal(value, 0xabcdef);
	assert_string_equal(at, " x");
	at = end;
	assert_false(number_scan(&at, end, 10, &value));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_unsigned),
		cmocka_unit_test(reads_signed),
		cmocka_unit_test(reads_decimals_exactly),
		cmocka_unit_test(looks_no_further_than_told),
		cmocka_unit_test(scans_digit_by_digit),
	};

	return cmocka_run_group_tests_name("base_number", tests, NULL, NULL);
}
