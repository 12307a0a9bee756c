/* source_peers.c - who waits, and who is at the page's listener, off captured dumps. */
#include "source/sources.h"

#include "source_crowd.h"

#include <errno.h>

static const struct focus looks = { .handshakes = true };

static void start(struct testhost *made, const struct focus *focus)
{
	made->source = source_peers(testhost_open(made));
	if (focus)
		made->source->focus(made->source, focus);
}

/* Not accepted: connected, and no inode. */
#define WAITS(PORT, MS) { .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = (PORT), \
			  .remote = "198.51.100.7", .info = true, .last_sent = (MS) }

static int64_t wait_after(struct testhost *made, struct ears *ears, size_t listener)
{
	struct snapshot *snap = tick_ears(made, ears);
	int64_t wait = fact_at(snap, listener, FACT_WAIT);

	snapshot_free(snap);
	return wait;
}

static void tells_the_oldest(void **state)
{
	static const struct ear items[] = {
		{ .cookie = 1, .port = 80, .queue = 3 },
		{ .cookie = 2, .port = 80, .address = "192.0.2.1", .queue = 1 },
		{ .cookie = 3, .port = 443, .family = AF_INET6, .dual = true, .queue = 2 },
		{ .cookie = 4, .port = 8080, .queue = 0 },
		{ .cookie = 5, .port = 8080, .queue = 4 },
		{ .cookie = 6, .port = 22, .queue = 1 },
		{ .cookie = 7, .port = 25, .queue = 1 },
	};
	static const struct inet_socket sockets[] = {
		{ .state = TCP_ESTABLISHED, .local = "192.0.2.3", .port = 80, .info = true, .last_sent = 2000 },
		{ .state = TCP_ESTABLISHED, .local = "192.0.2.2", .port = 80, .info = true, .last_sent = 1000 },
		{ .state = TCP_CLOSE_WAIT, .local = "192.0.2.2", .port = 80, .info = true, .last_sent = 3000 },
		/* accepted, and silent for long */
		{ .state = TCP_ESTABLISHED, .local = "192.0.2.2", .port = 80, .info = true,
		  .last_sent = 99000, .inode = 7 },
		/* closed by us: no inode either */
		{ .state = TCP_FIN_WAIT1, .local = "192.0.2.2", .port = 80, .info = true, .last_sent = 98000 },
		{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .info = true, .last_sent = 50 },
		{ .state = TCP_ESTABLISHED, .family = AF_INET6, .local = "::ffff:192.0.2.1", .port = 443,
		  .info = true, .last_sent = 700 },
		WAITS(8080, 4000),
		/* a kernel that does not say, and a client that has gone by itself */
		{ .state = TCP_ESTABLISHED, .local = "192.0.2.2", .port = 22 },
	};
	struct testhost *made = *state;
	struct ears ears = EARS(items);
	struct snapshot *snap;

	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &looks);
	snap = tick_ears(made, &ears);
	assert_int_equal(fact_at(snap, 0, FACT_WAIT), 3000);
	assert_int_equal(fact_at(snap, 1, FACT_WAIT), 50);
	assert_int_equal(fact_at(snap, 2, FACT_WAIT), 700);
	assert_int_equal(fact_at(snap, 3, FACT_WAIT), INT64_MIN);
	assert_int_equal(fact_at(snap, 4, FACT_WAIT), 4000);
	assert_int_equal(fact_at(snap, 5, FACT_WAIT), INT64_MIN);
	assert_int_equal(fact_at(snap, 6, FACT_WAIT), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	assert_int_equal(snap->peers.count, 0);
	assert_int_equal(snap->connections.count, 0);
	snapshot_free(snap);
}

static void asks_only_for_somebody(void **state)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 1 };
	const struct focus suspect = { .suspects = { { 1, 1, 0 } }, .suspect_count = 1 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, NULL);
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
	made->source->focus(made->source, &suspect);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
}

/* What the first of a queue is told of as when it is asked for by itself. */
static void say_first(struct testhost *made, struct inet_socket first)
{
	WRITE_SOCKETS(made, "tcp-first", ((struct inet_socket[]){ first }));
}

/* Between two walks, which the budget keeps apart, the first is asked for by itself. */
static void grows_until_the_queue_shrinks(void **state)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) }, later[] = { WAITS(80, 300) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 2 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &looks);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
	WRITE_SOCKETS(made, "tcp-open", later);
	made->at.monotonic -= 800 * CLOCK_MILLISECOND;
	say_first(made, (struct inet_socket)WAITS(80, 1203));
	assert_int_equal(wait_after(made, &ears, 0), 1203);
	made->at.monotonic -= 900 * CLOCK_MILLISECOND;
	item.queue = 3;
	say_first(made, (struct inet_socket)WAITS(80, 1303));
	assert_int_equal(wait_after(made, &ears, 0), 1303);
	/* Somebody was accepted, and that was the first. */
	made->at.monotonic -= 900 * CLOCK_MILLISECOND;
	item.queue = 2;
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
	made->at.monotonic -= 900 * CLOCK_MILLISECOND;
	item.queue = 3;
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
	assert_int_equal(wait_after(made, &ears, 0), 300);
}

