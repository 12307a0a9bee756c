/* source_exposure.c - from where listeners of made-up hosts can be reached. */
#include "source/sources.h"

#include "source_crowd.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_addr.h>
#include <linux/if_link.h>
#include <linux/ip.h>

/* ---- interfaces ---- */

struct made_link {
	int ifindex;
	const char *name;
	bool down, loopback, vrf, localnet;
	uint32_t master;
};

struct made_address {
	uint32_t ifindex;
	const char *address;
	uint8_t prefix;
	const char *broadcast;
};

/* One attribute in the other, and in that the numbers. */
struct made_conf {
	struct nlattr inet, conf;
	uint32_t values[IPV4_DEVCONF_ROUTE_LOCALNET];
};

static void put_conf(struct nlmsghdr *nlh, const struct made_link *link)
{
	struct made_conf conf = {
		{ sizeof conf, AF_INET },
		{ sizeof conf - sizeof(struct nlattr), IFLA_INET_CONF },
		{ [IPV4_DEVCONF_ROUTE_LOCALNET - 1] = link->localnet },
	};

	for (size_t i = 0; i + 1 < IPV4_DEVCONF_ROUTE_LOCALNET; i++)
		conf.values[i] = 1;
	dump_attribute(nlh, IFLA_AF_SPEC, &conf, sizeof conf);
}

static void write_links(struct testhost *made, const struct made_link *links, size_t count)
{
	struct dump dump = { .size = 0 };

	for (size_t i = 0; i < count; i++) {
		struct nlmsghdr *nlh = dump_begin(&dump, RTM_NEWLINK);
		struct ifinfomsg info = {
			.ifi_index = links[i].ifindex,
			.ifi_flags = (links[i].down ? 0 : IFF_UP) | (links[i].loopback ? IFF_LOOPBACK : 0),
		};
		/* One attribute in the other. */
		struct { struct nlattr attr; char kind[4]; } kind = { { 8, IFLA_INFO_KIND }, "vrf" };

		dump_put(nlh, &info, sizeof info);
		dump_attribute(nlh, IFLA_IFNAME, links[i].name, strlen(links[i].name) + 1);
		if (links[i].master)
			dump_attribute(nlh, IFLA_MASTER, &links[i].master, sizeof links[i].master);
		put_conf(nlh, &links[i]);
		if (links[i].vrf)
			dump_attribute(nlh, IFLA_LINKINFO, &kind, sizeof kind);
		dump_end(&dump, nlh);
	}
	dump_write(made, "links", &dump, 0);
}

static void put_address(struct nlmsghdr *nlh, uint16_t type, const char *text)
{
	bool six = strchr(text, ':');
	uint8_t bytes[16];

	assert_int_equal(inet_pton(six ? AF_INET6 : AF_INET, text, bytes), 1);
	dump_attribute(nlh, type, bytes, six ? 16 : 4);
}

static void write_addresses(struct testhost *made, const struct made_address *addresses,
			    size_t count)
{
	struct dump dump = { .size = 0 };

	for (size_t i = 0; i < count; i++) {
		struct nlmsghdr *nlh = dump_begin(&dump, RTM_NEWADDR);
		struct ifaddrmsg msg = {
			.ifa_family = strchr(addresses[i].address, ':') ? AF_INET6 : AF_INET,
			.ifa_prefixlen = addresses[i].prefix,
			.ifa_index = addresses[i].ifindex,
		};

		dump_put(nlh, &msg, sizeof msg);
		put_address(nlh, IFA_ADDRESS, addresses[i].address);
		if (addresses[i].broadcast)
			put_address(nlh, IFA_BROADCAST, addresses[i].broadcast);
		dump_end(&dump, nlh);
	}
	dump_write(made, "addresses", &dump, 0);
}

#define WRITE_LINKS(made, ...) \
	write_links(made, (struct made_link[]){ __VA_ARGS__ }, \
		    sizeof(struct made_link[]){ __VA_ARGS__ } / sizeof(struct made_link))
