/* table_table.c - which rows there are, in which order, and that they keep still. */
#include "table_world.h"

#include "judge/judge.h"

struct host {
	struct world world;
	struct query query;
	struct table table;
};

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);

	query_init(&host->query, TABLE_LISTENERS, 80);
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

static void fill(struct host *host, enum table_order order)
{
	table_fill(&host->table, &host->query, &host->world.scene, order);
}

/* The rows' numbers in order, as text. */
static const char *rows(const struct host *host)
{
	static char line[512];
	struct text text = TEXT_OVER(line);

	assert_int_equal(host->table.rows.count, host->table.ids.count);
	for (size_t i = 0; i < host->table.rows.count; i++)
		text_format(&text, "%s%ju", i ? " " : "",
			    (uintmax_t)host->table.rows.items[i].listener->id.number);
	return line;
}

static void order_by(struct host *host, const char *order)
{
	char line[128];
	struct text why = TEXT_OVER(line);

	assert_true(query_set_order(&host->query, order, &why));
}

static void filter_by(struct host *host, const char *expression)
{
	char line[128];
	struct text why = TEXT_OVER(line);

	assert_true(query_set_filter(&host->query, expression, &why));
}

/* number, queue, backlog, drops */
struct spec {
	int64_t number, queue, backlog, drops;
};

static void tick(struct host *host, double seconds, const struct spec *specs, size_t count)
{
	struct snapshot *snap = world_snapshot(seconds);

	for (size_t i = 0; i < count; i++)
		world_tcp(snap, (uint64_t)specs[i].number, (uint16_t)specs[i].number, specs[i].queue,
			  specs[i].backlog, specs[i].drops);
	world_tick(&host->world, snap);
}

#define TICK(host, seconds, ...) \
	tick(host, seconds, (const struct spec[]){ __VA_ARGS__ }, \
	     sizeof((const struct spec[]){ __VA_ARGS__ }) / sizeof(struct spec))

static void nothing_makes_no_rows(void **state)
{
	struct host *host = *state;
	struct row_id id = { 0 };

	host->world.model = model_new();
	host->world.scene.model = host->world.model;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
	fill(host, TABLE_HOLD);
	fill(host, TABLE_SETTLE);
	assert_int_equal(table_find(&host->table, &id), -1);
}

static void fullest_first(void **state)
{
	struct host *host = *state;

	/* 5 is full by one of many: less in percent than a UDP buffer over its limit. */
	struct snapshot *snap = world_snapshot(0);

	world_tcp(snap, 1, 1, 0, 128, 0);
	world_tcp(snap, 2, 2, 64, 128, 0);
	world_tcp(snap, 3, 3, NOT_SET, NOT_SET, 0);
	world_listener(snap, 4, PROTOCOL_UDP, AF_INET, 5000, 4000, 0);
	world_tcp(snap, 5, 5, 4097, 4096, 0);
	world_tcp(snap, 0, 6, 0, 128, 0);
	world_tick(&host->world, snap);
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "5 4 2 0 1 3");
	assert_true(row_is_in_trouble(&host->table.rows.items[0]));
	assert_false(row_is_in_trouble(&host->table.rows.items[1]));
	host->query.reverse = true;
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "0 1 2 4 5 3");
}

static void then_by_drop_rate(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 1, 0, 9, 100 }, { 2, 0, 9, 100 }, { 3, 0, 9, 900 });
	TICK(host, 1, { 1, 0, 9, 101 }, { 2, 0, 9, 150 }, { 3, 0, 9, 2 });
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "2 1 3");
}

static void by_a_column(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 4, 1, 9, 7 }, { 1, 2, 9, NOT_SET }, { 3, 3, 9, 9 }, { 2, 4, 9, 7 });
	order_by(host, "drops");
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "3 2 4 1");
	order_by(host, "-drops");
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "2 4 3 1");
	order_by(host, "port");
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "1 2 3 4");
}

static void held_rows_stand_still(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 1, 3, 9, 0 }, { 2, 2, 9, 0 }, { 3, 1, 9, 0 });
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "1 2 3");
	TICK(host, 1, { 9, 5, 9, 0 }, { 3, 20, 9, 0 }, { 1, 0, 9, 0 }, { 8, 6, 9, 0 });
	fill(host, TABLE_HOLD);
	assert_string_equal(rows(host), "1 3 8 9");
	fill(host, TABLE_HOLD);
	assert_string_equal(rows(host), "1 3 8 9");
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "3 8 9 1");
}

