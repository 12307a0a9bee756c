/* source_unixes.c - UNIX listeners, raw sockets, and what is not seen. */
#include "source/sources.h"

#include "source_host.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

static const protocol_set ALL = ~(protocol_set)0;

static void dump_unix(struct dump *dump, uint8_t type, uint8_t unix_state, uint32_t number,
		      const char *name, size_t size, const uint32_t queue[2])
{
	struct nlmsghdr *nlh = dump_begin(dump, SOCK_DIAG_BY_FAMILY);
	struct unix_diag_msg msg = {
		.udiag_family = AF_UNIX,
		.udiag_type = type,
		.udiag_state = unix_state,
		.udiag_ino = number,
		.udiag_cookie = { number + 100, 0 },
	};
	uint32_t uid = 33;

	dump_put(nlh, &msg, sizeof msg);
	if (name)
		dump_attribute(nlh, UNIX_DIAG_NAME, name, size);
	if (queue)
		dump_attribute(nlh, UNIX_DIAG_RQLEN, queue, 2 * sizeof *queue);
	dump_attribute(nlh, UNIX_DIAG_UID, &uid, sizeof uid);
	dump_end(dump, nlh);
}

static struct snapshot *tick(struct testhost *made)
{
	return testhost_tick(made, 0, NULL, NULL);
}

static void check_unix(void **state)
{
	static const uint32_t queue[] = { 4, 3 };
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	const struct listener *listeners;
	struct snapshot *snap;

	dump_unix(&dump, SOCK_STREAM, TCP_LISTEN, 1, "/run/x.sock", 12, queue);
	dump_unix(&dump, SOCK_SEQPACKET, TCP_LISTEN, 2, "\0abs\0x", 6, NULL);
	dump_unix(&dump, SOCK_STREAM, TCP_LISTEN, 3, NULL, 0, queue);
	dump_unix(&dump, SOCK_STREAM, TCP_ESTABLISHED, 4, "/run/y", 7, queue);
	dump_unix(&dump, SOCK_STREAM, TCP_LISTEN, 5, "/no/end", 7, queue);
	dump_write(made, "unix", &dump, 0);
	made->source = source_unixes(testhost_open(made), ALL);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 4);
	listeners = snap->listeners.items;
	assert_int_equal(listeners[0].protocol, PROTOCOL_UNIX_STREAM);
	assert_int_equal(listeners[0].id.number, 101);
	assert_int_equal(listeners[0].uid, 33);
	assert_string_equal(listeners[0].local.path, "/run/x.sock");
	assert_int_equal(fact_of(&listeners[0].facts, FACT_QUEUE), 4);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_BACKLOG), 3);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_DROPS), INT64_MIN);
	assert_int_equal(listeners[1].protocol, PROTOCOL_UNIX_SEQPACKET);
	assert_string_equal(listeners[1].local.path, "@abs@x");
	assert_int_equal(fact_of(&listeners[1].facts, FACT_QUEUE), INT64_MIN);
	assert_null(listeners[2].local.path);
	assert_string_equal(listeners[3].local.path, "/no/end");
	snapshot_free(snap);
}

static void check_unix_selection_and_gone(void **state)
{
	static const size_t expected[] = { 1, 1, 0 };
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };

	dump_unix(&dump, SOCK_STREAM, TCP_LISTEN, 1, "/a", 3, NULL);
	dump_unix(&dump, SOCK_SEQPACKET, TCP_LISTEN, 2, "/b", 3, NULL);
	dump_write(made, "unix", &dump, 0);
	assert_null(source_unixes(testhost_open(made), PROTOCOL_BIT(PROTOCOL_TCP)));
	made->source = source_unixes(made->host, PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET));
	for (int i = 0; i < 3; i++) {
		struct snapshot *snap = tick(made);

		assert_int_equal(snap->listeners.count, expected[i]);
		if (expected[i])
			assert_string_equal(snap->listeners.items[0].local.path, "/b");
		snapshot_free(snap);
		dump_write(made, "unix", &dump, 0);
	}
}

static void check_unix_absent(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };

	dump_write(made, "unix", &dump, -ENOENT);
	made->source = source_unixes(testhost_open(made), ALL);
	for (int i = 0; i < 2; i++) {
		struct snapshot *snap = tick(made);

		assert_non_null(find_gap(snap, "unix", ENOENT));
		assert_int_equal(find_gap(snap, "unix", ENOENT)->count, 1);
		snapshot_free(snap);
	}
}

static void write_unix(struct testhost *made, uint32_t queue)
{
	struct dump dump = { .size = 0 };

	dump_unix(&dump, SOCK_STREAM, TCP_LISTEN, 1, "/a", 3, (uint32_t[]){ queue, 3 });
	dump_write(made, "unix", &dump, 0);
}

/* Between ticks: the peak and the time it was full; a name stays what it was. */
static void check_unix_peeks(void **state)
{
	struct testhost *made = *state;
	const struct listener *listener;
	struct snapshot *snap;
	uint64_t due;

	write_unix(made, 0);
	made->source = source_unixes(testhost_open(made), ALL);
	assert_true(made->source->peek(made->source, made->at.monotonic) == UINT64_MAX);
	snapshot_free(tick(made));
	write_unix(made, 4);
	due = made->source->peek(made->source, made->at.monotonic - CLOCK_SECOND / 2);
	/* It moved: again soon. */
	assert_true(due < made->at.monotonic - CLOCK_SECOND / 4);
	write_unix(made, 1);
	snap = tick(made);
	listener = &snap->listeners.items[0];
	assert_string_equal(listener->local.path, "/a");
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), 1);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE_PEAK), 4);
	assert_int_equal(fact_of(&listener->facts, FACT_TIME_FULL), 500);
	assert_int_equal(fact_of(&listener->facts, FACT_LOOK_PERIOD), 500);
	snapshot_free(snap);
	/* Missed by the tick: what it knows of queues is old. */
	dump_write(made, "unix", &(struct dump){ .size = 0 }, 0);
	snap = tick(made);
	listener = &snap->listeners.items[0];
	assert_int_equal(fact_of(&listener->facts, FACT_TIME_FULL), INT64_MIN);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE_PEAK), INT64_MIN);
	snapshot_free(snap);
}

