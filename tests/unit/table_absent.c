/* table_absent.c - rows of what is gone, missing, or holds a port without listening. */
#include "table_world.h"

#include "fake_judge.h"
#include "table/overview.h"

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

static struct listener *add_missing(struct snapshot *snap, uint16_t port)
{
	struct listener *listener = world_tcp(snap, port, port, NOT_SET, NOT_SET, NOT_SET);

	listener->id.kind = ID_STATED;
	listener->inode = 0;
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = "missing";
	return listener;
}

static void add_bound(struct snapshot *snap, uint16_t port)
{
	struct listener *listener = world_tcp(snap, port, port, NOT_SET, NOT_SET, NOT_SET);

	facts_set(&listener->facts, FACT_STATE, STATE_BOUND);
}

/* 80 and 81 are alive and idle, 82 has four waiting; 90 is missing, 95 bound. */
static struct snapshot *make_living(double seconds)
{
	struct snapshot *snap = world_snapshot(seconds);
	uint32_t nginx = world_process(snap, 1234, "nginx");
	uint32_t python = world_process(snap, 99, "python");

	snap->baseline.path = "/etc/lsntop/expected";
	snap->processes.items[python].uid = 1001;
	snap->processes.items[python].label[LABEL_PROCESS_USER] = "eve";
	world_tcp(snap, 80, 80, 0, 9, 0);
	world_tcp(snap, 81, 81, 0, 9, 0);
	world_tcp(snap, 82, 82, 4, 9, 0);
	for (uint32_t i = 0; i < 3; i++) {
		snap->listeners.items[i].label[LABEL_REUSEPORT] = "0.0.0.0:80";
		facts_set(&snap->listeners.items[i].facts, FACT_UNEXPECTED, 0);
		snapshot_add_owner(snap, i, nginx, 3);
	}
	add_missing(snap, 90);
	add_bound(snap, 95);
	snapshot_add_owner(snap, 4, python, 3);
	return snap;
}

/* And 70, which goes at the second tick; it is python's and nginx's, and was unexpected. */
static void tick_all(struct host *host)
{
	struct snapshot *snap = make_living(0);
	struct listener *listener = world_tcp(snap, 70, 70, 3, 9, 10);
	uint32_t index = (uint32_t)snap->listeners.count - 1;

	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	facts_set(&listener->facts, FACT_UNEXPECTED, 1);
	listener->label[LABEL_UNEXPECTED_WHY] = "new";
	listener->label[LABEL_REUSEPORT] = "0.0.0.0:80";
	snapshot_add_owner(snap, index, 0, 4);
	snapshot_add_owner(snap, index, 1, 4);
	world_tick(&host->world, snap);
	world_tick(&host->world, make_living(4));
}

static const char *rows(struct host *host)
{
	static char line[256];
	struct text text = TEXT_OVER(line);

	for (size_t i = 0; i < host->table.rows.count; i++) {
		const struct row *row = &host->table.rows.items[i];

		text_format(&text, "%s%u%s", i ? " " : "", row->listener->local.port,
			    row->group ? "x" : "");
	}
	return line;
}