static void settled_rows_move_for_trouble_only(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 1, 8, 9, 0 }, { 2, 5, 9, 0 }, { 3, 3, 9, 0 }, { 4, 1, 9, 0 });
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "1 2 3 4");
	/* 3 rises above 2 and stays below it; 4 is full and moves. */
	TICK(host, 1, { 1, 8, 9, 0 }, { 2, 5, 9, 0 }, { 3, 7, 9, 0 }, { 4, 10, 9, 0 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(rows(host), "4 1 2 3");
	/* Still full: nothing moves. A new one is sorted in. */
	TICK(host, 2, { 1, 8, 9, 0 }, { 2, 5, 9, 0 }, { 3, 7, 9, 0 }, { 4, 11, 9, 0 }, { 5, 6, 9, 0 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(rows(host), "4 1 5 2 3");
	/* No longer full: down to its place; 1 is gone. */
	TICK(host, 3, { 2, 5, 9, 0 }, { 3, 7, 9, 0 }, { 4, 0, 9, 0 }, { 5, 6, 9, 0 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(rows(host), "5 2 3 4");
}

static void filters_and_idleness_hide(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 1, 0, 9, 5 }, { 2, 1, 9, 0 }, { 3, 0, 9, 0 }, { 4, NOT_SET, 9, 0 });
	TICK(host, 1, { 1, 0, 9, 5 }, { 2, 1, 9, 0 }, { 3, 0, 9, 1 }, { 4, NOT_SET, 9, 0 });
	filter_by(host, "queue=0");
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "3 1");
	assert_int_equal(host->table.hidden, 2);
	filter_by(host, NULL);
	host->query.hide_idle = true;
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "2 3 4");
	assert_int_equal(host->table.hidden, 1);
}

/* What waits between the ticks only is not idle, nor does its row come and go. */
static void bursts_are_not_idle(void **state)
{
	struct host *host = *state;

	host->query.hide_idle = true;
	for (unsigned tick = 0; tick < 70; tick++) {
		struct snapshot *snap = world_snapshot(tick);

		for (uint64_t number = 1; number <= 2; number++) {
			struct listener *listener = world_tcp(snap, number, 80, 0, 9, 0);

			facts_set(&listener->facts, FACT_QUEUE_PEAK,
				  number == 2 && tick == 5 ? 7 : 0);
		}
		world_tick(&host->world, snap);
		fill(host, TABLE_SORT);
		assert_string_equal(rows(host), tick >= 5 && tick < 65 ? "2" : "");
	}
}

static void the_selection_is_not_hidden(void **state)
{
	struct host *host = *state;
	char line[64];
	struct text why = TEXT_OVER(line);

	TICK(host, 0, { 1, 0, 9, 5 }, { 2, 1, 9, 0 });
	assert_true(selection_add_ports(&host->query.selection, "2", &why));
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "2");
	assert_int_equal(host->table.hidden, 0);
}

static void rows_are_found_by_id(void **state)
{
	struct host *host = *state;
	struct row_id id;

	TICK(host, 0, { 1, 0, 9, 5 }, { 2, 1, 9, 0 });
	fill(host, TABLE_SORT);
	id = host->table.ids.items[1];
	assert_int_equal(id.listener.number, 1);
	TICK(host, 1, { 1, 9, 9, 5 }, { 2, 1, 9, 0 });
	fill(host, TABLE_SORT);
	assert_int_equal(table_find(&host->table, &id), 0);
	id.listener.kind = 1;
	assert_int_equal(table_find(&host->table, &id), -1);
}

static void new_for_ten_seconds(void **state)
{
	struct host *host = *state;

	TICK(host, 0, { 1, 0, 9, 0 });
	fill(host, TABLE_SORT);
	assert_false(row_is_new(&host->table.rows.items[0]));
	for (int second = 1; second < 12; second++) {
		TICK(host, second, { 1, 0, 9, 0 }, { 2, 0, 9, 0 });
		fill(host, TABLE_SORT);
		assert_false(row_is_new(&host->table.rows.items[0]));
		assert_int_equal(row_is_new(&host->table.rows.items[1]), second < 11);
	}
}

static void udp_and_unknown_are_no_trouble(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	world_listener(snap, 1, PROTOCOL_UDP, AF_INET, 9999, 10, 0);
	world_tcp(snap, 2, 1, 5, NOT_SET, 0);
	world_tcp(snap, 3, 1, 0, 0, 0);
	world_listener(snap, 4, PROTOCOL_UNIX_STREAM, AF_UNIX, 1, 0, NOT_SET);
	world_tick(&host->world, snap);
	order_by(host, "cookie");
	fill(host, TABLE_SORT);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(row_is_in_trouble(&host->table.rows.items[i]), i == 3);
}

static void processes_without_listeners_are_no_rows(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	world_tcp(snap, 1, 1, 0, 9, 0);
	world_tcp(snap, 2, 2, 10, 9, 0);
	world_process(snap, 30, "none");
	snapshot_add_owner(snap, 0, world_process(snap, 20, "idle"), 3);
	snapshot_add_owner(snap, 1, world_process(snap, 40, "full"), 3);
	snapshot_add_owner(snap, 0, world_process(snap, 10, "idle"), 3);
	world_tick(&host->world, snap);
	query_free(&host->query);
	query_init(&host->query, TABLE_PROCESSES, 80);
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 3);
	assert_int_equal(host->table.ids.items[0].process.pid, 40);
	assert_int_equal(host->table.ids.items[1].process.pid, 10);
	assert_int_equal(host->table.ids.items[2].process.pid, 20);
	host->query.hide_idle = true;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
}

/* Properties, over hosts rolled from a seed: the same ones everywhere. */
static uint32_t roll(uint32_t *seed, uint32_t below)
{
	*seed = *seed * 1664525 + 1013904223;
	return (*seed >> 8) % below;
}

static int64_t roll_fact(uint32_t *seed)
{
	return roll(seed, 4) ? (int64_t)roll(seed, 5) : NOT_SET;
}

