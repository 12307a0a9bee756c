/* source_sockets.c - a table of descriptors, at once and in slices. */
#include "source/sockets.h"

#include "source_host.h"

#include "wire/procfs.h"

#include <errno.h>

enum { PID = 7, LATE = 1 };             /* a deadline that has passed */

static void count_descriptors(struct testhost *made, unsigned count)
{
	char line[32];

	snprintf(line, sizeof line, "%u", count);
	tree_write(made->tree, "proc/7/fd.count", line);
}

/* Descriptors 0 to count - 1, each a socket: 1000 + fd. */
static void fill(struct testhost *made, int count)
{
	add_process(made, PID, "server", 200);
	for (int fd = 0; fd < count; fd++)
		add_socket(made, "7", fd, 1000 + (unsigned)fd);
	count_descriptors(made, (unsigned)count);
}

static void see(uint32_t inode, void *arg)
{
	unsigned *seen = arg;

	seen[inode < 4000 ? inode : 4000]++;
}

/* How often each is told of; [4000]: of all that are greater. */
static const unsigned *seen_in(const struct sockets *sockets)
{
	static unsigned seen[4001];

	memset(seen, 0, sizeof seen);
	sockets_each(sockets, see, seen);
	return seen;
}

static size_t sum(const unsigned *seen)
{
	size_t all = 0;

	for (size_t i = 0; i <= 4000; i++)
		all += seen[i];
	return all;
}

static int look(struct testhost *made, struct sockets *sockets, uint64_t deadline)
{
	return sockets_look(sockets, host_procfs(testhost_open(made)), PID, 0, deadline);
}

/* However late it is. */
static void small_tables_are_whole_at_once(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, 300);
	/* and some that are no sockets, which a captured host does not list */
	count_descriptors(made, 310);
	assert_int_equal(sum(seen_in(&sockets)), 0);
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_true(sockets.whole);
	assert_false(sockets.under_way);
	assert_int_equal(sockets.descriptors, 310);
	assert_int_equal(sockets.looked_at, 310);
	assert_int_equal(sum(seen_in(&sockets)), 300);
	assert_int_equal(seen_in(&sockets)[1299], 1);
	/* A new look forgets the old one. */
	remove_socket(made, "7", 299);
	add_socket(made, "7", 305, 2000);
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_int_equal(sum(seen_in(&sockets)), 300);
	assert_int_equal(seen_in(&sockets)[1299], 0);
	assert_int_equal(seen_in(&sockets)[2000], 1);
	sockets_free(&sockets);
}

static void kernels_that_do_not_count(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, 20);
	unlink(tree_path(made->tree, "proc/7/fd.count"));
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_int_equal(sockets.descriptors, 20);
	assert_int_equal(sockets.looked_at, 20);
	sockets_free(&sockets);
}

static void large_tables_take_several_looks(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };
	uint64_t before = 0;
	unsigned looks = 0;

	fill(made, SOCKETS_SLICE + 100);
	/* Numbers nobody has, and others behind them. */
	remove_socket(made, "7", 500);
	add_socket(made, "7", 3000, 3500);
	do {
		assert_int_equal(look(made, &sockets, LATE), 0);
		assert_int_equal(sockets.descriptors, SOCKETS_SLICE + 100);
		assert_true(sockets.looked_at > before || sockets.next > SOCKETS_SLICE);
		assert_int_equal(sum(seen_in(&sockets)), sockets.looked_at);
		before = sockets.looked_at;
		looks++;
	} while (sockets.under_way);
	assert_true(sockets.whole);
	assert_true(looks > 10);
	assert_int_equal(sockets.looked_at, SOCKETS_SLICE + 100);
	assert_int_equal(seen_in(&sockets)[1500], 0);
	assert_int_equal(seen_in(&sockets)[3500], 1);
	assert_int_equal(look(made, &sockets, UINT64_MAX), 0);
	assert_false(sockets.under_way);
	assert_int_equal(sum(seen_in(&sockets)), SOCKETS_SLICE + 100);
	sockets_free(&sockets);
}

