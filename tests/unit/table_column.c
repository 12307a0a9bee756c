/* table_column.c - each key gives the value it promises. */
#include "table_world.h"

#include "fake_judge.h"

#define L TABLE_LISTENERS
#define P TABLE_PROCESSES
#define O TABLE_OWNERS

/* One of each kind, held by two processes, of which one holds twice. */
struct host {
	struct world world;
	struct query query;
	struct table table;
};

static void add_listeners(struct snapshot *snap, int64_t drops)
{
	struct listener *tcp = world_tcp(snap, 54549, 443, 129, 128, drops);
	struct listener *other;

	tcp->uid = 0;
	tcp->label[LABEL_USER] = "root";
	tcp->label[LABEL_SERVICE] = "https";
	facts_set(&tcp->facts, FACT_STATE, STATE_LISTEN);
	facts_set(&tcp->facts, FACT_QUEUE_PEAK, 127);
	facts_set(&tcp->facts, FACT_WAIT, 3034);
	facts_set(&tcp->facts, FACT_SYNQ, 128);
	other = world_listener(snap, 2, PROTOCOL_UDP, AF_INET6, 53248, 212992, 7);
	other->local.port = 53;
	other->local.device = "eth0";
	other->local.ifindex = 3;
	other->uid = 1234;
	facts_set(&other->facts, FACT_V6ONLY, 1);
	facts_set(&other->facts, FACT_STATE, STATE_UNCONNECTED);
	other = world_listener(snap, 3, PROTOCOL_UNIX_STREAM, AF_UNIX, 1, 0, NOT_SET);
	other->local.path = "/run/x.sock";
	facts_set(&other->facts, FACT_QUEUE_PEAK, 2);
	other->label[LABEL_NO_OWNER] = "kernel: no process has it";
	other = world_listener(snap, 4, PROTOCOL_RAW, AF_INET, NOT_SET, NOT_SET, NOT_SET);
	other->local.port = 1;
	other->local.ifindex = 9;
	other->inode = 0;
	other->id.kind = 1;
}

static struct snapshot *one_tick(double seconds, int64_t drops, int64_t cpu)
{
	struct snapshot *snap = world_snapshot(seconds);
	uint32_t worker, master;
	struct process *process;

	add_listeners(snap, drops);
	worker = world_process(snap, 1235, "nginx");
	master = world_process(snap, 1234, "nginx");
	process = &snap->processes.items[master];
	process->uid = 33;
	process->label[LABEL_COMMAND] = "nginx: master process";
	process->label[LABEL_PROCESS_USER] = "www-data";
	process->label[LABEL_UNIT] = "nginx.service";
	process->label[LABEL_STATE] = "S";
	process->started = world_ns(900);
	facts_set(&process->facts, FACT_CPU, cpu);
	facts_set(&process->facts, FACT_NICE, -5);
	snapshot_add_owner(snap, 0, worker, 6);
	snapshot_add_owner(snap, 0, master, 9);
	snapshot_add_owner(snap, 0, master, 6);
	snapshot_add_owner(snap, 1, master, 7);
	return snap;
}

static void host_fill(struct host *host, enum table_kind kind)
{
	query_free(&host->query);
	query_init(&host->query, kind, 0);
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);

	world_tick(&host->world, one_tick(0, 1190, 0));
	world_tick(&host->world, one_tick(1, 1204, 500000000));
	host_fill(host, L);
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

static size_t row_of(const struct host *host, uint64_t number)
{
	for (size_t i = 0; i < host->table.rows.count; i++)
		if (host->table.rows.items[i].listener->id.number == number)
			return i;
	fail();
	return 0;
}

