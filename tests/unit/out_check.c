/* out_check.c - an answer for monitoring: the first line, the rows, and the status. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "out_host.h"

#include "out/check.h"
#include "table/filter.h"

/* A check that is under way. */
struct watch {
	struct model *model;
	struct query query;
	struct filter *critical, *warning;
	struct check *check;
	const char *no_baseline;
	unsigned ticks;
};

static struct filter *parsed(const char *text)
{
	char buffer[256];
	struct text why = TEXT_OVER(buffer);
	struct filter *filter = NULL;

	if (text && !filter_parse(TABLE_LISTENERS, text, &filter, &why))
		fail_msg("%s: %s", text, buffer);
	return filter;
}

static struct watch watch_start(const char *critical, const char *warning, const char *columns,
				const char *filter)
{
	struct watch watch = {
		.model = model_new(), .critical = parsed(critical), .warning = parsed(warning),
	};
	char buffer[256];
	struct text why = TEXT_OVER(buffer);

	query_init(&watch.query, TABLE_LISTENERS, 0);
	assert_true(!columns || query_set_columns(&watch.query, columns, &why));
	assert_true(query_set_filter(&watch.query, filter, &why));
	return watch;
}

static void watch_tick(struct watch *watch, struct snapshot *snap)
{
	struct check_question question = {
		.critical = watch->critical, .warning = watch->warning, .query = &watch->query,
		.no_baseline = watch->no_baseline,
	};
	struct scene scene;

	if (!watch->check)
		watch->check = check_new(&question);
	if (!snap->sealed)
		snapshot_seal(snap);
	model_update(watch->model, snap);
	scene = host_scene(watch->model, ++watch->ticks);
	check_add(watch->check, &scene);
}

/* To be freed; ends it. */
static char *watch_end(struct watch *watch, enum check_status status)
{
	char *written = NULL;
	size_t size;
	FILE *file = open_memstream(&written, &size);

	assert_int_equal(check_status(watch->check), status);
	assert_true(check_write(file, watch->check, false));
	assert_int_equal(fclose(file), 0);
	check_free(watch->check);
	filter_free(watch->critical);
	filter_free(watch->warning);
	query_free(&watch->query);
	model_free(watch->model);
	return written;
}

static void assert_answer(struct watch *watch, enum check_status status, const char *expected)
{
	char *written = watch_end(watch, status);

	assert_string_equal(written, expected);
	free(written);
}

static struct snapshot *snapshot_at(unsigned tick)
{
	return snapshot_new((struct instant){
		.monotonic = (1 + tick) * CLOCK_SECOND,
		.boot = (1 + tick) * CLOCK_SECOND,
		.wall = HOST_WALL + tick * CLOCK_SECOND,
	});
}

static struct listener *add_tcp(struct snapshot *snap, uint64_t number, uint16_t port,
				int64_t queue, int64_t backlog)
{
	struct listener *listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "0.0.0.0", port);

	listener->id.number = number;
	host_queue(listener, queue, backlog);
	return listener;
}

/* One as expected, one new, one wider, one missing. */
static struct snapshot *judged_snapshot(void)
{
	struct snapshot *snap = snapshot_at(0);
	struct listener *listener;

	snap->baseline = (struct baseline_facts){ .path = "/etc/exp|ected", .lines = 3 };
	listener = add_tcp(snap, 1, 443, 0, 511);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = "";
	listener = add_tcp(snap, 2, 4444, 0, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 1);
	listener->label[LABEL_UNEXPECTED_WHY] = "new";
	listener = add_tcp(snap, 3, 8080, 0, 100);
	facts_set(&listener->facts, FACT_UNEXPECTED, 1);
	listener->label[LABEL_UNEXPECTED_WHY] = "wider";
	listener = host_listener(snap, PROTOCOL_TCP, AF_INET, "127.0.0.1", 5432);
	listener->id = (struct listener_id){ 0, 99, ID_STATED };
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = "missing";
	snapshot_add_owner(snap, 1, host_process(snap, 7, "nc", "nc -l"), 3);
	return snap;
}

