/* source_netns.c - our own namespace, its name, and what is in use there. */
#include "source/sources.h"

#include "source_host.h"

static struct snapshot *tick(struct testhost *made)
{
	struct snapshot *snap = snapshot_new(made->at);

	if (!made->source)
		made->source = source_netns(testhost_open(made));
	made->source->collect(made->source, snap, 0);
	snapshot_seal(snap);
	made->at.monotonic += CLOCK_SECOND;
	return snap;
}

static void check_name(struct testhost *made, const char *expected)
{
	struct snapshot *snap = tick(made);

	assert_int_equal(snap->netns.count, 1);
	assert_int_equal(snap->netns.items[0].inode, HOST_NETNS);
	if (expected)
		assert_string_equal(snap->netns.items[0].name, expected);
	else
		assert_null(snap->netns.items[0].name);
	snapshot_free(snap);
}

static void tells_use(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	tree_write(made->tree, "proc/net/sockstat", "sockets: used 9\nUDP: inuse 3 mem 2\nRAW: inuse 0\n");
	tree_write(made->tree, "proc/net/sockstat6", "TCP6: inuse 4\nUDP6: inuse 5\n");
	snap = tick(made);
	assert_int_equal(fact_of(&snap->netns.items[0].facts, FACT_UDP_INUSE), 3);
	assert_int_equal(fact_of(&snap->netns.items[0].facts, FACT_RAW_INUSE), 0);
	assert_int_equal(fact_of(&snap->netns.items[0].facts, FACT_UDP6_INUSE), 5);
	assert_int_equal(fact_of(&snap->netns.items[0].facts, FACT_RAW6_INUSE), INT64_MIN);
	snapshot_free(snap);
}

static void tells_its_name(void **state)
{
	struct testhost *made = *state;

	tree_write(made->tree, "etc/netns", "4026531841 other\n4026531840 blue\n");
	check_name(made, "blue");
	check_name(made, "blue");
}

static void looks_again_rarely(void **state)
{
	struct testhost *made = *state;

	check_name(made, NULL);
	tree_write(made->tree, "etc/netns", "4026531840 blue\n");
	check_name(made, NULL);
	made->at.monotonic += 57 * CLOCK_SECOND;
	check_name(made, NULL);
	check_name(made, "blue");
	testhost_remove_at(made, "etc/netns");
	made->at.monotonic += 60 * CLOCK_SECOND;
	check_name(made, NULL);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(tells_use),
		TEST(tells_its_name),
		TEST(looks_again_rarely),
	};

	return cmocka_run_group_tests_name("source_netns", tests, NULL, NULL);
}
