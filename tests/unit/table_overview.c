/* table_overview.c - a scene as a whole. */
#include "table/overview.h"

#include "base/arena.h"
#include "table/selection.h"
#include "tests/unit/crowd.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void check_counts(void **state)
{
	struct selection all = { 0 }, some = { 0 };
	struct overview overview;
	struct crowd crowd;
	char buffer[160];
	struct text why = TEXT_OVER(buffer);

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	overview_count(NULL, &all, &overview);
	assert_int_equal(overview.listening, 0);
	crowd_ticks(&crowd, 36);
	overview_count(&crowd.scene, &all, &overview);
	assert_int_equal(overview.listening, 29);
	assert_int_equal(overview.by_protocol[PROTOCOL_MPTCP], 1);
	assert_int_equal(overview.appeared, 1);
	assert_int_equal(overview.vanished, 0);
	assert_true(selection_add_users(&some, "www-data", &why));
	overview_count(&crowd.scene, &some, &overview);
	assert_int_equal(overview.listening, 2);
	selection_free(&some);
	crowd_close(&crowd);
}

static void check_netns(void **state)
{
	struct crowd crowd;
	int64_t value;
	double rate;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	assert_false(overview_netns(NULL, FACT_SOMAXCONN, &value));
	crowd_ticks(&crowd, 1);
	assert_true(overview_netns(&crowd.scene, FACT_SOMAXCONN, &value));
	assert_int_equal(value, 4096);
	/* One tick makes no rate. */
	assert_false(overview_netns_rate(&crowd.scene, FACT_LISTEN_DROPS, &rate));
	crowd_ticks(&crowd, 39);
	assert_true(overview_netns_rate(&crowd.scene, FACT_LISTEN_DROPS, &rate));
	assert_true(rate == 14);
	assert_false(overview_netns_rate(&crowd.scene, FACT_UDP_INUSE, &rate));
	crowd_close(&crowd);
}

static void check_netns_by_inode(void **state)
{
	struct crowd crowd;
	double rate;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	assert_null(overview_own_netns(NULL));
	assert_null(overview_find_netns(NULL, 4026531840));
	crowd_ticks(&crowd, 40);
	assert_int_equal(overview_own_netns(&crowd.scene)->inode, 4026531840);
	assert_ptr_equal(overview_find_netns(&crowd.scene, 4026531840),
			 overview_own_netns(&crowd.scene));
	assert_null(overview_find_netns(&crowd.scene, 1));
	assert_true(overview_netns_rate_of(&crowd.scene, 4026531840, FACT_LISTEN_DROPS, &rate));
	assert_true(rate == 14);
	assert_false(overview_netns_rate_of(&crowd.scene, 1, FACT_LISTEN_DROPS, &rate));
	crowd_close(&crowd);
}

static void check_find(void **state)
{
	struct listener_id id = { 4026531840, 54500, 0 };
	struct process_id process = { 902, 7700 + 902 }, other = { 902, 1 };
	struct crowd crowd;
	struct row row;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	assert_false(overview_listener(NULL, &id, &row));
	crowd_ticks(&crowd, 2);
	assert_true(overview_listener(&crowd.scene, &id, &row));
	assert_int_equal(row.listener->local.port, 443);
	assert_int_equal(row.process->id.pid, 1234);
	assert_non_null(row.listener_track);
	assert_true(overview_process(&crowd.scene, &process, &row));
	assert_string_equal(row.process->label[LABEL_COMM], "redis-server");
	/* The same pid in another life is another process. */
	assert_false(overview_process(&crowd.scene, &other, &row));
	/* Its ghost is there for ten seconds more. */
	crowd.gone = 54500;
	crowd_ticks(&crowd, 10);
	assert_true(overview_listener(&crowd.scene, &id, &row));
	assert_true(row_is_gone(&row));
	assert_int_equal(row.listener->local.port, 443);
	assert_int_equal(row.process->id.pid, 1234);
	assert_non_null(row.process_track);
	crowd_ticks(&crowd, 1);
	assert_false(overview_listener(&crowd.scene, &id, &row));
	crowd_close(&crowd);
}