static void cells_of_listeners(void **state)
{
	static const struct { uint64_t number; const char *key, *cell; } cases[] = {
		{ 54549, "proto", "tcp" },         { 54549, "local", "0.0.0.0:443" },
		{ 54549, "address", "0.0.0.0" },   { 54549, "port", "443" },
		{ 54549, "device", "-" },          { 54549, "v6only", "-" },
		{ 54549, "netns", "4026531840" },  { 54549, "inode", "55549" },
		{ 54549, "cookie", "54549" },      { 54549, "uid", "0" },
		{ 54549, "user", "root" },         { 54549, "queue", "129" },
		{ 54549, "backlog", "128" },       { 54549, "fill", "100.8" },
		{ 54549, "drops", "1204" },        { 54549, "drop_rate", "14.0" },
		{ 54549, "age", "?" },             { 54549, "pid", "1234+1" },
		{ 54549, "process", "nginx" },     { 54549, "command", "nginx: master process" },
		{ 54549, "unit", "nginx.service" }, { 54549, "container", "?" },
		{ 54549, "service", "https" },     { 54549, "state", "listen" },
		{ 54549, "owners", "nginx(1234),nginx(1235)" },
		{ 54549, "exposure", "?" },        { 54549, "peak", "127" },
		{ 54549, "wait", "3.0s" },         { 54549, "synq", "128" },
		{ 54549, "reuseport", "-" },       { 54549, "imbalance", "-" },
		{ 2, "local", "[::]%eth0:53" },    { 2, "address", "::" },
		{ 2, "device", "eth0" },           { 2, "v6only", "yes" },
		{ 2, "user", "1234" },             { 2, "queue", "52K" },
		{ 2, "backlog", "208K" },          { 2, "fill", "25.0" },
		{ 2, "drop_rate", "." },           { 2, "pid", "1234" },
		{ 2, "state", "unconnected" },     { 2, "peak", "-" },
		{ 2, "wait", "-" },                { 2, "synq", "-" },
		{ 3, "proto", "unix" },            { 3, "local", "/run/x.sock" },
		{ 3, "address", "-" },             { 3, "port", "-" },
		{ 3, "fill", "100.0" },            { 3, "drops", "-" },
		{ 3, "drop_rate", "-" },           { 3, "process", "kernel" },
		{ 3, "pid", "?" },                 { 3, "owners", "?" },
		{ 3, "service", "-" },             { 3, "user", "?" },
		{ 3, "peak", "2" },                { 3, "wait", "-" },
		{ 3, "synq", "-" },
		{ 4, "port", "-" },                { 4, "device", "if9" },
		{ 4, "inode", "?" },               { 4, "cookie", "?" },
		{ 4, "queue", "?" },               { 4, "fill", "?" },
		{ 4, "drops", "?" },               { 4, "v6only", "-" },
	};
	const struct host *host = *state;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(world_cell(&host->table, row_of(host, cases[i].number), L,
					       cases[i].key), cases[i].cell);
}

static void unnamed_users_are_unknown(void **state)
{
	const struct host *host = *state;
	struct value value;

	world_value(&host->table, row_of(host, 2), L, "user", &value);
	assert_false(value_is_known(&value));
}

static void cells_of_processes(void **state)
{
	static const struct { const char *key, *cell; } cases[] = {
		{ "pid", "1234" },        { "user", "www-data" },  { "uid", "33" },
		{ "listeners", "2" },     { "worst_fill", "100.8" }, { "drop_rate", "14.0" },
		{ "cpu", "50.0" },        { "nice", "-5" },        { "rss", "?" },
		{ "status", "S" },        { "started", "1m41s" },  { "unit", "nginx.service" },
	};
	struct host *host = *state;

	host_fill(host, P);
	assert_int_equal(host->table.rows.count, 2);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(world_cell(&host->table, 0, P, cases[i].key), cases[i].cell);
	assert_string_equal(world_cell(&host->table, 1, P, "listeners"), "1");
	assert_string_equal(world_cell(&host->table, 1, P, "user"), "?");
	assert_true(row_is_in_trouble(&host->table.rows.items[1]));
}

