/* source_counter.c - counters and sysctls of the namespace. */
#include "source/sources.h"

#include "source_host.h"

#include <errno.h>

static void write_all(struct testhost *made)
{
	tree_write(made->tree, "proc/net/netstat",
		   "TcpExt: SyncookiesSent ListenOverflows ListenDrops\n"
		   "TcpExt: 5 18446744073709551615 7\n"
		   "IpExt: InNoRoutes\nIpExt: 0\n");
	tree_write(made->tree, "proc/net/snmp",
		   "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors\nUdp: 1 2 3 4 5\n"
		   "UdpLite: InDatagrams InErrors RcvbufErrors\nUdpLite: 1 8 9\n");
	tree_write(made->tree, "proc/net/snmp6",
		   "Udp6InDatagrams                 \t1\nUdp6RcvbufErrors                \t6\n");
	tree_write(made->tree, "proc/sys/net/core/somaxconn", "4096\n");
	tree_write(made->tree, "proc/sys/net/ipv4/tcp_syncookies", "no\n");
	made->source = source_counter(testhost_open(made));
}

static struct snapshot *tick(struct testhost *made)
{
	return testhost_tick(made, 0, NULL, NULL);
}

static void check_values(void **state)
{
	static const struct { enum fact_id id; int64_t value; } cases[] = {
		{ FACT_SYNCOOKIES_SENT, 5 },
		{ FACT_LISTEN_DROPS, 7 },
		{ FACT_LISTEN_OVERFLOWS, INT64_MIN },   /* no number that we can have */
		{ FACT_TCP_BACKLOG_DROP, INT64_MIN },   /* not in this kernel */
		{ FACT_UDP_NO_PORTS, 2 },
		{ FACT_UDP_IN_ERRORS, 3 },
		{ FACT_UDP_RCVBUF_ERRORS, 5 },
		{ FACT_UDPLITE_IN_ERRORS, 8 },
		{ FACT_UDPLITE_RCVBUF_ERRORS, 9 },
		{ FACT_UDP6_RCVBUF_ERRORS, 6 },
		{ FACT_UDP6_NO_PORTS, INT64_MIN },
		{ FACT_SOMAXCONN, 4096 },
		{ FACT_TCP_SYNCOOKIES, INT64_MIN },
		{ FACT_RMEM_MAX, INT64_MIN },
	};
	struct testhost *made = *state;
	struct snapshot *snap;

	write_all(made);
	snap = tick(made);
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (fact_of(&snap->netns.items[0].facts, cases[i].id) != cases[i].value)
			fail_msg("%s: %lld", fact_info[cases[i].id].key,
				 (long long)fact_of(&snap->netns.items[0].facts, cases[i].id));
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* Counters at every tick, sysctls at every tenth. */
static void check_how_often(void **state)
{
	struct testhost *made = *state;

	write_all(made);
	for (int i = 0; i < 11; i++) {
		struct snapshot *snap = tick(made);
		const struct facts *facts = &snap->netns.items[0].facts;

		assert_int_equal(fact_of(facts, FACT_LISTEN_DROPS), i ? 8 : 7);
		assert_int_equal(fact_of(facts, FACT_SOMAXCONN), i < 10 ? 4096 : 128);
		snapshot_free(snap);
		tree_write(made->tree, "proc/net/netstat", "TcpExt: ListenDrops\nTcpExt: 8\n");
		tree_write(made->tree, "proc/sys/net/core/somaxconn", "128\n");
	}
}

/* A /proc without net (subset=pid): two gaps; no snmp6 is no IPv6. */
static void check_missing(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_counter(testhost_open(made));
	snap = tick(made);
	assert_int_equal(snap->gaps.count, 2);
	assert_non_null(find_gap(snap, "netstat", ENOENT));
	assert_non_null(find_gap(snap, "snmp", ENOENT));
	assert_int_equal(snap->netns.items[0].facts.present, 0);
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_values),
		TEST(check_how_often),
		TEST(check_missing),
	};

	return cmocka_run_group_tests_name("source_counter", tests, NULL, NULL);
}
