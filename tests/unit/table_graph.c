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

static void check_age(void **state)
{
	struct crowd crowd;
	struct row row;
	double seconds;

	(void)state;
	crowd_open(&crowd, 80, 24, true);
	crowd_ticks(&crowd, 40);
	row = row_of(&crowd, 54503);
	assert_true(graph_age(&row, &seconds));
	assert_true(seconds == 4);
	row = row_of(&crowd, 54500);
	assert_false(graph_age(&row, &seconds));
	crowd_close(&crowd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_values),
		cmocka_unit_test(check_age),
	};

	return cmocka_run_group_tests_name("table/graph", tests, NULL, NULL);
}