static void cells_of_owners(void **state)
{
	struct listener_id id = { 4026531840, 54549, 0 };
	struct host *host = *state;

	host_fill(host, O);
	assert_int_equal(host->table.rows.count, 4);
	host->query.of_listener = &id;
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 3);
	assert_string_equal(world_cell(&host->table, 0, O, "fd"), "6");
	assert_string_equal(world_cell(&host->table, 1, O, "fd"), "9");
	assert_string_equal(world_cell(&host->table, 1, O, "pid"), "1234");
	assert_string_equal(world_cell(&host->table, 2, O, "pid"), "1235");
	assert_string_equal(world_cell(&host->table, 2, O, "local"), "0.0.0.0:443");
}

/* Hundreds of owners do not fit into a cell: the rest is counted. */
static void many_owners_are_counted(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap = world_snapshot(0);
	struct query query;
	struct table table = { 0 };
	const char *cell;

	(void)state;
	world_tcp(snap, 1, 80, 0, 128, 0);
	for (int pid = 100; pid < 400; pid++)
		snapshot_add_owner(snap, 0, world_process(snap, pid, "worker"), 3);
	world_tick(&world, snap);
	query_init(&query, L, 0);
	table_fill(&table, &query, &world.scene, TABLE_SORT);
	cell = world_cell(&table, 0, L, "owners");
	assert_memory_equal(cell, "worker(100),worker(101),", 24);
	assert_string_equal(strrchr(cell, ')'), ")+287");
	assert_string_equal(world_cell(&table, 0, L, "pid"), "100+299");
	query_free(&query);
	table_free(&table);
	world_end(&world);
}

static void keys_of_json_in_order(void **state)
{
	static const char *const keys[] = {
		"proto", "local", "address", "port", "device", "v6only", "netns", "inode",
		"cookie", "uid", "user", "queue", "backlog", "fill", "peak", "wait", "drops",
		"drop_rate", "synq", "age", "exposure", "firewall", "unexpected", "reuseport",
		"pid", "process", "command", "unit", "container", "service", "owners", "state",
		"missing", "unexpected_why", "firewall_detail", "firewall_flags",
		"interfaces", "port_class", "privileged", "trend", "imbalance",
	};
	size_t n = 0;

	(void)state;
	for (size_t i = 0; i < column_count; i++) {
		if (!(columns[i].tables & TABLE_BIT(L)))
			continue;
		assert_true(n < sizeof keys / sizeof *keys);
		assert_string_equal(columns[i].key, keys[n++]);
	}
	assert_int_equal(n, sizeof keys / sizeof *keys);
}

/* A key is found once in a table, has a title and a help line, and says what its
 * values are. */
static void the_list_is_sound(void **state)
{
	const struct host *host = *state;

	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];
		struct value value;

		assert_non_null(column->title);
		assert_true(strlen(column_help(column)) > 3);
		assert_true(column->tables);
		for (enum table_kind kind = 0; kind < TABLE_KINDS; kind++)
			if (column->tables & TABLE_BIT(kind))
				assert_ptr_equal(world_column(kind, column->key), column);
		assert_true(column->later || column->lens != LENS_LABEL || column->get);
		assert_true(column->lens != LENS_TREND || column->screen_only);
		for (size_t row = 0; row < host->table.rows.count; row++) {
			if (!(column->tables & TABLE_BIT(L)))
				continue;
			column_value(column, &host->table.rows.items[row], &value);
			assert_true(!value_is_known(&value) || value.kind == column_kind(column));
			assert_false(column->later && value_is_known(&value));
		}
	}
}

static const char *complaint(const char *key)
{
	static char line[128];
	struct text why = TEXT_OVER(line);

	assert_null(column_ask(L, key, strlen(key), &why));
	return line;
}

