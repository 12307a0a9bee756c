/* table_graph.c - the past of a row's numbers. */
#include "table/graph.h"

#include "table/overview.h"
#include "tests/unit/crowd.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static struct row row_of(struct crowd *crowd, uint64_t cookie)
{
	struct listener_id id = { 4026531840, cookie, 0 };
	struct row row;

	assert_true(overview_listener(&crowd->scene, &id, &row));
	return row;
}

static void check_values(void **state)
{
	struct crowd crowd;
	struct row row;
	int64_t value;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	row = row_of(&crowd, 54502);
	for (size_t age = 0; age < 40; age++) {
		assert_true(graph_at(&row, FACT_QUEUE, age, &value));
		assert_int_equal(value, crowd_queue(2, 40 - age));
	}
	assert_int_equal(graph_past(&row, FACT_QUEUE), 40);
	assert_false(graph_at(&row, FACT_QUEUE, 40, &value));
	/* Of a counter, the step. */
	row = row_of(&crowd, 54500);
	assert_true(graph_at(&row, FACT_DROPS, 0, &value));
	assert_int_equal(value, 14);
	/* A process's number is there where it has a first owner. */
	assert_true(graph_at(&row, FACT_THREADS, 0, &value));
	row = row_of(&crowd, 54511);
	assert_false(graph_at(&row, FACT_THREADS, 0, &value));
	assert_false(graph_at(&row, FACT_SOMAXCONN, 0, &value));
	crowd_close(&crowd);
}

/* Of a counter's row its namespace's. */
static void check_namespace(void **state)
{
	struct crowd crowd;
	struct row row;
	int64_t value;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	row = (struct row){
		.scene = &crowd.scene,
		.netns = overview_own_netns(&crowd.scene),
		.netns_track = model_netns_track(crowd.scene.model, 0),
		.fact = FACT_LISTEN_DROPS,
	};
	assert_true(graph_at(&row, FACT_LISTEN_DROPS, 0, &value));
	assert_int_equal(value, 14);
	assert_int_equal(graph_past(&row, FACT_LISTEN_DROPS), 40);
	assert_false(graph_at(&row, FACT_QUEUE, 0, &value));
	crowd_close(&crowd);
}

static void one_tick(struct crowd *crowd, struct row *row, double seconds, int64_t drops)
{
	struct instant at = { 0 };
	struct snapshot *snap;
	struct netns *netns;

	at.monotonic = at.boot = (uint64_t)((1000 + seconds) * CLOCK_SECOND);
	snap = snapshot_new(at);
	netns = snapshot_add_netns(snap);
	netns->inode = 4026531840;
	facts_set(&netns->facts, FACT_LISTEN_DROPS, drops);
	facts_set(&netns->facts, FACT_SOMAXCONN, 128);
	snapshot_seal(snap);
	model_update(crowd->model, snap);
	crowd->scene = (struct scene){ .model = crowd->model, .at = at, .delay = 1 };
	*row = (struct row){
		.scene = &crowd->scene,
		.netns_track = model_netns_track(crowd->model, 0),
	};
}

static void check_rates(void **state)
{
	static const struct { double at; int64_t drops; double rate; } ticks[] = {
		{ 0, 7, -1 },     { 0.1, 8, 10 },   { 2.1, 18, 5 },   { 3.1, 18, 0 },
		{ 3.2, 51, 30 },  { 3.3, 51, 27.5 }, { 3.8, 51, 0 },  { 60, 60, -1 },
		{ 61, 70, 10 },
	};
	enum { TICKS = sizeof(ticks) / sizeof(*ticks) };
	struct crowd crowd;
	struct row row;
	double rate;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	for (size_t i = 0; i < TICKS; i++) {
		one_tick(&crowd, &row, ticks[i].at, ticks[i].drops);
		assert_int_equal(graph_rate(&row, FACT_LISTEN_DROPS, 0, &rate), ticks[i].rate >= 0);
		if (ticks[i].rate >= 0)
			assert_float_equal(rate, ticks[i].rate, 1e-3);
	}
	/* Behind the hole, which has a place of its own. */
	assert_true(graph_rate(&row, FACT_LISTEN_DROPS, 5, &rate));
	assert_float_equal(rate, 30, 1e-3);
	assert_false(graph_rate(&row, FACT_SOMAXCONN, 0, &rate));
	crowd_close(&crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_values),
		cmocka_unit_test(check_namespace),
		cmocka_unit_test(check_rates),
	};

	return cmocka_run_group_tests_name("table/graph", tests, NULL, NULL);
}
