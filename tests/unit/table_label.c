/* table_label.c - counters, the journal and peers, cell by cell. */
#include "table/label.h"

#include "table_world.h"

#include "fake_judge.h"
#include "table/overview.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>

#define K TABLE_COUNTERS
#define E TABLE_EVENTS
#define C TABLE_PEERS

struct host {
	struct world world;
	struct judge judge;
	struct query query;
	struct table table;
};

static void add_netns(struct snapshot *snap, uint64_t inode, pid_t witness, int64_t overflows)
{
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = inode;
	netns->witness = witness;
	facts_set(&netns->facts, FACT_SOMAXCONN, 4096);
	facts_set(&netns->facts, FACT_LISTEN_OVERFLOWS, overflows);
	facts_set(&netns->facts, FACT_SYNCOOKIES_SENT, 5);
	facts_set(&netns->facts, FACT_UDP_INUSE, 3);
	facts_set(&netns->facts, FACT_RMEM_MAX, 212992);
}

static void add_peer(struct snapshot *snap, enum peer_kind kind, const char *host, uint16_t port,
		     uint8_t state)
{
	struct peer *peer = snapshot_add_peer(snap, 0, kind);

	peer->remote.family = AF_INET;
	peer->remote.port = port;
	peer->state = state;
	inet_pton(AF_INET, host, peer->remote.bytes);
}

static void add_peers(struct snapshot *snap)
{
	add_peer(snap, PEER_WAITING, "203.0.113.9", 40112, TCP_CLOSE_WAIT);
	facts_set(&snap->peers.items[0].facts, FACT_PEER_WAIT, 12034);
	facts_set(&snap->peers.items[0].facts, FACT_PEER_SENT, 517);
	add_peer(snap, PEER_WAITING, "192.0.2.1", 2, TCP_ESTABLISHED);
	facts_set(&snap->peers.items[1].facts, FACT_PEER_WAIT, 2500);
	add_peer(snap, PEER_HANDSHAKE, "192.0.2.1", 7, TCP_SYN_RECV);
	add_peer(snap, PEER_TALKER, "192.0.2.7", 0, 0);
	facts_set(&snap->peers.items[3].facts, FACT_PEER_CONNECTIONS, 40);
	snapshot_add_connections(snap, 0)->by_state[TCP_ESTABLISHED] = 42;
}

static struct snapshot *one_tick(double seconds, int64_t overflows)
{
	struct snapshot *snap = world_snapshot(seconds);

	world_tcp(snap, 1, 443, 200, 128, 0);
	world_tcp(snap, 2, 80, 0, 128, 0);
	add_netns(snap, 4026531840, 0, overflows);
	add_netns(snap, 9, 77, 1);
	add_peers(snap);
	return snap;
}

static void add_event(struct judge *judge, uint64_t number, uint64_t wall, const char *owner)
{
	struct event *event = &judge->events[judge->event_count++];
	struct text text = TEXT_OVER(event->local);

	event->number = number;
	event->wall = wall;
	event->monotonic = world_ns(100);
	event->kind = EVENT_OVERFLOW_BEGAN;
	event->listener = (struct listener_id){ 4026531840, number, 0 };
	event->protocol = number == 3 ? PROTOCOL_UNIX_STREAM : PROTOCOL_TCP;
	event->port = number == 3 ? 0 : 443;
	text_add(&text, "0.0.0.0:443");
	text = TEXT_OVER(event->owner);
	text_add(&text, owner);
}

static void host_fill(struct host *host, enum table_kind kind)
{
	query_free(&host->query);
	query_init(&host->query, kind, 200);
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);
	static const uint64_t now = UINT64_C(1769868451) * CLOCK_SECOND;

	setenv("TZ", "UTC", 1);
	world_tick(&host->world, one_tick(0, 100));
	world_tick(&host->world, one_tick(2, 130));
	world_tick(&host->world, one_tick(4, 134));
	host->world.scene.at.wall = now;
	host->world.scene.judge = &host->judge;
	add_event(&host->judge, 3, now - 5 * CLOCK_SECOND, "");
	add_event(&host->judge, 2, now - 86400 * CLOCK_SECOND, "ngi\033nx(1234)");
	add_event(&host->judge, 1, now - 86399 * CLOCK_SECOND, "nginx(1234)");
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

static const char *cell(const struct host *host, size_t row, const char *key)
{
	return world_cell(&host->table, row, host->query.kind, key);
}

