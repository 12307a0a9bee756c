/* model_model.c - who is the same from tick to tick, and what time lay between. */
#include "table_world.h"

static const struct track *track_of(const struct world *world, uint64_t number)
{
	const struct snapshot *snap = model_snapshot(world->model);

	for (size_t i = 0; i < snap->listeners.count; i++)
		if (snap->listeners.items[i].id.number == number)
			return model_listener_track(world->model, i);
	fail_msg("no listener %ju", (uintmax_t)number);
	return NULL;
}

static void tick(struct world *world, double seconds, uint64_t number, int64_t drops)
{
	struct snapshot *snap = world_snapshot(seconds);

	world_tcp(snap, number, 80, 0, 128, drops);
	world_tick(world, snap);
}

static void nothing_before_the_first(void **state)
{
	struct model *model = model_new();

	(void)state;
	assert_null(model_snapshot(model));
	assert_int_equal(model_ticks(model), 0);
	assert_int_equal(model_changes(model).appeared, 0);
	assert_float_equal(model_interval(model), 0.0, 0);
	model_free(model);
	model_free(NULL);
}

static void the_same_id_is_the_same_life(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;
	double rate;

	(void)state;
	tick(&world, 0, 7, 100);
	assert_float_equal(model_interval(world.model), 0.0, 0);
	assert_false(track_of(&world, 7)->appeared);
	snap = world_snapshot(2);
	world_tcp(snap, 9, 81, 0, 128, 0);
	world_tcp(snap, 7, 80, 0, 128, 110);
	world_tick(&world, snap);
	assert_float_equal(model_interval(world.model), 2.0, 1e-6);
	assert_true(series_rate(&track_of(&world, 7)->series, FACT_DROPS, &rate));
	assert_float_equal(rate, 5.0, 1e-6);
	assert_true(track_of(&world, 9)->appeared);
	assert_int_equal(track_of(&world, 9)->since, world_ns(1002));
	assert_int_equal(track_of(&world, 7)->since, world_ns(1000));
	assert_int_equal(model_changes(world.model).appeared, 1);
	assert_int_equal(model_changes(world.model).vanished, 0);
	world_end(&world);
}

static void first_update_is_no_change(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 7, 0);
	assert_int_equal(model_changes(world.model).appeared, 0);
	tick(&world, 1, 8, 0);
	assert_int_equal(model_changes(world.model).appeared, 1);
	assert_int_equal(model_changes(world.model).vanished, 1);
	assert_int_equal(model_ticks(world.model), 2);
	world_end(&world);
}

/* A socket id is never given twice: it was overlooked. What happened meanwhile is not
 * known. */
static void gone_and_back_is_the_same_life(void **state)
{
	struct world world = { 0 };
	int64_t value;

	(void)state;
	tick(&world, 0, 7, 5);
	tick(&world, 1, 7, 6);
	tick(&world, 2, 8, 0);
	assert_int_equal(model_ghost(world.model, 0)->listener.id.number, 7);
	tick(&world, 3, 7, 9);
	assert_int_equal(model_ghost(world.model, 0)->listener.id.number, 8);
	assert_null(model_ghost(world.model, 1));
	assert_int_equal(model_changes(world.model).appeared, 1);
	assert_false(track_of(&world, 7)->appeared);
	assert_int_equal(track_of(&world, 7)->since, world_ns(1000));
	assert_int_equal(track_of(&world, 7)->closed, 0);
	assert_false(series_step(&track_of(&world, 7)->series, FACT_DROPS, &value));
	tick(&world, 4, 7, 11);
	assert_int_equal(track_of(&world, 7)->series.ticks, 5);
	assert_true(series_at(&track_of(&world, 7)->series, FACT_DROPS, 0, &value));
	assert_int_equal(value, 2);
	assert_false(series_at(&track_of(&world, 7)->series, FACT_DROPS, 1, &value));
	assert_false(series_at(&track_of(&world, 7)->series, FACT_DROPS, 2, &value));
	world_end(&world);
}