#define WRITE_ADDRESSES(made, ...) \
	write_addresses(made, (struct made_address[]){ __VA_ARGS__ }, \
			sizeof(struct made_address[]){ __VA_ARGS__ } / sizeof(struct made_address))

#define LINK(index, called, ...) { .ifindex = (index), .name = (called), __VA_ARGS__ }
#define HAS(index, what, bits, ...) { .ifindex = (index), .address = (what), .prefix = (bits), __VA_ARGS__ }
#define HEARS(what) .broadcast = (what)
#define LO(called) LINK(1, called, .loopback = true)

/* A router's: lo, one inside, one outside, one that is down, one without address; a VRF
 * with one part. Not in order, and one told of twice. */
static void write_router(struct testhost *made)
{
	WRITE_LINKS(made, LINK(3, "wan"), LO("lo"), LINK(2, "lan"), LINK(4, "old", .down = true),
		    LINK(5, "bare"), LINK(6, "blue", .vrf = true), LINK(7, "customer", .master = 6),
		    LINK(2, "lan"));
	WRITE_ADDRESSES(made, HAS(2, "192.168.1.1", 24, HEARS("192.168.1.255")), HAS(1, "127.0.0.1", 8),
			HAS(1, "127.0.0.2", 8), HAS(1, "::1", 128), HAS(1, "203.0.113.77", 32),
			HAS(3, "203.0.113.1", 24, HEARS("203.0.113.255")), HAS(3, "2001:db8::1", 64),
			HAS(3, "fe80::1", 64), HAS(2, "fe80::1", 64), HAS(4, "198.51.100.1", 24),
			HAS(4, "2001:db8:4::1", 64),
			HAS(2, "fd00::1", 64), HAS(7, "10.1.1.1", 24), HAS(6, "127.0.0.1", 8),
			HAS(2, "192.168.1.1", 24, HEARS("192.168.1.255")),
			HAS(2, "172.16.0.1", 8, HEARS("172.255.255.255")));
}

/* ---- */

static void start(struct testhost *made)
{
	made->source = source_exposure(testhost_open(made));
}

struct expected {
	struct ear ear;
	int64_t exposure;               /* INT64_MIN: unknown */
	const char *interfaces;
};

static void expect_all(struct testhost *made, const struct expected *expected, size_t count)
{
	struct ear ears[64];
	struct ears all = { ears, count, 0 };
	struct snapshot *snap;

	assert_true(count <= sizeof ears / sizeof *ears);
	for (size_t i = 0; i < count; i++) {
		ears[i] = expected[i].ear;
		ears[i].cookie = i + 1;
	}
	snap = tick_ears(made, &all);
	for (size_t i = 0; i < count; i++) {
		const char *interfaces = snap->listeners.items[i].label[LABEL_INTERFACES];
		int64_t exposure = fact_at(snap, i, FACT_EXPOSURE);

		if (exposure != expected[i].exposure)
			fail_msg("%zu is %s", i, exposure_name(exposure));
		if (!interfaces || !expected[i].interfaces)
			assert_ptr_equal(interfaces, expected[i].interfaces);
		else
			assert_string_equal(interfaces, expected[i].interfaces);
	}
	snapshot_free(snap);
}

#define EXPECT(made, array) expect_all(made, (array), sizeof(array) / sizeof *(array))
#define SIX .family = AF_INET6
#define ALL "lo, lan, wan, bare, blue, customer"

