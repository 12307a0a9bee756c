/* source_walk.c - one walk at a time, and how far they are apart. */
#include "source/walk.h"

#include "source/tally.h"
#include "source_crowd.h"

#include <errno.h>

static const struct inet_socket sockets[] = {
	{ .state = TCP_SYN_RECV, .local = "192.0.2.1", .port = 80 },
	{ .state = TCP_SYN_RECV, .local = "192.0.2.1", .port = 80 },
	{ .state = TCP_SYN_RECV, .local = "192.0.2.2", .port = 80 },
};

enum { NOW = 1000 };

static uint64_t at(double seconds)
{
	return (uint64_t)((NOW + seconds) * (double)CLOCK_SECOND);
}

static void is_taken_once(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct tally tally = { 0 };
	struct walk_request request = { .label = "tcp-syn", .taker = tally_taker(&tally) };
	struct walk_result result = { .error = 1 };
	struct walk *walk;

	WRITE_SOCKETS(made, "tcp-syn", sockets);
	walk = walk_new(testhost_open(made), &source);
	assert_false(walk_take(walk, &result));
	assert_int_equal(result.error, 1);
	assert_true(walk_is_due(walk, 0));
	tally_begin(&tally, HOST_NETNS);
	walk_start(walk, &request, at(0));
	assert_false(walk_is_due(walk, at(100)));
	walk_wait(walk, UINT64_MAX);
	assert_true(walk_take(walk, &result));
	assert_false(walk_take(walk, &result));
	assert_int_equal(result.error, 0);
	assert_int_equal(result.begun, at(0));
	assert_int_equal(tally.ends.count, 2);
	assert_int_equal(tally.ends.items[0].by_state[TCP_SYN_RECV], 2);
	assert_int_equal(tally.ends.items[1].by_state[TCP_SYN_RECV], 1);
	/* What the tick itself spent is not told of twice. */
	assert_int_equal(source.apart, 0);
	walk_free(walk);
	tally_free(&tally);
}

static void are_a_second_apart(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct tally tally = { 0 };
	struct walk_request request = { .label = "tcp-syn", .taker = tally_taker(&tally) };
	struct walk_result result;
	struct walk *walk;

	WRITE_SOCKETS(made, "tcp-syn", sockets);
	walk = walk_new(testhost_open(made), &source);
	for (int i = 0; i < 3; i++) {
		tally_begin(&tally, HOST_NETNS);
		walk_start(walk, &request, at(i));
		assert_true(walk_take(walk, &result));
		assert_int_equal(walk_period(walk), CLOCK_SECOND);
		assert_false(walk_is_due(walk, at(i + 0.5)));
		assert_false(walk_is_due(walk, at(i + 0.9)));
		/* A tick that comes every second comes early now and then. */
		assert_true(walk_is_due(walk, at(i + 0.97)));
	}
	walk_free(walk);
	tally_free(&tally);
	walk_free(NULL);
}

/* -ENOBUFS passes, -EPERM does not: which it is shows by itself. */
static void failures_are_further_apart_each_time(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct tally tally = { 0 };
	struct walk_request request = { .label = "tcp-syn", .taker = tally_taker(&tally) };
	static const double rests[] = { 2, 4, 8, 16, 32, 60, 60 };
	struct dump dump = { .size = 0 };
	struct walk_result result;
	struct walk *walk;
	double now = 0;

	dump_write(made, "tcp-syn", &dump, -EPERM);
	walk = walk_new(testhost_open(made), &source);
	for (size_t i = 0; i < sizeof rests / sizeof *rests; i++) {
		walk_start(walk, &request, at(now));
		assert_true(walk_take(walk, &result));
		assert_int_equal(result.error, -EPERM);
		assert_false(walk_is_due(walk, at(now + rests[i] - 0.1)));
		assert_true(walk_is_due(walk, at(now + rests[i])));
		now += rests[i];
	}
	request.label = "tcp-none";
	walk_start(walk, &request, at(now));
	assert_true(walk_take(walk, &result));
	assert_int_equal(result.error, -ENODATA);
	assert_true(walk_is_due(walk, at(now + 1)));
	request.label = "tcp-syn";
	walk_start(walk, &request, at(now + 1));
	assert_true(walk_take(walk, &result));
	assert_true(walk_is_due(walk, at(now + 3)));
	walk_free(walk);
	tally_free(&tally);
}

/* A table that changed meanwhile is what it always is. */
static void torn_is_whole(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct tally tally = { 0 };
	struct walk_request request = { .label = "tcp-syn", .taker = tally_taker(&tally) };
	struct dump dump = { .size = 0 };
	struct walk_result result;
	struct walk *walk;

	dump_inet(&dump, &(struct inet_socket){ .family = AF_INET, .state = TCP_SYN_RECV, .port = 80 });
	((struct nlmsghdr *)dump.bytes)->nlmsg_flags |= NLM_F_DUMP_INTR;
	dump_write(made, "tcp-syn", &dump, 0);
	walk = walk_new(testhost_open(made), &source);
	walk_start(walk, &request, at(0));
	assert_true(walk_take(walk, &result));
	assert_int_equal(result.error, 0);
	assert_int_equal(tally.ends.count, 1);
	walk_free(walk);
	tally_free(&tally);
}

/* More ports than a request has room for, in memory that goes away. */
static void takes_any_number_of_ports(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct tally tally = { 0 };
	struct walk_request request = { .label = "tcp-syn", .taker = tally_taker(&tally) };
	struct walk_result result;
	struct walk *walk;

	WRITE_SOCKETS(made, "tcp-syn", sockets);
	walk = walk_new(testhost_open(made), &source);
	for (size_t count = 0; count < 100; count += 11) {
		uint16_t *ports = calloc(count + 1, sizeof *ports);

		assert_non_null(ports);
		request.open = (struct inet_diag_open){ .states = 8, .ports = ports, .port_count = count };
		tally_begin(&tally, HOST_NETNS);
		walk_start(walk, &request, at((double)count));
		assert_true(walk_take(walk, &result));
		assert_int_equal(result.error, 0);
		free(ports);
	}
	walk_free(walk);
	tally_free(&tally);
}

static void ticks_wait_a_little(void **state)
{
	struct testhost *made = *state;
	struct source source = { .name = "test" };
	struct walk *walk = walk_new(testhost_open(made), &source);
	uint64_t soon = clock_monotonic() + CLOCK_SECOND;

	assert_int_equal(walk_patience(walk, UINT64_MAX), UINT64_MAX);
	assert_true(walk_patience(walk, soon) <= soon - 900 * CLOCK_MILLISECOND);
	assert_int_equal(walk_patience(walk, 7), 7);
	walk_wait(walk, UINT64_MAX);
	walk_wait(walk, soon);
	assert_true(clock_monotonic() < soon);
	walk_free(walk);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(is_taken_once),
		TEST(are_a_second_apart),
		TEST(failures_are_further_apart_each_time),
		TEST(torn_is_whole),
		TEST(takes_any_number_of_ports),
		TEST(ticks_wait_a_little),
	};

	return cmocka_run_group_tests_name("source_walk", tests, NULL, NULL);
}
