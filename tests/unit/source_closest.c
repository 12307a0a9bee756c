/* source_closest.c - whose connection is it? As the kernel would choose. */
#include "source/closest.h"

#include "source_crowd.h"

static struct snapshot *snapshot_of(const struct ear *ears, size_t count)
{
	struct snapshot *snap = snapshot_new((struct instant){ 1, 1, 1 });

	for (size_t i = 0; i < count; i++)
		add_ear(snap, &ears[i]);
	return snap;
}

/* Index of the only one, 100 * how many + the first of more, or -1. */
static int find(const struct closest *closest, const char *address, uint16_t port, uint32_t ifindex)
{
	struct near_end near = { .netns = HOST_NETNS, .port = port, .ifindex = ifindex };
	const uint32_t *found;
	size_t count;

	near.family = AF_INET;
	if (inet_pton(AF_INET, address, near.bytes) != 1) {
		near.family = AF_INET6;
		assert_int_equal(inet_pton(AF_INET6, address, near.bytes), 1);
	}
	count = closest_find(closest, &near, &found);
	if (count > 1)
		return (int)(100 * count + found[0]);
	return count ? (int)found[0] : -1;
}

static const struct ear ears[] = {
	{ .cookie = 1, .port = 80 },
	{ .cookie = 2, .port = 80, .address = "192.0.2.1" },
	{ .cookie = 3, .port = 80, .family = AF_INET6 },
	{ .cookie = 4, .port = 22, .family = AF_INET6, .dual = true },
	{ .cookie = 5, .port = 80, .ifindex = 3 },
	{ .cookie = 6, .port = 80, .address = "192.0.2.1", .ifindex = 3 },
	{ .cookie = 7, .port = 22, .family = AF_INET6, .dual = true, .address = "::ffff:192.0.2.9" },
	{ .cookie = 8, .port = 22, .family = AF_INET6, .dual = true, .address = "2001:db8::1" },
	{ .cookie = 9, .port = 443 },
	{ .cookie = 10, .port = 443, .family = AF_INET6, .dual = true },
	{ .cookie = 11, .port = 443 },
	{ .cookie = 12, .port = 443 },
	{ .cookie = 13, .port = 53, .protocol = PROTOCOL_UDP },
	{ .cookie = 14, .port = 8443, .protocol = PROTOCOL_MPTCP },
	{ .cookie = 15, .port = 99, .netns = 7 },
	{ .cookie = 16, .port = 54, .unconnected = true },
};
enum { EAR_COUNT = sizeof ears / sizeof *ears };

static void chooses_as_the_kernel(void **state)
{
	static const struct { const char *address; uint16_t port; uint32_t ifindex; int found; } cases[] = {
		{ "192.0.2.1", 80, 0, 1 },              /* the address itself */
		{ "192.0.2.2", 80, 0, 0 },              /* the wildcard */
		{ "192.0.2.1", 80, 3, 5 },              /* address and device */
		{ "192.0.2.2", 80, 3, 4 },              /* the wildcard on the device */
		{ "192.0.2.1", 80, 4, 1 },              /* another device */
		{ "2001:db8::1", 80, 0, 2 },
		{ "2001:db8::1", 80, 3, 2 },
		{ "192.0.2.1", 22, 0, 3 },              /* both families at once */
		{ "192.0.2.9", 22, 0, 6 },              /* an IPv4 address of an IPv6 socket */
		{ "2001:db8::1", 22, 0, 7 },
		{ "fe80::1", 22, 2, 3 },                /* a scope is no device that was bound */
		{ "192.0.2.1", 443, 0, 308 },           /* a group; IPv4 before both */
		{ "2001:db8::1", 443, 0, 9 },
		{ "192.0.2.1", 8443, 0, 13 },
		{ "192.0.2.1", 53, 0, -1 },             /* UDP */
		{ "192.0.2.1", 54, 0, -1 },
		{ "192.0.2.1", 99, 0, -1 },             /* another namespace */
		{ "192.0.2.1", 81, 0, -1 },             /* nobody is left */
	};
	struct snapshot *snap = snapshot_of(ears, EAR_COUNT);
	struct closest closest = { 0 };

	(void)state;
	assert_true(closest_refresh(&closest, snap));
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		if (find(&closest, cases[i].address, cases[i].port, cases[i].ifindex) != cases[i].found)
			fail_msg("%s:%u%%%u", cases[i].address, cases[i].port, cases[i].ifindex);
	closest_free(&closest);
	snapshot_free(snap);
}

