/* judge_ledger.c - drops on sockets beside the counters that moved, balanced. */
#include "table_world.h"

#include "judge/ledger.h"

enum { NETNS = 4026531840, OTHER = 4026532999 };

struct play {
	struct world world;
	struct ledgers ledgers;
	double at, slept;
	/* What stands on the sockets and in the namespace so far. */
	int64_t drops[2], queue[2];
	int64_t overflows, all, syn_full, deferred, cookies;
};

static int play_make(void **state)
{
	*state = calloc(1, sizeof(struct play));
	return *state ? 0 : -1;
}

static int play_end(void **state)
{
	struct play *play = *state;

	ledgers_free(&play->ledgers);
	world_end(&play->world);
	free(play);
	return 0;
}

static struct netns *add_netns(struct snapshot *snap, uint64_t inode, const struct play *play)
{
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = inode;
	facts_set(&netns->facts, FACT_LISTEN_OVERFLOWS, play->overflows);
	facts_set(&netns->facts, FACT_LISTEN_DROPS, play->all);
	facts_set(&netns->facts, FACT_TCP_REQ_Q_FULL_DROP, play->syn_full);
	facts_set(&netns->facts, FACT_TCP_REQ_Q_FULL_DO_COOKIES, play->cookies);
	facts_set(&netns->facts, FACT_TCP_DEFER_ACCEPT_DROP, play->deferred);
	return netns;
}

static struct snapshot *begin(const struct play *play)
{
	struct snapshot *snap = world_snapshot(play->at);

	snap->at.boot += world_ns(play->slept);
	return snap;
}

static void see(struct play *play, struct snapshot *snap)
{
	world_tick(&play->world, snap);
	ledgers_update(&play->ledgers, play->world.model);
	play->at += 1;
}

/* Two listeners with a backlog of 8. */
static struct snapshot *usual(const struct play *play)
{
	struct snapshot *snap = begin(play);

	add_netns(snap, NETNS, play);
	world_tcp(snap, 1, 80, play->queue[0], 8, play->drops[0]);
	world_tcp(snap, 2, 81, play->queue[1], 8, play->drops[1]);
	return snap;
}

static void tick(struct play *play)
{
	see(play, usual(play));
}

/* What the kernel does, measured: on the socket, in the namespace. */
static void overflow_at_syn(struct play *play, int listener, int64_t count)
{
	play->drops[listener] += count;
	play->overflows += count;
	play->all += count;
	play->queue[listener] = 9;
}

static void overflow_at_ack(struct play *play, int listener, int64_t count)
{
	play->drops[listener] += 2 * count;
	play->overflows += count;
	play->all += count;
	play->queue[listener] = 9;
}

static void syn_queue_full(struct play *play, int listener, int64_t count, int syncookies)
{
	if (syncookies) {
		play->cookies += count;
		return;
	}
	play->drops[listener] += count;
	play->syn_full += count;
	play->all += count;
}

static void stray(struct play *play, int listener, int64_t count)
{
	play->drops[listener] += count;
}

static void bare_ack(struct play *play, int listener, int64_t count)
{
	play->drops[listener] += count;
	play->deferred += count;
}

static struct ledger books(const struct play *play, enum ledger_span span)
{
	struct ledger ledger;

	assert_true(ledgers_get(&play->ledgers, NETNS, span, &ledger));
	assert_int_equal(ledger.drops, ledger.overflows + ledger.syn_full + ledger.other +
					       ledger.deferred + ledger.twice + ledger.remainder);
	assert_true(ledger.other >= 0);
	assert_in_range(ledger.twice, 0, ledger.overflows);
	return ledger;
}

struct wanted {
	int64_t drops, overflows, syn_full, other, deferred, twice, remainder, cookies;
};

static void expect(const struct play *play, enum ledger_span span, struct wanted wanted)
{
	struct ledger ledger = books(play, span);

	assert_int_equal(ledger.drops, wanted.drops);
	assert_int_equal(ledger.overflows, wanted.overflows);
	assert_int_equal(ledger.syn_full, wanted.syn_full);
	assert_int_equal(ledger.other, wanted.other);
	assert_int_equal(ledger.deferred, wanted.deferred);
	assert_int_equal(ledger.twice, wanted.twice);
	assert_int_equal(ledger.remainder, wanted.remainder);
	assert_int_equal(ledger.cookies, wanted.cookies);
}

#define EXPECT(...) expect(play, LEDGER_TICK, (struct wanted){ __VA_ARGS__ })
#define EXPECT_MINUTE(...) expect(play, LEDGER_MINUTE, (struct wanted){ __VA_ARGS__ })