static void tells_by_address(void **state)
{
	static const struct expected expected[] = {
		{ { .port = 80 }, EXPOSURE_ANY, ALL },
		{ { .port = 80, SIX }, EXPOSURE_ANY, ALL },
		{ { .port = 80, SIX, .dual = true }, EXPOSURE_ANY, ALL },
		{ { .port = 80, SIX, .address = "::ffff:0.0.0.0" }, EXPOSURE_ANY, ALL },
		{ { .address = "127.0.0.1" }, EXPOSURE_LOOPBACK, "lo, blue" },
		{ { .address = "127.0.0.53" }, EXPOSURE_LOOPBACK, "lo" },
		{ { SIX, .address = "::1" }, EXPOSURE_LOOPBACK, "lo" },
		{ { .address = "192.168.1.1" }, EXPOSURE_PRIVATE, "lan" },
		{ { SIX, .address = "::ffff:192.168.1.1" }, EXPOSURE_PRIVATE, "lan" },
		/* Its network's broadcast stays on the link, said of the address or not. */
		{ { .address = "192.168.1.255" }, EXPOSURE_LINK, "lan" },
		{ { SIX, .address = "::ffff:203.0.113.255" }, EXPOSURE_LINK, "wan" },
		{ { .address = "10.1.1.255" }, EXPOSURE_LINK, "customer" },
		{ { .address = "10.1.1.254" }, EXPOSURE_PRIVATE, "" },
		{ { .address = "203.0.113.1" }, EXPOSURE_PUBLIC, "wan" },
		/* Others do not come by lo. */
		{ { .address = "203.0.113.77" }, EXPOSURE_PUBLIC, ALL },
		{ { SIX, .address = "2001:db8::1" }, EXPOSURE_PUBLIC, "wan" },
		{ { SIX, .address = "fe80::1" }, EXPOSURE_LINK, "lan, wan" },
		/* Its interface is down: of IPv4 it stays, of IPv6 it goes. Nobody's. */
		{ { .address = "198.51.100.1" }, EXPOSURE_PUBLIC, ALL },
		{ { SIX, .address = "2001:db8:4::1" }, EXPOSURE_PUBLIC, "" },
		{ { .address = "198.51.100.9" }, EXPOSURE_PUBLIC, "" },
		{ { .address = "203.0.113.2" }, EXPOSURE_PUBLIC, "" },
		{ { .address = "224.0.0.251" }, EXPOSURE_LINK, NULL },
		{ { SIX, .address = "ff02::fb" }, EXPOSURE_LINK, NULL },
		{ { .address = "255.255.255.255" }, EXPOSURE_LINK, ALL },
		{ { .protocol = PROTOCOL_RAW, .port = 1 }, EXPOSURE_ANY, ALL },
		{ { .port = 80, .netns = 7 }, INT64_MIN, NULL },
		{ { .protocol = PROTOCOL_UNIX_STREAM, .family = AF_UNIX }, EXPOSURE_LOCAL, NULL },
	};
	struct testhost *made = *state;

	write_router(made);
	start(made);
	EXPECT(made, expected);
	EXPECT(made, expected);
}

static void tells_by_device(void **state)
{
	static const struct expected expected[] = {
		{ { .ifindex = 1 }, EXPOSURE_LOOPBACK, "lo" },
		{ { .ifindex = 1, .address = "203.0.113.1" }, EXPOSURE_LOOPBACK, "lo" },
		{ { .ifindex = 2 }, EXPOSURE_PRIVATE, "lan" },
		{ { .ifindex = 2, SIX }, EXPOSURE_PRIVATE, "lan" },
		{ { .ifindex = 3 }, EXPOSURE_PUBLIC, "wan" },
		{ { .ifindex = 3, SIX }, EXPOSURE_PUBLIC, "wan" },
		{ { .ifindex = 3, SIX, .dual = true }, EXPOSURE_PUBLIC, "wan" },
		{ { .ifindex = 3, SIX, .address = "fe80::1" }, EXPOSURE_LINK, "wan" },
		{ { .ifindex = 3, .address = "192.168.1.1" }, EXPOSURE_PRIVATE, "wan" },
		{ { .ifindex = 2, .address = "224.0.0.251" }, EXPOSURE_LINK, "lan" },
		{ { .ifindex = 4 }, EXPOSURE_PUBLIC, "" },
		{ { .ifindex = 4, SIX }, EXPOSURE_PUBLIC, "" },
		/* One family has what the other has not. */
		{ { .ifindex = 7, SIX }, EXPOSURE_LINK, "customer" },
		{ { .ifindex = 7, SIX, .dual = true }, EXPOSURE_PRIVATE, "customer" },
		{ { .ifindex = 5 }, EXPOSURE_LINK, "bare" },
		{ { .ifindex = 6 }, EXPOSURE_PRIVATE, "customer" },
		{ { .ifindex = 6, .address = "10.1.1.1" }, EXPOSURE_PRIVATE, "customer" },
		{ { .ifindex = 9 }, INT64_MIN, "" },
		{ { .ifindex = 9, .address = "10.0.0.1" }, EXPOSURE_PRIVATE, "" },
	};
	struct testhost *made = *state;

	write_router(made);
	start(made);
	EXPECT(made, expected);
}

