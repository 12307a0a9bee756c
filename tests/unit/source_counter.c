/* source_counter.c - counters and sysctls of the namespace. */
#include "fact/focus.h"
#include "source/sources.h"

#include "source_host.h"

#include <errno.h>

static void write_all(struct testhost *made)
{
	tree_write(made->tree, "proc/net/netstat",
		   "TcpExt: SyncookiesSent ListenOverflows ListenDrops TCPSynRetrans\n"
		   "TcpExt: 5 18446744073709551615 7 11\n"
		   "IpExt: InNoRoutes\nIpExt: 0\n");
	tree_write(made->tree, "proc/net/snmp",
		   "Udp: InDatagrams NoPorts InErrors OutDatagrams RcvbufErrors\nUdp: 1 2 3 4 5\n"
		   "UdpLite: InDatagrams InErrors RcvbufErrors MemErrors\nUdpLite: 1 8 9 10\n");
	tree_write(made->tree, "proc/net/snmp6",
		   "Udp6InDatagrams                 \t1\nUdp6RcvbufErrors                \t6\n"
		   "Udp6MemErrors                   \t12\nUdpLite6InErrors                \t13\n"
		   "UdpLite6RcvbufErrors            \t14\n");
	tree_write(made->tree, "proc/sys/net/core/somaxconn", "4096\n");
	tree_write(made->tree, "proc/sys/net/ipv4/tcp_syncookies", "no\n");
	tree_write(made->tree, "proc/sys/net/ipv4/udp_mem", "57580\t76773\t115160\n");
	tree_write(made->tree, "proc/sys/net/ipv4/ip_local_port_range", "32768\t60999\n");
	tree_write(made->tree, "proc/sys/net/ipv4/tcp_abort_on_overflow", "1 2\n");
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
		{ FACT_TCP_SYN_RETRANS, 11 },
		{ FACT_UDPLITE_MEM_ERRORS, 10 },
		{ FACT_UDP_MEM_ERRORS, INT64_MIN },
		{ FACT_UDP6_MEM_ERRORS, 12 },
		{ FACT_UDPLITE6_IN_ERRORS, 13 },
		{ FACT_UDPLITE6_RCVBUF_ERRORS, 14 },
		{ FACT_SOMAXCONN, 4096 },
		{ FACT_UDP_MEM_MIN, 57580 },
		{ FACT_UDP_MEM_PRESSURE, 76773 },
		{ FACT_UDP_MEM_MAX, 115160 },
		{ FACT_IP_LOCAL_PORT_FIRST, 32768 },
		{ FACT_IP_LOCAL_PORT_LAST, 60999 },
		{ FACT_TCP_ABORT_ON_OVERFLOW, INT64_MIN }, /* no single number */
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

/* Somebody who reads our advice may be turning sysctls: then they are read at once. */
static void check_suspects(void **state)
{
	struct testhost *made = *state;
	struct focus trouble = { .suspect_count = 1 }, none = { 0 };
	const struct { const struct focus *focus; int64_t somaxconn; } ticks[] = {
		{ &none, 4096 }, { &none, 4096 }, { &trouble, 128 }, { &none, 128 },
	};

	write_all(made);
	for (size_t i = 0; i < sizeof ticks / sizeof *ticks; i++) {
		struct snapshot *snap;

		made->source->focus(made->source, ticks[i].focus);
		snap = tick(made);
		assert_int_equal(fact_of(&snap->netns.items[0].facts, FACT_SOMAXCONN),
				 ticks[i].somaxconn);
		snapshot_free(snap);
		tree_write(made->tree, "proc/sys/net/core/somaxconn", i < 2 ? "128\n" : "64\n");
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
		TEST(check_suspects),
		TEST(check_missing),
	};

	return cmocka_run_group_tests_name("source_counter", tests, NULL, NULL);
}