static void fill(struct host *host)
{
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

static const char *filtered(struct host *host, const char *expression)
{
	char line[128];
	struct text why = TEXT_OVER(line);

	if (!query_set_filter(&host->query, expression, &why))
		fail_msg("%s: %s", expression, line);
	fill(host);
	return rows(host);
}

static void who_is_a_row(void **state)
{
	struct host *host = *state;
	char line[64];
	struct text why = TEXT_OVER(line);

	tick_all(host);
	/* The missing one before those with an empty queue. */
	assert_string_equal(filtered(host, ""), "82 90 80 81");
	host->query.reverse = true;
	assert_string_equal(filtered(host, ""), "80 81 90 82");
	host->query.reverse = false;
	host->query.ghosts = true;
	assert_string_equal(filtered(host, ""), "82 70 90 80 81");
	host->query.ghosts = false;
	host->query.bound = true;
	assert_string_equal(filtered(host, ""), "82 90 80 81 95");
	host->query.bound = false;
	assert_string_equal(filtered(host, "port>0"), "82 90 80 81 95");
	assert_string_equal(filtered(host, "state=bound"), "95");
	assert_string_equal(filtered(host, "state=gone"), "70");
	assert_string_equal(filtered(host, "state=missing"), "90");
	assert_string_equal(filtered(host, "state!=listen"), "70 90 95");
	assert_string_equal(filtered(host, "missing"), "90");
	assert_string_equal(filtered(host, "unexpected"), "");
	assert_string_equal(filtered(host, "state=gone && unexpected"), "70");
	assert_string_equal(filtered(host, ""), "82 90 80 81");
	assert_true(selection_add_ports(&host->query.selection, "90-95", &why));
	assert_string_equal(filtered(host, ""), "90 95");
}

/* On a busy host it would else stand below all the others, and be on no screen. */
static void what_is_unexpected_stands_before_what_is_idle(void **state)
{
	struct host *host = *state;

	for (int tick = 0; tick < 2; tick++) {
		struct snapshot *snap = make_living(4 * tick);
		struct listener *listener;

		world_tcp(snap, 83, 83, 0, 9, 10 * tick);
		listener = world_tcp(snap, 84, 84, 0, 9, 0);
		facts_set(&listener->facts, FACT_UNEXPECTED, 1);
		listener = world_listener(snap, 85, PROTOCOL_UNIX_STREAM, AF_UNIX, NOT_SET,
					  NOT_SET, NOT_SET);
		listener->local.port = 85;
		facts_set(&listener->facts, FACT_UNEXPECTED, 1);
		world_tick(&host->world, snap);
	}
	assert_string_equal(filtered(host, ""), "82 83 90 84 85 80 81");
	host->query.reverse = true;
	assert_string_equal(filtered(host, ""), "80 81 84 85 90 83 82");
}

static size_t rows_of(struct host *host, enum table_kind kind, const char *ports)
{
	char line[64];
	struct text why = TEXT_OVER(line);

	query_free(&host->query);
	query_init(&host->query, kind, 80);
	host->query.ghosts = true;
	if (ports && !selection_add_ports(&host->query.selection, ports, &why))
		fail_msg("%s", line);
	fill(host);
	return host->table.rows.count;
}

/* What does not listen makes nobody who holds it a row; who asks for the port gets to
 * know who holds it. */
static void other_tables(void **state)
{
	struct host *host = *state;
	struct listener_id bound = { 4026531840, 95, ID_COOKIE };
	struct process_id python = { 99, 77 };

	tick_all(host);
	assert_int_equal(rows_of(host, TABLE_PROCESSES, NULL), 1);
	assert_string_equal(world_cell(&host->table, 0, TABLE_PROCESSES, "listeners"), "3");
	assert_int_equal(rows_of(host, TABLE_OWNERS, NULL), 3);
	assert_int_equal(rows_of(host, TABLE_OWNERS, "95"), 1);
	assert_int_equal(host->table.rows.items[0].process->id.pid, 99);
	rows_of(host, TABLE_OWNERS, NULL);
	host->query.of_listener = &bound;
	fill(host);
	assert_int_equal(host->table.rows.count, 1);
	rows_of(host, TABLE_LISTENERS, NULL);
	host->query.of_process = &python;
	fill(host);
	assert_string_equal(rows(host), "70");
	host->query.bound = true;
	fill(host);
	assert_string_equal(rows(host), "70 95");
}

/* Every column of every row can be read, by whatever it is asked. */
static void no_column_stumbles(void **state)
{
	struct host *host = *state;
	struct value value;

	tick_all(host);
	host->query.ghosts = host->query.bound = true;
	for (enum grouping grouping = GROUPING_NONE; grouping < GROUPINGS; grouping++) {
		host->query.grouping = grouping;
		fill(host);
		assert_true(host->table.rows.count >= 3);
		for (size_t i = 0; i < column_count; i++) {
			for (size_t row = 0; row < host->table.rows.count; row++) {
				if (!(columns[i].tables & TABLE_BIT(TABLE_LISTENERS)))
					continue;
				column_value(&columns[i], &host->table.rows.items[row], &value);
				column_compare(&columns[i], false, &host->table.rows.items[row],
					       &host->table.rows.items[0]);
			}
		}
	}
}

static void cells(void **state)
{
	static const struct { const char *port, *key, *cell; } cases[] = {
		{ "70", "state", "gone" },      { "70", "queue", "3" },
		{ "70", "fill", "33.3" },       { "70", "drops", "10" },
		{ "70", "age", "?" },           { "70", "pid", "99+1" },
		{ "70", "process", "python" },  { "70", "owners", "?" },
		{ "70", "unexpected", "yes" },  { "70", "unexpected_why", "new" },
		{ "70", "missing", "no" },      { "70", "cookie", "70" },
		{ "90", "state", "missing" },   { "90", "queue", "-" },
		{ "90", "fill", "-" },          { "90", "drops", "-" },
		{ "90", "drop_rate", "-" },     { "90", "peak", "-" },
		{ "90", "age", "-" },           { "90", "pid", "-" },
		{ "90", "cookie", "-" },        { "90", "inode", "-" },
		{ "90", "user", "-" },          { "90", "unexpected", "no" },
		{ "90", "missing", "yes" },     { "90", "unexpected_why", "missing" },
		{ "95", "state", "bound" },     { "95", "queue", "-" },
		{ "95", "fill", "-" },          { "95", "drop_rate", "-" },
		{ "95", "synq", "-" },          { "95", "process", "python" },
		{ "95", "unexpected", "-" },    { "95", "unexpected_why", "-" },
		{ "95", "missing", "no" },      { "95", "user", "?" },
		{ "80", "unexpected", "no" },   { "80", "missing", "no" },
		{ "80", "unexpected_why", "?" },
	};
	struct host *host = *state;

	tick_all(host);
	host->query.ghosts = host->query.bound = true;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		char filter[32];
		struct text text = TEXT_OVER(filter);

		text_format(&text, "port=%s", cases[i].port);
		filtered(host, filter);
		assert_int_equal(host->table.rows.count, 1);
		assert_string_equal(world_cell(&host->table, 0, TABLE_LISTENERS, cases[i].key),
				    cases[i].cell);
	}
}