/* What comes by the port of a bridge comes by the bridge; a VRF is none. */
static void ports_of_a_bridge_are_no_ways(void **state)
{
	static const struct expected expected[] = {
		{ { .port = 80 }, EXPOSURE_ANY, "lo, br0" },
		{ { .address = "10.0.0.1" }, EXPOSURE_PRIVATE, "br0" },
		{ { .address = "10.0.0.77" }, EXPOSURE_PRIVATE, "lo, br0" },
		{ { .ifindex = 3 }, EXPOSURE_LINK, "veth1" },
	};
	struct testhost *made = *state;

	WRITE_LINKS(made, LO("lo"), LINK(2, "br0"), LINK(3, "veth1", .master = 2),
		    LINK(4, "veth2", .master = 2));
	WRITE_ADDRESSES(made, HAS(2, "10.0.0.1", 24), HAS(1, "10.0.0.77", 32));
	start(made);
	EXPECT(made, expected);
}

static void write_localnet(struct testhost *made, bool eth0, bool down)
{
	WRITE_LINKS(made, LO("lo"), LINK(2, "eth0", .localnet = eth0, .down = down), LINK(3, "eth1"));
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8), HAS(1, "::1", 128), HAS(2, "10.0.0.1", 24),
			HAS(3, "10.1.0.1", 24), HAS(3, "127.5.0.1", 32));
}

/* route_localnet of one interface. */
static void one_takes_loopback_from_others(void **state)
{
	static const struct expected taken[] = {
		{ { .address = "127.0.0.1" }, EXPOSURE_LINK, "lo, eth0" },
		{ { .address = "127.0.0.53" }, EXPOSURE_LINK, "lo, eth0" },
		{ { SIX, .address = "::ffff:127.0.0.1" }, EXPOSURE_LINK, "lo, eth0" },
		{ { SIX, .address = "::1" }, EXPOSURE_LOOPBACK, "lo" },
		{ { .address = "10.0.0.1" }, EXPOSURE_PRIVATE, "eth0" },
		{ { .address = "127.0.0.1", .ifindex = 1 }, EXPOSURE_LOOPBACK, "lo" },
		{ { .address = "127.0.0.1", .ifindex = 2 }, EXPOSURE_LINK, "eth0" },
		{ { .address = "127.0.0.1", .ifindex = 3 }, EXPOSURE_LOOPBACK, "eth1" },
	};
	static const struct expected home[] = { { { .address = "127.0.0.1" }, EXPOSURE_LOOPBACK, "lo" } };
	struct testhost *made = *state;

	write_localnet(made, true, false);
	start(made);
	EXPECT(made, taken);
	write_localnet(made, false, false);
	made->at.monotonic += 10 * CLOCK_SECOND;
	EXPECT(made, home);
	write_localnet(made, true, true);
	made->at.monotonic += 10 * CLOCK_SECOND;
	EXPECT(made, home);
}

