/* out_plain.c - plain text: aligned, complete, harmless. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "fake_judge.h"
#include "out_host.h"

#include <locale.h>

static void assert_begins(const char *written, const char *expected)
{
	char *begin = strndup(written, strlen(expected));

	assert_string_equal(begin, expected);
	free(begin);
}

static void writes_the_default_columns(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "plain", .ticks = 2 });

	(void)state;
	assert_harmless(written, false);
	assert_golden("out_plain.txt", written);
	free(written);
}

static void writes_ascii_alone_where_asked(void **state)
{
	struct host_report asked = {
		.writer = "plain", .ticks = 2, .ascii = true, .columns = "local,process,command,owners",
	};
	char *written = host_written(&asked);

	(void)state;
	assert_harmless(written, true);
	assert_golden("out_plain_ascii.txt", written);
	free(written);
}

/* Every line is as wide as the titles' columns say: the first column's text ends
 * where the second begins, in all of them. */
static void aligns_by_content(void **state)
{
	struct host_report asked = { .writer = "plain", .ticks = 2, .columns = "queue,backlog" };
	char *written = host_written(&asked);
	size_t width = strcspn(written, "\n");

	(void)state;
	for (const char *at = written; *at && *at != '#'; at += strcspn(at, "\n") + 1)
		assert_int_equal(strcspn(at, "\n"), width);
	free(written);
}

static void has_no_blanks_at_the_end(void **state)
{
	char *written = host_written(&(struct host_report){ .writer = "plain", .ticks = 2 });

	(void)state;
	assert_null(strstr(written, " \n"));
	free(written);
}

static void colors_marks_only_where_asked(void **state)
{
	struct host_report asked = { .writer = "plain", .ticks = 2, .color = true, .columns = "local" };
	char *written = host_written(&asked);

	(void)state;
	assert_non_null(strstr(written, "\033[1;31m!\033[0m 0.0.0.0:443\n"));
	assert_null(strstr(written, "\033]0"));
	free(written);
}

/* No mark, no column for it. */
static void leaves_the_marks_out_where_there_are_none(void **state)
{
	struct host_report asked = {
		.writer = "plain", .ticks = 1, .columns = "local", .filter = "port=53",
	};
	char *written = host_written(&asked);

	(void)state;
	assert_begins(written, "LOCAL ADDRESS\n127.0.0.1:53\n#");
	free(written);
}

static void dates_refreshes_and_parts_them(void **state)
{
	struct host_report asked = {
		.writer = "plain", .ticks = 1, .columns = "port", .filter = "port=53", .dated = true,
	};
	char *written = host_written(&asked);

	(void)state;
	assert_begins(written, "# 2026-01-31T14:07:31.004Z web??[1m01\nPORT\n");
	free(written);
	asked.later = true;
	written = host_written(&asked);
	assert_begins(written, "\n# 2026-01-31T14:07:31.004Z web??[1m01\nPORT\n");
	free(written);
}

static void says_that_there_is_nothing(void **state)
{
	struct host_report nobody = { .writer = "plain", .ticks = 1, .nobody = true, .columns = "port" };
	struct host_report none = {
		.writer = "plain", .ticks = 1, .columns = "port", .filter = "port=1",
	};
	char *written = host_written(&nobody);

	(void)state;
	assert_string_equal(written, "PORT\n# nothing listens here\n");
	free(written);
	nobody.ipv6 = true;
	written = host_written(&nobody);
	assert_string_equal(written, "PORT\n# nothing of what was asked for listens here\n");
	free(written);
	written = host_written(&none);
	assert_begins(written, "PORT\n# none of 5 rows matches the filter\n");
	free(written);
}

/* Behind the rows, of those that are there, the worst first; before the gaps. */
static void tells_what_is_wrong(void **state)
{
	struct judge judge = { 0 };
	struct host_report asked = {
		.writer = "plain", .ticks = 1, .columns = "local", .filter = "proto=tcp", .judge = &judge,
	};
	char *written;

	(void)state;
	fake_finding(&judge, SEVERITY_ALARM, 54551, "127.0.0.1:53", "is not on show");
	fake_finding(&judge, SEVERITY_ALARM, 54549, "0.0.0.0:443 ng\033inx", "queue full");
	fake_finding(&judge, SEVERITY_HINT, 54549, "0.0.0.0:443 nginx", "is but a hint");
	fake_finding(&judge, SEVERITY_WARNING, 54550, "[fe80::1]:80", "fills up");
	written = host_written(&asked);
	assert_begins(written, "  LOCAL ADDRESS\n! 0.0.0.0:443\n  [fe80::1]%eth0:80\n"
			       "# ! 0.0.0.0:443 ng?inx: queue full\n# [fe80::1]:80: fills up\n"
			       "# owners of 212 ");
	free(written);
}

static void tells_ten_things_at_most(void **state)
{
	struct judge judge = { 0 };
	struct host_report asked = {
		.writer = "plain", .ticks = 1, .columns = "local", .judge = &judge,
	};
	char *written;

	(void)state;
	for (unsigned i = 0; i < 12; i++)
		fake_finding(&judge, SEVERITY_ALARM, 54549, "x", i == 9 ? "ten" : i == 10 ? "eleven" : "");
	written = host_written(&asked);
	assert_non_null(strstr(written, "# ! x: ten\n# and 2 more\n"));
	assert_null(strstr(written, "eleven"));
	free(written);
}

static void reports_a_full_device(void **state)
{
	struct model *model = model_new();
	struct host_report asked = { .ticks = 1 };
	struct table table = { 0 };
	struct query query;
	struct scene scene;
	struct report report = { .scene = &scene, .query = &query, .table = &table, .first = true };
	static const char *const names[] = { "plain", "csv", "json" };

	(void)state;
	host_update(model, &asked);
	scene = host_scene(model, 1);
	query_init(&query, TABLE_LISTENERS, 0);
	table_fill(&table, &query, &scene, TABLE_SORT);
	for (unsigned i = 0; i < 3; i++) {
		FILE *full = fopen("/dev/full", "w");

		if (!full)
			skip();
		setvbuf(full, NULL, _IONBF, 0);
		errno = 0;
		assert_false(writer_find(names[i])->write(full, &report));
		assert_int_equal(errno, ENOSPC);
		fclose(full);
	}
	table_free(&table);
	query_free(&query);
	model_free(model);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(writes_the_default_columns),
		cmocka_unit_test(writes_ascii_alone_where_asked),
		cmocka_unit_test(aligns_by_content),
		cmocka_unit_test(has_no_blanks_at_the_end),
		cmocka_unit_test(colors_marks_only_where_asked),
		cmocka_unit_test(leaves_the_marks_out_where_there_are_none),
		cmocka_unit_test(dates_refreshes_and_parts_them),
		cmocka_unit_test(says_that_there_is_nothing),
		cmocka_unit_test(tells_what_is_wrong),
		cmocka_unit_test(tells_ten_things_at_most),
		cmocka_unit_test(reports_a_full_device),
	};

	setlocale(LC_CTYPE, "C.UTF-8");
	return cmocka_run_group_tests_name("out_plain", tests, NULL, NULL);
}
