/* source_peek.c - TCP listeners between ticks: how often, by which question, and that
 * it disturbs nothing. */
#include "source/peek.h"
#include "source/sources.h"

#include "source_host.h"

#include <errno.h>
#include <netinet/tcp.h>

static const struct inet_socket quiet = { .family = AF_INET, .state = TCP_LISTEN, .port = 80,
	.inode = 21, .cookie = 1, .wqueue = 5 };

static struct inet_socket with(uint32_t cookie, uint32_t queue, uint32_t drops)
{
	struct inet_socket socket = quiet;

	socket.cookie = cookie;
	socket.inode = 20 + cookie;
	socket.rqueue = queue;
	socket.drops = drops;
	return socket;
}

static void say(struct testhost *made, const char *label, struct inet_socket socket)
{
	struct dump dump = { .size = 0 };

	dump_inet(&dump, &socket);
	dump_write(made, label, &dump, 0);
}

static void say_two(struct testhost *made, struct inet_socket first, struct inet_socket second)
{
	struct dump dump = { .size = 0 };

	dump_inet(&dump, &first);
	dump_inet(&dump, &second);
	dump_write(made, "tcp", &dump, 0);
}

static void refuse(struct testhost *made, const char *label, int error)
{
	struct dump dump = { .size = 0 };

	dump_write(made, label, &dump, error);
}

static void say_none(struct testhost *made, const char *label)
{
	refuse(made, label, 0);
}

static struct snapshot *tick(struct testhost *made)
{
	return testhost_tick(made, 0, NULL, NULL);
}

static void start(struct testhost *made)
{
	made->source = source_diag(testhost_open(made), PROTOCOL_BIT(PROTOCOL_TCP));
}

/* Ticks are a second apart: `ms` after the last one. */
static uint64_t peek(struct testhost *made, unsigned ms)
{
	return made->source->peek(made->source, made->at.monotonic - CLOCK_SECOND +
							ms * CLOCK_MILLISECOND);
}

static uint64_t after_tick(const struct testhost *made, uint64_t due)
{
	return (due - (made->at.monotonic - CLOCK_SECOND)) / CLOCK_MILLISECOND;
}

static int64_t fact(struct snapshot *snap, enum fact_id id)
{
	int64_t value = fact_of(&snap->listeners.items[0].facts, id);

	snapshot_free(snap);
	return value;
}

static void check_peak(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	assert_true(peek(made, 900) == UINT64_MAX);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), INT64_MIN);
	say(made, "tcp", with(1, 4, 0));
	peek(made, 500);
	say(made, "tcp", with(1, 1, 0));
	snap = tick(made);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_QUEUE), 1);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_LOOK_PERIOD), 500);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_TIME_FULL), 0);
	assert_int_equal(fact(snap, FACT_QUEUE_PEAK), 4);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), INT64_MIN);
}

static void check_time_full(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say(made, "tcp", with(1, 6, 0));
	peek(made, 400);
	say(made, "tcp", with(1, 5, 0));
	assert_int_equal(fact(tick(made), FACT_TIME_FULL), 400);
}

/* Not due: not looked, whatever is there. */
static void check_not_yet(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	assert_in_range(after_tick(made, peek(made, 10)), 75, 125);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), INT64_MIN);
}

/* Missing in peeks is not missing; failing is no look, no gap, and loses nothing. */
static void check_disturbs_nothing(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say_none(made, "tcp");
	peek(made, 300);
	snapshot_free(tick(made));
	refuse(made, "tcp", -ENOBUFS);
	peek(made, 300);
	peek(made, 600);
	say(made, "tcp", with(1, 2, 0));
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->gaps.count, 0);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_QUEUE_PEAK), INT64_MIN);
	snapshot_free(snap);
}

/* Met by a peek alone: no tick has told who it is. */
static void check_stranger(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say(made, "tcp", with(2, 3, 0));
	peek(made, 300);
	say(made, "tcp", with(1, 0, 0));
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(fact(snap, FACT_QUEUE_PEAK), INT64_MIN);
}

/* Two looks have missed it by now: told once, as it was, and that it is closed. */
static void check_short_lived(void **state)
{
	struct testhost *made = *state;
	const struct listener *listener;
	struct snapshot *snap;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say_two(made, with(1, 0, 0), with(2, 3, 4));
	peek(made, 300);
	say(made, "tcp", with(1, 0, 0));
	peek(made, 600);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 2);
	listener = &snap->listeners.items[1];
	assert_int_equal(listener->id.number, 2);
	assert_int_equal(listener->local.port, 80);
	assert_int_equal(fact_of(&listener->facts, FACT_STATE), STATE_LISTEN);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), 3);
	assert_int_equal(fact_of(&listener->facts, FACT_BACKLOG), 5);
	assert_int_equal(fact_of(&listener->facts, FACT_DROPS), 4);
	assert_int_equal(fact_of(&listener->facts, FACT_OWNERLESS), OWNERLESS_CLOSED);
	assert_memory_equal(listener->label[LABEL_NO_OWNER], "closed: ", 8);
	assert_int_equal(snap->closings.count, 1);
	assert_int_equal(snap->closings.items[0].listener.number, 2);
	assert_int_equal(snap->closings.items[0].when, snap->at.monotonic - 400 * CLOCK_MILLISECOND);
	snapshot_free(snap);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->closings.count, 0);
	snapshot_free(snap);
}