/* All lines of the books. */
static const char *lines(const struct ledger *ledger)
{
	static char all[2048];
	struct text text = TEXT_OVER(all);
	char buffer[256];

	for (size_t n = 0;; n++) {
		struct text line = TEXT_OVER(buffer);

		if (!ledger_line(ledger, n, &line))
			return all;
		assert_false(line.cut);
		assert_in_range(line.length, 1, ledger->drops < 1000000 ? 78 : 110);
		text_format(&text, "%s\n", buffer);
	}
}

static void nothing_before_the_second_tick(void **state)
{
	struct play *play = *state;
	struct ledger ledger = { .drops = 4711 };

	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_TICK, &ledger));
	play->drops[0] = 500;
	play->all = 900;
	tick(play);
	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_TICK, &ledger));
	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_MINUTE, &ledger));
	assert_false(ledgers_get(&play->ledgers, OTHER, LEDGER_TICK, &ledger));
	assert_int_equal(ledger.drops, 4711);
	tick(play);
	EXPECT(0);
	assert_float_equal(books(play, LEDGER_TICK).seconds, 1.0, 1e-6);
	ledger = books(play, LEDGER_MINUTE);
	assert_string_equal(lines(&ledger), "0  drops at listeners in the last 1.0 s\n");
}

static void overflow_at_the_syn(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	overflow_at_syn(play, 0, 31);
	tick(play);
	EXPECT(.drops = 31, .overflows = 31);
	ledger = books(play, LEDGER_TICK);
	assert_int_equal(ledger.listeners, 1);
	assert_string_equal(lines(&ledger),
			    "31  drops at 1 listener in the last 1.0 s, of which\n"
			    "31  met a full accept queue (ListenOverflows)\n"
			    " 0  cannot be explained\n");
	/* Three retransmits of each client. */
	overflow_at_syn(play, 0, 93);
	tick(play);
	EXPECT(.drops = 93, .overflows = 93);
	EXPECT_MINUTE(.drops = 124, .overflows = 124);
}

static void syn_queue_under_each_syncookies(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	syn_queue_full(play, 0, 235, 0);
	tick(play);
	EXPECT(.drops = 235, .syn_full = 235);
	syn_queue_full(play, 0, 235, 1);
	tick(play);
	EXPECT(.cookies = 235);
	ledger = books(play, LEDGER_TICK);
	assert_string_equal(lines(&ledger),
			    "  0  drops at listeners in the last 1.0 s, of which\n"
			    "  0  cannot be explained\n"
			    "235  SYNs had a cookie in place of the SYN queue: no drops (DoCookies)\n");
	syn_queue_full(play, 0, 300, 2);
	tick(play);
	EXPECT(.cookies = 300);
	/* The last quarter of tcp_max_syn_backlog: ListenDrops and nothing else. */
	play->drops[0] += 40;
	play->all += 40;
	tick(play);
	EXPECT(.drops = 40, .other = 40);
}

/* With and without abort_on_overflow. */
static void overflow_at_the_ack_counts_twice(void **state)
{
	struct play *play = *state;

	tick(play);
	overflow_at_ack(play, 0, 3);
	tick(play);
	EXPECT(.drops = 6, .overflows = 3, .twice = 3);
	/* At the SYN-ACK's retransmit again, and new SYNs that are refused. */
	overflow_at_ack(play, 0, 3);
	overflow_at_syn(play, 0, 10);
	tick(play);
	EXPECT(.drops = 16, .overflows = 13, .twice = 3);
}

static void a_port_scan_is_on_the_socket_alone(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	stray(play, 1, 20);
	tick(play);
	EXPECT(.drops = 20, .remainder = 20);
	/* Of a listener that is not full it was no overflow, whatever goes on. */
	overflow_at_syn(play, 0, 31);
	stray(play, 1, 20);
	tick(play);
	EXPECT(.drops = 51, .overflows = 31, .remainder = 20);
	ledger = books(play, LEDGER_TICK);
	assert_int_equal(ledger.listeners, 2);
	assert_string_equal(lines(&ledger),
			    "51  drops at 2 listeners in the last 1.0 s, of which\n"
			    "31  met a full accept queue (ListenOverflows)\n"
			    "20  cannot be explained: on sockets alone, as of a port scan or a filter\n");
}

/* Nobody was seen full, so it can have been any of them. */
static void a_burst_that_no_look_saw(void **state)
{
	struct play *play = *state;

	tick(play);
	overflow_at_ack(play, 0, 3);
	play->queue[0] = 0;
	tick(play);
	EXPECT(.drops = 6, .overflows = 3, .twice = 3);
	overflow_at_ack(play, 0, 3);
	stray(play, 1, 5);
	play->queue[0] = 0;
	tick(play);
	EXPECT(.drops = 11, .overflows = 3, .twice = 3, .remainder = 5);
}

