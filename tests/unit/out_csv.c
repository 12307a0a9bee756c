/* out_csv.c - rows that come back as they were. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "out_host.h"

static void writes_the_default_columns(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "csv", .ticks = 2 });

	(void)state;
	assert_harmless(written, false);
	assert_golden("out_csv.txt", written);
	free(written);
}

static void writes_every_kind_of_value(void **state)
{
	struct host_report asked = {
		.writer = "csv", .ticks = 2,
		.columns = "local,v6only,cookie,netns,port,pid,process,command,owners,age,trend,drops",
	};
	char *written = host_written(&asked);

	(void)state;
	assert_harmless(written, false);
	assert_golden("out_csv_kinds.txt", written);
	free(written);
}

static void has_titles_once(void **state)
{
	struct host_report asked = { .writer = "csv", .ticks = 1, .columns = "port", .filter = "port=53" };
	char *written = host_written(&asked);

	(void)state;
	assert_string_equal(written, "time,port\n2026-01-31T14:07:31.004Z,53\n");
	free(written);
	asked.later = true;
	written = host_written(&asked);
	assert_string_equal(written, "2026-01-31T14:07:31.004Z,53\n");
	free(written);
}

/* A reader by the book (RFC 4180): every record has as many fields as the titles. */
static size_t skip_record(const char *at, size_t *fields)
{
	const char *start = at;
	bool quoted = false;

	for (*fields = 1; *at && (quoted || *at != '\n'); at++) {
		quoted ^= *at == '"';
		*fields += !quoted && *at == ',';
	}
	assert_false(quoted);
	assert_int_equal(*at, '\n');
	return (size_t)(at + 1 - start);
}

static void every_record_has_all_fields(void **state)
{
	struct host_report asked = {
		.writer = "csv", .ticks = 2, .columns = "local,process,command,user,owners",
	};
	char *written = host_written(&asked);
	size_t records = 0;

	(void)state;
	for (const char *at = written; *at; records++) {
		size_t fields;

		at += skip_record(at, &fields);
		assert_int_equal(fields, 6);
	}
	assert_int_equal(records, 6);
	free(written);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_default_columns),
		cmocka_unit_test(writes_every_kind_of_value),
		cmocka_unit_test(has_titles_once),
		cmocka_unit_test(every_record_has_all_fields),
	};

	return cmocka_run_group_tests_name("out_csv", tests, NULL, NULL);
}