static void roll_tick(struct host *host, double seconds, uint32_t *seed)
{
	static const char *const users[] = { "root", "www-data", NULL, "\xff", "" };
	struct snapshot *snap = world_snapshot(seconds);
	uint32_t first = world_process(snap, 5, "a");

	world_process(snap, 6, "b");
	for (uint64_t number = 0; number < 40; number++) {
		enum protocol protocol = roll(seed, 3) ? PROTOCOL_TCP : PROTOCOL_UNIX_STREAM;
		struct listener *listener;

		if (!roll(seed, 5))
			continue;
		listener = world_listener(snap, number, protocol,
					  protocol == PROTOCOL_TCP ? AF_INET : AF_UNIX,
					  roll_fact(seed), roll_fact(seed), roll_fact(seed));
		listener->local.port = (uint16_t)roll(seed, 3);
		listener->label[LABEL_USER] = users[roll(seed, 5)];
		listener->id.kind = roll(seed, 2);
		if (roll(seed, 2))
			snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1,
					   first + roll(seed, 2), 3);
	}
	world_tick(&host->world, snap);
}

static int sign(int number)
{
	return (number > 0) - (number < 0);
}

/* For any three rows a column's order is antisymmetric and transitive, and what
 * is unknown is last in both directions. */
static void orders_are_orders(void **state)
{
	struct host *host = *state;
	uint32_t seed = 11;

	roll_tick(host, 0, &seed);
	roll_tick(host, 1, &seed);
	fill(host, TABLE_SORT);
	for (int i = 0; i < 60000; i++) {
		const struct column *column = &columns[roll(&seed, (uint32_t)column_count)];
		uint32_t count = (uint32_t)host->table.rows.count;
		const struct row *x = &host->table.rows.items[roll(&seed, count)];
		const struct row *y = &host->table.rows.items[roll(&seed, count)];
		const struct row *z = &host->table.rows.items[roll(&seed, count)];
		bool reverse = roll(&seed, 2);
		struct value a, b;
		int xy, yz;

		if (!(column->tables & TABLE_BIT(TABLE_LISTENERS)))
			continue;
		xy = column_compare(column, reverse, x, y);
		yz = column_compare(column, reverse, y, z);
		assert_int_equal(column_compare(column, reverse, x, x), 0);
		assert_int_equal(sign(xy), -sign(column_compare(column, reverse, y, x)));
		if (xy <= 0 && yz <= 0)
			assert_true(column_compare(column, reverse, x, z) <= 0);
		column_value(column, x, &a);
		column_value(column, y, &b);
		if (value_is_known(&a) && !value_is_known(&b))
			assert_true(xy < 0);
	}
}

/* Whatever the order: every row once, adjacent ones in order, ties by id. */
static void tables_are_sorted(void **state)
{
	struct host *host = *state;
	uint32_t seed = 5;

	for (int i = 0; i < 200; i++) {
		const struct column *column = &columns[roll(&seed, (uint32_t)column_count)];

		roll_tick(host, i, &seed);
		if (!(column->tables & TABLE_BIT(TABLE_LISTENERS)) || column->lens == LENS_TREND)
			continue;
		host->query.order = column;
		host->query.reverse = roll(&seed, 2);
		fill(host, TABLE_SORT);
		assert_int_equal(host->table.rows.count,
				 model_snapshot(host->world.model)->listeners.count);
		for (size_t n = 1; n < host->table.rows.count; n++) {
			int order = column_compare(column, host->query.reverse,
						   &host->table.rows.items[n - 1],
						   &host->table.rows.items[n]);

			assert_true(order <= 0);
			if (order == 0)
				assert_true(row_id_compare(&host->table.ids.items[n - 1],
							   &host->table.ids.items[n]) < 0);
		}
	}
}

/* However rows come and go: a held order only loses and appends, and a settled
 * one has the same rows as a sorted one. */
static void held_orders_are_kept(void **state)
{
	struct host *host = *state;
	struct table before = { 0 };
	uint32_t seed = 9;

	for (int i = 0; i < 200; i++) {
		ptrdiff_t last = -1;
		bool news = false;

		roll_tick(host, i, &seed);
		fill(host, i % 3 ? TABLE_HOLD : TABLE_SETTLE);
		assert_int_equal(host->table.rows.count,
				 model_snapshot(host->world.model)->listeners.count);
		for (size_t n = 0; i % 3 && n < host->table.ids.count; n++) {
			ptrdiff_t was = table_find(&before, &host->table.ids.items[n]);

			assert_true(was < 0 || (!news && was > last));
			news = news || was < 0;
			last = was;
		}
		array_clear(&before.ids);
		for (size_t n = 0; n < host->table.ids.count; n++) {
			*array_add(&before.ids) = host->table.ids.items[n];
			assert_int_equal(table_find(&host->table, &host->table.ids.items[n]), n);
		}
	}
	table_free(&before);
}

