/* source_diag.c - TCP, MPTCP, UDP and UDP-Lite off the dumps of a captured host. */
#include "source/sources.h"

#include "fact/focus.h"
#include "source_host.h"

#include <errno.h>
#include <netinet/tcp.h>

static void start(struct testhost *made, protocol_set wanted)
{
	made->source = source_diag(testhost_open(made), wanted);
}

static const protocol_set ALL = ~(protocol_set)0;

static struct snapshot *tick(struct testhost *made)
{
	return testhost_tick(made, 0, NULL, NULL);
}

static void write_tcp(struct testhost *made, const struct inet_socket *sockets, size_t count)
{
	struct dump dump = { .size = 0 };

	for (size_t i = 0; i < count; i++)
		dump_inet(&dump, &sockets[i]);
	dump_write(made, "tcp", &dump, 0);
}

static void write_one(struct testhost *made, const char *label, struct inet_socket socket)
{
	struct dump dump = { .size = 0 };

	dump_inet(&dump, &socket);
	dump_write(made, label, &dump, 0);
}

static void write_none(struct testhost *made, const char *label)
{
	struct dump dump = { .size = 0 };

	dump_write(made, label, &dump, 0);
}

static void check_tcp(void **state)
{
	static const struct inet_socket sockets[] = {
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 80, .inode = 11, .cookie = 1,
		  .rqueue = 6, .wqueue = 5, .drops = 14, .rcvbuf = 9999 },
		{ .family = AF_INET6, .state = TCP_LISTEN, .port = 443, .inode = 12, .cookie = 2,
		  .v6only = true },
		{ .family = AF_INET6, .state = TCP_LISTEN, .port = 22, .inode = 13, .cookie = 3 },
		{ .family = AF_INET, .state = TCP_ESTABLISHED, .port = 80, .inode = 14, .cookie = 4 },
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 80, .inode = 11, .cookie = 1 },
	};
	struct testhost *made = *state;
	const struct listener *listeners;
	struct snapshot *snap;

	write_tcp(made, sockets, 5);
	start(made, ALL);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 3);
	listeners = snap->listeners.items;
	assert_int_equal(listeners[0].id.number, 1);
	assert_int_equal(listeners[0].id.netns, HOST_NETNS);
	assert_int_equal(listeners[0].id.kind, 0);
	assert_int_equal(listeners[0].inode, 11);
	assert_int_equal(listeners[0].protocol, PROTOCOL_TCP);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_STATE), STATE_LISTEN);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_QUEUE), 6);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_BACKLOG), 5);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_DROPS), 14);
	assert_int_equal(fact_of(&listeners[0].facts, FACT_V6ONLY), INT64_MIN);
	assert_int_equal(fact_of(&listeners[1].facts, FACT_V6ONLY), 1);
	assert_false(listeners[1].local.dual);
	assert_int_equal(fact_of(&listeners[2].facts, FACT_V6ONLY), 0);
	assert_true(listeners[2].local.dual);
	snapshot_free(snap);
}

static void check_udp(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	const struct listener *listener;
	struct snapshot *snap;

	dump_inet(&dump, &(struct inet_socket){ .family = AF_INET, .state = TCP_CLOSE, .port = 53,
		.inode = 5, .cookie = 7, .rqueue = 1280, .rmem = 4864, .rcvbuf = 212992, .drops = 3 });
	dump_inet(&dump, &(struct inet_socket){ .family = AF_INET, .state = TCP_ESTABLISHED,
		.port = 5353, .inode = 6, .cookie = 8 });
	dump_write(made, "udp4", &dump, 0);
	start(made, ALL);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	listener = &snap->listeners.items[0];
	assert_int_equal(listener->protocol, PROTOCOL_UDP);
	assert_int_equal(fact_of(&listener->facts, FACT_STATE), STATE_UNCONNECTED);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), 1280);
	assert_int_equal(fact_of(&listener->facts, FACT_BACKLOG), 212992);
	assert_int_equal(fact_of(&listener->facts, FACT_DROPS), 3);
	snapshot_free(snap);
}

