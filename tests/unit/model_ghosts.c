/* model_ghosts.c - listeners that are gone, for as long as they are told. */
#include "table_world.h"

#include "base/memory.h"
#include "model/roster.h"

static const struct ghost *ghost_of(const struct world *world, size_t n)
{
	const struct ghost *ghost = model_ghost(world->model, n);

	if (!ghost)
		fail_msg("no ghost %zu", n);
	return ghost;
}

static size_t count_ghosts(const struct world *world)
{
	size_t count = 0;

	while (model_ghost(world->model, count))
		count++;
	return count;
}

static void check_changes(const struct world *world, unsigned appeared, unsigned vanished)
{
	struct model_changes changes = model_changes(world->model);

	assert_int_equal(changes.appeared, appeared);
	assert_int_equal(changes.vanished, vanished);
}

/* A tick with `count` listeners, from that number on. */
static void tick(struct world *world, double seconds, uint64_t first, unsigned count)
{
	struct snapshot *snap = world_snapshot(seconds);

	for (unsigned i = 0; i < count; i++)
		world_tcp(snap, first + i, 80, 0, 128, 0);
	world_tick(world, snap);
}

static struct listener *add_state(struct snapshot *snap, uint64_t number, enum listener_state state)
{
	struct listener *listener = world_tcp(snap, number, 80, NOT_SET, NOT_SET, NOT_SET);

	facts_set(&listener->facts, FACT_STATE, state);
	return listener;
}

static void tick_state(struct world *world, double seconds, uint64_t number,
		       enum listener_state state)
{
	struct snapshot *snap = world_snapshot(seconds);

	add_state(snap, number, state);
	world_tick(world, snap);
}

/* One with everything that hangs on it, which the snapshot takes with it. */
static void tick_nginx(struct world *world, double seconds, int64_t drops)
{
	struct snapshot *snap = world_snapshot(seconds);
	struct listener *listener = world_tcp(snap, 7, 443, 3, 128, drops);
	struct process *process;

	listener->local.device = snapshot_keep(snap, "eth0");
	listener->label[LABEL_SERVICE] = snapshot_keep(snap, "https");
	facts_set(&listener->facts, FACT_UNEXPECTED, 1);
	snapshot_add_owner(snap, 0, world_process(snap, 1235, "worker"), 6);
	snapshot_add_owner(snap, 0, world_process(snap, 1234, "none"), 6);
	process = &snap->processes.items[1];
	process->label[LABEL_COMM] = snapshot_keep(snap, "nginx");
	process->parent = 0;
	facts_set(&process->facts, FACT_RSS, 4711);
	world_tick(world, snap);
}

static void a_ghost_is_a_copy(void **state)
{
	struct world world = { 0 };
	const struct ghost *ghost;
	double rate;
	int64_t value;

	(void)state;
	tick_nginx(&world, 0, 10);
	tick_nginx(&world, 2, 14);
	assert_null(model_ghost(world.model, 0));
	tick(&world, 3, 8, 1);
	check_changes(&world, 1, 1);
	tick(&world, 4, 8, 1);
	check_changes(&world, 0, 0);
	ghost = ghost_of(&world, 0);
	assert_int_equal(count_ghosts(&world), 1);
	assert_int_equal(ghost->listener.id.number, 7);
	assert_string_equal(ghost->listener.local.device, "eth0");
	assert_string_equal(ghost->listener.label[LABEL_SERVICE], "https");
	assert_null(ghost->listener.label[LABEL_USER]);
	assert_true(facts_get(&ghost->listener.facts, FACT_STATE, &value));
	assert_int_equal(value, STATE_GONE);
	assert_true(facts_get(&ghost->listener.facts, FACT_QUEUE, &value));
	assert_int_equal(value, 3);
	assert_true(facts_get(&ghost->listener.facts, FACT_UNEXPECTED, &value));
	assert_int_equal(ghost->listener.owner_count, 0);
	assert_int_equal(ghost->listener.process_count, 2);
	assert_int_equal(ghost->process->id.pid, 1234);
	assert_string_equal(ghost->process->label[LABEL_COMM], "nginx");
	assert_int_equal(ghost->process->parent, (uint32_t)NO_PROCESS);
	assert_int_equal(ghost->process->listener_count, 0);
	assert_int_equal(ghost->track->closed, world_ns(1003));
	assert_int_equal(ghost->track->since, world_ns(1000));
	/* What it was doing when it was last seen. */
	assert_true(series_rate(&ghost->track->series, FACT_DROPS, &rate));
	assert_float_equal(rate, 2.0, 1e-6);
	assert_true(series_now(&ghost->process_track->series, FACT_RSS, &value));
	assert_int_equal(value, 4711);
	world_end(&world);
}

