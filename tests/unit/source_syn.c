/* source_syn.c - handshakes off the dumps of a captured host, and when they are asked for. */
#include "source/sources.h"

#include "source_crowd.h"

#include <errno.h>

static const struct focus looks = { .handshakes = true };

static void start(struct testhost *made, const struct focus *focus)
{
	made->source = source_syn(testhost_open(made));
	if (focus)
		made->source->focus(made->source, focus);
}

/* `count` handshakes from as many ports. */
static void write_handshakes(struct testhost *made, const char *local, uint16_t port, size_t count)
{
	struct inet_socket sockets[64] = { { .family = 0 } };

	for (size_t i = 0; i < count; i++)
		sockets[i] = (struct inet_socket){
			.state = TCP_SYN_RECV, .local = local, .port = port,
			.remote = "198.51.100.7", .remote_port = (uint16_t)(1000 + i),
		};
	write_sockets(made, "tcp-syn", sockets, count);
}

static int64_t synq_after(struct testhost *made, struct ears *ears)
{
	struct snapshot *snap = tick_ears(made, ears);
	int64_t synq = fact_at(snap, 0, FACT_SYNQ);

	snapshot_free(snap);
	return synq;
}

enum { UNKNOWN = -1 };

/* As `synq_after`, with -1 for unknown. */
static int synq(struct testhost *made, struct ears *ears)
{
	int64_t value = synq_after(made, ears);

	return value == INT64_MIN ? UNKNOWN : (int)value;
}