/* Nobody's zero: without the attribute drops and buffer are not known. */
static void check_without_meminfo(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_one(made, "udp4", (struct inet_socket){ .family = AF_INET, .state = TCP_CLOSE,
		.port = 53, .inode = 5, .cookie = 7, .no_meminfo = true });
	start(made, ALL);
	snap = tick(made);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_QUEUE), 0);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_BACKLOG), INT64_MIN);
	assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_DROPS), INT64_MIN);
	snapshot_free(snap);
}

static void check_device(void **state)
{
	struct testhost *made = *state;
	struct ifinfomsg info = { .ifi_index = 2 };
	struct dump dump = { .size = 0 };
	struct nlmsghdr *nlh = dump_begin(&dump, RTM_NEWLINK);
	struct snapshot *snap;

	dump_put(nlh, &info, sizeof info);
	dump_attribute(nlh, IFLA_IFNAME, "eth0", 5);
	dump_end(&dump, nlh);
	dump_write(made, "links", &dump, 0);
	write_tcp(made, (struct inet_socket[]){
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 1, .inode = 1, .cookie = 1, .ifindex = 2 },
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 2, .inode = 2, .cookie = 2, .ifindex = 9 },
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 3, .inode = 3, .cookie = 3 },
	}, 3);
	start(made, ALL);
	for (int i = 0; i < 2; i++) {
		snap = tick(made);
		assert_string_equal(snap->listeners.items[0].local.device, "eth0");
		assert_string_equal(snap->listeners.items[1].local.device, "if9");
		assert_null(snap->listeners.items[2].local.device);
		snapshot_free(snap);
		/* Asked once: what is written now is not read. */
		write_none(made, "links");
	}
}

static const struct inet_socket twin = { .family = AF_INET, .state = TCP_LISTEN, .port = 80,
	.inode = 21, .cookie = 1, .rqueue = 3, .wqueue = 5, .drops = 9 };
static const struct inet_socket mptcp = { .family = AF_INET, .state = TCP_LISTEN, .port = 80,
	.inode = 21, .cookie = 100, .rqueue = 3, .wqueue = 5 };

static void check_mptcp_is_merged(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_tcp(made, &twin, 1);
	write_one(made, "mptcp4", mptcp);
	start(made, ALL);
	for (int i = 0; i < 3; i++) {
		snap = tick(made);
		assert_int_equal(snap->listeners.count, 1);
		assert_int_equal(snap->listeners.items[0].protocol, PROTOCOL_MPTCP);
		assert_int_equal(snap->listeners.items[0].id.number, 1);
		assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_DROPS), 9);
		snapshot_free(snap);
	}
}

static void check_mptcp_alone(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_none(made, "tcp");
	write_one(made, "mptcp4", mptcp);
	start(made, ALL);
	for (int i = 0; i < 3; i++) {
		snap = tick(made);
		assert_int_equal(snap->listeners.count, 1);
		assert_int_equal(snap->listeners.items[0].protocol, PROTOCOL_MPTCP);
		assert_int_equal(snap->listeners.items[0].id.number, 100);
		snapshot_free(snap);
	}
}

/* Between two dumps of MPTCP its listener closes: no ghost is left. */
static void check_mptcp_closes(void **state)
{
	static const size_t expected[] = { 1, 1, 0, 0 };
	struct testhost *made = *state;

	write_tcp(made, &twin, 1);
	write_one(made, "mptcp4", mptcp);
	start(made, ALL);
	for (int i = 0; i < 4; i++) {
		struct snapshot *snap = tick(made);

		assert_int_equal(snap->listeners.count, expected[i]);
		snapshot_free(snap);
		write_none(made, "tcp");
		write_none(made, "mptcp4");
	}
}

/* One that appears later is recognised at once, though MPTCP is asked rarely. */
static void check_mptcp_appears(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_none(made, "tcp");
	write_none(made, "mptcp4");
	start(made, ALL);
	snapshot_free(tick(made));
	write_tcp(made, &twin, 1);
	write_one(made, "mptcp4", mptcp);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->listeners.items[0].protocol, PROTOCOL_MPTCP);
	snapshot_free(snap);
}