static void for_ten_seconds(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 1, 2);
	tick(&world, 1, 1, 1);
	for (unsigned second = 2; second < 11; second++) {
		tick(&world, second, 1, 1);
		assert_int_equal(ghost_of(&world, 0)->listener.id.number, 2);
	}
	tick(&world, 11, 1, 1);
	assert_null(model_ghost(world.model, 0));
	/* Refreshes may be far between: once it is told. */
	tick(&world, 71, 5, 1);
	assert_int_equal(ghost_of(&world, 0)->listener.id.number, 1);
	tick(&world, 131, 5, 1);
	assert_null(model_ghost(world.model, 0));
	world_end(&world);
}

/* The same process holds on; another ends with its listener, or later. */
static void processes_outlive_their_death(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;
	int64_t value;

	(void)state;
	tick_nginx(&world, 0, 10);
	snap = world_snapshot(1);
	world_process(snap, 1234, "nginx");
	world_tick(&world, snap);
	assert_ptr_equal(ghost_of(&world, 0)->process_track, model_process_track(world.model, 0));
	tick(&world, 2, 0, 0);
	assert_false(series_now(&ghost_of(&world, 0)->process_track->series, FACT_RSS, &value));
	/* Another life of that pid and identity does not take the ghost's. */
	snap = world_snapshot(3);
	world_process(snap, 1234, "nginx");
	world_tick(&world, snap);
	assert_ptr_not_equal(ghost_of(&world, 0)->process_track,
			     model_process_track(world.model, 0));
	tick(&world, 12, 0, 0);
	assert_null(model_ghost(world.model, 0));
	world_end(&world);
}

static void told_by_a_closing(void **state)
{
	struct world world = { 0 };
	struct listener_id id = { 4026531840, 2, ID_COOKIE }, nobody = { 1, 2, ID_COOKIE };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 1, 2);
	snap = world_snapshot(1);
	world_tcp(snap, 1, 80, 0, 128, 0);
	snapshot_add_closing(snap, &id, world_ns(1000.25));
	snapshot_add_closing(snap, &nobody, world_ns(1000.5));
	world_tick(&world, snap);
	check_changes(&world, 0, 1);
	assert_int_equal(count_ghosts(&world), 1);
	assert_int_equal(ghost_of(&world, 0)->track->closed, world_ns(1000.25));
	tick(&world, 10.5, 1, 1);
	assert_null(model_ghost(world.model, 0));
	world_end(&world);
}

/* It stands in the snapshot once, with its closing. */
static void opened_and_closed_in_between(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;
	struct listener *brief;

	(void)state;
	tick(&world, 0, 1, 1);
	snap = world_snapshot(1);
	world_tcp(snap, 1, 80, 0, 128, 0);
	brief = world_tcp(snap, 2, 81, 0, 5, 0);
	snapshot_add_closing(snap, &brief->id, world_ns(1000.75));
	world_tick(&world, snap);
	check_changes(&world, 1, 1);
	assert_int_equal(model_listener_track(world.model, 1)->closed, world_ns(1000.75));
	assert_true(model_listener_track(world.model, 1)->appeared);
	assert_null(model_ghost(world.model, 0));
	tick(&world, 2, 1, 1);
	check_changes(&world, 0, 0);
	assert_int_equal(ghost_of(&world, 0)->listener.id.number, 2);
	assert_int_equal(ghost_of(&world, 0)->track->closed, world_ns(1000.75));
	assert_int_equal(ghost_of(&world, 0)->track->since, world_ns(1001));
	tick(&world, 11, 1, 1);
	assert_null(model_ghost(world.model, 0));
	world_end(&world);
}