static void wrong_keys_are_named(void **state)
{
	(void)state;
	assert_string_equal(complaint("firewall"), "'firewall' is not there yet");
	assert_string_equal(complaint("fil"), "no column 'fil'; did you mean 'fill'?");
	assert_string_equal(complaint("proces"), "no column 'proces'; did you mean 'process'?");
	assert_string_equal(complaint("pik"), "no column 'pik'; did you mean 'pid'?");
	assert_string_equal(complaint("zzzzzz"), "no column 'zzzzzz'");
	assert_string_equal(complaint("cpu"), "'cpu' is no column of listeners");
	assert_string_equal(complaint("peak_rate"), "'peak_rate' is no column of listeners");
	assert_string_equal(complaint("\033[31m"), "no column '?[31m'");
	assert_string_equal(complaint("an_endless_key_that_goes_on_and_on_and_on"),
			    "no column 'an_endless_key_that_goes_on_and_...'");
}

static void later_ones_are_never_meant(void **state)
{
	(void)state;
	assert_string_equal(complaint("firewal"), "no column 'firewal'");
	assert_string_equal(complaint("exposur"), "no column 'exposur'; did you mean 'exposure'?");
	assert_string_equal(complaint("peek"), "no column 'peek'; did you mean 'peak'?");
}

static void order_is_of_addresses(void **state)
{
	const struct column *local = world_column(L, "local");
	struct listener a = { .local = { .family = AF_INET, .port = 9, .bytes = { 9 } } };
	struct listener b = { .local = { .family = AF_INET, .port = 8, .bytes = { 10 } } };
	struct row x = { .listener = &a }, y = { .listener = &b };

	(void)state;
	assert_true(column_compare(local, false, &x, &y) < 0);
	assert_true(column_compare(local, true, &x, &y) > 0);
}

static void heat_by_threshold(void **state)
{
	struct value fill = { .kind = VALUE_REAL, .unit = UNIT_PERCENT, .real = 79.9 };
	struct value rate = { .kind = VALUE_REAL, .unit = UNIT_EVENTS, .real = 0 };
	struct value unknown = { .kind = VALUE_UNKNOWN };
	const struct column *column = world_column(L, "fill");

	(void)state;
	assert_int_equal(column_heat(column, &fill), HEAT_NONE);
	fill.real = 80;
	assert_int_equal(column_heat(column, &fill), HEAT_WARN);
	fill.real = 100;
	assert_int_equal(column_heat(column, &fill), HEAT_WARN);
	fill.real = 100.0 * 65536 / 65535;
	assert_int_equal(column_heat(column, &fill), HEAT_ALARM);
	assert_int_equal(column_heat(column, &unknown), HEAT_NONE);
	column = world_column(L, "drop_rate");
	assert_int_equal(column_heat(column, &rate), HEAT_ZERO);
	rate.real = 0.001;
	assert_int_equal(column_heat(column, &rate), HEAT_ALARM);
	rate.remark = REMARK_HARMLESS;
	assert_int_equal(column_heat(column, &rate), HEAT_NONE);
	rate.real = 0;
	assert_int_equal(column_heat(column, &rate), HEAT_ZERO);
}

static struct value value_of(const struct host *host, size_t row, enum table_kind kind,
			     const char *key)
{
	struct value value;

	world_value(&host->table, row, kind, key, &value);
	return value;
}

/* The judge says that nothing was lost; of a process only where that holds for all
 * that it holds. */
static void harmless_drops_are_marked(void **state)
{
	struct host *host = *state;
	struct judge judge = { .harmless = 54549 };
	struct value value;

	host->world.scene.judge = &judge;
	assert_string_equal(world_cell(&host->table, row_of(host, 54549), L, "drop_rate"), "~14.0");
	value = value_of(host, row_of(host, 54549), L, "drop_rate");
	assert_true(value.real == 14);
	assert_int_equal(column_heat(world_column(L, "drop_rate"), &value), HEAT_NONE);
	assert_string_equal(world_cell(&host->table, row_of(host, 2), L, "drop_rate"), ".");
	host_fill(host, P);
	assert_string_equal(world_cell(&host->table, 0, P, "drop_rate"), "~14.0");
	judge.harmless = 2;
	assert_string_equal(world_cell(&host->table, 0, P, "drop_rate"), "14.0");
}