/* By namespace, counters before sysctls, and nothing that is neither. */
static void counters_then_sysctls(void **state)
{
	static const char *const names[] = {
		"ListenOverflows", "SyncookiesSent", "net.core.somaxconn", "net.core.rmem_max",
	};
	struct host *host = *state;

	host_fill(host, K);
	assert_int_equal(host->table.rows.count, 8);
	for (size_t i = 0; i < 8; i++)
		assert_string_equal(cell(host, i, "counter"), names[i % 4]);
	assert_string_equal(cell(host, 0, "netns"), "4026531840");
	assert_string_equal(cell(host, 4, "netns"), "9");
	for (size_t i = 0; i < 8; i++) {
		assert_false(row_is_in_trouble(&host->table.rows.items[i]));
		assert_false(row_is_new(&host->table.rows.items[i]));
		assert_int_equal(table_find(&host->table, &host->table.ids.items[i]), i);
	}
}

static void cells_of_counters(void **state)
{
	static const struct { size_t row; const char *key, *cell; } cases[] = {
		{ 0, "value", "134" },       { 0, "rate", "2.0" },    { 0, "peak_rate", "15.0" },
		{ 0, "tunable", "somaxconn=4096" },
		{ 1, "rate", "." },          { 1, "peak_rate", "." }, { 1, "tunable", "tcp_syncookies" },
		{ 2, "value", "4096" },      { 2, "rate", "-" },      { 2, "peak_rate", "-" },
		{ 2, "history", "-" },       { 2, "tunable", "-" },   { 2, "where", "-" },
		{ 3, "value", "212992" },
	};
	struct host *host = *state;
	struct value value;

	host_fill(host, K);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(cell(host, cases[i].row, cases[i].key), cases[i].cell);
	assert_true(strlen(cell(host, 0, "meaning")) > 10);
	assert_non_null(strstr(cell(host, 0, "where"), "()"));
	world_value(&host->table, 0, K, "history", &value);
	assert_int_equal(value.kind, VALUE_TREND);
	assert_int_equal(value.trend.fact, FACT_LISTEN_OVERFLOWS);
}

/* A tick that came early is short: it makes no peak of an old step, and a step of
 * its own is one of a short time. */
static void peaks_are_by_measured_time(void **state)
{
	struct host *host = *state;

	host->world.scene.delay = 2;
	world_tick(&host->world, one_tick(4.25, 134));
	host_fill(host, K);
	assert_string_equal(cell(host, 0, "peak_rate"), "15.0");
	/* It does not make a rate of thousands of what happens at once. */
	world_tick(&host->world, one_tick(4.5, 159));
	host_fill(host, K);
	assert_string_equal(cell(host, 0, "rate"), "100");
	assert_string_equal(cell(host, 0, "peak_rate"), "15.0");
	world_tick(&host->world, one_tick(5.5, 209));
	host_fill(host, K);
	assert_string_equal(cell(host, 0, "peak_rate"), "50.0");
}

/* The sysctls stay: they are what the others are read by. */
static void idle_counters_never_moved(void **state)
{
	struct host *host = *state;

	world_tick(&host->world, one_tick(6, 134));
	host_fill(host, K);
	host->query.hide_idle = true;
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 5);
	assert_string_equal(cell(host, 0, "counter"), "ListenOverflows");
	assert_string_equal(cell(host, 1, "counter"), "net.core.somaxconn");
	assert_int_equal(host->table.hidden, 3);
}

static size_t rows_of(struct host *host, enum table_kind kind, const char *filter)
{
	char line[160];
	struct text why = TEXT_OVER(line);

	host_fill(host, kind);
	if (!query_set_filter(&host->query, filter, &why))
		fail_msg("%s: %s", filter, line);
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	return host->table.rows.count;
}