/* Shown as closed for a minute, it is not told for another. */
static void a_closing_is_told_once_at_least(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 1, 1);
	snap = world_snapshot(60);
	snapshot_add_closing(snap, &world_tcp(snap, 2, 81, 0, 5, 0)->id, world_ns(1030));
	/* And 1, which no tick will meet again. */
	snapshot_add_closing(snap, &(struct listener_id){ 4026531840, 1, ID_COOKIE },
			     world_ns(1030));
	world_tick(&world, snap);
	assert_int_equal(count_ghosts(&world), 1);
	assert_int_equal(ghost_of(&world, 0)->listener.id.number, 1);
	tick(&world, 120, 3, 1);
	assert_null(model_ghost(world.model, 0));
	check_changes(&world, 1, 0);
	world_end(&world);
}

static void a_closing_that_was_none(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 1, 1);
	for (unsigned i = 1; i < 3; i++) {
		snap = world_snapshot(i);
		snapshot_add_closing(snap, &world_tcp(snap, 1, 80, 0, 5, 0)->id,
				     world_ns(1000.5 + i));
		world_tick(&world, snap);
		check_changes(&world, 0, i == 1);
	}
	tick(&world, 3, 1, 1);
	check_changes(&world, 1, 0);
	assert_int_equal(model_listener_track(world.model, 0)->closed, 0);
	assert_int_equal(model_listener_track(world.model, 0)->since, world_ns(1000));
	assert_null(model_ghost(world.model, 0));
	world_end(&world);
}

static void laid_ghosts_are_gone(void **state)
{
	struct world world = { 0 };
	struct listener_id id = { 4026531840, 2, ID_COOKIE };

	(void)state;
	tick(&world, 0, 1, 3);
	tick(&world, 1, 1, 1);
	assert_int_equal(count_ghosts(&world), 2);
	model_lay(world.model, &id);
	assert_int_equal(count_ghosts(&world), 2);
	tick(&world, 2, 1, 1);
	assert_int_equal(count_ghosts(&world), 1);
	assert_int_equal(ghost_of(&world, 0)->listener.id.number, 3);
	world_end(&world);
}

static void what_does_not_listen_leaves_nothing(void **state)
{
	static const enum listener_state states[] = { STATE_BOUND, STATE_MISSING };

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct world world = { 0 };

		tick(&world, 0, 1, 1);
		tick_state(&world, 1, 2, states[i]);
		check_changes(&world, 0, 1);
		tick(&world, 2, 1, 0);
		check_changes(&world, 0, 0);
		assert_int_equal(count_ghosts(&world), 1);
		world_end(&world);
	}
}

static void bound_appears_when_it_listens(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 1, 0);
	tick_state(&world, 1, 2, STATE_BOUND);
	assert_false(model_listener_track(world.model, 0)->appeared);
	tick_state(&world, 2, 2, STATE_BOUND);
	check_changes(&world, 0, 0);
	tick_state(&world, 3, 2, STATE_LISTEN);
	check_changes(&world, 1, 0);
	assert_true(model_listener_track(world.model, 0)->appeared);
	assert_int_equal(model_listener_track(world.model, 0)->since, world_ns(1003));
	/* shutdown(2) leaves it bound: nobody can connect any more. */
	tick_state(&world, 4, 2, STATE_BOUND);
	check_changes(&world, 0, 1);
	assert_null(model_ghost(world.model, 0));
	tick_state(&world, 5, 2, STATE_LISTEN);
	check_changes(&world, 1, 0);
	assert_int_equal(model_listener_track(world.model, 0)->since, world_ns(1005));
	world_end(&world);
}