/* IPv6 alone takes no IPv4. */
static void v6only_is_not_both(void **state)
{
	static const struct ear only[] = { { .cookie = 1, .port = 80, .family = AF_INET6 } };
	struct snapshot *snap = snapshot_of(only, 1);
	struct closest closest = { 0 };

	(void)state;
	closest_refresh(&closest, snap);
	assert_int_equal(find(&closest, "192.0.2.1", 80, 0), -1);
	assert_int_equal(find(&closest, "::1", 80, 0), 0);
	closest_free(&closest);
	snapshot_free(snap);
}

static void sorts_only_what_is_new(void **state)
{
	struct snapshot *snap = snapshot_of(ears, EAR_COUNT), *fewer = snapshot_of(ears + 1, EAR_COUNT - 1);
	struct closest closest = { 0 };

	(void)state;
	assert_true(closest_refresh(&closest, snap));
	assert_false(closest_refresh(&closest, snap));
	facts_set(&snap->listeners.items[0].facts, FACT_QUEUE, 9);
	assert_false(closest_refresh(&closest, snap));
	assert_true(closest_refresh(&closest, fewer));
	assert_int_equal(find(&closest, "192.0.2.1", 80, 0), 0);
	closest_free(&closest);
	snapshot_free(snap);
	snapshot_free(fewer);
}

/* The same listeners in other places of the snapshot. */
static void sees_another_order(void **state)
{
	static const struct ear ab[] = { { .cookie = 1, .port = 80 }, { .cookie = 9, .port = 53, .protocol = PROTOCOL_UDP } };
	static const struct ear ba[] = { { .cookie = 9, .port = 53, .protocol = PROTOCOL_UDP }, { .cookie = 1, .port = 80 } };
	struct snapshot *first = snapshot_of(ab, 2), *second = snapshot_of(ba, 2);
	struct closest closest = { 0 };

	(void)state;
	closest_refresh(&closest, first);
	assert_int_equal(find(&closest, "192.0.2.1", 80, 0), 0);
	closest_refresh(&closest, second);
	assert_int_equal(find(&closest, "192.0.2.1", 80, 0), 1);
	closest_free(&closest);
	snapshot_free(first);
	snapshot_free(second);
}

static void copies_one_port(void **state)
{
	struct snapshot *snap = snapshot_of(ears, EAR_COUNT);
	struct closest closest = { 0 }, copy = { 0 };

	(void)state;
	closest_refresh(&closest, snap);
	closest_copy_port(&closest, 22, &copy);
	closest_copy_port(&closest, 443, &copy);
	closest_free(&closest);
	assert_int_equal(find(&copy, "192.0.2.1", 443, 0), 308);
	assert_int_equal(find(&copy, "192.0.2.1", 22, 0), -1);
	closest_free(&copy);
	snapshot_free(snap);
}

static void passes_over_closed_ones(void **state)
{
	struct snapshot *snap = snapshot_of((struct ear[]){
		{ .cookie = 1, .port = 80 },
		{ .cookie = 2, .port = 80, .address = "192.0.2.1" },
	}, 2);
	struct closest closest = { 0 };

	(void)state;
	facts_set(&snap->listeners.items[1].facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
	closest_refresh(&closest, snap);
	assert_int_equal(find(&closest, "192.0.2.1", 80, 0), 0);
	closest_free(&closest);
	snapshot_free(snap);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(chooses_as_the_kernel),
		cmocka_unit_test(passes_over_closed_ones),
		cmocka_unit_test(v6only_is_not_both),
		cmocka_unit_test(sorts_only_what_is_new),
		cmocka_unit_test(sees_another_order),
		cmocka_unit_test(copies_one_port),
	};

	return cmocka_run_group_tests_name("source_closest", tests, NULL, NULL);
}