static void all_take_loopback_from_others(void **state)
{
	static const struct expected taken[] = {
		{ { .address = "127.0.0.1" }, EXPOSURE_LINK, "lo, eth0, eth1" },
		{ { .address = "127.5.0.1" }, EXPOSURE_LINK, "eth1, eth0" },
		{ { .address = "127.0.0.1", .ifindex = 3 }, EXPOSURE_LINK, "eth1" },
	};
	static const struct expected home[] = { { { .address = "127.0.0.1" }, EXPOSURE_LOOPBACK, "lo" } };
	struct testhost *made = *state;

	write_localnet(made, false, false);
	tree_write(made->tree, "proc/sys/net/ipv4/conf/all/route_localnet", "1\n");
	start(made);
	EXPECT(made, taken);
	tree_write(made->tree, "proc/sys/net/ipv4/conf/all/route_localnet", "0\n");
	made->at.monotonic += 10 * CLOCK_SECOND;
	EXPECT(made, home);
}

static void many_names_are_counted(void **state)
{
	static const struct expected eight[] = { { { .port = 1 }, EXPOSURE_ANY, "a0, a1, a2, a3, a4, a5, a6, a7" } };
	static const struct expected ten[] = {
		{ { .port = 1 }, EXPOSURE_ANY,
		  "fifteen-letters, a1, a2, a3, a4, a5, a6, a7 and 2 more" },
	};
	struct made_link links[10];
	char names[10][16];
	struct testhost *made = *state;

	for (int i = 0; i < 10; i++) {
		snprintf(names[i], sizeof names[i], "a%d", i);
		links[i] = (struct made_link){ .ifindex = i + 1, .name = names[i] };
	}
	write_links(made, links, 8);
	WRITE_ADDRESSES(made, HAS(1, "10.0.0.1", 8));
	start(made);
	EXPECT(made, eight);
	strcpy(names[0], "fifteen-letters");
	write_links(made, links, 10);
	made->at.monotonic += 10 * CLOCK_SECOND;
	EXPECT(made, ten);
}

static void no_interface_is_up(void **state)
{
	static const struct expected expected[] = { { { .port = 1 }, EXPOSURE_ANY, "" } };
	struct testhost *made = *state;

	WRITE_LINKS(made, LINK(1, "lo", .loopback = true, .down = true));
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8));
	start(made);
	EXPECT(made, expected);
}

/* ---- when it asks ---- */

/* Has it read the newest files? They rename lo to `name`. */
static void rename_lo(struct testhost *made, const char *name)
{
	WRITE_LINKS(made, LO(name), LINK(2, "lan"));
}

static const char *name_at(struct testhost *made, const struct ear *ears, size_t count)
{
	static char name[64];
	struct ears all = { ears, count, 0 };
	struct snapshot *snap = tick_ears(made, &all);
	const char *label = snap->listeners.items[0].label[LABEL_INTERFACES];

	assert_non_null(label);
	snprintf(name, sizeof name, "%s", label);
	snapshot_free(snap);
	return name;
}

static void asks_every_five_seconds(void **state)
{
	static const struct ear home = { .cookie = 1, .address = "127.0.0.1", .port = 1 };
	struct testhost *made = *state;

	rename_lo(made, "lo");
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8));
	start(made);
	assert_string_equal(name_at(made, &home, 1), "lo");
	rename_lo(made, "loop");
	for (int second = 1; second < 5; second++)
		assert_string_equal(name_at(made, &home, 1), "lo");
	assert_string_equal(name_at(made, &home, 1), "loop");
}