static void an_inode_is_no_cookie(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 7, 5);
	snap = world_snapshot(1);
	world_tcp(snap, 7, 80, 0, 128, 9)->id.kind = 1;
	world_tick(&world, snap);
	assert_true(track_of(&world, 7)->appeared);
	world_end(&world);
}

static void reused_pid_is_another_process(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap = world_snapshot(0);

	(void)state;
	world_process(snap, 100, "old");
	world_process(snap, 101, "same");
	world_tick(&world, snap);
	snap = world_snapshot(1);
	world_process(snap, 100, "new");
	snap->processes.items[0].id.identity = 78;
	world_process(snap, 101, "same");
	world_tick(&world, snap);
	assert_true(model_process_track(world.model, 0)->appeared);
	assert_false(model_process_track(world.model, 1)->appeared);
	assert_int_equal(model_changes(world.model).appeared, 0);
	world_end(&world);
}

static void twins_share_a_life(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 7, 5);
	snap = world_snapshot(1);
	world_tcp(snap, 7, 80, 0, 128, 6);
	world_tcp(snap, 7, 80, 0, 128, 6);
	world_tick(&world, snap);
	assert_ptr_equal(model_listener_track(world.model, 0), model_listener_track(world.model, 1));
	assert_int_equal(model_listener_track(world.model, 0)->series.ticks, 2);
	world_end(&world);
}

static bool has_rate(struct world *world)
{
	double rate;

	return series_rate(&track_of(world, 7)->series, FACT_DROPS, &rate);
}

static void sleep_of_the_machine_is_a_hole(void **state)
{
	struct world world = { 0 };
	struct snapshot *snap;

	(void)state;
	tick(&world, 0, 7, 5);
	tick(&world, 1, 7, 6);
	snap = world_snapshot(2);
	snap->at.boot += world_ns(3600);
	world_tcp(snap, 7, 80, 0, 128, 900);
	world_tick(&world, snap);
	assert_false(has_rate(&world));
	assert_float_equal(model_interval(world.model), 0.0, 0);
	snap = world_snapshot(3);
	snap->at.boot += world_ns(3600);
	world_tcp(snap, 7, 80, 0, 128, 901);
	world_tick(&world, snap);
	assert_true(has_rate(&world));
	world_end(&world);
}

static void a_long_stop_is_a_hole_a_new_pace_is_not(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 7, 0);
	tick(&world, 1, 7, 0);
	tick(&world, 61, 7, 0);
	assert_false(has_rate(&world));
	tick(&world, 62, 7, 0);
	assert_true(has_rate(&world));
	tick(&world, 72, 7, 0);
	assert_false(has_rate(&world));
	tick(&world, 82, 7, 0);
	assert_true(has_rate(&world));
	assert_float_equal(model_interval(world.model), 10.0, 1e-6);
	tick(&world, 92, 7, 0);
	assert_true(has_rate(&world));
	world_end(&world);
}

static void a_look_out_of_turn_makes_no_hole(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 7, 0);
	tick(&world, 5, 7, 0);
	tick(&world, 5.1, 7, 0);
	tick(&world, 10, 7, 0);
	assert_true(has_rate(&world));
	world_end(&world);
}

/* As long a past as that of series, and as they count: a hole has a place. */
static void intervals_are_remembered(void **state)
{
	static const double times[] = { 0, 1, 1.25, 3.25, 100, 101 };
	static const double lengths[] = { 1, 0, 0, 2, 0.25, 1, 0, 0 };
	struct world world = { 0 };

	(void)state;
	for (size_t i = 0; i < sizeof times / sizeof *times; i++)
		tick(&world, times[i], 7, (int64_t)(i * i));
	for (size_t age = 0; age < sizeof lengths / sizeof *lengths; age++) {
		double seconds = 0;
		int64_t step;

		assert_int_equal(model_seconds(world.model, age, &seconds), lengths[age] > 0);
		assert_float_equal(seconds, lengths[age], 1e-4);
		assert_int_equal(series_at(&track_of(&world, 7)->series, FACT_DROPS, age, &step),
				 lengths[age] > 0);
	}
	world_end(&world);
}