/* As many have come as were accepted: the queue is as long as it was, its first is
 * another one. `became`: what the old one is told of as, or how it cannot be. */
static void check_moved(struct testhost *made, struct inet_socket became, int error, bool proven)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) }, later[] = { WAITS(80, 300) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 2 };
	struct ears ears = { &item, 1, 0 };
	struct dump dump = { .size = 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
	WRITE_SOCKETS(made, "tcp-open", later);
	made->at.monotonic -= 800 * CLOCK_MILLISECOND;
	if (error)
		dump_write(made, "tcp-first", &dump, error);
	else
		say_first(made, became);
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
	/* Not even where another one came to its ends since. */
	made->at.monotonic -= 800 * CLOCK_MILLISECOND;
	say_first(made, (struct inet_socket)WAITS(80, 1500));
	assert_int_equal(wait_after(made, &ears, 0), proven ? INT64_MIN : 1500);
	assert_int_equal(wait_after(made, &ears, 0), 300);
	made->at.monotonic += 10 * CLOCK_SECOND;
}

static void a_queue_that_moves_has_another_first(void **state)
{
	struct inet_socket accepted = WAITS(80, 1200), stranger = WAITS(80, 1200), left = WAITS(80, 1200);
	struct testhost *made = *state;

	accepted.inode = 7;
	stranger.cookie = 99;
	left.state = TCP_TIME_WAIT;
	start(made, &looks);
	check_moved(made, accepted, 0, true);
	check_moved(made, left, 0, true);
	check_moved(made, accepted, -ESTALE, true);
	check_moved(made, accepted, -ENOENT, true);
	/* Nothing is known then, and that is said of this tick alone. */
	check_moved(made, stranger, 0, false);
	check_moved(made, accepted, -EIO, false);
}

/* It was empty in between: who waits now came later. */
static void an_emptied_queue_has_others(void **state)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 2 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &looks);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
	made->at.monotonic -= 700 * CLOCK_MILLISECOND;
	item.queue = 0;
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
	made->at.monotonic -= 900 * CLOCK_MILLISECOND;
	item.queue = 2;
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
}

/* Nobody asks any more: not even for the first. */
static void is_not_told_unasked(void **state)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 2 };
	const struct focus away = { .processes = true };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	say_first(made, sockets[0]);
	start(made, &looks);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
	made->source->focus(made->source, &away);
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
}

static void an_empty_queue_has_no_wait(void **state)
{
	static const struct inet_socket sockets[] = { WAITS(80, 1000) };
	struct ear item = { .cookie = 1, .port = 80, .queue = 1 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };

	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &looks);
	assert_int_equal(wait_after(made, &ears, 0), 1000);
	item.queue = 0;
	assert_int_equal(wait_after(made, &ears, 0), INT64_MIN);
}

/* ---- the page ---- */

static const struct ear pages[] = {
	{ .cookie = 1, .port = 22 },
	{ .cookie = 2, .port = 80, .queue = 2 },
	{ .cookie = 3, .port = 80, .queue = 1 },
	{ .cookie = 4, .port = 80, .address = "192.0.2.9", .queue = 1 },
};

static const struct focus page = { .has_listener = true, .listener = { HOST_NETNS, 2, 0 } };

static const struct inet_socket at_page[] = {
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.1",
	  .remote_port = 1001, .info = true, .last_sent = 10, .rqueue = 0 },
	{ .state = TCP_CLOSE_WAIT, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.2",
	  .remote_port = 1002, .info = true, .last_sent = 900, .rqueue = 18 },
	{ .state = TCP_SYN_RECV, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.3",
	  .remote_port = 1003 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.4",
	  .remote_port = 1, .inode = 5, .info = true, .last_sent = 5000 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.2", .port = 80, .remote = "198.51.100.5",
	  .remote_port = 2, .inode = 6 },
	{ .state = TCP_CLOSE_WAIT, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.5",
	  .remote_port = 3, .inode = 7 },
	{ .state = TCP_TIME_WAIT, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.6", .remote_port = 4 },
	/* at others */
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.9", .port = 80, .info = true, .last_sent = 7000 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 22, .inode = 8 },
};