/* The kernel admits backlog + 1 here too. */
static void a_full_syn_queue_is_an_alarm(void **state)
{
	struct host *host = *state;
	const struct column *synq = world_column(L, "synq");
	size_t tcp = row_of(host, 54549);
	struct listener full = *host->table.rows.items[tcp].listener;
	struct row row = host->table.rows.items[tcp];
	struct value value;

	value = value_of(host, tcp, L, "synq");
	assert_int_equal(column_heat(synq, &value), HEAT_NONE);
	facts_set(&full.facts, FACT_SYNQ, 129);
	row.listener = &full;
	column_value(synq, &row, &value);
	assert_int_equal(column_heat(synq, &value), HEAT_ALARM);
	/* Its own backlog is no limit of what all members have. */
	full.label[LABEL_REUSEPORT] = "a";
	column_value(synq, &row, &value);
	assert_int_equal(column_heat(synq, &value), HEAT_NONE);
	column_value(world_column(L, "reuseport"), &row, &value);
	assert_string_equal(value.text, "a");
}

/* In an empty queue nobody waits; in another somebody does, who was not asked. */
static void nobody_waits_in_an_empty_queue(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap = world_snapshot(0);
	struct host host = { 0 };

	(void)state;
	world_tcp(snap, 1, 80, 0, 128, 0);
	world_tcp(snap, 2, 81, 1, 128, 0);
	world_tcp(snap, 3, 82, NOT_SET, 128, 0);
	world_tick(&world, snap);
	host.world = world;
	host_fill(&host, L);
	assert_string_equal(world_cell(&host.table, row_of(&host, 1), L, "wait"), "-");
	assert_string_equal(world_cell(&host.table, row_of(&host, 2), L, "wait"), "?");
	assert_string_equal(world_cell(&host.table, row_of(&host, 3), L, "wait"), "?");
	query_free(&host.query);
	table_free(&host.table);
	world_end(&world);
}

static void rates_need_two_ticks(void **state)
{
	(void)state;
	assert_true(column_needs_rate(world_column(L, "drop_rate")));
	assert_true(column_needs_rate(world_column(P, "drop_rate")));
	assert_true(column_needs_rate(world_column(P, "cpu")));
	assert_true(column_needs_rate(world_column(TABLE_COUNTERS, "rate")));
	assert_true(column_needs_rate(world_column(TABLE_COUNTERS, "peak_rate")));
	assert_false(column_needs_rate(world_column(L, "drops")));
	assert_false(column_needs_rate(world_column(L, "trend")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(cells_of_listeners, host_make, host_end),
		cmocka_unit_test_setup_teardown(unnamed_users_are_unknown, host_make, host_end),
		cmocka_unit_test_setup_teardown(cells_of_processes, host_make, host_end),
		cmocka_unit_test_setup_teardown(cells_of_owners, host_make, host_end),
		cmocka_unit_test(many_owners_are_counted),
		cmocka_unit_test(keys_of_json_in_order),
		cmocka_unit_test_setup_teardown(the_list_is_sound, host_make, host_end),
		cmocka_unit_test(wrong_keys_are_named),
		cmocka_unit_test(later_ones_are_never_meant),
		cmocka_unit_test(order_is_of_addresses),
		cmocka_unit_test(heat_by_threshold),
		cmocka_unit_test_setup_teardown(harmless_drops_are_marked, host_make, host_end),
		cmocka_unit_test_setup_teardown(a_full_syn_queue_is_an_alarm, host_make, host_end),
		cmocka_unit_test(nobody_waits_in_an_empty_queue),
		cmocka_unit_test(rates_need_two_ticks),
	};

	return cmocka_run_group_tests_name("table_column", tests, NULL, NULL);
}