static void short_delays_may_be_late(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 0, 7, 0);
	tick(&world, 0.1, 7, 0);
	tick(&world, 2.0, 7, 0);
	assert_true(has_rate(&world));
	tick(&world, 7.6, 7, 0);
	assert_true(has_rate(&world));
	tick(&world, 24.5, 7, 0);
	assert_false(has_rate(&world));
	world_end(&world);
}

static void a_clock_that_runs_back_is_no_time(void **state)
{
	struct world world = { 0 };

	(void)state;
	tick(&world, 5, 7, 0);
	tick(&world, 4, 7, 1);
	assert_false(has_rate(&world));
	tick(&world, 5, 7, 2);
	assert_true(has_rate(&world));
	world_end(&world);
}

static void namespaces_have_lives(void **state)
{
	struct world world = { 0 };

	(void)state;
	for (int i = 0; i < 2; i++) {
		struct snapshot *snap = world_snapshot(i);
		struct netns *netns = snapshot_add_netns(snap);

		netns->inode = 4026531840;
		facts_set(&netns->facts, FACT_LISTEN_DROPS, 10 + 4 * i);
		world_tick(&world, snap);
	}
	assert_true(model_netns_track(world.model, 0)->series.ticks == 2);
	world_end(&world);
}

/* Of one process: its thread `tid`, which has used `cpu`. */
static void tick_thread(struct world *world, double seconds, pid_t pid, pid_t tid, int64_t cpu)
{
	struct snapshot *snap = world_snapshot(seconds);

	world_process(snap, 99, "before");
	facts_set(&snapshot_add_thread(snap, world_process(snap, pid, "server"))->facts,
		  FACT_THREAD_CPU, cpu);
	snap->threads.items[0].tid = tid;
	world_tick(world, snap);
}

static void threads_have_lives(void **state)
{
	struct world world = { 0 };
	const struct track *track;
	double rate;

	(void)state;
	tick_thread(&world, 0, 100, 105, 1000);
	tick_thread(&world, 2, 100, 105, 3000);
	track = model_thread_track(world.model, 0);
	assert_int_equal(track->since, world_ns(1000));
	assert_true(series_rate(&track->series, FACT_THREAD_CPU, &rate));
	assert_float_equal(rate, 1000.0, 1e-6);
	/* The same number, in another process. */
	tick_thread(&world, 4, 101, 105, 9000);
	assert_true(model_thread_track(world.model, 0)->appeared);
	assert_int_equal(model_changes(world.model).appeared, 0);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_before_the_first),
		cmocka_unit_test(the_same_id_is_the_same_life),
		cmocka_unit_test(first_update_is_no_change),
		cmocka_unit_test(gone_and_back_is_the_same_life),
		cmocka_unit_test(an_inode_is_no_cookie),
		cmocka_unit_test(reused_pid_is_another_process),
		cmocka_unit_test(twins_share_a_life),
		cmocka_unit_test(sleep_of_the_machine_is_a_hole),
		cmocka_unit_test(a_long_stop_is_a_hole_a_new_pace_is_not),
		cmocka_unit_test(a_look_out_of_turn_makes_no_hole),
		cmocka_unit_test(intervals_are_remembered),
		cmocka_unit_test(short_delays_may_be_late),
		cmocka_unit_test(a_clock_that_runs_back_is_no_time),
		cmocka_unit_test(namespaces_have_lives),
		cmocka_unit_test(threads_have_lives),
	};

	return cmocka_run_group_tests_name("model_model", tests, NULL, NULL);
}