/* Not known, does not apply, and as expected are three things. */
static void judged_by_a_baseline(void **state)
{
	static const struct {
		int64_t unexpected;
		const char *why, *exempt, *baseline, *flag, *word, *missing;
		enum truth loose, strict;
	} cases[] = {
		{ 0, "", NULL, "/b", "no", "-", "no", TRUTH_FALSE, TRUTH_FALSE },
		{ 1, "wider", NULL, "/b", "yes", "wider", "no", TRUTH_TRUE, TRUTH_TRUE },
		{ NOT_SET, NULL, NULL, "/b", "?", "?", "no", TRUTH_UNKNOWN, TRUTH_UNKNOWN },
		{ NOT_SET, NULL, "owner: may not be seen", "/b", "?", "?", "no", TRUTH_UNKNOWN,
		  TRUTH_UNKNOWN },
		{ NOT_SET, NULL, "client: of UDP", "/b", "-", "-", "no", TRUTH_UNKNOWN, TRUTH_FALSE },
		{ NOT_SET, NULL, NULL, NULL, "-", "-", "-", TRUTH_UNKNOWN, TRUTH_FALSE },
	};
	struct host *host = *state;
	struct filter *filter;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		struct snapshot *snap = world_snapshot((double)i);
		struct listener *listener = world_tcp(snap, 80, 80, 0, 9, 0);

		snap->baseline.path = cases[i].baseline;
		world_set(&listener->facts, FACT_UNEXPECTED, cases[i].unexpected);
		listener->label[LABEL_UNEXPECTED_WHY] = cases[i].why;
		listener->label[LABEL_NOT_JUDGED] = cases[i].exempt;
		world_tick(&host->world, snap);
		fill(host);
		assert_string_equal(world_cell(&host->table, 0, TABLE_LISTENERS, "unexpected"),
				    cases[i].flag);
		assert_string_equal(world_cell(&host->table, 0, TABLE_LISTENERS, "unexpected_why"),
				    cases[i].word);
		assert_string_equal(world_cell(&host->table, 0, TABLE_LISTENERS, "missing"),
				    cases[i].missing);
		assert_true(filter_parse(TABLE_LISTENERS, "unexpected || missing", &filter, NULL));
		assert_int_equal(filter_judge(filter, &host->table.rows.items[0]), cases[i].loose);
		assert_int_equal(filter_judge_strict(filter, &host->table.rows.items[0]),
				 cases[i].strict);
		filter_free(filter);
	}
}