/* What listens is counted, and nothing else; by the baseline what the selection takes. */
static void check_baseline(void **state)
{
	struct selection all = { 0 }, some = { .protocols = PROTOCOL_BIT(PROTOCOL_UDP) };
	struct overview overview;
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	assert_null(overview_baseline(NULL));
	crowd_ticks(&crowd, 40);
	assert_null(overview_baseline(&crowd.scene));
	overview_count(&crowd.scene, &all, &overview);
	assert_int_equal(overview.listening, 29);
	assert_int_equal(overview.unexpected + overview.missing, 0);
	crowd.baseline = "/etc/lsntop/expected";
	crowd.unexpected = 54504;
	crowd.missing = crowd.bound = crowd.brief = true;
	crowd_ticks(&crowd, 1);
	assert_string_equal(overview_baseline(&crowd.scene), "/etc/lsntop/expected");
	overview_count(&crowd.scene, &all, &overview);
	assert_int_equal(overview.listening, 29);
	assert_int_equal(overview.by_protocol[PROTOCOL_TCP], 12);
	assert_int_equal(overview.unexpected, 1);
	assert_int_equal(overview.missing, 1);
	assert_int_equal(overview.appeared, 1);
	assert_int_equal(overview.vanished, 1);
	overview_count(&crowd.scene, &some, &overview);
	assert_int_equal(overview.listening, 6);
	assert_int_equal(overview.unexpected + overview.missing, 0);
	crowd_close(&crowd);
}

/* Known of the process in focus and who started it, and of nobody else. */
static void check_process_in_focus(void **state)
{
	struct process_id worker = { 1235, 7700 + 1235 }, master = { 1234, 7700 + 1234 };
	const struct process *parent;
	const struct talk *talk;
	struct crowd crowd;
	struct row row;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	assert_null(overview_talk(NULL, &worker));
	crowd_ticks(&crowd, 40);
	crowd_draw(&crowd);
	assert_null(overview_talk(&crowd.scene, &worker));
	assert_true(overview_process(&crowd.scene, &worker, &row));
	assert_null(overview_parent(&crowd.scene, row.process));
	crowd_type(&crowd, "2/1235\n\n");
	crowd_tick(&crowd);
	talk = overview_talk(&crowd.scene, &worker);
	assert_non_null(talk);
	assert_int_equal(talk->by_state[1], 380);
	assert_null(overview_talk(&crowd.scene, &master));
	assert_true(overview_process(&crowd.scene, &worker, &row));
	parent = overview_parent(&crowd.scene, row.process);
	assert_int_equal(parent->id.pid, 1234);
	parent = overview_parent(&crowd.scene, parent);
	assert_int_equal(parent->id.pid, 1);
	assert_null(overview_parent(&crowd.scene, parent));
	crowd_close(&crowd);
}

static void check_users(void **state)
{
	static const char *const expected[] = { "_rpc", "app", "avahi", "eve", "postgres",
						"redis", "root", "www-data" };
	struct overview_users users = { .names = { 0 } };
	struct arena arena = { 0 };
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	overview_users(NULL, &arena, &users);
	assert_int_equal(users.names.count, 0);
	crowd_ticks(&crowd, 40);
	overview_users(&crowd.scene, &arena, &users);
	assert_int_equal(users.names.count, 8);
	for (size_t i = 0; i < 8; i++)
		assert_string_equal(users.names.items[i], expected[i]);
	array_free(&users.names);
	arena_free(&arena);
	crowd_close(&crowd);
}

static void check_gaps(void **state)
{
	struct crowd crowd;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd.gap = true;
	assert_null(overview_gap(NULL, 0));
	crowd_ticks(&crowd, 1);
	assert_int_equal(overview_gap(&crowd.scene, 0)->count, 212);
	assert_null(overview_gap(&crowd.scene, 1));
	crowd_close(&crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_counts),
		cmocka_unit_test(check_netns),
		cmocka_unit_test(check_netns_by_inode),
		cmocka_unit_test(check_find),
		cmocka_unit_test(check_baseline),
		cmocka_unit_test(check_process_in_focus),
		cmocka_unit_test(check_users),
		cmocka_unit_test(check_gaps),
	};

	return cmocka_run_group_tests_name("table/overview", tests, NULL, NULL);
}