/* Every row that a filter takes satisfies it by hand, and no other does. */
static void filters_take_what_they_say(void **state)
{
	struct host *host = *state;
	uint32_t seed = 2;

	filter_by(host, "queue>=2 && !(user=root) || port=1");
	for (int i = 0; i < 100; i++) {
		const struct snapshot *snap;
		size_t expected = 0;

		roll_tick(host, i, &seed);
		fill(host, TABLE_SORT);
		snap = model_snapshot(host->world.model);
		for (size_t n = 0; n < snap->listeners.count; n++) {
			const struct listener *listener = &snap->listeners.items[n];
			const char *user = listener->label[LABEL_USER];
			int64_t queue = NOT_SET;

			facts_get(&listener->facts, FACT_QUEUE, &queue);
			expected += (queue >= 2 && user && strcmp(user, "root") != 0) ||
				    (listener->local.family == AF_INET && listener->local.port == 1);
		}
		assert_int_equal(host->table.rows.count, expected);
		assert_int_equal(host->table.hidden, snap->listeners.count - expected);
	}
}

/* What a burst left behind counts, where the rest is equal. */
static void then_by_peak(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	world_tcp(snap, 1, 1, 0, 9, 0);
	facts_set(&world_tcp(snap, 2, 2, 0, 9, 0)->facts, FACT_QUEUE_PEAK, 4);
	facts_set(&world_tcp(snap, 3, 3, 0, 9, 0)->facts, FACT_QUEUE_PEAK, 7);
	world_tcp(snap, 4, 4, 1, 9, 0);
	world_tick(&host->world, snap);
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "4 3 2 1");
	host->query.reverse = true;
	fill(host, TABLE_SORT);
	assert_string_equal(rows(host), "2 3 1 4");
}

/* Counters before sysctls, a namespace after the other; what this kernel does not
 * have is no row, and what is neither, as sockets in use, is none either. */
static void counters_come_in_order(void **state)
{
	static const enum fact_id expected[] = {
		FACT_LISTEN_OVERFLOWS, FACT_LISTEN_DROPS, FACT_SOMAXCONN, FACT_LISTEN_DROPS,
	};
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = 9;
	facts_set(&netns->facts, FACT_SOMAXCONN, 4096);
	facts_set(&netns->facts, FACT_LISTEN_DROPS, 3);
	facts_set(&netns->facts, FACT_LISTEN_OVERFLOWS, 0);
	facts_set(&netns->facts, FACT_UDP_INUSE, 4);
	netns = snapshot_add_netns(snap);
	netns->inode = 5;
	netns->witness = 77;
	facts_set(&netns->facts, FACT_LISTEN_DROPS, 8);
	world_tick(&host->world, snap);
	query_free(&host->query);
	query_init(&host->query, TABLE_COUNTERS, 80);
	for (int order = TABLE_SORT; order <= TABLE_SETTLE; order++) {
		fill(host, (enum table_order)order);
		assert_int_equal(host->table.rows.count, 4);
		for (size_t i = 0; i < 4; i++) {
			assert_int_equal(host->table.rows.items[i].fact, expected[i]);
			assert_int_equal(host->table.rows.items[i].netns->inode, i < 3 ? 9 : 5);
			assert_non_null(host->table.rows.items[i].netns_track);
		}
	}
	host->query.reverse = true;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.items[1].fact, FACT_SOMAXCONN);
	/* A counter that stands is idle, a sysctl never is. */
	host->query.hide_idle = true;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
	assert_int_equal(host->table.rows.items[0].fact, FACT_SOMAXCONN);
	assert_int_equal(host->table.hidden, 3);
	snap = world_snapshot(1);
	snapshot_add_netns(snap)->inode = 9;
	facts_set(&snap->netns.items[0].facts, FACT_LISTEN_DROPS, 4);
	facts_set(&snap->netns.items[0].facts, FACT_LISTEN_OVERFLOWS, 0);
	world_tick(&host->world, snap);
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
	assert_int_equal(host->table.rows.items[0].fact, FACT_LISTEN_DROPS);
}

/* As the snapshot has them, and of the one listener asked for. */
static void peers_come_in_order(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct listener_id wanted = { 4026531840, 2, 0 };

	world_tcp(snap, 1, 1, 0, 9, 0);
	world_tcp(snap, 2, 2, 0, 9, 0);
	for (uint32_t i = 0; i < 6; i++) {
		struct peer *peer = snapshot_add_peer(snap, i % 2, PEER_WAITING);

		peer->remote.family = AF_INET;
		peer->remote.port = (uint16_t)(900 - i);
	}
	world_tick(&host->world, snap);
	query_free(&host->query);
	query_init(&host->query, TABLE_PEERS, 80);
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 6);
	host->query.of_listener = &wanted;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 3);
	for (unsigned i = 0; i < 3; i++) {
		assert_int_equal(host->table.rows.items[i].peer->remote.port, 899 - 2 * i);
		assert_int_equal(host->table.rows.items[i].listener->id.number, 2);
	}
}

static void add_thread(struct snapshot *snap, uint32_t process, pid_t tid, int64_t cpu)
{
	struct thread *thread = snapshot_add_thread(snap, process);

	thread->tid = tid;
	world_set(&thread->facts, FACT_THREAD_CPU, cpu);
}

static void thread_tick(struct host *host, double seconds, int64_t busy)
{
	struct snapshot *snap = world_snapshot(seconds);
	uint32_t other = world_process(snap, 50, "other"), process = world_process(snap, 90, "many");

	/* That what it holds is full is no thread's trouble. */
	world_tcp(snap, 1, 80, 10, 9, 0);
	snapshot_add_owner(snap, 0, process, 3);
	add_thread(snap, process, 90, 0);
	add_thread(snap, other, 50, 0);
	add_thread(snap, process, 12, 0);
	add_thread(snap, process, 91, busy);
	add_thread(snap, process, 92, NOT_SET);
	world_tick(&host->world, snap);
}

