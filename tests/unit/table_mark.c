/* table_mark.c - what stands in a row's first column, and who is shown for it. */
#include "table_world.h"

#include "fake_judge.h"

struct host {
	struct world world;
	struct judge judge;
	struct query query;
	struct table table;
};

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);

	query_init(&host->query, TABLE_LISTENERS, 80);
	host->query.ghosts = true;
	host->world.scene.judge = &host->judge;
	*state = host;
	return 0;
}

static int host_end(void **state)
{
	struct host *host = *state;

	query_free(&host->query);
	table_free(&host->table);
	world_end(&host->world);
	free(host);
	return 0;
}

/* Of everything one: 1 is as ever, 2 full, 3 full and unexpected, 4 unexpected, 5 new,
 * 6 new and changed, 7 missing, 8 goes, 9 goes while it is fullest, 10 is bound, 11 was
 * opened and closed. */
static void tick(struct host *host, double seconds)
{
	struct snapshot *snap = world_snapshot(seconds);
	struct listener *listener;

	world_tcp(snap, 1, 1, 0, 9, 0);
	world_tcp(snap, 2, 2, 10, 9, 0);
	facts_set(&world_tcp(snap, 3, 3, 10, 9, 0)->facts, FACT_UNEXPECTED, 1);
	facts_set(&world_tcp(snap, 4, 4, 0, 9, 0)->facts, FACT_UNEXPECTED, 1);
	facts_set(&snap->listeners.items[0].facts, FACT_UNEXPECTED, 0);
	if (seconds >= 1) {
		world_tcp(snap, 5, 5, 0, 9, 0);
		world_tcp(snap, 6, 6, 0, 9, 0);
		facts_set(&world_tcp(snap, 10, 10, NOT_SET, NOT_SET, NOT_SET)->facts, FACT_STATE,
			  STATE_BOUND);
	} else {
		world_tcp(snap, 8, 8, 0, 9, 0);
		world_tcp(snap, 9, 9, 20, 9, 0);
	}
	listener = world_tcp(snap, 7, 7, NOT_SET, NOT_SET, NOT_SET);
	listener->id.kind = ID_STATED;
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	if (seconds == 1)
		snapshot_add_closing(snap, &world_tcp(snap, 11, 11, 0, 9, 0)->id, world_ns(1000.5));
	world_tick(&host->world, snap);
	host->judge.changed = 6;
}

static void fill(struct host *host)
{
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

/* "1 2! 5+": the rows' ports and marks, by port. */
static const char *marks(struct host *host)
{
	static char line[256];
	struct text text = TEXT_OVER(line);
	char why[64];
	struct text reason = TEXT_OVER(why);

	assert_true(query_set_order(&host->query, "port", &reason));
	fill(host);
	for (size_t i = 0; i < host->table.rows.count; i++) {
		const struct row *row = &host->table.rows.items[i];

		text_format(&text, "%s%u%c", i ? " " : "", row->listener->local.port,
			    row_mark_char(row_mark(row)));
	}
	return line;
}

static void the_most_urgent_first(void **state)
{
	struct host *host = *state;

	tick(host, 0);
	assert_string_equal(marks(host), "1  2! 3! 4? 7? 8  9!");
	tick(host, 1);
	assert_string_equal(marks(host), "1  2! 3! 4? 5+ 6~ 7? 8- 9- 11-");
	host->query.bound = true;
	assert_string_equal(marks(host), "1  2! 3! 4? 5+ 6~ 7? 8- 9- 10  11-");
	/* Those that are new are so for ten seconds. */
	for (unsigned i = 2; i < 12; i++)
		tick(host, i);
	assert_string_equal(marks(host), "1  2! 3! 4? 5  6~ 7? 10 ");
	host->query.ghosts = false;
	assert_string_equal(marks(host), "1  2! 3! 4? 5  6~ 7? 10 ");
	/* Nobody has an opinion. */
	host->world.scene.judge = NULL;
	assert_string_equal(marks(host), "1  2! 3! 4? 5  6  7? 10 ");
}

/* What came and went since the last tick is gone as ghosts are, though it is in the
 * snapshot; what is missing since now is not new. */
static void not_asked_for(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	host->query.ghosts = false;
	host->query.bound = true;
	world_tcp(snap, 8, 8, 0, 9, 0);
	world_tick(&host->world, snap);
	tick(host, 1);
	assert_string_equal(marks(host), "1+ 2! 3! 4? 5+ 6~ 7? 10 ");
	assert_int_equal(host->table.hidden, 0);
	assert_false(row_is_new(&host->table.rows.items[6]));
	assert_false(row_is_new(&host->table.rows.items[7]));
}

static void each_mark_has_a_character(void **state)
{
	static const char chars[] = {
		[MARK_NONE] = ' ', [MARK_TROUBLE] = '!', [MARK_GONE] = '-',
		[MARK_UNEXPECTED] = '?', [MARK_NEW] = '+', [MARK_CHANGED] = '~',
	};

	(void)state;
	for (enum row_mark mark = MARK_NONE; mark < ROW_MARKS; mark++)
		assert_int_equal(row_mark_char(mark), chars[mark]);
}

static void only_what_is_marked(void **state)
{
	struct host *host = *state;

	host->query.only_marked = true;
	tick(host, 0);
	tick(host, 1);
	assert_string_equal(marks(host), "2! 3! 4? 5+ 6~ 7? 8- 9- 11-");
	assert_int_equal(host->table.hidden, 1);
}

/* Idle rows are hidden, but not what people should see. */
static void hiding_the_idle_hides_no_marks(void **state)
{
	struct host *host = *state;

	host->query.hide_idle = true;
	tick(host, 0);
	tick(host, 1);
	assert_string_equal(marks(host), "2! 3! 4? 7? 8- 9- 11-");
	assert_int_equal(host->table.hidden, 3);
}

static void trouble_is_of_the_living(void **state)
{
	struct host *host = *state;
	struct row_id id = { .listener = { 4026531840, 9, ID_COOKIE } };
	ptrdiff_t at;

	tick(host, 0);
	fill(host);
	at = table_find(&host->table, &id);
	assert_int_equal(at, 0);
	assert_true(row_is_in_trouble(&host->table.rows.items[at]));
	tick(host, 1);
	/* It stays where it stood, before others that are full. */
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SETTLE);
	assert_int_equal(table_find(&host->table, &id), at);
	assert_false(row_is_in_trouble(&host->table.rows.items[at]));
	assert_false(row_is_new(&host->table.rows.items[at]));
}