/* Full at the last tick, drained at this one. */
static void it_was_full_before(void **state)
{
	struct play *play = *state;

	play->queue[0] = 9;
	tick(play);
	overflow_at_syn(play, 0, 10);
	play->queue[0] = 0;
	stray(play, 1, 4);
	tick(play);
	EXPECT(.drops = 14, .overflows = 10, .remainder = 4);
}

static void deferred_is_not_lost(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	bare_ack(play, 0, 3);
	tick(play);
	EXPECT(.drops = 3, .deferred = 3);
	/* What is deferred is known, what counts twice is guessed. */
	bare_ack(play, 0, 3);
	overflow_at_ack(play, 1, 2);
	tick(play);
	EXPECT(.drops = 7, .overflows = 2, .deferred = 3, .twice = 2);
	ledger = books(play, LEDGER_TICK);
	assert_string_equal(lines(&ledger),
			    "7  drops at 2 listeners in the last 1.0 s, of which\n"
			    "2  met a full accept queue (ListenOverflows)\n"
			    "3  bare ACKs put off by TCP_DEFER_ACCEPT: nothing lost (TCPDeferAcceptDrop)\n"
			    "2  the second time that the same overflow was counted, most likely\n"
			    "0  cannot be explained\n");
}

static void counters_that_contradict(void **state)
{
	struct play *play = *state;

	tick(play);
	/* Read while they moved: more overflows than drops. */
	play->overflows += 5;
	play->all += 3;
	play->drops[0] += 5;
	tick(play);
	EXPECT(.drops = 5, .overflows = 5);
}

/* The sockets are read a moment before the counters. */
static void the_minute_makes_up_for_the_moment(void **state)
{
	struct play *play = *state;

	tick(play);
	overflow_at_syn(play, 0, 10);
	play->drops[0] -= 4;
	tick(play);
	EXPECT(.drops = 6, .overflows = 10, .remainder = -4);
	play->drops[0] += 4;
	tick(play);
	EXPECT(.drops = 4, .remainder = 4);
	EXPECT_MINUTE(.drops = 10, .overflows = 10);
}

static void a_new_listener_balances(void **state)
{
	struct play *play = *state;
	struct snapshot *snap;

	tick(play);
	play->overflows += 12;
	play->all += 12;
	snap = usual(play);
	world_tcp(snap, 3, 82, 9, 8, 12);
	see(play, snap);
	EXPECT(.drops = 12, .overflows = 12);
	assert_int_equal(books(play, LEDGER_TICK).listeners, 1);
	/* One that was only missed brings old drops along: they are not counted. */
	snap = usual(play);
	world_tcp(snap, 3, 82, 9, 8, 12);
	world_tcp(snap, 4, 83, 0, 8, 4000);
	see(play, snap);
	EXPECT(0);
}

static void a_closed_listener_leaves_a_remainder(void **state)
{
	struct play *play = *state;
	struct snapshot *snap;
	struct ledger ledger;

	tick(play);
	play->overflows += 12;
	play->all += 12;
	snap = begin(play);
	add_netns(snap, NETNS, play);
	world_tcp(snap, 2, 81, 0, 8, 0);
	see(play, snap);
	EXPECT(.overflows = 12, .remainder = -12);
	ledger = books(play, LEDGER_TICK);
	assert_string_equal(lines(&ledger),
			    " 0  drops at listeners in the last 1.0 s, of which\n"
			    "12  met a full accept queue (ListenOverflows)\n"
			    "12  more in the namespace's counters: of listeners closed or not seen\n");
}

static void a_reset_socket_is_left_out(void **state)
{
	struct play *play = *state;

	play->drops[0] = 100;
	tick(play);
	play->drops[0] = 3;
	tick(play);
	EXPECT(0);
}

/* UDP is exact elsewhere, a UNIX listener counts nothing; an MPTCP one is TCP. */
static void tcp_only(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 2; i++) {
		struct snapshot *snap = usual(play);

		world_listener(snap, 5, PROTOCOL_UDP, AF_INET, 0, 4096, 91 * i);
		world_listener(snap, 6, PROTOCOL_RAW, AF_INET, 0, 4096, 91 * i);
		world_listener(snap, 7, PROTOCOL_MPTCP, AF_INET, 0, 8, 3 * i);
		see(play, snap);
	}
	EXPECT(.drops = 3, .remainder = 3);
}

static void each_namespace_has_its_own(void **state)
{
	struct play *play = *state;
	struct play other = { 0 };
	struct ledger ledger;

	for (int i = 0; i < 2; i++) {
		struct snapshot *snap;

		overflow_at_syn(play, 0, 31 * i);
		snap = usual(play);
		add_netns(snap, OTHER, &other);
		world_tcp(snap, 9, 90, 0, 8, 5 * i)->id.netns = OTHER;
		see(play, snap);
	}
	EXPECT(.drops = 31, .overflows = 31);
	assert_true(ledgers_get(&play->ledgers, OTHER, LEDGER_TICK, &ledger));
	assert_int_equal(ledger.drops, 5);
	assert_int_equal(ledger.remainder, 5);
	tick(play);
	assert_false(ledgers_get(&play->ledgers, OTHER, LEDGER_MINUTE, &ledger));
}