/* The next round: what it has not come to yet is as it was. */
static void what_was_known_stays_until_looked_at(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, SOCKETS_SLICE + 100);
	do
		assert_int_equal(look(made, &sockets, LATE), 0);
	while (sockets.under_way);
	for (int fd = 10; fd < 1000; fd += 980) {
		remove_socket(made, "7", fd);
		add_socket(made, "7", fd, 3000 + (unsigned)fd);
	}
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_true(sockets.under_way);
	assert_int_equal(sum(seen_in(&sockets)), SOCKETS_SLICE + 100);
	assert_int_equal(seen_in(&sockets)[1010], 0);
	assert_int_equal(seen_in(&sockets)[3010], 1);
	assert_int_equal(seen_in(&sockets)[1990], 1);
	assert_int_equal(seen_in(&sockets)[3990], 0);
	/* All of them were looked at, if not in this round. */
	assert_int_equal(sockets.looked_at, SOCKETS_SLICE + 100);
	while (sockets.under_way)
		assert_int_equal(look(made, &sockets, LATE), 0);
	assert_int_equal(sum(seen_in(&sockets)), SOCKETS_SLICE + 100);
	assert_int_equal(seen_in(&sockets)[1990], 0);
	assert_int_equal(seen_in(&sockets)[3990], 1);
	sockets_free(&sockets);
}

/* A table that shrinks in the middle of a round has an end too. */
static void a_hole_ends_it(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, 40);
	count_descriptors(made, SOCKETS_SLICE + 1);
	do
		assert_int_equal(look(made, &sockets, UINT64_MAX - 1), 0);
	while (sockets.under_way);
	assert_int_equal(sockets.descriptors, SOCKETS_SLICE + 1);
	assert_int_equal(sockets.looked_at, 40);
	assert_int_equal(sum(seen_in(&sockets)), 40);
	sockets_free(&sockets);
}

static void refused_and_gone(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, 3);
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_int_equal(sum(seen_in(&sockets)), 3);
	testhost_remove_at(made, "proc/7/fd");
	tree_write(made->tree, "proc/7/fd", "");
	assert_int_equal(look(made, &sockets, LATE), -EACCES);
	assert_int_equal(sum(seen_in(&sockets)), 0);
	assert_false(sockets.whole);
	assert_false(sockets.under_way);
	assert_int_equal(sockets.descriptors, 0);
	/* By number too. */
	count_descriptors(made, SOCKETS_SLICE + 1);
	assert_int_equal(look(made, &sockets, LATE), -EACCES);
	assert_false(sockets.under_way);
	/* There is nothing to be refused. */
	count_descriptors(made, 0);
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_true(sockets.whole);
	assert_int_equal(sockets.descriptors, 0);
	remove_process(made, PID);
	assert_int_equal(look(made, &sockets, LATE), -ENOENT);
	assert_false(sockets.whole);
	sockets_free(&sockets);
}

/* The process's table is any other thread's where the main one has ended. */
static void the_main_thread_has_ended(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { .whole = false };

	fill(made, 0);
	add_socket(made, "7/task/8", 3, 1003);
	add_socket(made, "7/task/9", 3, 1003);
	tree_write(made->tree, "proc/7/task/8/fd.count", "2");
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_true(sockets.whole);
	assert_int_equal(sockets.descriptors, 2);
	assert_int_equal(seen_in(&sockets)[1003], 1);
	assert_int_equal(sum(seen_in(&sockets)), 1);
	/* In slices too, from the thread that they began with. */
	tree_write(made->tree, "proc/7/task/8/fd.count", "1200");
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_true(sockets.under_way);
	assert_int_equal(sockets.tid, 8);
	testhost_remove_at(made, "proc/7/task");
	assert_int_equal(look(made, &sockets, LATE), 0);
	assert_false(sockets.under_way);
	assert_int_equal(sum(seen_in(&sockets)), 0);
	sockets_free(&sockets);
}

static void a_table_of_its_own(void **state)
{
	struct testhost *made = *state;
	const struct procfs *fs = host_procfs(testhost_open(made));
	struct sockets sockets = { .whole = false };

	fill(made, 3);
	add_socket(made, "7/task/8", 3, 1008);
	assert_int_equal(sockets_look(&sockets, fs, PID, 8, LATE), 0);
	assert_int_equal(sum(seen_in(&sockets)), 1);
	assert_int_equal(seen_in(&sockets)[1008], 1);
	testhost_remove_at(made, "proc/7/task/8");
	assert_int_equal(sockets_look(&sockets, fs, PID, 8, LATE), -ENOENT);
	sockets_free(&sockets);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(small_tables_are_whole_at_once),
		TEST(kernels_that_do_not_count),
		TEST(large_tables_take_several_looks),
		TEST(what_was_known_stays_until_looked_at),
		TEST(a_hole_ends_it),
		TEST(refused_and_gone),
		TEST(the_main_thread_has_ended),
		TEST(a_table_of_its_own),
	};

	return cmocka_run_group_tests_name("source_sockets", tests, NULL, NULL);
}