static void check_tids(const struct host *host, const pid_t *tids, size_t count)
{
	assert_int_equal(host->table.rows.count, count);
	for (size_t i = 0; i < count; i++) {
		assert_int_equal(host->table.rows.items[i].thread->tid, tids[i]);
		assert_int_equal(host->table.ids.items[i].other[0], tids[i]);
	}
}

/* Those of one process, as they come; the busiest first as soon as that is known. */
static void threads_of_one_process(void **state)
{
	struct host *host = *state;
	struct process_id many = { 90, 77 }, reborn = { 90, 78 };

	query_free(&host->query);
	query_init(&host->query, TABLE_THREADS, 80);
	thread_tick(host, 0, 0);
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 5);
	host->query.of_process = &many;
	fill(host, TABLE_SORT);
	check_tids(host, (pid_t[]){ 90, 12, 91, 92 }, 4);
	thread_tick(host, 1, 500000000);
	fill(host, TABLE_SORT);
	check_tids(host, (pid_t[]){ 91, 90, 12, 92 }, 4);
	assert_string_equal(world_cell(&host->table, 0, TABLE_THREADS, "thread_cpu"), "50.0");
	assert_string_equal(world_cell(&host->table, 3, TABLE_THREADS, "thread_cpu"), "?");
	assert_false(row_is_in_trouble(&host->table.rows.items[0]));
	assert_false(row_is_new(&host->table.rows.items[0]));
	/* Nothing about them is idle, and no selection is theirs. */
	host->query.hide_idle = true;
	*array_add(&host->query.selection.pids) = 1;
	fill(host, TABLE_HOLD);
	check_tids(host, (pid_t[]){ 91, 90, 12, 92 }, 4);
	/* The same pid in another life has none. */
	host->query.of_process = &reborn;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
}

/* What one process holds, each once, whoever else holds it; and who holds nothing is no
 * row of processes. */
static void listeners_of_one_process(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct process_id first = { 70, 77 }, second = { 80, 77 }, parent = { 60, 77 };
	struct process_id reborn = { 80, 78 };
	uint32_t one, two;

	for (unsigned i = 1; i <= 3; i++)
		world_tcp(snap, i, (uint16_t)i, 0, 9, 0);
	one = world_process(snap, 70, "one");
	two = world_process(snap, 80, "two");
	world_process(snap, 60, "parent");
	snapshot_add_owner(snap, 0, one, 3);
	snapshot_add_owner(snap, 1, one, 4);
	snapshot_add_owner(snap, 1, two, 4);
	snapshot_add_owner(snap, 1, two, 5);
	world_tick(&host->world, snap);
	host->query.of_process = &first;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 2);
	host->query.of_process = &second;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 2);
	/* As everywhere, the row's process is the first owner. */
	assert_int_equal(host->table.rows.items[0].process->id.pid, 70);
	host->query.of_process = &parent;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
	host->query.of_process = &reborn;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
	query_free(&host->query);
	query_init(&host->query, TABLE_PROCESSES, 80);
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 2);
	assert_int_equal(host->table.hidden, 0);
}

/* Even while the order is held: nobody misses the news for standing on old ones. */
static void the_newest_event_is_first(void **state)
{
	struct host *host = *state;
	struct judge *judge = judge_new();
	size_t before = 0;

	query_free(&host->query);
	query_init(&host->query, TABLE_EVENTS, 80);
	TICK(host, 0, { 1, 0, 9, 0 }, { 2, 0, 9, 0 });
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
	host->world.scene.judge = judge;
	judge_update(judge, host->world.model);
	for (int second = 1; second < 4; second++) {
		TICK(host, second, { 1, second > 1 ? 10 : 0, 9, 0 }, { 2, second > 2 ? 10 : 0, 9, 0 });
		judge_update(judge, host->world.model);
		fill(host, second > 1 ? TABLE_HOLD : TABLE_SORT);
		assert_true(host->table.rows.count > before || second == 1);
		before = host->table.rows.count;
		for (size_t i = 0; i < host->table.rows.count; i++)
			assert_ptr_equal(host->table.rows.items[i].event, judge_event(judge, i));
	}
	assert_int_equal(host->table.rows.items[0].event->listener.number, 2);
	judge_free(judge);
}

/* That one has vanished is told when nobody took its place for a while. */
static void an_event_told_late_stands_where_it_happened(void **state)
{
	struct host *host = *state;
	struct judge *judge = judge_new();
	struct event event = { .kind = EVENT_ACTED };

	query_free(&host->query);
	query_init(&host->query, TABLE_EVENTS, 80);
	TICK(host, 0, { 1, 0, 9, 0 });
	host->world.scene.judge = judge;
	for (uint64_t i = 0; i < 4; i++) {
		event.monotonic = (uint64_t[]){ 1, 4, 4, 3 }[i];
		event.listener.number = i + 1;
		judge_note(judge, &event);
	}
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 4);
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(host->table.rows.items[i].event->listener.number,
				 ((int[]){ 3, 2, 4, 1 })[i]);
	judge_free(judge);
}

