/* source_talk.c - whose connections they are, and with whom, off captured dumps. */
#include "source/sources.h"

#include "source_crowd.h"

#include "priv/priv.h"

#include <errno.h>

enum { MANY = 40 };

/* What comes before the source in a tick: processes, and listeners of some. */
struct cast {
	struct process_id ids[4];
	uint64_t start;                 /* of all of them */
	pid_t thread;                   /* of all of them, with a table of its own */
	size_t count, holders;          /* the first so many hold a listener */
};

static const struct cast one = { .ids = { { 7, 70 } }, .count = 1 };
static const struct focus on_7 = { .has_process = true, .process = { 7, 70 } };

static void add_cast(struct snapshot *snap, void *arg)
{
	const struct cast *cast = arg;

	for (uint32_t i = 0; i < cast->count; i++) {
		struct process *process = snapshot_add_process(snap);

		process->id = cast->ids[i];
		process->start = cast->start;
		process->thread = cast->thread;
		if (i >= cast->holders)
			continue;
		snapshot_add_listener(snap)->id = (struct listener_id){ HOST_NETNS, i + 1, 0 };
		snapshot_add_owner(snap, i, i, 3);
	}
}

static struct snapshot *tick(struct testhost *made, const struct cast *cast)
{
	struct cast copy = *cast;

	return testhost_tick(made, 0, add_cast, &copy);
}

static void start(struct testhost *made, const struct focus *focus)
{
	made->source = source_talk(testhost_open(made));
	if (focus)
		made->source->focus(made->source, focus);
}

static void check_partner(const struct partner *partner, const char *remote, uint64_t connections)
{
	char text[64];
	struct text shown = TEXT_OVER(text);

	address_format_host(&partner->remote, &shown);
	assert_string_equal(text, remote);
	assert_int_equal(partner->remote.port, 0);
	assert_int_equal(partner->connections, connections);
}

/* What a listener of 7 accepted, what 7 made itself, and what is not 7's. */
static const struct inet_socket around_7[] = {
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1001, .inode = 11 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1002, .inode = 12 },
	{ .state = TCP_CLOSE_WAIT, .family = AF_INET6, .local = "::ffff:192.0.2.1", .port = 443,
	  .remote = "::ffff:198.51.100.9", .remote_port = 1003, .inode = 13 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 40001, .remote = "198.51.100.5",
	  .remote_port = 5432, .inode = 14 },
	{ .state = TCP_SYN_SENT, .local = "192.0.2.1", .port = 40002, .remote = "198.51.100.10",
	  .remote_port = 5432, .inode = 15 },
	{ .state = TCP_FIN_WAIT2, .family = AF_INET6, .local = "2001:db8::1", .port = 40003,
	  .remote = "2001:db8::2", .remote_port = 5432, .inode = 16 },
	/* the other worker's, nobody's yet, nobody's any more */
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1004, .inode = 21 },
	{ .state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1005 },
	{ .state = TCP_SYN_RECV, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1006 },
	{ .state = TCP_LAST_ACK, .local = "192.0.2.1", .port = 80, .remote = "198.51.100.9",
	  .remote_port = 1007 },
};

static void give_7(struct testhost *made)
{
	add_process(made, 7, "server", 70);
	for (unsigned inode = 11; inode <= 17; inode++)
		add_socket(made, "7", (int)inode, inode);
	/* Twice the same, by dup(2). */
	add_socket(made, "7", 30, 14);
	/* However many others it has: a captured table is looked at as a whole. */
	tree_write(made->tree, "proc/7/fd.count", "1200");
	WRITE_SOCKETS(made, "tcp-all", around_7);
}

