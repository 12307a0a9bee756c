/* out_out.c - grammars by name, the list of columns, and gaps in words. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "out_host.h"

#include "out/writers.h"
#include "table/column.h"
#include "table/gap_text.h"
#include "table/value.h"

static void finds_writers(void **state)
{
	static const char *const names[] = { "plain", "json", "csv" };

	(void)state;
	for (unsigned i = 0; i < 3; i++)
		assert_string_equal(writer_find(names[i])->name, names[i]);
	assert_null(writer_find("xml"));
	assert_null(writer_find(""));
	assert_null(writer_find("JSON"));
}

static void helps_with_every_column(void **state)
{
	char *written = NULL;
	size_t size;
	FILE *file = open_memstream(&written, &size);

	(void)state;
	assert_true(out_column_help(file));
	fclose(file);
	for (size_t i = 0; i < column_count; i++) {
		char start[64];
		struct text text = TEXT_OVER(start);

		if (!(columns[i].tables & TABLE_BIT(TABLE_LISTENERS)))
			continue;
		text_format(&text, "\n%s ", columns[i].key);
		if (columns[i].later)
			assert_null(strstr(written, start));
		else
			assert_non_null(strstr(written, start));
	}
	free(written);
}

static void tells_gaps(void **state)
{
	static const struct { struct gap gap; const char *sentence; } cases[] = {
		{ { "owner", "processes", EACCES, 212, POWER_OBSERVE },
		  "owners of 212 processes hidden: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" },
		{ { "owner", "processes", EACCES, 1, POWER_OBSERVE },
		  "owners of 1 process hidden: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" },
		{ { "owner", "processes", EACCES, 3, POWER_NONE },
		  "owners of 3 processes: Permission denied" },
		{ { "owner", "processes", 0, 400, POWER_NONE }, "owners of 400 processes: still looking" },
		{ { "owner", "listeners", 0, 1, POWER_NONE }, "owners of 1 listener: still looking" },
		{ { "owner", "processes hidden by hidepid", EACCES, 1, POWER_OBSERVE },
		  "owners hidden by hidepid: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH" },
		{ { "unseen", "sctp", EPROTONOSUPPORT, 1, POWER_NONE }, "sctp: this kernel does not tell" },
		{ { "unixes", "queues", 0, 1, POWER_NONE },
		  "unix sockets: as they were at an earlier refresh" },
		{ { "counter", "snmp", EIO, 2, POWER_NONE },
		  "counters of snmp (2 times): Input/output error" },
		{ { "syn", "handshakes", EPERM, 1, POWER_NONE },
		  "unfinished handshakes: Operation not permitted" },
		{ { "baseline", "file", ENOENT, 1, POWER_NONE },
		  "baseline cannot be read now, its last reading holds: No such file or directory" },
		{ { "baseline", "file", EPERM, 1, POWER_NONE },
		  "baseline cannot be read now, its last reading holds: others may write to it" },
		{ { "baseline", "file", EINVAL, 1, POWER_NONE },
		  "baseline cannot be read now, its last reading holds: it is no regular file" },
		{ { "baseline", "lines", EBADMSG, 1, POWER_NONE },
		  "1 line of the baseline: not understood" },
		{ { "baseline", "lines", EBADMSG, 23, POWER_NONE },
		  "23 lines of the baseline: not understood" },
		{ { "somebody", "something", EIO, 1, POWER_ACT },
		  "something: CAP_KILL, CAP_SYS_NICE and CAP_NET_ADMIN" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char buffer[256];
		struct text text = TEXT_OVER(buffer);

		gap_sentence(&cases[i].gap, &text);
		assert_string_equal(buffer, cases[i].sentence);
	}
}

static void rounds_by_unit(void **state)
{
	static const struct { double real; enum unit unit; double rounded; } cases[] = {
		{ 100.78125, UNIT_PERCENT, 100.8 }, { 12.0344, UNIT_SECONDS, 12.034 },
		{ 0.05, UNIT_EVENTS, 0.1 },	    { -1.26, UNIT_EVENTS, -1.3 },
		{ 0.0278, UNIT_EVENTS, 0.028 },	    { 0.00028, UNIT_EVENTS, 0.00028 },
		{ -0.01, UNIT_EVENTS, -0.01 },	    { 0.024, UNIT_PERCENT, 0 },
		{ 1e300, UNIT_EVENTS, 1e300 },	    { 0, UNIT_SECONDS, 0 },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct value value = {
			.kind = VALUE_REAL, .unit = cases[i].unit, .real = cases[i].real,
		};
		double rounded = value_rounded(&value);

		assert_false(rounded < cases[i].rounded || rounded > cases[i].rounded);
	}
}

/* Whatever strangers call themselves, nothing that a terminal obeys comes out of
 * any grammar. */
static void nothing_harmful_comes_out(void **state)
{
	static const char *const names[] = { "plain", "csv", "json" };

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		struct host_report asked = { .writer = names[i], .ticks = 1 };
		char *written = host_written(&asked);

		assert_harmless(written, false);
		free(written);
		asked.ascii = true;
		written = host_written(&asked);
		assert_harmless(written, true);
		free(written);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_writers),
		cmocka_unit_test(helps_with_every_column),
		cmocka_unit_test(tells_gaps),
		cmocka_unit_test(rounds_by_unit),
		cmocka_unit_test(nothing_harmful_comes_out),
	};

	return cmocka_run_group_tests_name("out_out", tests, NULL, NULL);
}