static void nothing_matches(void **state)
{
	struct watch watch = watch_start("queue>1000", "queue>500", "local", NULL);
	struct snapshot *snap = snapshot_at(0);

	(void)state;
	add_tcp(snap, 1, 443, 0, 511);
	watch_tick(&watch, snap);
	assert_answer(&watch, CHECK_OK,
		      "LSNTOP OK - 1 listener, 0 match | listeners=1;;;0 critical=0;;0;0 "
		      "warning=0;0;;0 unknown=0;;;0\n");
}

static void the_unexpected_is_named(void **state)
{
	struct watch watch = watch_start("unexpected || missing", NULL, "local,process", NULL);
	char buffer[64];
	struct text why = TEXT_OVER(buffer);

	(void)state;
	assert_true(query_set_order(&watch.query, "local", &why));
	watch_tick(&watch, judged_snapshot());
	assert_answer(&watch, CHECK_CRITICAL,
		      "LSNTOP CRITICAL - 3 listeners, 3 critical: 0.0.0.0:4444 nc (new), "
		      "0.0.0.0:8080 (wider), 127.0.0.1:5432 (missing) | listeners=3;;;0 "
		      "critical=3;;0;0 warning=0;;;0 unknown=0;;;0 unexpected=2;;;0 missing=1;;;0\n"
		      "STATUS    LOCAL ADDRESS   PROCESS  UNEXPECTED  MISSING  WHY\n"
		      "CRITICAL  0.0.0.0:4444    nc       yes         no       new\n"
		      "CRITICAL  0.0.0.0:8080    ?        yes         no       wider\n"
		      "CRITICAL  127.0.0.1:5432  -        no          yes      missing\n");
}

/* A row is critical before it is a warning. */
static void the_critical_come_first(void **state)
{
	struct watch watch = watch_start("queue>100", "queue>10", "port", NULL);
	struct snapshot *snap = snapshot_at(0);

	(void)state;
	for (uint16_t port = 1; port <= 5; port++)
		add_tcp(snap, port, port, 50, 100);
	add_tcp(snap, 6, 6, 101, 100);
	watch_tick(&watch, snap);
	assert_answer(&watch, CHECK_CRITICAL,
		      "LSNTOP CRITICAL - 6 listeners, 1 critical, 5 warning: 0.0.0.0:6 (queue 101) | "
		      "listeners=6;;;0 critical=1;;0;0 warning=5;0;;0 unknown=0;;;0\n"
		      "STATUS    PORT  QUEUE\n"
		      "CRITICAL     6    101\n"
		      "WARNING      1     50\n"
		      "WARNING      2     50\n"
		      "WARNING      3     50\n"
		      "WARNING      4     50\n"
		      "WARNING      5     50\n");
}

static void a_warning_names_three(void **state)
{
	struct watch watch = watch_start(NULL, "queue>10", "port", "port<=4");
	struct snapshot *snap = snapshot_at(0);
	char *written;

	(void)state;
	for (uint16_t port = 1; port <= 5; port++)
		add_tcp(snap, port, port, 50, 100);
	watch_tick(&watch, snap);
	written = watch_end(&watch, CHECK_WARNING);
	assert_non_null(strstr(written,
			       "LSNTOP WARNING - 4 listeners, 4 warning: 0.0.0.0:1 (queue 50), "
			       "0.0.0.0:2 (queue 50), 0.0.0.0:3 (queue 50) and 1 more | "
			       "listeners=4;;;0 critical=0;;;0 warning=4;0;;0 "));
	free(written);
}