static void tells_what_it_holds(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;
	const struct talk *talk;

	give_7(made);
	start(made, &on_7);
	snap = tick(made, &one);
	assert_int_equal(snap->gaps.count, 0);
	assert_int_equal(snap->talks.count, 1);
	talk = &snap->talks.items[0];
	assert_int_equal(talk->process, 0);
	assert_int_equal(talk->descriptors, 1200);
	assert_int_equal(talk->looked_at, 1200);
	assert_int_equal(talk->by_state[TCP_ESTABLISHED], 3);
	assert_int_equal(talk->by_state[TCP_CLOSE_WAIT], 1);
	assert_int_equal(talk->by_state[TCP_SYN_SENT], 1);
	assert_int_equal(talk->by_state[TCP_FIN_WAIT2], 1);
	assert_int_equal(talk->by_state[TCP_SYN_RECV], 0);
	assert_int_equal(talk->by_state[TCP_LAST_ACK], 0);
	assert_int_equal(talk->partners_in_all, 4);
	assert_int_equal(talk->partner_count, 4);
	/* IPv4 in IPv6 is IPv4; of those with as many, by address. */
	check_partner(&talk->partners[0], "198.51.100.9", 3);
	check_partner(&talk->partners[1], "198.51.100.5", 1);
	check_partner(&talk->partners[2], "198.51.100.10", 1);
	check_partner(&talk->partners[3], "2001:db8::2", 1);
	snapshot_free(snap);
}

static void asks_only_for_the_page(void **state)
{
	const struct focus away = { .processes = true };
	const struct cast two = { .ids = { { 8, 80 }, { 7, 70 } }, .count = 2, .holders = 2 };
	struct testhost *made = *state;
	struct snapshot *snap;

	give_7(made);
	add_process(made, 8, "other", 80);
	add_socket(made, "8", 3, 21);
	start(made, &away);
	snap = tick(made, &two);
	assert_int_equal(snap->talks.count, 0);
	snapshot_free(snap);
	made->source->focus(made->source, &on_7);
	snap = tick(made, &two);
	assert_int_equal(snap->talks.count, 1);
	assert_int_equal(snap->talks.items[0].process, 1);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 3);
	snapshot_free(snap);
	made->source->focus(made->source, &away);
	snap = tick(made, &two);
	assert_int_equal(snap->talks.count, 0);
	snapshot_free(snap);
}

/* Who holds a listener, and whose page is open. One connection may be several's. */
static void captures_all_who_listen(void **state)
{
	static const struct cast all = {
		.ids = { { 7, 70 }, { 8, 80 }, { 9, 90 }, { 10, 100 } }, .count = 4, .holders = 2,
	};
	static const struct focus everything = {
		.everything = true, .has_process = true, .process = { 10, 100 },
	};
	struct testhost *made = *state;
	struct snapshot *snap;

	give_7(made);
	add_process(made, 8, "worker", 80);
	add_socket(made, "8", 3, 21);
	add_socket(made, "8", 4, 11);
	add_process(made, 9, "stranger", 90);
	add_socket(made, "9", 3, 21);
	add_process(made, 10, "shell", 100);
	start(made, &everything);
	snap = tick(made, &all);
	assert_int_equal(snap->talks.count, 3);
	assert_int_equal(snap->talks.items[0].process, 0);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 3);
	assert_int_equal(snap->talks.items[1].process, 1);
	assert_int_equal(snap->talks.items[1].by_state[TCP_ESTABLISHED], 2);
	check_partner(&snap->talks.items[1].partners[0], "198.51.100.9", 2);
	assert_int_equal(snap->talks.items[2].process, 3);
	assert_int_equal(snap->talks.items[2].partners_in_all, 0);
	snapshot_free(snap);
}

/* None of it is a socket: there is no need to walk. */
static void nothing_held_is_nothing_said(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	struct snapshot *snap;

	add_process(made, 7, "shell", 70);
	tree_write(made->tree, "proc/7/fd.count", "3");
	dump_write(made, "tcp-all", &dump, -EPERM);
	start(made, &on_7);
	snap = tick(made, &one);
	assert_int_equal(snap->gaps.count, 0);
	assert_int_equal(snap->talks.count, 1);
	assert_int_equal(snap->talks.items[0].descriptors, 3);
	assert_int_equal(snap->talks.items[0].partner_count, 0);
	for (size_t i = 0; i < CONNECTION_STATES; i++)
		assert_int_equal(snap->talks.items[0].by_state[i], 0);
	snapshot_free(snap);
}