/* A dump may miss one that has just appeared: it is asked for once more. */
static void check_mptcp_missed(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_tcp(made, &twin, 1);
	write_none(made, "mptcp4");
	start(made, ALL);
	snapshot_free(tick(made));
	write_one(made, "mptcp4", mptcp);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->listeners.items[0].protocol, PROTOCOL_MPTCP);
	snapshot_free(snap);
}

static void check_selection(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	write_tcp(made, (struct inet_socket[]){ twin,
		{ .family = AF_INET, .state = TCP_LISTEN, .port = 81, .inode = 22, .cookie = 2 } }, 2);
	write_one(made, "mptcp4", mptcp);
	write_one(made, "udp4", (struct inet_socket){ .family = AF_INET, .state = TCP_CLOSE, .cookie = 5 });
	start(made, PROTOCOL_BIT(PROTOCOL_MPTCP));
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->listeners.items[0].protocol, PROTOCOL_MPTCP);
	snapshot_free(snap);
}

static void check_gone_means_missing_twice(void **state)
{
	static const size_t expected[] = { 1, 1, 0 };
	struct testhost *made = *state;

	write_tcp(made, &twin, 1);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	for (int i = 0; i < 3; i++) {
		struct snapshot *snap = tick(made);

		assert_int_equal(snap->listeners.count, expected[i]);
		snapshot_free(snap);
		write_none(made, "tcp");
	}
}

/* A dump that fails takes nothing away, and says so. */
static void check_failed_dump(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };

	write_tcp(made, &twin, 1);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	snapshot_free(tick(made));
	dump_write(made, "tcp", &dump, -ENOMEM);
	for (int i = 0; i < 4; i++) {
		struct snapshot *snap = tick(made);

		assert_int_equal(snap->listeners.count, 1);
		assert_non_null(find_gap(snap, "tcp", ENOMEM));
		/* Not 0 new drops, and then twice as many: unknown. */
		assert_int_equal(fact_of(&snap->listeners.items[0].facts, FACT_DROPS), INT64_MIN);
		snapshot_free(snap);
	}
}

/* ---- bound, and not listening ---- */

static const struct inet_socket holder = { .family = AF_INET, .state = TCP_CLOSE, .port = 80,
	.inode = 21, .cookie = 1, .no_meminfo = true };

static void ask_for_bound(struct testhost *made, bool bound)
{
	struct focus focus = { .bound = bound };

	made->source->focus(made->source, &focus);
}

static int64_t state_of(struct snapshot *snap, uint64_t cookie)
{
	int64_t told = INT64_MIN;

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (listener->id.number != cookie)
			continue;
		assert_true(told == INT64_MIN);
		told = fact_of(&listener->facts, FACT_STATE);
	}
	snapshot_free(snap);
	return told;
}

static void check_bound(void **state)
{
	struct testhost *made = *state;
	const struct listener *listener;
	struct snapshot *snap;

	write_none(made, "tcp");
	write_one(made, "tcp-bound", holder);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	assert_int_equal(state_of(tick(made), 1), INT64_MIN);
	ask_for_bound(made, true);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	listener = &snap->listeners.items[0];
	assert_int_equal(listener->protocol, PROTOCOL_TCP);
	assert_int_equal(listener->inode, 21);
	assert_int_equal(listener->local.port, 80);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), INT64_MIN);
	assert_int_equal(fact_of(&listener->facts, FACT_BACKLOG), INT64_MIN);
	assert_int_equal(fact_of(&listener->facts, FACT_DROPS), INT64_MIN);
	assert_int_equal(state_of(snap, 1), STATE_BOUND);
	ask_for_bound(made, false);
	assert_int_equal(state_of(tick(made), 1), INT64_MIN);
}