static void a_minute_is_sixty_seconds(void **state)
{
	struct play *play = *state;

	tick(play);
	overflow_at_syn(play, 0, 7);
	tick(play);
	for (int i = 0; i < 59; i++) {
		overflow_at_syn(play, 0, 1);
		tick(play);
	}
	EXPECT_MINUTE(.drops = 66, .overflows = 66);
	assert_float_equal(books(play, LEDGER_MINUTE).seconds, 60.0, 1e-6);
	overflow_at_syn(play, 0, 1);
	tick(play);
	EXPECT_MINUTE(.drops = 60, .overflows = 60);
}

/* What came before the machine slept is not of the last minute. */
static void sleep_ends_the_minute(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	overflow_at_syn(play, 0, 7);
	tick(play);
	play->slept = 3600;
	overflow_at_syn(play, 0, 1000);
	tick(play);
	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_TICK, &ledger));
	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_MINUTE, &ledger));
	overflow_at_syn(play, 0, 2);
	tick(play);
	EXPECT_MINUTE(.drops = 2, .overflows = 2);
}

/* Many ticks in a second, and one in two minutes. */
static void any_pace(void **state)
{
	struct play *play = *state;

	tick(play);
	for (int i = 0; i < 40; i++) {
		play->at -= 0.9;
		overflow_at_syn(play, 0, 1);
		tick(play);
	}
	EXPECT_MINUTE(.drops = 40, .overflows = 40);
	assert_float_equal(books(play, LEDGER_MINUTE).seconds, 4.0, 1e-6);
	play->at += 120;
	tick(play);
	play->at += 120;
	overflow_at_syn(play, 0, 5);
	tick(play);
	EXPECT_MINUTE(.drops = 5, .overflows = 5);
	assert_float_equal(books(play, LEDGER_MINUTE).seconds, 121.0, 1e-6);
}

static void unknown_counters_make_no_books(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	for (int i = 0; i < 2; i++) {
		struct snapshot *snap = begin(play);

		snapshot_add_netns(snap)->inode = NETNS;
		world_tcp(snap, 1, 80, 0, 8, 5 * i);
		see(play, snap);
	}
	assert_false(ledgers_get(&play->ledgers, NETNS, LEDGER_TICK, &ledger));
}

/* A captured host can claim anything. */
static void absurd_counters(void **state)
{
	struct play *play = *state;
	struct ledger ledger;

	tick(play);
	play->drops[0] = play->drops[1] = INT64_MAX;
	play->overflows = play->all = play->syn_full = play->deferred = play->cookies = INT64_MAX;
	tick(play);
	assert_true(ledgers_get(&play->ledgers, NETNS, LEDGER_MINUTE, &ledger));
	assert_non_null(strstr(lines(&ledger), "9,223,372,036,854,775,807  drops"));
}

static void big_numbers_line_up(void **state)
{
	struct ledger ledger = { .seconds = 60, .drops = 1204, .listeners = 3, .overflows = 1200,
				 .other = 4 };

	(void)state;
	assert_string_equal(lines(&ledger),
			    "1,204  drops at 3 listeners in the last 60 s, of which\n"
			    "1,200  met a full accept queue (ListenOverflows)\n"
			    "    4  for lack of memory, a route or room for SYNs (rest of ListenDrops)\n"
			    "    0  cannot be explained\n");
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, play_make, play_end)
	const struct CMUnitTest tests[] = {
		TEST(nothing_before_the_second_tick),
		TEST(overflow_at_the_syn),
		TEST(syn_queue_under_each_syncookies),
		TEST(overflow_at_the_ack_counts_twice),
		TEST(a_port_scan_is_on_the_socket_alone),
		TEST(a_burst_that_no_look_saw),
		TEST(it_was_full_before),
		TEST(deferred_is_not_lost),
		TEST(counters_that_contradict),
		TEST(the_minute_makes_up_for_the_moment),
		TEST(a_new_listener_balances),
		TEST(a_closed_listener_leaves_a_remainder),
		TEST(a_reset_socket_is_left_out),
		TEST(tcp_only),
		TEST(each_namespace_has_its_own),
		TEST(a_minute_is_sixty_seconds),
		TEST(sleep_ends_the_minute),
		TEST(any_pace),
		TEST(unknown_counters_make_no_books),
		TEST(absurd_counters),
		TEST(big_numbers_line_up),
	};

	return cmocka_run_group_tests_name("judge_ledger", tests, NULL, NULL);
}