/* Somebody is bound to what was not there: asked for at once, and once. */
static void asks_for_news(void **state)
{
	static const struct ear ears[] = {
		{ .cookie = 1, .address = "127.0.0.1", .port = 1 },
		{ .cookie = 2, .address = "10.0.0.1", .port = 1 },
		{ .cookie = 3, .port = 1, .ifindex = 9 },
	};
	struct testhost *made = *state;

	rename_lo(made, "one");
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8));
	start(made);
	assert_string_equal(name_at(made, ears, 1), "one");
	rename_lo(made, "two");
	assert_string_equal(name_at(made, ears, 1), "one");
	assert_string_equal(name_at(made, ears, 2), "two");
	/* It is not there: that is known now. */
	rename_lo(made, "three");
	assert_string_equal(name_at(made, ears, 2), "two");
	assert_string_equal(name_at(made, ears, 3), "three");
	/* Nothing new is missed where one of them ended. */
	rename_lo(made, "four");
	assert_string_equal(name_at(made, ears, 1), "three");
}

static void news_do_not_wait(void **state)
{
	static const struct expected expected[] = { { { .address = "10.0.0.1", .port = 1 }, EXPOSURE_PRIVATE, "lan" } };
	static const struct expected before[] = { { { .address = "127.0.0.1", .port = 1 }, EXPOSURE_LOOPBACK, "lo" } };
	struct testhost *made = *state;

	rename_lo(made, "lo");
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8));
	start(made);
	EXPECT(made, before);
	WRITE_ADDRESSES(made, HAS(1, "127.0.0.1", 8), HAS(2, "10.0.0.1", 8));
	EXPECT(made, expected);
}

/* ---- what could not be seen ---- */

static size_t count_gaps(struct testhost *made, const struct ear *ear)
{
	struct ears one = { ear, 1, 0 };
	struct snapshot *snap = tick_ears(made, &one);
	size_t count = snap->gaps.count;

	if (count)
		assert_string_equal(snap->gaps.items[0].source, "exposure");
	snapshot_free(snap);
	return count;
}

static void an_older_capture_tells_most(void **state)
{
	static const struct expected expected[] = {
		{ { .port = 80 }, EXPOSURE_ANY, NULL },
		{ { .port = 80, .address = "10.0.0.1" }, EXPOSURE_PRIVATE, NULL },
		{ { .port = 80, .ifindex = 2 }, INT64_MIN, NULL },
		{ { .port = 80, .ifindex = 2, SIX, .address = "fe80::1" }, EXPOSURE_LINK, NULL },
	};
	struct testhost *made = *state;

	start(made);
	EXPECT(made, expected);
	assert_int_equal(count_gaps(made, &expected[0].ear), 0);
	assert_int_equal(count_gaps(made, &expected[1].ear), 0);
	assert_int_equal(count_gaps(made, &expected[2].ear), 1);
	assert_int_equal(count_gaps(made, &expected[3].ear), 0);
}

static void links_without_addresses(void **state)
{
	static const struct expected expected[] = {
		{ { .port = 80 }, EXPOSURE_ANY, "lo, lan" },
		{ { .port = 80, .ifindex = 1 }, EXPOSURE_LOOPBACK, "lo" },
		{ { .port = 80, .ifindex = 2 }, INT64_MIN, "lan" },
		{ { .port = 80, .address = "10.0.0.1" }, EXPOSURE_PRIVATE, NULL },
	};
	struct testhost *made = *state;

	rename_lo(made, "lo");
	start(made);
	EXPECT(made, expected);
	assert_int_equal(count_gaps(made, &expected[1].ear), 0);
	assert_int_equal(count_gaps(made, &expected[2].ear), 1);
}

/* What a dump that failed had told before goes on to hold. */
static void a_refusal_is_a_gap(void **state)
{
	static const struct ear ears[] = { { .cookie = 1, .port = 80 }, { .cookie = 1, .address = "10.0.0.1" } };
	static const struct expected kept[] = { { { .port = 80 }, EXPOSURE_ANY, "lo, lan" } };
	struct dump dump = { .size = 0 };
	struct testhost *made = *state;
	struct snapshot *snap;
	struct ears one = { &ears[1], 1, 0 };

	rename_lo(made, "lo");
	dump_write(made, "addresses", &dump, -EPERM);
	start(made);
	assert_int_equal(count_gaps(made, &ears[0]), 0);
	snap = tick_ears(made, &one);
	assert_non_null(find_gap(snap, "addresses", EPERM));
	assert_int_equal(fact_at(snap, 0, FACT_EXPOSURE), EXPOSURE_PRIVATE);
	snapshot_free(snap);
	dump_write(made, "links", &dump, -EPERM);
	made->at.monotonic += 10 * CLOCK_SECOND;
	EXPECT(made, kept);
}

