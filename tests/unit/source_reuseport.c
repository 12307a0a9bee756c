/* source_reuseport.c - who shares an address. */
#include "source/sources.h"

#include "source_crowd.h"

static const struct ear ears[] = {
	{ .cookie = 1, .port = 8080 },
	{ .cookie = 2, .port = 8081 },
	{ .cookie = 3, .port = 8080 },
	{ .cookie = 4, .port = 8080, .ifindex = 2, .device = "eth0" },
	{ .cookie = 5, .port = 8080, .ifindex = 2, .device = "eth0" },
	{ .cookie = 6, .port = 8080, .family = AF_INET6 },
	{ .cookie = 7, .port = 8080, .family = AF_INET6, .dual = true },
	{ .cookie = 8, .port = 8080, .netns = 7 },
	{ .cookie = 9, .port = 8081, .protocol = PROTOCOL_UDP },
	{ .cookie = 10, .port = 8080, .address = "127.0.0.1" },
};

static const char *label(const struct snapshot *snap, size_t i)
{
	return snap->listeners.items[i].label[LABEL_REUSEPORT];
}

static void names_groups(void **state)
{
	struct testhost *made = *state;
	struct ears all = EARS(ears);

	made->source = source_reuseport();
	for (int tick = 0; tick < 2; tick++) {
		struct snapshot *snap = tick_ears(made, &all);

		assert_string_equal(label(snap, 0), "4026531840/0.0.0.0:8080");
		assert_string_equal(label(snap, 2), "4026531840/0.0.0.0:8080");
		assert_string_equal(label(snap, 3), "4026531840/0.0.0.0%eth0:8080");
		assert_string_equal(label(snap, 4), "4026531840/0.0.0.0%eth0:8080");
		for (size_t i = 5; i < sizeof ears / sizeof *ears; i++)
			assert_null(label(snap, i));
		assert_null(label(snap, 1));
		snapshot_free(snap);
	}
}

/* One of two is no group any more. */
static void a_group_ends(void **state)
{
	struct testhost *made = *state;
	struct ears all = EARS(ears), two = { ears, 2, 0 };
	struct snapshot *snap;

	made->source = source_reuseport();
	snapshot_free(tick_ears(made, &all));
	snap = tick_ears(made, &two);
	assert_null(label(snap, 0));
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = { TEST(names_groups), TEST(a_group_ends) };

	return cmocka_run_group_tests_name("source_reuseport", tests, NULL, NULL);
}