static void they_can_be_filtered_and_sorted(void **state)
{
	struct host *host = *state;
	struct text why = { 0 };

	assert_int_equal(rows_of(host, K, "rate>0"), 1);
	assert_int_equal(rows_of(host, K, "value>100 && netns=9"), 2);
	assert_int_equal(rows_of(host, K, "overflows"), 2);
	assert_int_equal(rows_of(host, K, "somaxconn"), 4);
	assert_int_equal(rows_of(host, E, "event=overflow-began && owner~^nginx"), 1);
	assert_int_equal(rows_of(host, E, ":443"), 2);
	assert_int_equal(rows_of(host, E, "port=80"), 0);
	assert_int_equal(rows_of(host, E, "nothing-like-it"), 0);
	assert_int_equal(rows_of(host, C, "waits>3"), 1);
	assert_int_equal(rows_of(host, C, "192.0.2"), 3);
	assert_int_equal(rows_of(host, C, "connected"), 1);
	host_fill(host, K);
	assert_true(query_set_order(&host->query, "value", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_string_equal(cell(host, 0, "value"), "212992");
}

static void cells_of_events(void **state)
{
	static const struct { size_t row; const char *key, *cell; } cases[] = {
		{ 0, "time", "14:07:26" },              { 0, "event", "overflow-began" },
		{ 0, "proto", "unix" },                 { 0, "local", "0.0.0.0:443" },
		{ 0, "owner", "?" },                    { 0, "detail", "-" },
		{ 1, "time", "2026-01-30 14:07:31" },   { 1, "owner", "ngi?nx(1234)" },
		{ 2, "time", "14:07:32" },              { 2, "proto", "tcp" },
		{ 0, "port", "-" },                     { 2, "port", "443" },
	};
	struct host *host = *state;

	host_fill(host, E);
	assert_int_equal(host->table.rows.count, 3);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(cell(host, cases[i].row, cases[i].key), cases[i].cell);
	assert_false(row_is_in_trouble(&host->table.rows.items[0]));
	assert_false(row_is_new(&host->table.rows.items[0]));
	host->judge.events[0].monotonic = host->world.scene.at.monotonic;
	assert_true(row_is_new(&host->table.rows.items[0]));
	host->world.scene.judge = NULL;
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
}

/* By number: two may have the same time, and clocks are set. */
static void events_by_their_order(void **state)
{
	struct host *host = *state;
	struct text why = { 0 };

	host_fill(host, E);
	assert_true(query_set_order(&host->query, "time", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.items[0].event->number, 3);
	assert_true(query_set_order(&host->query, "-time", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.items[0].event->number, 1);
	assert_int_equal(host->table.rows.items[2].event->number, 3);
}

/* As its listener is; of one that is gone its protocol is known. */
static void events_of_the_selection(void **state)
{
	char line[64];
	struct text why = TEXT_OVER(line);
	struct host *host = *state;

	host_fill(host, E);
	assert_true(selection_add_ports(&host->query.selection, "80", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 2);
	assert_int_equal(host->table.rows.items[1].event->number, 2);
	assert_true(selection_add_protocols(&host->query.selection, "tcp", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
}

/* A signal to somebody who holds no listener, or to many: nothing is unknown of it. */
static void deeds_of_no_listener(void **state)
{
	struct host *host = *state;
	struct event *deed = &host->judge.events[0];
	char line[64];
	struct text why = TEXT_OVER(line), detail = TEXT_OVER(deed->detail);

	deed->kind = EVENT_ACTED;
	deed->listener = (struct listener_id){ 0 };
	deed->protocol = PROTOCOL_TCP;
	text_add(&detail, "SIGTERM sent to 4 processes");
	host_fill(host, E);
	assert_string_equal(cell(host, 0, "event"), "acted");
	assert_string_equal(cell(host, 0, "proto"), "-");
	assert_string_equal(cell(host, 0, "local"), "-");
	assert_string_equal(cell(host, 0, "owner"), "-");
	assert_string_equal(cell(host, 0, "detail"), "SIGTERM sent to 4 processes");
	/* Whatever is selected: who did it wants to see it. */
	assert_true(selection_add_protocols(&host->query.selection, "udp", &why));
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 1);
	assert_int_equal(rows_of(host, E, "event=acted"), 1);
	assert_int_equal(rows_of(host, E, "proto=tcp && event=acted"), 0);
}

/* A line of the baseline has no owner, and of several nobody is named. */
static void owners_of_nobody(void **state)
{
	struct host *host = *state;

	host->judge.events[0].kind = EVENT_MISSING;
	host->judge.events[1].listener = (struct listener_id){ 0 };
	host->judge.events[1].kind = EVENT_APPEARED;
	host->judge.events[1].owner[0] = '\0';
	host_fill(host, E);
	assert_string_equal(cell(host, 0, "owner"), "-");
	assert_string_equal(cell(host, 1, "owner"), "-");
	assert_string_equal(cell(host, 1, "port"), "-");
}

static void cells_of_peers(void **state)
{
	static const struct { size_t row; const char *key, *cell; } cases[] = {
		{ 0, "peer", "203.0.113.9:40112" }, { 0, "kind", "waiting" },
		{ 0, "waits", "12s" },              { 0, "sent", "517" },
		{ 0, "connections", "-" },          { 0, "peer_state", "CLOSE-WAIT" },
		{ 1, "waits", "2.5s" },             { 1, "sent", "?" },
		{ 2, "kind", "handshake" },         { 2, "peer_state", "SYN-RECV" },
		{ 2, "waits", "-" },                { 2, "sent", "-" },
		{ 3, "peer", "192.0.2.7" },         { 3, "kind", "connected" },
		{ 3, "connections", "40" },         { 3, "peer_state", "-" },
	};
	struct listener_id first = { 4026531840, 1, 0 }, second = { 4026531840, 2, 0 };
	struct host *host = *state;

	host_fill(host, C);
	host->query.of_listener = &first;
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 4);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(cell(host, cases[i].row, cases[i].key), cases[i].cell);
	/* Not their trouble, though their listener is full. */
	assert_false(row_is_in_trouble(&host->table.rows.items[0]));
	for (size_t i = 0; i < 4; i++)
		assert_int_equal(table_find(&host->table, &host->table.ids.items[i]), i);
	host->query.of_listener = &second;
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	assert_int_equal(host->table.rows.count, 0);
	assert_int_equal(overview_connections(&host->world.scene, &first)->by_state[1], 42);
	assert_null(overview_connections(&host->world.scene, &second));
}

/* Its handshake done, it is still the same. */
static void a_peer_stays_itself(void **state)
{
	struct host *host = *state;
	const struct row *rows;
	struct peer later;
	struct row row;
	struct row_id a, b;

	host_fill(host, C);
	rows = host->table.rows.items;
	later = *rows[2].peer;
	later.kind = PEER_WAITING;
	row = rows[2];
	row.peer = &later;
	a = row_id(C, &rows[2]);
	b = row_id(C, &row);
	assert_int_equal(row_id_compare(&a, &b), 0);
	later.remote.port++;
	b = row_id(C, &row);
	assert_int_not_equal(row_id_compare(&a, &b), 0);
}

/* What could not be read is unknown; one that runs waits nowhere. */
static void cells_of_threads(void **state)
{
	static const struct { size_t row; const char *key, *cell; } cases[] = {
		{ 0, "tid", "90" },      { 0, "thread", "main" },     { 0, "thread_state", "S" },
		{ 0, "wchan", "ep_poll" }, { 0, "thread_nice", "-5" }, { 0, "thread_cpu", "?" },
		{ 1, "tid", "91" },      { 1, "thread_state", "R" },  { 1, "wchan", "-" },
		{ 2, "thread", "?" },    { 2, "thread_state", "?" },  { 2, "wchan", "?" },
		{ 2, "thread_nice", "?" },
	};
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	uint32_t process = world_process(snap, 90, "many");
	struct thread *thread;

	for (pid_t tid = 90; tid < 93; tid++)
		snapshot_add_thread(snap, process)->tid = tid;
	thread = snap->threads.items;
	thread[0].label[LABEL_THREAD_COMM] = "main";
	thread[0].label[LABEL_THREAD_STATE] = "S";
	thread[0].label[LABEL_WCHAN] = "ep_poll";
	facts_set(&thread[0].facts, FACT_THREAD_NICE, -5);
	thread[1].label[LABEL_THREAD_STATE] = "R";
	thread[1].label[LABEL_WCHAN] = "";
	world_tick(&host->world, snap);
	query_free(&host->query);
	query_init(&host->query, TABLE_THREADS, 80);
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_string_equal(world_cell(&host->table, cases[i].row, TABLE_THREADS,
					       cases[i].key), cases[i].cell);
}

static void states_as_ss_has_them(void **state)
{
	(void)state;
	assert_string_equal(overview_state_name(1), "ESTAB");
	assert_string_equal(overview_state_name(12), "SYN-RECV");
	assert_null(overview_state_name(0));
	assert_null(overview_state_name(13));
}

static struct CMUnitTest test(const char *name, CMUnitTestFunction function)
{
	return (struct CMUnitTest){ name, function, host_make, host_end, NULL };
}
#define TEST(function) test(#function, function)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(counters_then_sysctls),
		TEST(cells_of_counters),
		TEST(peaks_are_by_measured_time),
		TEST(idle_counters_never_moved),
		TEST(they_can_be_filtered_and_sorted),
		TEST(cells_of_events),
		TEST(owners_of_nobody),
		TEST(events_by_their_order),
		TEST(events_of_the_selection),
		TEST(deeds_of_no_listener),
		TEST(cells_of_peers),
		TEST(a_peer_stays_itself),
		TEST(cells_of_threads),
		TEST(states_as_ss_has_them),
	};

	return cmocka_run_group_tests_name("table_label", tests, NULL, NULL);
}