/* How long it lived, and not how long ago that was. */
static void age_of_what_is_gone(void **state)
{
	struct host *host = *state;
	struct snapshot *snap;

	world_tick(&host->world, world_snapshot(0));
	snap = world_snapshot(1);
	world_tcp(snap, 70, 70, 0, 9, 0);
	world_tick(&host->world, snap);
	world_tick(&host->world, world_snapshot(6));
	world_tick(&host->world, world_snapshot(9));
	assert_string_equal(filtered(host, "state=gone"), "70");
	assert_string_equal(world_cell(&host->table, 0, TABLE_LISTENERS, "age"), "5s");
}

/* They stand beside what is there. */
static void in_no_group(void **state)
{
	struct host *host = *state;

	tick_all(host);
	host->query.ghosts = true;
	host->query.grouping = GROUPING_REUSEPORT;
	fill(host);
	assert_string_equal(rows(host), "82x 70 90");
	assert_int_equal(host->table.rows.items[0].group->total, 3);
	host->query.grouping = GROUPING_NETNS;
	fill(host);
	assert_string_equal(rows(host), "82x 70 90");
	host->query.grouping = GROUPING_OWNER;
	fill(host);
	assert_string_equal(rows(host), "82x 70 90");
}

static bool takes(struct host *host, const struct selection *selection, uint16_t port)
{
	struct row row = { 0 };

	host->query.ghosts = host->query.bound = true;
	fill(host);
	for (size_t i = 0; i < host->table.rows.count; i++)
		if (host->table.rows.items[i].listener->local.port == port)
			row = host->table.rows.items[i];
	assert_non_null(row.listener);
	return selection_takes(selection, &row);
}

/* One that is gone is its first owner's; one that is missing is nobody's. */
static void selected_by_owner(void **state)
{
	struct host *host = *state;
	struct selection eve = { 0 }, python = { 0 }, nginx = { 0 };
	char line[64];
	struct text why = TEXT_OVER(line);

	tick_all(host);
	assert_true(selection_add_users(&eve, "eve", &why));
	assert_true(selection_add_pids(&python, "99", &why));
	assert_true(selection_add_pids(&nginx, "1234", &why));
	assert_true(takes(host, &eve, 70));
	assert_true(takes(host, &python, 70));
	assert_false(takes(host, &nginx, 70));
	assert_true(takes(host, &nginx, 80));
	assert_false(takes(host, &python, 80));
	assert_false(takes(host, &eve, 90));
	assert_false(takes(host, &python, 90));
	assert_true(takes(host, &eve, 95));
	selection_free(&eve);
	selection_free(&python);
	selection_free(&nginx);
}

/* An event goes with its listener as long as anybody knows that. */
static void events_of_ghosts(void **state)
{
	struct host *host = *state;
	struct event *event = &host->judge.events[0];
	char line[64];
	struct text why = TEXT_OVER(line);

	tick_all(host);
	host->judge.event_count = 1;
	event->kind = EVENT_VANISHED;
	event->listener = (struct listener_id){ 4026531840, 70, ID_COOKIE };
	query_free(&host->query);
	query_init(&host->query, TABLE_EVENTS, 80);
	assert_true(selection_add_pids(&host->query.selection, "99", &why));
	fill(host);
	assert_int_equal(host->table.rows.count, 1);
	host->query.selection.pids.items[0] = 1234;
	fill(host);
	assert_int_equal(host->table.rows.count, 0);
}

/* The cursor finds the ghost where the listener stood, and the listener where the ghost
 * did. */
static void the_same_row(void **state)
{
	struct host *host = *state;
	struct row_id id = { .listener = { 4026531840, 70, ID_COOKIE } };
	struct row row;

	host->query.ghosts = true;
	tick_all(host);
	fill(host);
	assert_int_equal(table_find(&host->table, &id), 1);
	assert_true(overview_listener(&host->world.scene, &id.listener, &row));
	assert_ptr_equal(row.listener, host->table.rows.items[1].listener);
	assert_int_equal(row_state(&row), STATE_GONE);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, host_make, host_end)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(who_is_a_row),
		TEST(what_is_unexpected_stands_before_what_is_idle),
		TEST(other_tables),
		TEST(no_column_stumbles),
		TEST(cells),
		TEST(judged_by_a_baseline),
		TEST(age_of_what_is_gone),
		TEST(in_no_group),
		TEST(selected_by_owner),
		TEST(events_of_ghosts),
		TEST(the_same_row),
	};

	return cmocka_run_group_tests_name("table_absent", tests, NULL, NULL);
}