/* Groups: rows as "80:2[1 2]" where open, "80:2" where folded; by port, how many. */
static const char *folded(const struct host *host)
{
	static char line[512];
	struct text text = TEXT_OVER(line);
	bool inside = false;

	assert_int_equal(host->table.rows.count, host->table.ids.count);
	for (size_t i = 0; i < host->table.rows.count; i++) {
		const struct row *row = &host->table.rows.items[i];

		if (inside && !row->member)
			text_add(&text, "]");
		if (row->group)
			text_format(&text, "%s%u:%zu%s", i ? " " : "", row->listener->local.port,
				    row->group->count, row->group->open ? "[" : "");
		else
			text_format(&text, "%s%ju", i && (inside || !row->member) ? " " : "",
				    (uintmax_t)row->listener->id.number);
		inside = row->member;
	}
	if (inside)
		text_add(&text, "]");
	return line;
}

/* Who listens at a port below 100 shares it. */
struct shared {
	uint64_t number;
	uint16_t port;
	int64_t queue, backlog;
};

static void share(struct host *host, double seconds, const struct shared *specs, size_t count)
{
	struct snapshot *snap = world_snapshot(seconds);

	for (size_t i = 0; i < count; i++) {
		struct listener *listener = world_tcp(snap, specs[i].number, specs[i].port,
						      specs[i].queue, specs[i].backlog, 0);
		char port[16];
		struct text text = TEXT_OVER(port);

		text_format(&text, "%u", specs[i].port);
		if (specs[i].port < 100)
			listener->label[LABEL_REUSEPORT] = snapshot_keep(snap, port);
	}
	world_tick(&host->world, snap);
	host->query.grouping = GROUPING_REUSEPORT;
}

#define SHARE(host, seconds, ...) \
	share(host, seconds, (const struct shared[]){ __VA_ARGS__ }, \
	      sizeof((const struct shared[]){ __VA_ARGS__ }) / sizeof(struct shared))

static void open_all(struct host *host, bool open)
{
	folds_set_all(&host->query.folds, open);
}

/* The worst member's fill is the group's, and its row stands by that. */
static void groups_stand_by_their_values(void **state)
{
	struct host *host = *state;

	SHARE(host, 0, { 1, 80, 1, 10 }, { 2, 81, 3, 10 }, { 3, 80, 6, 10 }, { 4, 81, 3, 10 },
	      { 5, 500, 5, 10 }, { 6, 82, 4, 10 }, { 7, 501, 0, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2 5 6 81:2 7");
	open_all(host, true);
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2[3 1] 5 6 81:2[2 4] 7");
	host->query.reverse = true;
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "7 81:2[2 4] 6 5 80:2[1 3]");
	/* By sums, where the column is one. */
	order_by(host, "queue");
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2[3 1] 81:2[2 4] 5 6 7");
	order_by(host, "local");
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2[1 3] 81:2[2 4] 6 5 7");
	/* Full by one of many is above 100 % of few. */
	order_by(host, "fill");
	host->query.order = NULL;
	SHARE(host, 1, { 1, 80, 1, 10 }, { 3, 80, 1001, 1000 }, { 5, 500, 20, 20 }, { 8, 500, 2, 1 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "8 80:2[3 1] 5");
}

/* Its members are at many addresses: it stands before all that are at one. */
static void named_groups_stand_by_name(void **state)
{
	static const char *const units[] = { "b.service", "a.service", "c.service" };
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	world_tcp(snap, 99, 60, 0, 9, 0);
	for (unsigned i = 0; i < 7; i++) {
		world_tcp(snap, i + 1, (uint16_t)(70 - i), i == 2 ? 10 : 0, 9, 0);
		snapshot_add_owner(snap, i + 1, world_process(snap, 50 + (pid_t)i, "x"), 3);
		snap->processes.items[i].label[LABEL_UNIT] = units[i % 3];
	}
	world_tick(&host->world, snap);
	host->query.grouping = GROUPING_UNIT;
	filter_by(host, "unit=a.service || unit=b.service || port=65 || port=60");
	order_by(host, "local");
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "69:2 70:3 65:1 99");
	filter_by(host, "unit!=c.service || port=60");
	order_by(host, "-local");
	open_all(host, true);
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "70:3[1 4 7] 69:2[2 5] 99");
}