/* Met by a peek first, and there at the tick: like any other. */
static void check_new_one(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say_two(made, with(1, 0, 0), with(2, 3, 0));
	peek(made, 300);
	for (int i = 0; i < 3; i++) {
		snap = tick(made);
		assert_int_equal(snap->listeners.count, 2);
		assert_int_equal(snap->closings.count, 0);
		assert_int_equal(fact_of(&snap->listeners.items[1].facts, FACT_OWNERLESS), INT64_MIN);
		snapshot_free(snap);
	}
}

/* The tick's dump missed it: what peeks saw is told when it is back. */
static void check_missed_at_the_tick(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp", with(1, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say(made, "tcp", with(1, 3, 0));
	peek(made, 500);
	say_none(made, "tcp");
	/* A counter that stood still for a tick would have no rate, then twice its own. */
	assert_int_equal(fact(tick(made), FACT_TIME_FULL), INT64_MIN);
	say(made, "tcp", with(1, 0, 0));
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), 3);
}

/* The tick has seen it move; from then on it is asked for by itself, in between the
 * dumps that tell of all. Returns when the next look is due, ms after the tick. */
static uint64_t ask_for_mover(struct testhost *made)
{
	say_two(made, with(1, 0, 0), with(2, 0, 0));
	start(made);
	snapshot_free(tick(made));
	say_two(made, with(1, 0, 1), with(2, 0, 0));
	snapshot_free(tick(made));
	say_two(made, with(1, 2, 1), with(2, 0, 0));
	assert_in_range(after_tick(made, peek(made, 5)), 15, 25);
	return after_tick(made, peek(made, 30));
}

static void check_movers_are_asked_for(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp-one", with(1, 4, 1));
	assert_true(ask_for_mover(made) > 40);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), 4);
}

/* It cannot be asked for alone: dumps, as often as they may be had. */
static void check_hidden_mover(void **state)
{
	struct testhost *made = *state;

	refuse(made, "tcp-one", -ESTALE);
	assert_true(ask_for_mover(made) <= 25);
	say(made, "tcp-one", with(1, 7, 1));
	peek(made, 60);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), 2);
}

static void check_anothers_answer(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp-one", with(2, 4, 1));
	assert_true(ask_for_mover(made) <= 25);
	assert_int_equal(fact(tick(made), FACT_QUEUE_PEAK), INT64_MIN);
}

/* A mover that is gone is asked for no more, and does not keep the pace up. */
static void check_gone_mover(void **state)
{
	struct testhost *made = *state;

	say(made, "tcp", with(1, 1, 0));
	start(made);
	snapshot_free(tick(made));
	for (int i = 0; i < 2; i++) {
		say(made, "tcp", with(2, 0, 0));
		snapshot_free(tick(made));
	}
	assert_true(after_tick(made, peek(made, 10)) >= 75);
}

static const char proc_tcp[] =
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 4242 1 0000000000000000 100 0 0 10 0\n";

/* The file walks all connections, and knows no backlog. */
static void check_not_by_file(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	refuse(made, "tcp", -EPERM);
	tree_write(made->tree, "proc/net/tcp", proc_tcp);
	start(made);
	snapshot_free(tick(made));
	assert_true(peek(made, 500) == UINT64_MAX);
	snap = tick(made);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_TIME_FULL), INT64_MIN);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_LOOK_PERIOD), INT64_MIN);
	assert_int_equal(fact(snap, FACT_QUEUE_PEAK), INT64_MIN);
}

static void check_not_udp(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	say(made, "udp4", (struct inet_socket){ .family = AF_INET, .state = TCP_CLOSE, .port = 53,
						.inode = 5, .cookie = 7, .rqueue = 9, .rcvbuf = 5 });
	made->source = source_diag(testhost_open(made), PROTOCOL_BIT(PROTOCOL_UDP));
	for (int i = 0; i < 2; i++) {
		snap = tick(made);
		peek(made, 500);
		assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_TIME_FULL), INT64_MIN);
		assert_int_equal(fact(snap, FACT_QUEUE_PEAK), INT64_MIN);
	}
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_peak),
		TEST(check_time_full),
		TEST(check_not_yet),
		TEST(check_disturbs_nothing),
		TEST(check_stranger),
		TEST(check_short_lived),
		TEST(check_new_one),
		TEST(check_missed_at_the_tick),
		TEST(check_movers_are_asked_for),
		TEST(check_hidden_mover),
		TEST(check_anothers_answer),
		TEST(check_gone_mover),
		TEST(check_not_by_file),
		TEST(check_not_udp),
	};

	return cmocka_run_group_tests_name("source_peek", tests, NULL, NULL);
}