static const char proc_raw[] =
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode ref pointer drops\n"
	"   1: 00000000:0001 00000000:0000 07 00000000:00000100 00:00000000 00000000     0        0 4242 2 0000000000000000 56\n"
	"  89: 00000000:0059 0100007F:0000 01 00000000:00000000 00:00000000 00000000     0        0 4243 2 0000000000000000 0\n";

static void check_raw_by_file(void **state)
{
	struct testhost *made = *state;
	const struct listener *listener;
	struct snapshot *snap;

	tree_write(made->tree, "proc/net/raw", proc_raw);
	made->source = source_raw(testhost_open(made), ALL);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	listener = &snap->listeners.items[0];
	assert_int_equal(listener->protocol, PROTOCOL_RAW);
	assert_int_equal(listener->local.port, 1);
	assert_int_equal(listener->id.kind, 1);
	assert_int_equal(fact_of(&listener->facts, FACT_STATE), STATE_UNCONNECTED);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), 256);
	assert_int_equal(fact_of(&listener->facts, FACT_DROPS), 56);
	assert_int_equal(fact_of(&listener->facts, FACT_BACKLOG), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void count_raw(struct snapshot *snap, void *arg)
{
	facts_set(&snap->netns.items[0].facts, FACT_RAW_INUSE, *(const int64_t *)arg);
}

/* Where the namespace counts none the file is not read; one that appears is seen
 * at once, and one that goes is gone when two looks have missed it. */
static void check_raw_is_spared(void **state)
{
	static const struct { int64_t inuse; size_t seen; } ticks[] = {
		{ 0, 0 }, { 1, 1 }, { 1, 1 }, { 0, 1 }, { 0, 0 },
	};
	struct testhost *made = *state;

	tree_write(made->tree, "proc/net/raw", proc_raw);
	made->source = source_raw(testhost_open(made), ALL);
	for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++) {
		int64_t inuse = ticks[i].inuse;
		struct snapshot *snap = testhost_tick(made, 0, count_raw, &inuse);

		assert_int_equal(snap->listeners.count, ticks[i].seen);
		snapshot_free(snap);
	}
}

static void check_netns(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;
	const struct netns *netns;

	tree_write(made->tree, "proc/net/sockstat", "sockets: used 9\nUDP: inuse 3 mem 1\nRAW: inuse 0\n");
	made->source = source_netns(testhost_open(made));
	snap = snapshot_new(made->at);
	made->source->collect(made->source, snap, 0);
	assert_int_equal(snap->netns.count, 1);
	netns = &snap->netns.items[0];
	assert_int_equal(netns->inode, HOST_NETNS);
	assert_int_equal(fact_of(&netns->facts, FACT_UDP_INUSE), 3);
	assert_int_equal(fact_of(&netns->facts, FACT_RAW_INUSE), 0);
	assert_int_equal(fact_of(&netns->facts, FACT_UDP6_INUSE), INT64_MIN);
	snapshot_free(snap);
}

static size_t count_unseen(struct testhost *made, protocol_set asked)
{
	struct snapshot *snap;
	size_t count;

	made->source = source_unseen(testhost_open(made), asked);
	snap = tick(made);
	count = snap->gaps.count;
	snapshot_free(snap);
	made->source->close(made->source);
	made->source = NULL;
	return count;
}

static void check_unseen(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	tree_write(made->tree, "proc/net/udplite", "title\n");
	assert_int_equal(count_unseen(made, 0), 0);
	assert_int_equal(count_unseen(made, PROTOCOL_BIT(PROTOCOL_TCP) |
					    PROTOCOL_BIT(PROTOCOL_UDPLITE)), 0);
	/* As -t has it: nobody asked for MPTCP by name. */
	assert_int_equal(count_unseen(made, PROTOCOL_BIT(PROTOCOL_TCP) |
					    PROTOCOL_BIT(PROTOCOL_MPTCP)), 0);
	made->source = source_unseen(testhost_open(made), PROTOCOL_BIT(PROTOCOL_SCTP) |
					PROTOCOL_BIT(PROTOCOL_MPTCP) | PROTOCOL_BIT(PROTOCOL_UDPLITE));
	snap = tick(made);
	assert_int_equal(snap->gaps.count, 2);
	assert_non_null(find_gap(snap, "sctp", EPROTONOSUPPORT));
	assert_non_null(find_gap(snap, "mptcp", EPROTONOSUPPORT));
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_unix),
		TEST(check_unix_selection_and_gone),
		TEST(check_unix_absent),
		TEST(check_unix_peeks),
		TEST(check_raw_by_file),
		TEST(check_raw_is_spared),
		TEST(check_netns),
		TEST(check_unseen),
	};

	return cmocka_run_group_tests_name("source_unixes", tests, NULL, NULL);
}