static void check_peer(const struct peer *peer, enum peer_kind kind, const char *remote, uint16_t port)
{
	char text[64];
	struct text shown = TEXT_OVER(text);

	assert_int_equal(peer->kind, kind);
	assert_int_equal(peer->listener, 1);
	address_format_host(&peer->remote, &shown);
	assert_string_equal(text, remote);
	assert_int_equal(peer->remote.port, port);
}

static void tells_who_is_there(void **state)
{
	struct testhost *made = *state;
	struct ears ears = EARS(pages);
	const struct peer *peers;
	struct snapshot *snap;

	WRITE_SOCKETS(made, "tcp-open", at_page);
	start(made, &page);
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->connections.count, 1);
	assert_int_equal(snap->connections.items[0].listener, 1);
	assert_int_equal(snap->connections.items[0].by_state[TCP_ESTABLISHED], 3);
	assert_int_equal(snap->connections.items[0].by_state[TCP_CLOSE_WAIT], 2);
	assert_int_equal(snap->connections.items[0].by_state[TCP_SYN_RECV], 1);
	assert_int_equal(snap->connections.items[0].by_state[TCP_TIME_WAIT], 1);
	assert_int_equal(snap->connections.items[0].waiting, 2);
	assert_int_equal(snap->peers.count, 5);
	peers = snap->peers.items;
	check_peer(&peers[0], PEER_WAITING, "198.51.100.2", 1002);
	check_peer(&peers[1], PEER_WAITING, "198.51.100.1", 1001);
	check_peer(&peers[2], PEER_HANDSHAKE, "198.51.100.3", 1003);
	check_peer(&peers[3], PEER_TALKER, "198.51.100.5", 0);
	check_peer(&peers[4], PEER_TALKER, "198.51.100.4", 0);
	assert_int_equal(fact_of(&peers[0].facts, FACT_PEER_WAIT), 900);
	/* The end of the stream is none of its bytes. */
	assert_int_equal(fact_of(&peers[0].facts, FACT_PEER_SENT), 17);
	assert_int_equal(fact_of(&peers[1].facts, FACT_PEER_SENT), 0);
	assert_int_equal(peers[0].state, TCP_CLOSE_WAIT);
	assert_int_equal(fact_of(&peers[2].facts, FACT_PEER_WAIT), INT64_MIN);
	assert_int_equal(fact_of(&peers[2].facts, FACT_PEER_SENT), INT64_MIN);
	assert_int_equal(fact_of(&peers[3].facts, FACT_PEER_CONNECTIONS), 2);
	assert_int_equal(fact_of(&peers[4].facts, FACT_PEER_CONNECTIONS), 1);
	/* The others' waits came by the same walk. */
	assert_int_equal(fact_at(snap, 1, FACT_WAIT), 900);
	assert_int_equal(fact_at(snap, 2, FACT_WAIT), 900);
	assert_int_equal(fact_at(snap, 3, FACT_WAIT), 7000);
	snapshot_free(snap);
}

/* Told again as they were, waits grown, until asked again; gone with the page. */
static void goes_with_the_page(void **state)
{
	const struct focus other = { .has_listener = true, .listener = { HOST_NETNS, 1, 0 } };
	struct testhost *made = *state;
	struct ears ears = EARS(pages);
	struct snapshot *snap;

	WRITE_SOCKETS(made, "tcp-open", at_page);
	start(made, &page);
	snapshot_free(tick_ears(made, &ears));
	made->at.monotonic -= 700 * CLOCK_MILLISECOND;
	say_first(made, (struct inet_socket)WAITS(80, 1200));
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->peers.count, 5);
	assert_int_equal(fact_of(&snap->peers.items[0].facts, FACT_PEER_WAIT), 1200);
	assert_int_equal(fact_of(&snap->peers.items[0].facts, FACT_PEER_SENT), 17);
	snapshot_free(snap);
	made->at.monotonic -= 900 * CLOCK_MILLISECOND;
	made->source->focus(made->source, &other);
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->peers.count, 0);
	assert_int_equal(snap->connections.count, 0);
	snapshot_free(snap);
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->connections.count, 1);
	assert_int_equal(snap->connections.items[0].listener, 0);
	assert_int_equal(snap->connections.items[0].by_state[TCP_ESTABLISHED], 1);
	snapshot_free(snap);
	made->source->focus(made->source, &looks);
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->connections.count, 0);
	snapshot_free(snap);
}

/* Somebody was accepted since: which of them still wait is not known. */
static void waits_end_with_the_first(void **state)
{
	struct ear item = { .cookie = 2, .port = 80, .queue = 2 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct snapshot *snap;

	WRITE_SOCKETS(made, "tcp-open", at_page);
	start(made, &page);
	snapshot_free(tick_ears(made, &ears));
	made->at.monotonic -= 700 * CLOCK_MILLISECOND;
	item.queue = 1;
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->peers.items[0].kind, PEER_WAITING);
	assert_int_equal(fact_of(&snap->peers.items[0].facts, FACT_PEER_WAIT), INT64_MIN);
	snapshot_free(snap);
}

