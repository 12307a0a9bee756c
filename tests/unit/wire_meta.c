/* wire_meta.c - what a captured host says of itself, and what is wrong with it. */
#include "wire/meta.h"

#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#define NEEDED "version 1\nwall 3\nmonotonic 4\nboot 5\n"

static int read_meta(const char *content, struct meta *meta, char line[200])
{
	struct text why = text_over(line, 200);

	return meta_read(content, strlen(content), "DIR/meta", meta, &why);
}

static void what_is_written_is_read(void **state)
{
	const struct meta meta = {
		.at = { .monotonic = 1, .boot = 2, .wall = UINT64_C(1795200756920944711) },
		.host = "a name with blanks", .netns = 4026531833,
		.uptime_known = true, .uptime = 2446.07,
	};
	char content[META_SIZE], line[200];
	struct text text = TEXT_OVER(content);
	struct meta read;

	(void)state;
	meta_write(&meta, &text);
	assert_int_equal(read_meta(content, &read, line), 0);
	assert_memory_equal(&read.at, &meta.at, sizeof meta.at);
	assert_string_equal(read.host, meta.host);
	assert_int_equal(read.netns, meta.netns);
	assert_true(read.uptime_known);
	assert_true(read.uptime > 2446.05 && read.uptime < 2446.09);
}

static void a_host_of_any_name_is_one_line(void **state)
{
	const struct meta meta = { .host = "a\nversion 2\033[31m" };
	char content[META_SIZE], line[200];
	struct text text = TEXT_OVER(content);
	struct meta read;

	(void)state;
	meta_write(&meta, &text);
	assert_int_equal(read_meta(content, &read, line), 0);
	assert_string_equal(read.host, "a?version 2?[31m");
}

static void less_is_enough(void **state)
{
	struct meta meta;
	char line[200];

	(void)state;
	assert_int_equal(read_meta(NEEDED "colour green\nhost \n", &meta, line), 0);
	assert_int_equal(meta.at.wall, 3);
	assert_int_equal(meta.netns, 0);
	assert_false(meta.uptime_known);
	assert_string_equal(meta.host, "");
}

static void says_what_is_wrong_and_where(void **state)
{
	static const struct {
		const char *content, *why;
	} cases[] = {
		{ "", "DIR/meta: version: missing" },
		{ "version 1\nwall 3\nboot 5\n", "DIR/meta: monotonic: missing" },
		{ "version 2\n", "DIR/meta:1: version: a version this program cannot read" },
		{ NEEDED "byteorder mixed\n",
		  "DIR/meta:5: byteorder: captured on another kind of machine" },
		{ "version 1\nwall x\n", "DIR/meta:2: wall: not a number in range" },
		{ "version 1\nwall \n", "DIR/meta:2: wall: not a number in range" },
		{ "version 1\nwall -1\n", "DIR/meta:2: wall: not a number in range" },
		{ "version 1\nwall 9223372036854775808\n",
		  "DIR/meta:2: wall: not a number in range" },
		{ "version 1\nwall 1\nwall 1\n", "DIR/meta:3: wall: said twice" },
		{ "version 1\n\n", "DIR/meta:2: no \"key value\"" },
		{ "version 1\nwall\n", "DIR/meta:2: no \"key value\"" },
		{ NEEDED "uptime 1e3\n", "DIR/meta:5: uptime: not a number of seconds" },
		{ NEEDED "host 12345678901234567890123456789012345678901234567890123456789012345\n",
		  "DIR/meta:5: host: too long" },
	};
	struct meta meta = { .netns = 9 };
	char line[200];

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(read_meta(cases[i].content, &meta, line), -EINVAL);
		assert_string_equal(line, cases[i].why);
	}
	assert_int_equal(meta.netns, 9);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_read),
		cmocka_unit_test(a_host_of_any_name_is_one_line),
		cmocka_unit_test(less_is_enough),
		cmocka_unit_test(says_what_is_wrong_and_where),
	};

	return cmocka_run_group_tests_name("wire_meta", tests, NULL, NULL);
}