static void only_what_is_open_is_unfolded(void **state)
{
	struct host *host = *state;
	struct row_id id;

	SHARE(host, 0, { 1, 80, 1, 10 }, { 2, 81, 2, 10 }, { 3, 80, 6, 10 }, { 4, 81, 3, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2 81:2");
	id = host->table.ids.items[1];
	folds_set(&host->query.folds, id.other[1], true);
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "80:2 81:2[4 2]");
	assert_true(table_group_at(&host->table, 1) == 1);
	assert_true(table_group_at(&host->table, 3) == 1);
	assert_true(table_group_at(&host->table, 4) == -1);
	/* The same group next tick, in other places and with another worst. */
	SHARE(host, 1, { 4, 81, 0, 10 }, { 2, 81, 9, 10 }, { 3, 80, 6, 10 }, { 1, 80, 1, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "81:2[2 4] 80:2");
	assert_int_equal(row_id_compare(&id, &host->table.ids.items[0]), 0);
	assert_int_equal(table_find(&host->table, &id), 0);
	folds_set(&host->query.folds, id.other[1], false);
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "81:2 80:2");
}

static void held_groups_stand_still(void **state)
{
	struct host *host = *state;

	open_all(host, true);
	SHARE(host, 0, { 1, 80, 6, 10 }, { 2, 80, 2, 10 }, { 5, 500, 5, 10 }, { 3, 81, 3, 10 },
	      { 4, 81, 2, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "80:2[1 2] 5 81:2[3 4]");
	/* New members are behind the old ones, within their group; new rows behind all. */
	SHARE(host, 1, { 1, 80, 0, 10 }, { 2, 80, 2, 10 }, { 5, 500, 5, 10 }, { 3, 81, 3, 10 },
	      { 4, 81, 20, 10 }, { 6, 80, 7, 10 }, { 7, 80, 9, 10 }, { 8, 501, 99, 10 });
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "80:4[1 2 7 6] 5 81:2[3 4] 8");
	open_all(host, false);
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "80:4 5 81:2 8");
	folds_set(&host->query.folds, host->table.ids.items[0].other[1], true);
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "80:4[7 6 2 1] 5 81:2 8");
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "8 81:2 80:4[7 6 2 1] 5");
}