/* By what it was caught, and not by what else was asked. */
static void the_reason_is_of_the_expression_that_holds(void **state)
{
	struct watch watch = watch_start("queue>100", "backlog>5", "port", NULL);
	struct snapshot *snap = snapshot_at(0);
	char *written;

	(void)state;
	add_tcp(snap, 1, 443, 50, 100);
	watch_tick(&watch, snap);
	written = watch_end(&watch, CHECK_WARNING);
	assert_non_null(strstr(written, "1 warning: 0.0.0.0:443 (backlog 100) | "));
	free(written);
}

static void what_was_true_once_counts(void **state)
{
	struct watch watch = watch_start("queue>100", "queue>10", "port", NULL);
	static const int64_t queues[] = { 0, 20, 150, 130, 200, 0 };

	(void)state;
	for (unsigned tick = 0; tick < 6; tick++) {
		struct snapshot *snap = snapshot_at(tick);

		add_tcp(snap, 1, 443, queues[tick], 100);
		watch_tick(&watch, snap);
	}
	/* and is shown at its worst */
	assert_answer(&watch, CHECK_CRITICAL,
		      "LSNTOP CRITICAL - 1 listener, 1 critical: 0.0.0.0:443 (queue 200) | "
		      "listeners=1;;;0 critical=1;;0;0 warning=0;0;;0 unknown=0;;;0\n"
		      "STATUS    PORT  QUEUE\n"
		      "CRITICAL   443    200\n");
}

static void one_that_is_gone_still_counts(void **state)
{
	struct watch watch = watch_start("queue>100", NULL, "port", NULL);
	struct snapshot *snap = snapshot_at(0);
	char *written;

	(void)state;
	add_tcp(snap, 1, 443, 101, 100);
	watch_tick(&watch, snap);
	watch_tick(&watch, snapshot_at(1));
	written = watch_end(&watch, CHECK_CRITICAL);
	assert_non_null(strstr(written, "LSNTOP CRITICAL - 0 listeners, 1 critical: 0.0.0.0:443"));
	free(written);
}

static struct snapshot *hidden_snapshot(unsigned tick, unsigned count, bool known)
{
	struct snapshot *snap = snapshot_at(tick);

	for (unsigned i = 0; i < count; i++) {
		struct listener *listener = add_tcp(snap, i + 1, (uint16_t)(i + 1), 0, 100);

		listener->uid = (uid_t)-1;
		if (known)
			listener->uid = 0;
	}
	snapshot_add_gap(snap, "counter", "netstat", EIO, POWER_NONE);
	for (unsigned i = 0; i < 12; i++)
		snapshot_add_gap(snap, "owner", "processes", EACCES, POWER_OBSERVE);
	return snap;
}

static void unknown_is_told_with_its_reason(void **state)
{
	struct watch watch = watch_start("uid=7", NULL, "port", NULL);

	(void)state;
	watch_tick(&watch, hidden_snapshot(0, 1, false));
	assert_answer(&watch, CHECK_UNKNOWN,
		      "LSNTOP UNKNOWN - 1 listener, 1 not known: 0.0.0.0:1 (uid not known); owners of "
		      "12 processes hidden: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH | listeners=1;;;0 "
		      "critical=0;;0;0 warning=0;;;0 unknown=1;;;0\n"
		      "STATUS    PORT  UID\n"
		      "UNKNOWN      1    ?\n"
		      "# owners of 12 processes hidden: CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH\n"
		      "# counters of netstat: Input/output error\n");
}

static void not_all_unknown_rows_are_listed(void **state)
{
	struct watch watch = watch_start("uid=7", NULL, "port", NULL);
	char *written;
	unsigned lines = 0;

	(void)state;
	watch_tick(&watch, hidden_snapshot(0, 30, false));
	written = watch_end(&watch, CHECK_UNKNOWN);
	assert_non_null(strstr(written, " unknown=30;;;0\n"));
	assert_non_null(strstr(written, "\n# and 20 more not known\n"));
	for (const char *at = written; (at = strstr(at, "\nUNKNOWN")); at++)
		lines++;
	assert_int_equal(lines, 10);
	free(written);
}