/* ---- ports ---- */

struct port {
	uint16_t port;
	enum protocol protocol;
	const char *class;
	int64_t privileged;
};

static void set_ports(struct snapshot *snap, void *arg)
{
	const struct port *port = arg;
	struct ear ear = { .cookie = 1, .port = port->port, .protocol = port->protocol };
	struct facts *facts = &snap->netns.items[0].facts;

	facts_set(facts, FACT_IP_LOCAL_PORT_FIRST, 32768);
	facts_set(facts, FACT_IP_LOCAL_PORT_LAST, 60999);
	facts_set(facts, FACT_IP_UNPRIVILEGED_PORT_START, 80);
	add_ear(snap, &ear);
}

static void tells_ports(void **state)
{
	static const struct port ports[] = {
		{ 1, PROTOCOL_TCP, "well-known", 1 },       { 79, PROTOCOL_UDP, "well-known", 1 },
		{ 80, PROTOCOL_TCP, "well-known", 0 },      { 1023, PROTOCOL_MPTCP, "well-known", 0 },
		{ 1024, PROTOCOL_TCP, "registered", 0 },    { 32767, PROTOCOL_UDPLITE, "registered", 0 },
		{ 32768, PROTOCOL_UDP, "dynamic", 0 },      { 60999, PROTOCOL_TCP, "dynamic", 0 },
		{ 61000, PROTOCOL_TCP, "registered", 0 },   { 0, PROTOCOL_UDP, NULL, INT64_MIN },
		{ 1, PROTOCOL_RAW, NULL, INT64_MIN },
	};
	struct testhost *made = *state;

	start(made);
	for (size_t i = 0; i < sizeof ports / sizeof *ports; i++) {
		struct port port = ports[i];
		struct snapshot *snap = testhost_tick(made, 0, set_ports, &port);
		const char *class = snap->listeners.items[0].label[LABEL_PORT_CLASS];

		assert_int_equal(fact_at(snap, 0, FACT_PRIVILEGED), port.privileged);
		if (port.class)
			assert_string_equal(class, port.class);
		else
			assert_null(class);
		snapshot_free(snap);
	}
}

static void unknown_sysctls_tell_nothing(void **state)
{
	static const struct ear ears[] = {
		{ .cookie = 1, .port = 80 }, { .cookie = 2, .port = 8080 },
	};
	struct ears all = EARS(ears);
	struct testhost *made = *state;
	struct snapshot *snap;

	start(made);
	snap = tick_ears(made, &all);
	assert_string_equal(snap->listeners.items[0].label[LABEL_PORT_CLASS], "well-known");
	assert_null(snap->listeners.items[1].label[LABEL_PORT_CLASS]);
	assert_int_equal(fact_at(snap, 0, FACT_PRIVILEGED), INT64_MIN);
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(tells_by_address),
		TEST(tells_by_device),
		TEST(ports_of_a_bridge_are_no_ways),
		TEST(one_takes_loopback_from_others),
		TEST(all_take_loopback_from_others),
		TEST(many_names_are_counted),
		TEST(no_interface_is_up),
		TEST(asks_every_five_seconds),
		TEST(asks_for_news),
		TEST(news_do_not_wait),
		TEST(an_older_capture_tells_most),
		TEST(links_without_addresses),
		TEST(a_refusal_is_a_gap),
		TEST(tells_ports),
		TEST(unknown_sysctls_tell_nothing),
	};

	return cmocka_run_group_tests_name("source_exposure", tests, NULL, NULL);
}