/* One address by IPv4 and mapped into IPv6 is one; of many the first twenty. */
static void counts_by_address(void **state)
{
	static const struct ear item = { .cookie = 2, .port = 80, .family = AF_INET6, .dual = true };
	struct inet_socket sockets[70] = { { .family = 0 } };
	char remotes[70][32];
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct snapshot *snap;

	for (size_t i = 0; i < 70; i++) {
		/* 30 addresses, the last of them with 41 connections */
		snprintf(remotes[i], sizeof remotes[i], "::ffff:198.51.100.%zu", i < 30 ? i : 29);
		sockets[i] = (struct inet_socket){
			.state = TCP_ESTABLISHED, .family = AF_INET6, .local = "::ffff:192.0.2.1",
			.port = 80, .remote = remotes[i], .remote_port = (uint16_t)i, .inode = 9,
		};
	}
	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &page);
	snap = tick_ears(made, &ears);
	assert_int_equal(snap->peers.count, 20);
	assert_int_equal(snap->peers.items[0].remote.family, AF_INET);
	assert_int_equal(snap->peers.items[0].remote.bytes[3], 29);
	assert_int_equal(fact_of(&snap->peers.items[0].facts, FACT_PEER_CONNECTIONS), 41);
	assert_int_equal(fact_of(&snap->peers.items[19].facts, FACT_PEER_CONNECTIONS), 1);
	snapshot_free(snap);
}

static void tells_two_hundred(void **state)
{
	static const struct ear item = { .cookie = 2, .port = 80, .queue = 250 };
	struct inet_socket sockets[500] = { { .family = 0 } };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct snapshot *snap;
	size_t waiting = 0;

	for (size_t i = 0; i < 500; i++)
		sockets[i] = (struct inet_socket){
			.state = i < 250 ? TCP_ESTABLISHED : TCP_SYN_RECV, .local = "192.0.2.1",
			.port = 80, .remote = "198.51.100.1", .remote_port = (uint16_t)(i + 1),
		};
	/* The oldest come last. */
	for (size_t i = 0; i < 250; i += 10) {
		sockets[i].info = true;
		sockets[i].last_sent = (uint32_t)i;
	}
	WRITE_SOCKETS(made, "tcp-open", sockets);
	start(made, &page);
	snap = tick_ears(made, &ears);
	for (size_t i = 0; i < snap->peers.count; i++)
		waiting += snap->peers.items[i].kind == PEER_WAITING;
	assert_int_equal(waiting, 200);
	assert_int_equal(snap->peers.count, 400);
	assert_int_equal(fact_of(&snap->peers.items[0].facts, FACT_PEER_WAIT), 240);
	assert_int_equal(snap->connections.items[0].waiting, 250);
	assert_int_equal(snap->connections.items[0].by_state[TCP_SYN_RECV], 250);
	snapshot_free(snap);
}

static void unknown_and_failed(void **state)
{
	static const struct ear item = { .cookie = 2, .port = 80, .queue = 1 };
	struct testhost *made = *state;
	struct ears ears = { &item, 1, 0 };
	struct dump dump = { .size = 0 };
	struct snapshot *snap;

	dump_write(made, "tcp", &dump, 0);
	start(made, &page);
	snap = tick_ears(made, &ears);
	assert_int_equal(fact_at(snap, 0, FACT_WAIT), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	assert_int_equal(snap->connections.count, 0);
	snapshot_free(snap);
	dump_write(made, "tcp-open", &dump, -EPERM);
	snap = tick_ears(made, &ears);
	assert_int_equal(fact_at(snap, 0, FACT_WAIT), INT64_MIN);
	assert_non_null(find_gap(snap, "connections", EPERM));
	assert_int_equal(snap->connections.count, 0);
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(tells_the_oldest),
		TEST(asks_only_for_somebody),
		TEST(grows_until_the_queue_shrinks),
		TEST(a_queue_that_moves_has_another_first),
		TEST(an_emptied_queue_has_others),
		TEST(is_not_told_unasked),
		TEST(an_empty_queue_has_no_wait),
		TEST(tells_who_is_there),
		TEST(goes_with_the_page),
		TEST(waits_end_with_the_first),
		TEST(counts_by_address),
		TEST(tells_two_hundred),
		TEST(unknown_and_failed),
	};

	return cmocka_run_group_tests_name("source_peers", tests, NULL, NULL);
}
