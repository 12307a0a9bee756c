/* table_value.c - cells as people read them, and their order. */
#include "table/value.h"

#include "base/text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static const char *shown(const struct value *value)
{
	static char cell[128];
	struct text text = TEXT_OVER(cell);

	value_format(value, false, &text);
	return cell;
}

static struct value integer(int64_t number, enum unit unit)
{
	return (struct value){ .kind = VALUE_INTEGER, .unit = unit, .integer = number };
}

static struct value real(double number, enum unit unit)
{
	return (struct value){ .kind = VALUE_REAL, .unit = unit, .real = number };
}

static void absence_is_shown(void **state)
{
	struct value value = { .kind = VALUE_UNKNOWN };

	(void)state;
	assert_string_equal(shown(&value), "?");
	value.instead = "kernel\033[31m";
	assert_string_equal(shown(&value), "kernel?[31m");
	value = (struct value){ .kind = VALUE_ABSENT };
	assert_string_equal(shown(&value), "-");
	assert_false(value_is_known(&value));
}

static void integers(void **state)
{
	static const struct { int64_t number; enum unit unit; const char *text; } cases[] = {
		{ 0, UNIT_CONNECTIONS, "0" },
		{ 1204, UNIT_EVENTS, "1204" },
		{ -20, UNIT_SCORE, "-20" },
		{ INT64_MIN, UNIT_COUNT, "-9223372036854775808" },
		{ 0, UNIT_BYTES, "0" },
		{ 1023, UNIT_BYTES, "1023" },
		{ 1024, UNIT_BYTES, "1.0K" },
		{ 12 * 1024 + 100, UNIT_BYTES, "12K" },
		{ 3565158, UNIT_BYTES, "3.4M" },
		{ 1024 * 1024 - 1, UNIT_BYTES, "1.0M" },
		{ INT64_MAX, UNIT_BYTES, "8.0E" },
		{ 61, UNIT_SECONDS, "1m01s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct value value = integer(cases[i].number, cases[i].unit);

		assert_string_equal(shown(&value), cases[i].text);
	}
}

static void reals(void **state)
{
	static const struct { double number; enum unit unit; const char *text; } cases[] = {
		{ 0, UNIT_EVENTS, "." },
		{ 0.01, UNIT_EVENTS, "<0.1" },
		{ 14, UNIT_EVENTS, "14.0" },
		{ 99.96, UNIT_EVENTS, "100" },
		{ 12345.6, UNIT_EVENTS, "12346" },
		{ 100.78125, UNIT_PERCENT, "100.8" },
		{ 106.25, UNIT_PERCENT, "106.3" },      /* as JSON and CSV have it */
		{ 0, UNIT_PERCENT, "0.0" },
		{ 59.9, UNIT_SECONDS, "59s" },
		{ 3605.2, UNIT_SECONDS, "1h00m" },
		{ 41 * 86400 + 3 * 3600, UNIT_SECONDS, "41d03h" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct value value = real(cases[i].number, cases[i].unit);

		assert_string_equal(shown(&value), cases[i].text);
	}
}

static void short_spans_count_by_tenths_where_they_matter(void **state)
{
	static const struct { double seconds; const char *text; } cases[] = {
		{ 0, "0.0s" }, { 0.34, "0.3s" }, { 0.3, "0.3s" }, { 9.999, "9.9s" }, { 12.034, "12s" },
		{ 63, "1m03s" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct value value = real(cases[i].seconds, UNIT_SECONDS);

		value.fine = true;
		assert_string_equal(shown(&value), cases[i].text);
	}
}

static void harmless_rates_are_marked(void **state)
{
	struct value value = real(3, UNIT_EVENTS);

	(void)state;
	value.remark = REMARK_HARMLESS;
	assert_string_equal(shown(&value), "~3.0");
	value.real = 0;
	assert_string_equal(shown(&value), ".");
	value.kind = VALUE_UNKNOWN;
	assert_string_equal(shown(&value), "?");
	value = integer(65, UNIT_CONNECTIONS);
	value.remark = REMARK_FULL;
	assert_string_equal(shown(&value), "65");
}

static void short_percents_are_whole(void **state)
{
	struct value value = real(100.78125, UNIT_PERCENT);
	char cell[16];
	struct text text = TEXT_OVER(cell);

	(void)state;
	value_format_short(&value, false, &text);
	assert_string_equal(cell, "101%");
}

static void others_are_counted(void **state)
{
	struct value value = integer(1234, UNIT_COUNT);

	(void)state;
	value.more = 4;
	assert_string_equal(shown(&value), "1234+4");
}

static void identities_are_unsigned(void **state)
{
	struct value value = integer(-1, UNIT_COUNT);

	(void)state;
	value.identity = true;
	assert_string_equal(shown(&value), "18446744073709551615");
}

static void texts_are_made_harmless(void **state)
{
	struct value value = { .kind = VALUE_TEXT, .text = "a\033[31m\xff" };
	struct value flag = { .kind = VALUE_FLAG, .flag = true };

	(void)state;
	assert_string_equal(shown(&value), "a?[31m?");
	assert_string_equal(shown(&flag), "yes");
}

static void numbers_compare_by_size(void **state)
{
	struct value small = integer(-5, UNIT_COUNT), large = real(0.5, UNIT_COUNT);
	struct value huge = integer(INT64_MAX, UNIT_COUNT), less = integer(INT64_MAX - 1, UNIT_COUNT);

	(void)state;
	assert_true(value_compare(&small, &large) < 0);
	assert_true(value_compare(&large, &small) > 0);
	assert_true(value_compare(&huge, &less) > 0);
	assert_int_equal(value_compare(&huge, &huge), 0);
}

static void texts_compare_by_bytes(void **state)
{
	struct value a = { .kind = VALUE_TEXT, .text = "Z" }, b = { .kind = VALUE_TEXT, .text = "a" };
	struct value high = { .kind = VALUE_TEXT, .text = "\xff" };

	(void)state;
	assert_true(value_compare(&a, &b) < 0);
	assert_true(value_compare(&high, &b) > 0);
}

static void absence_comes_last(void **state)
{
	struct value unknown = { .kind = VALUE_UNKNOWN }, absent = { .kind = VALUE_ABSENT };
	struct value least = integer(INT64_MIN, UNIT_COUNT);

	(void)state;
	assert_true(value_compare(&unknown, &least) > 0);
	assert_true(value_compare(&least, &absent) < 0);
	assert_int_equal(value_compare(&unknown, &absent), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(absence_is_shown),
		cmocka_unit_test(integers),
		cmocka_unit_test(reals),
		cmocka_unit_test(short_spans_count_by_tenths_where_they_matter),
		cmocka_unit_test(harmless_rates_are_marked),
		cmocka_unit_test(short_percents_are_whole),
		cmocka_unit_test(others_are_counted),
		cmocka_unit_test(identities_are_unsigned),
		cmocka_unit_test(texts_are_made_harmless),
		cmocka_unit_test(numbers_compare_by_size),
		cmocka_unit_test(texts_compare_by_bytes),
		cmocka_unit_test(absence_comes_last),
	};

	return cmocka_run_group_tests_name("table_value", tests, NULL, NULL);
}