static void tells_the_first_twenty(void **state)
{
	struct inet_socket sockets[MANY * 2] = { { .family = 0 } };
	char remotes[MANY * 2][32];
	struct testhost *made = *state;
	struct snapshot *snap;
	const struct talk *talk;

	add_process(made, 7, "server", 70);
	for (unsigned i = 0; i < MANY * 2; i++) {
		/* the last ten of forty three times, the others once; then one ten times */
		unsigned host = i < MANY ? i : i < MANY + 20 ? 30 + i % 10 : 5;

		if (i >= MANY + 29)
			host = 200;
		snprintf(remotes[i], sizeof remotes[i], "198.51.100.%u", 255 - host);
		sockets[i] = (struct inet_socket){
			.state = TCP_ESTABLISHED, .local = "192.0.2.1", .port = 80,
			.remote = remotes[i], .remote_port = (uint16_t)(i + 1), .inode = 100 + i,
		};
		add_socket(made, "7", (int)i, 100 + i);
	}
	WRITE_SOCKETS(made, "tcp-all", sockets);
	start(made, &on_7);
	snap = tick(made, &one);
	talk = &snap->talks.items[0];
	assert_int_equal(talk->by_state[TCP_ESTABLISHED], MANY * 2);
	assert_int_equal(talk->partners_in_all, MANY + 1);
	assert_int_equal(talk->partner_count, TALK_PARTNERS);
	check_partner(&talk->partners[0], "198.51.100.55", 11);
	check_partner(&talk->partners[1], "198.51.100.250", 10);
	for (size_t i = 2; i < 12; i++)
		assert_int_equal(talk->partners[i].connections, 3);
	check_partner(&talk->partners[2], "198.51.100.216", 3);
	check_partner(&talk->partners[11], "198.51.100.225", 3);
	/* Of the many with one the lowest. */
	check_partner(&talk->partners[12], "198.51.100.226", 1);
	check_partner(&talk->partners[19], "198.51.100.233", 1);
	snapshot_free(snap);
}

/* Between two walks it is told again as it was; the next one sees what is new. */
static void is_told_until_asked_again(void **state)
{
	struct testhost *made = *state;
	struct inet_socket less = around_7[0];
	struct snapshot *snap;

	give_7(made);
	start(made, &on_7);
	snapshot_free(tick(made, &one));
	write_sockets(made, "tcp-all", &less, 1);
	made->at.monotonic -= 700 * CLOCK_MILLISECOND;
	snap = tick(made, &one);
	assert_int_equal(snap->talks.count, 1);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 3);
	check_partner(&snap->talks.items[0].partners[0], "198.51.100.9", 3);
	snapshot_free(snap);
	snap = tick(made, &one);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 1);
	assert_int_equal(snap->talks.items[0].partner_count, 1);
	snapshot_free(snap);
}

/* The page of another opens before the walk for it is due. */
static void goes_with_the_page(void **state)
{
	static const struct cast two = { .ids = { { 7, 70 }, { 8, 80 } }, .count = 2 };
	static const struct focus on_8 = { .has_process = true, .process = { 8, 80 } };
	struct testhost *made = *state;
	struct snapshot *snap;

	give_7(made);
	add_process(made, 8, "other", 80);
	add_socket(made, "8", 3, 21);
	start(made, &on_7);
	snapshot_free(tick(made, &two));
	made->at.monotonic -= 700 * CLOCK_MILLISECOND;
	made->source->focus(made->source, &on_8);
	snap = tick(made, &two);
	assert_int_equal(snap->talks.count, 0);
	snapshot_free(snap);
	snap = tick(made, &two);
	assert_int_equal(snap->talks.count, 1);
	assert_int_equal(snap->talks.items[0].process, 1);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 1);
	snapshot_free(snap);
}

/* Tables take a share of the time, as walks do: at this very instant, which is all the
 * time that a captured host has, none is looked at twice. */
static void tables_are_looked_at_now_and_then(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	give_7(made);
	start(made, &on_7);
	snapshot_free(tick(made, &one));
	remove_socket(made, "7", 11);
	made->at.monotonic -= CLOCK_SECOND;
	snap = tick(made, &one);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 3);
	snapshot_free(snap);
	made->at.monotonic += 60 * CLOCK_SECOND;
	snap = tick(made, &one);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 2);
	snapshot_free(snap);
}