/* A life that is new each time, and the last to go first. */
static void no_more_than_there_is_room_for(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 1, 150);
	tick(&world, 1, 1001, 150);
	assert_int_equal(count_ghosts(&world), 150);
	tick(&world, 2, 2001, 1000);
	assert_int_equal(count_ghosts(&world), GHOSTS);
	assert_int_equal(ghost_of(&world, 0)->listener.id.number, 1001);
	assert_int_equal(ghost_of(&world, 149)->listener.id.number, 1150);
	assert_int_equal(ghost_of(&world, 150)->listener.id.number, 1);
	tick(&world, 3, 100, 1);
	check_changes(&world, 1, 1000);
	assert_int_equal(count_ghosts(&world), GHOSTS);
	for (size_t n = 0; n < GHOSTS; n++)
		assert_in_range(ghost_of(&world, n)->listener.id.number, 2001, 3000);
	/* It had been given up, and so this is another life. */
	assert_true(model_listener_track(world.model, 0)->since > world_ns(1000));
	world_end(&world);
}

/* Thousands a second, for an hour and more: nothing grows. */
static void memory_stays_flat(void **state)
{
	enum { TICKS = 5000, EACH = 200 };
	struct roster roster;
	struct census processes = { .block = FACTS_PROCESS };
	struct snapshot *last = NULL;
	size_t shades = 0, order = 0;

	(void)state;
	roster_init(&roster);
	for (unsigned i = 1; i <= TICKS; i++) {
		struct snapshot *snap = world_snapshot(i * 0.1);
		struct key key = { { i, 77, 0 } };
		struct moment moment = { i, i, snap->at.monotonic, 0.1 };

		for (unsigned n = 0; n < EACH; n++) {
			struct listener *listener =
				world_tcp(snap, (uint64_t)i * EACH + n, 80, n % 3, 128, i);

			snapshot_add_closing(snap, &listener->id, snap->at.monotonic);
			if (n % 2)
				snap->closings.count--;
		}
		snapshot_add_owner(snap, 0, world_process(snap, (pid_t)i, "brief"), 3);
		snapshot_seal(snap);
		roster_see(&roster, snap, &moment);
		census_begin(&processes);
		census_see(&processes, &key, &snap->processes.items[0].facts, &moment);
		roster_lose(&roster, last, &processes, &moment);
		census_bury(&processes, &moment, NULL, NULL);
		snapshot_free(last);
		last = snap;
		assert_int_equal(roster.changes.appeared, EACH);
		assert_int_equal(roster.ghosts.shades.count, i > 1 ? GHOSTS : 0);
		assert_int_equal(HASH_COUNT(roster.census.lives), i > 1 ? GHOSTS + EACH : EACH);
		assert_int_equal(HASH_COUNT(processes.lives), 1);
		if (i == 10) {
			shades = roster.ghosts.shades.room;
			order = roster.census.in_order.room;
		}
	}
	assert_int_equal(roster.ghosts.shades.room, shades);
	assert_int_equal(roster.census.in_order.room, order);
	roster_free(&roster);
	census_free(&processes);
	snapshot_free(last);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_ghost_is_a_copy),
		cmocka_unit_test(for_ten_seconds),
		cmocka_unit_test(processes_outlive_their_death),
		cmocka_unit_test(told_by_a_closing),
		cmocka_unit_test(opened_and_closed_in_between),
		cmocka_unit_test(a_closing_is_told_once_at_least),
		cmocka_unit_test(a_closing_that_was_none),
		cmocka_unit_test(laid_ghosts_are_gone),
		cmocka_unit_test(what_does_not_listen_leaves_nothing),
		cmocka_unit_test(bound_appears_when_it_listens),
		cmocka_unit_test(no_more_than_there_is_room_for),
		cmocka_unit_test(memory_stays_flat),
	};

	return cmocka_run_group_tests_name("model_ghosts", tests, NULL, NULL);
}
