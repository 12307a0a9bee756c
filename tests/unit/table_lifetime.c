/* table_lifetime.c - when a listener was first seen, and when it was closed. */
#include "tests/unit/table_world.h"

#include "table/lifetime.h"
#include "table/overview.h"

enum { BEGAN = 50000 /* s since 1970 */ };

static void tick(struct world *world, double seconds, bool second)
{
	struct snapshot *snap = world_snapshot(seconds);

	/* By the wall clock it is another time of day. */
	snap->at.wall = world_ns(BEGAN + seconds);
	world_tcp(snap, 1, 80, 0, 128, 0);
	if (second)
		world_tcp(snap, 2, 81, 0, 128, 0);
	world_tick(world, snap);
}

static struct lifetime life_of(const struct world *world, uint64_t number)
{
	struct listener_id id = { 4026531840, number, ID_COOKIE };
	struct lifetime lifetime = { 0 };
	struct row row;

	assert_true(overview_listener(&world->scene, &id, &row));
	assert_true(lifetime_of(&row, &lifetime));
	return lifetime;
}

static void check_life(void **state)
{
	struct world world = { 0 };
	const uint64_t began = world_ns(BEGAN);
	struct lifetime lifetime;

	(void)state;
	tick(&world, 0, false);
	tick(&world, 1, true);
	tick(&world, 3, true);
	lifetime = life_of(&world, 1);
	assert_false(lifetime.appeared);
	assert_int_equal(lifetime.since, began);
	assert_int_equal(lifetime.ended, 0);
	lifetime = life_of(&world, 2);
	assert_true(lifetime.appeared);
	assert_int_equal(lifetime.since, began + world_ns(1));
	tick(&world, 4, false);
	tick(&world, 6, false);
	lifetime = life_of(&world, 2);
	assert_int_equal(lifetime.ended, began + world_ns(4));
	world_end(&world);
}

/* Of what has no listener there is nothing to tell. */
static void check_nobody(void **state)
{
	struct lifetime lifetime = { .since = 7 };
	struct row row = { 0 };

	(void)state;
	assert_false(lifetime_of(&row, &lifetime));
	assert_int_equal(lifetime.since, 7);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_life),
		cmocka_unit_test(check_nobody),
	};

	return cmocka_run_group_tests_name("table/lifetime", tests, NULL, NULL);
}