/* One socket all the time, by one id: bound, listening, shut down, gone. */
static void check_bound_listens(void **state)
{
	struct testhost *made = *state;

	write_none(made, "tcp");
	write_one(made, "tcp-bound", holder);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	ask_for_bound(made, true);
	assert_int_equal(state_of(tick(made), 1), STATE_BOUND);
	write_tcp(made, &twin, 1);
	write_none(made, "tcp-bound");
	/* What a walk of all connections costs keeps the next one off. */
	for (int i = 0; i < 3; i++) {
		assert_int_equal(state_of(tick(made), 1), STATE_LISTEN);
		made->at.monotonic += 1000 * CLOCK_SECOND;
	}
	write_none(made, "tcp");
	write_one(made, "tcp-bound", holder);
	for (int i = 0; i < 3; i++) {
		assert_int_equal(state_of(tick(made), 1), STATE_BOUND);
		made->at.monotonic += 1000 * CLOCK_SECOND;
	}
	write_none(made, "tcp-bound");
	snapshot_free(tick(made));
	made->at.monotonic += 1000 * CLOCK_SECOND;
	assert_int_equal(state_of(tick(made), 1), INT64_MIN);
}

/* Older kernels and captured hosts without that dump: nothing, and nothing said. */
static void check_bound_unknown(void **state)
{
	struct testhost *made = *state;

	write_tcp(made, &twin, 1);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	ask_for_bound(made, true);
	for (int i = 0; i < 2; i++) {
		struct snapshot *snap = tick(made);

		assert_int_equal(snap->gaps.count, 0);
		assert_int_equal(state_of(snap, 1), STATE_LISTEN);
	}
}

static const char proc_tcp[] =
	"  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n"
	"   0: 0100007F:1F90 00000000:0000 0A 00000000:00000003 00:00000000 00000000  1000        0 4242 1 0000000000000000 100 0 0 10 0\n"
	"   1: 0100007F:1F90 0100007F:8000 01 00000000:00000000 00:00000000 00000000  1000        0 4243 1 0000000000000000 100 0 0 10 0\n";

static void check_refused_goes_by_file(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	const struct listener *listener;
	struct snapshot *snap;

	dump_write(made, "tcp", &dump, -EPERM);
	tree_write(made->tree, "proc/net/tcp", proc_tcp);
	start(made, PROTOCOL_BIT(PROTOCOL_TCP));
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	listener = &snap->listeners.items[0];
	assert_int_equal(listener->id.kind, 1);
	assert_int_equal(listener->id.number, 4242);
	assert_int_equal(listener->uid, 1000);
	assert_int_equal(listener->local.port, 8080);
	assert_int_equal(fact_of(&listener->facts, FACT_QUEUE), 3);
	assert_int_equal(fact_of(&listener->facts, FACT_BACKLOG), INT64_MIN);
	assert_int_equal(fact_of(&listener->facts, FACT_DROPS), INT64_MIN);
	assert_non_null(find_gap(snap, "backlog", EPERM));
	snapshot_free(snap);
	/* And does not ask again. */
	write_tcp(made, &twin, 1);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->listeners.items[0].id.number, 4242);
	snapshot_free(snap);
}

/* What this kernel does not have is nobody's gap, but for TCP and UDP. */
static void check_unknown_families(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	struct snapshot *snap;

	write_tcp(made, &twin, 1);
	write_none(made, "udp4");
	dump_write(made, "mptcp4", &dump, -EINVAL);
	dump_write(made, "udplite4", &dump, -ENOENT);
	start(made, ALL);
	snap = tick(made);
	assert_int_equal(snap->listeners.count, 1);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	dump_write(made, "udp4", &dump, -ENOENT);
	made->source->close(made->source);
	start(made, ALL);
	for (int i = 0; i < 2; i++) {
		snap = tick(made);
		assert_non_null(find_gap(snap, "udp4", ENOENT));
		snapshot_free(snap);
	}
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_tcp),
		TEST(check_udp),
		TEST(check_without_meminfo),
		TEST(check_device),
		TEST(check_mptcp_is_merged),
		TEST(check_mptcp_alone),
		TEST(check_mptcp_closes),
		TEST(check_mptcp_appears),
		TEST(check_mptcp_missed),
		TEST(check_selection),
		TEST(check_gone_means_missing_twice),
		TEST(check_failed_dump),
		TEST(check_bound),
		TEST(check_bound_listens),
		TEST(check_bound_unknown),
		TEST(check_refused_goes_by_file),
		TEST(check_unknown_families),
	};

	return cmocka_run_group_tests_name("source_diag", tests, NULL, NULL);
}