static void settled_groups_move_as_one(void **state)
{
	struct host *host = *state;

	open_all(host, true);
	SHARE(host, 0, { 1, 500, 8, 10 }, { 2, 501, 6, 10 }, { 3, 80, 4, 10 }, { 4, 80, 1, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "1 2 80:2[3 4]");
	/* A rise moves nobody; trouble moves the member, and the group with both. */
	SHARE(host, 1, { 1, 500, 8, 10 }, { 2, 501, 6, 10 }, { 3, 80, 4, 10 }, { 4, 80, 9, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "1 2 80:2[3 4]");
	SHARE(host, 2, { 1, 500, 8, 10 }, { 2, 501, 6, 10 }, { 3, 80, 4, 10 }, { 4, 80, 11, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "80:2[4 3] 1 2");
	assert_true(host->table.troubled.items[0]);
	assert_true(host->table.troubled.items[1]);
	assert_false(host->table.troubled.items[2]);
	/* Full still, and by another: the group stays, its members do not. */
	SHARE(host, 3, { 1, 500, 8, 10 }, { 2, 501, 6, 10 }, { 3, 80, 11, 10 }, { 4, 80, 7, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "80:2[3 4] 1 2");
	SHARE(host, 4, { 1, 500, 8, 10 }, { 2, 501, 6, 10 }, { 3, 80, 1, 10 }, { 4, 80, 7, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "1 80:2[4 3] 2");
}

/* A group that loses its last but one is a row again, where it stood; one that comes
 * up stands where its first member did. */
static void groups_come_up_and_dissolve(void **state)
{
	struct host *host = *state;
	struct row_id group, single = { .listener = { 4026531840, 3, 0 } };

	SHARE(host, 0, { 1, 500, 8, 10 }, { 3, 80, 5, 10 }, { 2, 501, 3, 10 });
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "1 3 2");
	SHARE(host, 1, { 1, 500, 8, 10 }, { 3, 80, 5, 10 }, { 2, 501, 3, 10 }, { 4, 80, 1, 10 });
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "1 80:2 2");
	group = host->table.ids.items[1];
	assert_int_equal(table_find(&host->table, &single), -1);
	assert_int_equal(table_find_home(&host->table, &single), 1);
	assert_int_equal(table_find_home(&host->table, &group), 1);
	SHARE(host, 2, { 1, 500, 8, 10 }, { 2, 501, 3, 10 }, { 4, 80, 1, 10 });
	fill(host, TABLE_HOLD);
	assert_string_equal(folded(host), "1 4 2");
	assert_int_equal(table_find(&host->table, &group), -1);
	assert_int_equal(table_find_home(&host->table, &group), 1);
	assert_int_equal(table_find_home(&host->table, &single), -1);
	/* The other way in a settling one. */
	SHARE(host, 3, { 1, 500, 8, 10 }, { 2, 501, 3, 10 }, { 4, 80, 1, 10 }, { 5, 80, 9, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "1 80:2 2");
	SHARE(host, 4, { 1, 500, 8, 10 }, { 2, 501, 3, 10 }, { 4, 80, 1, 10 });
	fill(host, TABLE_SETTLE);
	assert_string_equal(folded(host), "1 4 2");
}

/* The filter judges members; a group of which one is left stays a group's row, and
 * one of which none is left is no row. The selection says what there is at all. */
static void filters_judge_members(void **state)
{
	struct host *host = *state;
	char line[64];
	struct text why = TEXT_OVER(line);

	open_all(host, true);
	SHARE(host, 0, { 1, 80, 6, 10 }, { 2, 80, 2, 10 }, { 3, 80, 3, 10 }, { 4, 81, 1, 10 },
	      { 5, 81, 0, 10 }, { 6, 500, 9, 10 });
	filter_by(host, "queue>=6");
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "6 80:1[1]");
	assert_int_equal(host->table.hidden, 4);
	assert_int_equal(host->table.rows.items[1].group->total, 3);
	assert_string_equal(world_cell(&host->table, 1, TABLE_LISTENERS, "local"),
			    "0.0.0.0:80 x1/3");
	assert_string_equal(world_cell(&host->table, 1, TABLE_LISTENERS, "queue"), "6");
	filter_by(host, NULL);
	host->query.hide_idle = true;
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "6 80:3[1 3 2] 81:1[4]");
	assert_int_equal(host->table.hidden, 1);
	host->query.hide_idle = false;
	assert_true(selection_add_ports(&host->query.selection, "81,500", &why));
	fill(host, TABLE_SORT);
	assert_string_equal(folded(host), "6 81:2[4 5]");
	assert_int_equal(host->table.hidden, 0);
}

/* Whatever comes and goes, is folded and filtered: each listener is a row, or a member
 * of one group's row, once; members stand below their group and in its order; what
 * is held only loses and gains. */
static void groups_lose_nobody(void **state)
{
	struct host *host = *state;
	uint32_t seed = 21;

	for (int i = 0; i < 300; i++) {
		size_t expected, seen = 0;
		const struct group *group = NULL;
		size_t below = 0;

		roll_tick(host, i, &seed);
		host->query.grouping = (enum grouping)roll(&seed, GROUPINGS);
		if (roll(&seed, 3) == 0)
			open_all(host, roll(&seed, 2));
		if (roll(&seed, 2) && host->table.ids.count)
			folds_set(&host->query.folds, host->table.ids.items[0].other[1], true);
		filter_by(host, roll(&seed, 2) ? "queue>=1" : NULL);
		fill(host, (enum table_order)roll(&seed, 3));
		expected = model_snapshot(host->world.model)->listeners.count - host->table.hidden;
		for (size_t n = 0; n < host->table.rows.count; n++) {
			const struct row *row = &host->table.rows.items[n];

			assert_int_equal(table_find(&host->table, &host->table.ids.items[n]), n);
			assert_int_equal(row_is_in_trouble(row), host->table.troubled.items[n]);
			if (row->member) {
				assert_non_null(group);
				assert_true(group->open);
				assert_ptr_equal(row->listener, group->members[below++].listener);
				continue;
			}
			assert_true(!group || !group->open || below == group->count);
			group = row->group;
			below = 0;
			seen += group ? group->count : 1;
			assert_true(!group || (group->total >= 2 && group->count >= 1 &&
					       group->count <= group->total));
		}
		assert_int_equal(seen, expected);
	}
}

/* Thousands in many groups: what takes the square of them would not end. */
static void many_groups_are_no_burden(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	for (uint64_t number = 0; number < 20000; number++) {
		struct listener *listener = world_tcp(snap, number, (uint16_t)(number % 400),
						      (int64_t)(number % 7), 10, 0);
		char port[16];
		struct text text = TEXT_OVER(port);

		text_format(&text, "%ju", (uintmax_t)(number % 400));
		listener->label[LABEL_REUSEPORT] = snapshot_keep(snap, port);
	}
	world_tick(&host->world, snap);
	host->query.grouping = GROUPING_REUSEPORT;
	fill(host, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 400);
	open_all(host, true);
	fill(host, TABLE_HOLD);
	assert_int_equal(host->table.rows.count, 20400);
}

int main(void)
{
#define HOST_TEST(test) cmocka_unit_test_setup_teardown(test, host_make, host_end)
	const struct CMUnitTest tests[] = {
		HOST_TEST(nothing_makes_no_rows),
		HOST_TEST(fullest_first),
		HOST_TEST(then_by_drop_rate),
		HOST_TEST(by_a_column),
		HOST_TEST(held_rows_stand_still),
		HOST_TEST(settled_rows_move_for_trouble_only),
		HOST_TEST(filters_and_idleness_hide),
		HOST_TEST(bursts_are_not_idle),
		HOST_TEST(the_selection_is_not_hidden),
		HOST_TEST(rows_are_found_by_id),
		HOST_TEST(new_for_ten_seconds),
		HOST_TEST(udp_and_unknown_are_no_trouble),
		HOST_TEST(processes_without_listeners_are_no_rows),
		HOST_TEST(orders_are_orders),
		HOST_TEST(tables_are_sorted),
		HOST_TEST(held_orders_are_kept),
		HOST_TEST(filters_take_what_they_say),
		HOST_TEST(then_by_peak),
		HOST_TEST(counters_come_in_order),
		HOST_TEST(peers_come_in_order),
		HOST_TEST(threads_of_one_process),
		HOST_TEST(listeners_of_one_process),
		HOST_TEST(the_newest_event_is_first),
		HOST_TEST(an_event_told_late_stands_where_it_happened),
		HOST_TEST(groups_stand_by_their_values),
		HOST_TEST(named_groups_stand_by_name),
		HOST_TEST(only_what_is_open_is_unfolded),
		HOST_TEST(held_groups_stand_still),
		HOST_TEST(settled_groups_move_as_one),
		HOST_TEST(groups_come_up_and_dissolve),
		HOST_TEST(filters_judge_members),
		HOST_TEST(groups_lose_nobody),
		HOST_TEST(many_groups_are_no_burden),
	};

	return cmocka_run_group_tests_name("table_table", tests, NULL, NULL);
}