/* The most urgent of the members. */
static void marks_of_groups(void **state)
{
	struct host *host = *state;

	host->query.grouping = GROUPING_NETNS;
	tick(host, 1);
	tick(host, 2);
	fill(host);
	/* The missing one stands beside, and what has gone too. */
	assert_int_equal(host->table.rows.count, 3);
	assert_non_null(host->table.rows.items[0].group);
	assert_int_equal(row_mark(&host->table.rows.items[0]), MARK_TROUBLE);
	query_set_filter(&host->query, "port=1 || port=4 || port=6", NULL);
	fill(host);
	assert_int_equal(row_mark(&host->table.rows.items[0]), MARK_UNEXPECTED);
	query_set_filter(&host->query, "port=1 || port=6", NULL);
	fill(host);
	assert_int_equal(row_mark(&host->table.rows.items[0]), MARK_CHANGED);
	query_set_filter(&host->query, "port=1", NULL);
	fill(host);
	assert_int_equal(row_mark(&host->table.rows.items[0]), MARK_NONE);
}

static enum row_mark mark_of(struct host *host, enum table_kind kind, size_t row)
{
	query_free(&host->query);
	query_init(&host->query, kind, 80);
	fill(host);
	assert_true(row < host->table.rows.count);
	return row_mark(&host->table.rows.items[row]);
}

static void marks_of_other_rows(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	host->judge.event_count = 2;
	host->judge.events[0].monotonic = world_ns(999);
	host->judge.events[1].monotonic = world_ns(900);
	facts_set(&snapshot_add_netns(snap)->facts, FACT_LISTEN_DROPS, 7);
	world_tcp(snap, 1, 1, 0, 9, 0);
	facts_set(&world_tcp(snap, 2, 2, 0, 9, 0)->facts, FACT_UNEXPECTED, 1);
	snapshot_add_owner(snap, 0, world_process(snap, 100, "good"), 3);
	snapshot_add_owner(snap, 1, world_process(snap, 200, "bad"), 3);
	snapshot_add_thread(snap, 0);
	snapshot_add_peer(snap, 1, PEER_WAITING);
	world_tick(&host->world, snap);
	assert_int_equal(mark_of(host, TABLE_PROCESSES, 0), MARK_UNEXPECTED);
	assert_int_equal(mark_of(host, TABLE_PROCESSES, 1), MARK_NONE);
	assert_int_equal(mark_of(host, TABLE_OWNERS, 0), MARK_UNEXPECTED);
	assert_int_equal(mark_of(host, TABLE_EVENTS, 0), MARK_NEW);
	assert_int_equal(mark_of(host, TABLE_EVENTS, 1), MARK_NONE);
	assert_int_equal(mark_of(host, TABLE_COUNTERS, 0), MARK_NONE);
	assert_int_equal(mark_of(host, TABLE_PEERS, 0), MARK_NONE);
	assert_int_equal(mark_of(host, TABLE_THREADS, 0), MARK_NONE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_most_urgent_first, host_make, host_end),
		cmocka_unit_test_setup_teardown(not_asked_for, host_make, host_end),
		cmocka_unit_test(each_mark_has_a_character),
		cmocka_unit_test_setup_teardown(only_what_is_marked, host_make, host_end),
		cmocka_unit_test_setup_teardown(hiding_the_idle_hides_no_marks, host_make, host_end),
		cmocka_unit_test_setup_teardown(trouble_is_of_the_living, host_make, host_end),
		cmocka_unit_test_setup_teardown(marks_of_groups, host_make, host_end),
		cmocka_unit_test_setup_teardown(marks_of_other_rows, host_make, host_end),
	};

	return cmocka_run_group_tests_name("table_mark", tests, NULL, NULL);
}