/* An answer that came late is one; and one that is gone has none to give. */
static void what_becomes_known_is_not_unknown(void **state)
{
	struct watch watch = watch_start("uid=7", NULL, "port", NULL);

	(void)state;
	watch_tick(&watch, hidden_snapshot(0, 3, false));
	assert_int_equal(check_status(watch.check), CHECK_UNKNOWN);
	watch_tick(&watch, hidden_snapshot(1, 2, true));
	free(watch_end(&watch, CHECK_OK));
}

static void a_true_row_outweighs_an_unknown_one(void **state)
{
	struct watch watch = watch_start("uid=7", "port=2", "port", NULL);
	char *written;

	(void)state;
	watch_tick(&watch, hidden_snapshot(0, 2, false));
	written = watch_end(&watch, CHECK_WARNING);
	assert_non_null(strstr(written, "LSNTOP WARNING - 2 listeners, 1 warning, 1 not known: "
					"0.0.0.0:2 (port 2) | "));
	free(written);
}

/* Its rate is not known yet: the next check will know. */
static void what_came_up_meanwhile_is_let_be(void **state)
{
	struct watch watch = watch_start("drop_rate>0", NULL, "port", NULL);
	struct snapshot *snap = snapshot_at(0);

	(void)state;
	facts_set(&add_tcp(snap, 1, 443, 0, 9)->facts, FACT_DROPS, 0);
	watch_tick(&watch, snap);
	assert_int_equal(check_status(watch.check), CHECK_UNKNOWN);
	snap = snapshot_at(1);
	facts_set(&add_tcp(snap, 1, 443, 0, 9)->facts, FACT_DROPS, 0);
	facts_set(&add_tcp(snap, 2, 444, 0, 9)->facts, FACT_DROPS, 0);
	watch_tick(&watch, snap);
	free(watch_end(&watch, CHECK_OK));
}