/* Its descriptors are another's, and its connections with them. */
static void a_pid_that_went_to_another(void **state)
{
	struct testhost *made = *state;
	struct cast cast = one;
	struct snapshot *snap;

	give_7(made);
	start(made, &on_7);
	cast.start = 70;
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.count, 1);
	snapshot_free(snap);
	add_process(made, 7, "newcomer", 71);
	made->at.monotonic += 60 * CLOCK_SECOND;
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.count, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	/* The snapshot knows it by now; the page does not follow. */
	cast.ids[0].identity = cast.start = 71;
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.count, 0);
	snapshot_free(snap);
	cast.count = 0;
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.count, 0);
	snapshot_free(snap);
}

static void a_thread_with_a_table_of_its_own(void **state)
{
	struct testhost *made = *state;
	struct cast cast = one;
	struct snapshot *snap;

	give_7(made);
	cast.thread = 9;
	add_socket(made, "7/task/9", 4, 21);
	/* One that both tables have. */
	add_socket(made, "7/task/9", 5, 14);
	tree_write(made->tree, "proc/7/task/9/fd.count", "2");
	start(made, &on_7);
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.count, 1);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 4);
	assert_int_equal(snap->talks.items[0].descriptors, 1202);
	assert_int_equal(snap->talks.items[0].looked_at, 1202);
	snapshot_free(snap);
	/* It ends, and the process goes on. */
	testhost_remove_at(made, "proc/7/task/9");
	made->at.monotonic += 60 * CLOCK_SECOND;
	snap = tick(made, &cast);
	assert_int_equal(snap->talks.items[0].by_state[TCP_ESTABLISHED], 3);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void a_process_that_is_gone(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	give_7(made);
	start(made, &on_7);
	snapshot_free(tick(made, &one));
	remove_process(made, 7);
	made->at.monotonic += 60 * CLOCK_SECOND;
	snap = tick(made, &one);
	assert_int_equal(snap->talks.count, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void refused_and_failed(void **state)
{
	struct testhost *made = *state;
	struct dump dump = { .size = 0 };
	struct snapshot *snap;
	const struct gap *gap;

	give_7(made);
	start(made, &on_7);
	/* A dump that a captured host does not have is not our failure. */
	unlink(tree_path(made->tree, "netlink/4026531840/tcp-all.nl"));
	snap = tick(made, &one);
	assert_int_equal(snap->talks.count, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	/* What was told before is not told instead. */
	WRITE_SOCKETS(made, "tcp-all", around_7);
	snap = tick(made, &one);
	assert_int_equal(snap->talks.count, 1);
	snapshot_free(snap);
	dump_write(made, "tcp-all", &dump, -EPERM);
	snap = tick(made, &one);
	assert_int_equal(snap->talks.count, 0);
	assert_non_null(find_gap(snap, "connections", EPERM));
	snapshot_free(snap);
	testhost_remove_at(made, "proc/7/fd");
	tree_write(made->tree, "proc/7/fd", "");
	WRITE_SOCKETS(made, "tcp-all", around_7);
	made->at.monotonic += 60 * CLOCK_SECOND;
	for (int i = 0; i < 2; i++) {
		snap = tick(made, &one);
		assert_int_equal(snap->talks.count, 0);
		gap = find_gap(snap, "descriptors", EACCES);
		assert_non_null(gap);
		assert_string_equal(gap->source, "talk");
		assert_int_equal(gap->need, priv_has(POWER_OBSERVE) ? POWER_NONE : POWER_OBSERVE);
		made->at.monotonic -= 900 * CLOCK_MILLISECOND;
		snapshot_free(snap);
	}
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(tells_what_it_holds),
		TEST(asks_only_for_the_page),
		TEST(captures_all_who_listen),
		TEST(nothing_held_is_nothing_said),
		TEST(tells_the_first_twenty),
		TEST(is_told_until_asked_again),
		TEST(goes_with_the_page),
		TEST(tables_are_looked_at_now_and_then),
		TEST(a_pid_that_went_to_another),
		TEST(a_thread_with_a_table_of_its_own),
		TEST(a_process_that_is_gone),
		TEST(refused_and_failed),
	};

	return cmocka_run_group_tests_name("source_talk", tests, NULL, NULL);
}