static void goes_to_the_closest(void **state)
{
	static const struct ear items[] = {
		{ .cookie = 1, .port = 80 },
		{ .cookie = 2, .port = 80, .address = "192.0.2.1" },
		{ .cookie = 3, .port = 443, .family = AF_INET6, .dual = true },
		{ .cookie = 4, .port = 8080 },
		{ .cookie = 5, .port = 8080 },
		{ .cookie = 6, .port = 53, .protocol = PROTOCOL_UDP, .unconnected = true },
		{ .cookie = 7, .port = 80, .netns = 7 },
	};
	static const struct inet_socket sockets[] = {
		{ .state = TCP_SYN_RECV, .port = 80, .local = "192.0.2.2" },
		{ .state = TCP_SYN_RECV, .port = 80, .local = "192.0.2.1" },
		{ .state = TCP_SYN_RECV, .port = 80, .local = "192.0.2.1" },
		/* at the same listener: by a mapped address, by IPv4, by IPv6 */
		{ .state = TCP_SYN_RECV, .port = 443, .family = AF_INET6, .local = "::ffff:192.0.2.1" },
		{ .state = TCP_SYN_RECV, .port = 443, .local = "192.0.2.1" },
		{ .state = TCP_SYN_RECV, .port = 443, .family = AF_INET6, .local = "2001:db8::1" },
		{ .state = TCP_SYN_RECV, .port = 8080, .local = "192.0.2.1" },
		{ .state = TCP_SYN_RECV, .port = 53, .local = "192.0.2.1" },
		/* left over from a listener that was closed */
		{ .state = TCP_SYN_RECV, .port = 9999, .local = "192.0.2.1" },
		/* not asked for, and not counted */
		{ .state = TCP_ESTABLISHED, .port = 80, .local = "192.0.2.1" },
	};
	struct testhost *made = *state;
	struct ears ears = EARS(items);
	struct snapshot *snap;

	WRITE_SOCKETS(made, "tcp-syn", sockets);
	start(made, &looks);
	snap = tick_ears(made, &ears);
	assert_int_equal(fact_at(snap, 0, FACT_SYNQ), 1);
	assert_int_equal(fact_at(snap, 1, FACT_SYNQ), 2);
	assert_int_equal(fact_at(snap, 2, FACT_SYNQ), 3);
	assert_int_equal(fact_at(snap, 3, FACT_SYNQ), 1);
	assert_int_equal(fact_at(snap, 4, FACT_SYNQ), 1);
	assert_int_equal(fact_at(snap, 5, FACT_SYNQ), INT64_MIN);
	assert_int_equal(fact_at(snap, 6, FACT_SYNQ), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* Where nobody looks nobody walks. */
static void asks_only_for_somebody(void **state)
{
	static const struct ear item = { .cookie = 1, .port = 80 };
	const struct focus page = { .has_listener = true }, away = { .processes = true };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	write_handshakes(made, "192.0.2.1", 80, 4);
	start(made, NULL);
	assert_int_equal(synq(made, &ears), UNKNOWN);
	made->source->focus(made->source, &away);
	assert_int_equal(synq(made, &ears), UNKNOWN);
	made->source->focus(made->source, &page);
	assert_int_equal(synq(made, &ears), 4);
}

/* None and no movement: the walk is spared, and 0 stays true. Each sign of movement
 * brings another. */
static void asks_when_something_moves(void **state)
{
	struct ear item = { .cookie = 1, .port = 80 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	write_handshakes(made, "192.0.2.1", 80, 0);
	start(made, &looks);
	assert_int_equal(synq(made, &ears), 0);
	write_handshakes(made, "192.0.2.1", 80, 3);
	for (int i = 0; i < 20; i++)
		assert_int_equal(synq(made, &ears), 0);
	ears.syn_retrans = 3;
	assert_int_equal(synq(made, &ears), 3);
	/* Some were found: they are asked for until there are none. */
	write_handshakes(made, "192.0.2.1", 80, 0);
	assert_int_equal(synq(made, &ears), 0);
	write_handshakes(made, "192.0.2.1", 80, 5);
	assert_int_equal(synq(made, &ears), 0);
	item.queue = 1;
	assert_int_equal(synq(made, &ears), 5);
	write_handshakes(made, "192.0.2.1", 80, 0);
	assert_int_equal(synq(made, &ears), 0);
	write_handshakes(made, "192.0.2.1", 80, 6);
	item.drops = 1;
	assert_int_equal(synq(made, &ears), 6);
}

/* Not within a second of the last. */
static void does_not_ask_at_once(void **state)
{
	struct ear item = { .cookie = 1, .port = 80 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	write_handshakes(made, "192.0.2.1", 80, 1);
	start(made, &looks);
	assert_int_equal(synq(made, &ears), 1);
	made->at.monotonic -= 600 * CLOCK_MILLISECOND;
	write_handshakes(made, "192.0.2.1", 80, 2);
	item.drops = 1;
	assert_int_equal(synq(made, &ears), 1);
	assert_int_equal(synq(made, &ears), 2);
}

/* A listener that was not there is not known to have none, and becomes known. */
static void a_new_listener_is_asked_for(void **state)
{
	static const struct ear items[] = { { .cookie = 1, .port = 80 }, { .cookie = 2, .port = 81 } };
	struct testhost *made = *state;
	struct ears one = { items, 1, 0 }, two = { items, 2, 0 };
	struct snapshot *snap;

	write_handshakes(made, "192.0.2.1", 80, 0);
	start(made, &looks);
	assert_int_equal(synq(made, &one), 0);
	made->at.monotonic -= 600 * CLOCK_MILLISECOND;
	snap = tick_ears(made, &two);
	assert_int_equal(fact_at(snap, 0, FACT_SYNQ), 0);
	assert_int_equal(fact_at(snap, 1, FACT_SYNQ), INT64_MIN);
	snapshot_free(snap);
	snap = tick_ears(made, &two);
	assert_int_equal(fact_at(snap, 1, FACT_SYNQ), 0);
	snapshot_free(snap);
}

/* What nobody asks for any more grows old while things move. */
static void old_counts_are_unknown(void **state)
{
	struct ear item = { .cookie = 1, .port = 80 };
	const struct focus away = { .processes = true };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	write_handshakes(made, "192.0.2.1", 80, 0);
	start(made, &looks);
	assert_int_equal(synq(made, &ears), 0);
	made->source->focus(made->source, &away);
	for (int i = 0; i < 10; i++)
		assert_int_equal(synq(made, &ears), 0);
	item.drops = 1;
	assert_int_equal(synq(made, &ears), UNKNOWN);
	made->source->focus(made->source, &looks);
	assert_int_equal(synq(made, &ears), 0);
	item.drops = 2;
	made->source->focus(made->source, &away);
	for (int i = 0; i < 5; i++)
		assert_int_equal(synq(made, &ears), 0);
	assert_int_equal(synq(made, &ears), UNKNOWN);
}

/* A host that was captured without them. */
static void not_captured_is_unknown(void **state)
{
	static const struct ear item = { .cookie = 1, .port = 80 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct snapshot *snap;

	start(made, &looks);
	snap = tick_ears(made, &ears);
	assert_int_equal(fact_at(snap, 0, FACT_SYNQ), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void a_failure_is_a_gap(void **state)
{
	static const struct ear item = { .cookie = 1, .port = 80 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct dump dump = { .size = 0 };
	struct snapshot *snap;

	dump_write(made, "tcp-syn", &dump, -ENOMEM);
	start(made, &looks);
	for (int i = 0; i < 2; i++) {
		snap = tick_ears(made, &ears);
		assert_int_equal(fact_at(snap, 0, FACT_SYNQ), INT64_MIN);
		assert_non_null(find_gap(snap, "handshakes", ENOMEM));
		snapshot_free(snap);
		write_handshakes(made, "192.0.2.1", 80, 2);
	}
	/* It is asked again soon, but not at once, and without any movement. */
	assert_int_equal(synq(made, &ears), 2);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(goes_to_the_closest),
		TEST(asks_only_for_somebody),
		TEST(asks_when_something_moves),
		TEST(does_not_ask_at_once),
		TEST(a_new_listener_is_asked_for),
		TEST(old_counts_are_unknown),
		TEST(not_captured_is_unknown),
		TEST(a_failure_is_a_gap),
	};

	return cmocka_run_group_tests_name("source_syn", tests, NULL, NULL);
}