/* A UNIX socket has no drops: that is no, and not "who knows". */
static void what_does_not_apply_is_false(void **state)
{
	struct watch watch = watch_start("drops>0", "!drops>0", "local", NULL);
	struct snapshot *snap = snapshot_at(0);
	char *written;

	(void)state;
	host_listener(snap, PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/x", 0);
	watch_tick(&watch, snap);
	written = watch_end(&watch, CHECK_WARNING);
	assert_non_null(strstr(written, "LSNTOP WARNING - 1 listener, 1 warning: /run/x | "));
	free(written);
}

static void without_a_baseline_nobody_is_expected(void **state)
{
	struct watch watch = watch_start("unexpected || missing", NULL, "port", NULL);
	struct snapshot *snap = snapshot_at(0);

	(void)state;
	add_tcp(snap, 1, 443, 0, 9);
	watch_tick(&watch, snap);
	assert_answer(&watch, CHECK_UNKNOWN,
		      "LSNTOP UNKNOWN - no baseline: --expect FILE | listeners=1;;;0 critical=0;;0;0 "
		      "warning=0;;;0 unknown=0;;;0\n"
		      "# no baseline: --expect FILE\n");
	watch = watch_start("unexpected", NULL, "port", NULL);
	watch.no_baseline = "/x: Permission | denied";
	snap = snapshot_at(0);
	watch_tick(&watch, snap);
	assert_answer(&watch, CHECK_UNKNOWN,
		      "LSNTOP UNKNOWN - /x: Permission ? denied | listeners=0;;;0 critical=0;;0;0 "
		      "warning=0;;;0 unknown=0;;;0\n"
		      "# /x: Permission ? denied\n");
	watch = watch_start("unexpected_why=new", "port=443", "port", NULL);
	snap = snapshot_at(0);
	add_tcp(snap, 1, 443, 0, 9);
	watch_tick(&watch, snap);
	free(watch_end(&watch, CHECK_WARNING));
}

static void half_a_baseline_is_told(void **state)
{
	struct watch watch = watch_start("missing && port=1", NULL, "port", NULL);
	struct snapshot *snap = judged_snapshot();

	(void)state;
	snap->baseline.bad_lines = 2;
	snap->baseline.first_bad = 7;
	watch_tick(&watch, snap);
	assert_answer(&watch, CHECK_UNKNOWN,
		      "LSNTOP UNKNOWN - /etc/exp?ected: 2 lines not understood, the first is line 7 | "
		      "listeners=3;;;0 critical=0;;0;0 warning=0;;;0 unknown=0;;;0 unexpected=2;;;0 "
		      "missing=1;;;0\n"
		      "# /etc/exp?ected: 2 lines not understood, the first is line 7\n");
	/* of what else is asked it says nothing */
	watch = watch_start("queue>5", NULL, "port", NULL);
	snap = judged_snapshot();
	snap->baseline.bad_lines = 2;
	watch_tick(&watch, snap);
	free(watch_end(&watch, CHECK_OK));
}

/* The bar would end the text, and a line feed begin another. */
static void strangers_do_no_harm(void **state)
{
	struct watch watch = watch_start("local~x", NULL, NULL, NULL);
	struct snapshot *snap = snapshot_at(0);
	char *written;
	const char *bar;

	(void)state;
	host_listener(snap, PROTOCOL_UNIX_STREAM, AF_UNIX, "/run/x|y=1;2\n\033[2J\xff", 0);
	snapshot_add_owner(snap, 0, host_process(snap, 7, "a|b", "c|d"), 3);
	watch_tick(&watch, snap);
	written = watch_end(&watch, CHECK_CRITICAL);
	assert_harmless(written, false);
	assert_non_null(strstr(written, "1 critical: /run/x?y=1;2??[2J? a?b | listeners=1"));
	bar = strchr(written, '|');
	assert_null(strchr(bar + 1, '|'));
	free(written);
}

/* Of the columns of plain text those that know nothing are left out; what was named stays. */
static void columns_that_say_nothing_are_left_out(void **state)
{
	struct watch watch = watch_start("port=443 && !v6only", NULL, NULL, NULL);
	struct snapshot *snap = snapshot_at(0);
	char *written;

	(void)state;
	add_tcp(snap, 1, 443, 0, 9);
	watch_tick(&watch, snap);
	written = watch_end(&watch, CHECK_CRITICAL);
	assert_non_null(strstr(written, "\nSTATUS    FILL  QUEUE  BACKLOG  PROTO  LOCAL ADDRESS  "
					"PORT  V6ONLY\n"
					"CRITICAL   0.0      0        9  tcp    0.0.0.0:443     443  -\n"));
	free(written);
}

static void what_is_bound_is_looked_at_if_named(void **state)
{
	static const struct { const char *check; size_t rows; enum check_status status; } cases[] = {
		{ "state=bound", 1, CHECK_CRITICAL },
		{ "port=443", 1, CHECK_CRITICAL },
		{ "queue=0", 1, CHECK_CRITICAL },
		{ "queue=7", 0, CHECK_OK },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct watch watch = watch_start(cases[i].check, NULL, NULL, NULL);
		struct snapshot *snap = snapshot_at(0);
		struct listener *bound = add_tcp(snap, 2, 443, 7, 9);
		char *written;

		facts_set(&bound->facts, FACT_STATE, STATE_BOUND);
		add_tcp(snap, 1, 80, 0, 9);
		watch_tick(&watch, snap);
		written = watch_end(&watch, cases[i].status);
		assert_non_null(strstr(written, " - 1 listener, "));
		free(written);
	}
}

static void asks_for_what_it_needs(void **state)
{
	static const struct {
		const char *critical, *warning, *columns, *filter;
		bool (*what)(const struct query *query);
		bool asks;
	} cases[] = {
		{ "fill>80", NULL, NULL, NULL, query_needs_rate, false },
		{ "drop_rate>0", NULL, NULL, NULL, query_needs_rate, true },
		{ "fill>80", "drop_rate>0", NULL, NULL, query_needs_rate, true },
		{ NULL, "fill>80", NULL, "drop_rate>0", query_needs_rate, true },
		{ "fill>80", NULL, "+drop_rate", NULL, query_needs_rate, true },
		{ "peak>3", NULL, NULL, NULL, query_needs_peeks, true },
		{ "fill>80", NULL, NULL, NULL, query_needs_peeks, false },
		{ "wait>3", NULL, NULL, NULL, query_needs_handshakes, true },
		{ "port=80", NULL, NULL, NULL, query_wants_bound, true },
		{ "fill>80", NULL, NULL, NULL, query_wants_bound, false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct watch watch = watch_start(cases[i].critical, cases[i].warning,
						 cases[i].columns, cases[i].filter);
		struct check_question question = {
			.critical = watch.critical, .warning = watch.warning, .query = &watch.query,
		};

		if (check_asks(&question, cases[i].what) != cases[i].asks)
			fail_msg("case %zu", i);
		watch_tick(&watch, snapshot_at(0));
		free(watch_end(&watch, CHECK_OK));
	}
}

static void a_failure_is_unknown(void **state)
{
	static const struct { const char *why, *line; } cases[] = {
		{ "lsntop: --check 'a|b': no\nTry 'lsntop --help'.\n",
		  "LSNTOP UNKNOWN - --check 'a?b': no\n" },
		{ "/x: not a regular file", "LSNTOP UNKNOWN - /x: not a regular file\n" },
		{ "\033[2J", "LSNTOP UNKNOWN - ?[2J\n" },
		{ "", "LSNTOP UNKNOWN - \n" },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char *written = NULL;
		size_t size;
		FILE *file = open_memstream(&written, &size);

		assert_true(check_write_failure(file, cases[i].why, false));
		assert_int_equal(fclose(file), 0);
		assert_string_equal(written, cases[i].line);
		free(written);
	}
}

static void a_full_disk_is_told(void **state)
{
	struct watch watch = watch_start("queue=0", NULL, NULL, NULL);
	struct snapshot *snap = snapshot_at(0);
	FILE *full = fopen("/dev/full", "w");

	(void)state;
	add_tcp(snap, 1, 443, 0, 9);
	watch_tick(&watch, snap);
	assert_non_null(full);
	setvbuf(full, NULL, _IONBF, 0);
	errno = 0;
	assert_false(check_write(full, watch.check, false));
	assert_int_equal(errno, ENOSPC);
	fclose(full);
	free(watch_end(&watch, CHECK_CRITICAL));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_matches),
		cmocka_unit_test(the_unexpected_is_named),
		cmocka_unit_test(the_critical_come_first),
		cmocka_unit_test(a_warning_names_three),
		cmocka_unit_test(the_reason_is_of_the_expression_that_holds),
		cmocka_unit_test(what_was_true_once_counts),
		cmocka_unit_test(one_that_is_gone_still_counts),
		cmocka_unit_test(unknown_is_told_with_its_reason),
		cmocka_unit_test(not_all_unknown_rows_are_listed),
		cmocka_unit_test(what_becomes_known_is_not_unknown),
		cmocka_unit_test(a_true_row_outweighs_an_unknown_one),
		cmocka_unit_test(what_came_up_meanwhile_is_let_be),
		cmocka_unit_test(what_does_not_apply_is_false),
		cmocka_unit_test(without_a_baseline_nobody_is_expected),
		cmocka_unit_test(half_a_baseline_is_told),
		cmocka_unit_test(strangers_do_no_harm),
		cmocka_unit_test(columns_that_say_nothing_are_left_out),
		cmocka_unit_test(what_is_bound_is_looked_at_if_named),
		cmocka_unit_test(asks_for_what_it_needs),
		cmocka_unit_test(a_failure_is_unknown),
		cmocka_unit_test(a_full_disk_is_told),
	};

	return cmocka_run_group_tests_name("out_check", tests, NULL, NULL);
}
