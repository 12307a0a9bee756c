/* table_opinion.c - what the judge says, handed on in one sentence. */
#include "table/opinion.h"

#include "fact/act.h"

#include "table_world.h"

#include "fake_judge.h"

#include <signal.h>

static void nobody_has_an_opinion(void **state)
{
	struct scene scene = { 0 };
	struct listener_id id = { 0 };
	struct opinion opinion;
	char buffer[64];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	assert_false(opinion_at(NULL, 0, &opinion));
	assert_false(opinion_at(&scene, 0, &opinion));
	assert_false(opinion_of(&scene, &id, 0, &opinion));
	assert_false(opinion_ledger(&scene, 0, &line));
	assert_false(opinion_review(&scene, 0, &line));
	assert_int_equal(opinion_events_forgotten(&scene), 0);
	assert_int_equal(line.length, 0);
}

static void findings_are_handed_on(void **state)
{
	struct judge judge = { 0 };
	struct scene scene = { .judge = &judge };
	struct listener_id second = { 4026531840, 2, 0 };
	struct opinion opinion;

	(void)state;
	fake_finding(&judge, SEVERITY_ALARM, 1, "a", "x");
	fake_finding(&judge, SEVERITY_WARNING, 2, "b", "y")->source = "listen(2)";
	fake_finding(&judge, SEVERITY_HINT, 1, "a", "z");
	assert_true(opinion_at(&scene, 1, &opinion));
	assert_int_equal(opinion.weight, OPINION_WARNING);
	assert_string_equal(opinion.who, "b");
	assert_string_equal(opinion.source, "listen(2)");
	assert_int_equal(listener_id_compare(&opinion.listener, &second), 0);
	assert_false(opinion_at(&scene, 3, &opinion));
	assert_true(opinion_of(&scene, &judge.findings[0].listener, 1, &opinion));
	assert_string_equal(opinion.symptom, "z");
	assert_false(opinion_of(&scene, &second, 1, &opinion));
}

static void what_is_empty_is_left_out(void **state)
{
	struct opinion opinion = { .symptom = "a", .cause = "", .remedy = "\xc3\xa9" };
	char buffer[64];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	opinion_sentence(&opinion, false, &line);
	assert_string_equal(buffer, "a; \xc3\xa9");
	line = TEXT_OVER(buffer);
	opinion_sentence(&opinion, true, &line);
	assert_string_equal(buffer, "a; ?");
}

static void events_name_their_listener(void **state)
{
	struct event event = { .listener = { 4026531840, 7, 0 } };
	struct row row = { .event = &event };
	struct listener_id id = opinion_event_listener(&row);

	(void)state;
	assert_int_equal(listener_id_compare(&id, &event.listener), 0);
	assert_true(opinion_event_has_listener(&row));
	event.listener = (struct listener_id){ 0 };
	assert_false(opinion_event_has_listener(&row));
}

/* A server with 3 waiting, in a unit, kept by another of its own program. */
static void sit_server(struct world *world)
{
	struct snapshot *snap = world_snapshot(0);
	uint32_t keeper = world_process(snap, 10, "runsv"), server = world_process(snap, 11, "web");
	uint32_t daemon = world_process(snap, 12, "daemon");

	snap->processes.items[server].parent = keeper;
	snap->processes.items[daemon].label[LABEL_UNIT] = "daemon.service";
	world_tcp(snap, 1, 80, 3, 128, 0);
	snapshot_add_owner(snap, 0, server, 3);
	world_tick(world, snap);
}

static void what_a_deed_would_hit(void **state)
{
	struct act act = { .kind = ACT_SIGNAL, .argument = SIGTERM, .count = 1 };
	struct world world = { 0 };
	enum opinion_impact weight = OPINION_NOTE;
	char buffer[160];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	assert_false(opinion_impact(NULL, &act, 0, &weight, &line));
	assert_false(opinion_impact(&world.scene, &act, 0, &weight, &line));
	sit_server(&world);
	act.targets[0].process = (struct process_id){ 11, 77 };
	assert_true(opinion_impact(&world.scene, &act, 0, &weight, &line));
	assert_string_equal(buffer, "3 connections waiting at 0.0.0.0:80 will be reset");
	assert_int_equal(weight, OPINION_LOSS);
	line = TEXT_OVER(buffer);
	assert_true(opinion_impact(&world.scene, &act, 1, &weight, &line));
	assert_string_equal(buffer, "runsv (10) starts it again");
	assert_int_equal(weight, OPINION_VAIN);
	line = TEXT_OVER(buffer);
	assert_true(opinion_impact(&world.scene, &act, 2, &weight, &line));
	assert_int_equal(weight, OPINION_NOTE);
	assert_false(opinion_impact(&world.scene, &act, 3, &weight, &line));
	world_end(&world);
}

static void what_explains_a_process(void **state)
{
	const struct process *parent, *of;
	struct world world = { 0 };
	char buffer[160];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	sit_server(&world);
	of = scene_snapshot(&world.scene)->processes.items;
	assert_true(opinion_origin(&world.scene, &of[1], &parent, &line));
	assert_string_equal(buffer, "supervised by runsv (10)");
	assert_ptr_equal(parent, &of[0]);
	line = TEXT_OVER(buffer);
	assert_true(opinion_origin(&world.scene, &of[2], &parent, &line));
	assert_string_equal(buffer, "daemon.service");
	assert_null(parent);
	assert_false(opinion_origin(&world.scene, &of[0], &parent, &line));
	assert_false(opinion_origin(NULL, &of[0], &parent, &line));
	world_end(&world);
}

static void books_and_review_are_of_our_namespace(void **state)
{
	struct judge judge = { .forgotten = 7, .review = { "somaxconn is 128", "rmem_max is small" } };
	struct world world = { 0 };
	struct snapshot *snap = world_snapshot(0);
	struct netns *other = snapshot_add_netns(snap);
	char buffer[160];
	struct text line = TEXT_OVER(buffer);

	(void)state;
	other->inode = 17;
	other->witness = 99;
	snapshot_add_netns(snap)->inode = 18;
	world_tick(&world, snap);
	world.scene.judge = &judge;
	judge.ledger_of = 17;
	assert_false(opinion_ledger(&world.scene, 0, &line));
	judge.ledger_of = 18;
	assert_true(opinion_ledger(&world.scene, 0, &line));
	assert_true(line.length > 0);
	assert_false(opinion_ledger(&world.scene, 99, &line));
	line = TEXT_OVER(buffer);
	assert_true(opinion_review(&world.scene, 1, &line));
	assert_string_equal(buffer, "rmem_max is small");
	assert_false(opinion_review(&world.scene, 2, &line));
	assert_int_equal(opinion_events_forgotten(&world.scene), 7);
	world_end(&world);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nobody_has_an_opinion),
		cmocka_unit_test(findings_are_handed_on),
		cmocka_unit_test(what_is_empty_is_left_out),
		cmocka_unit_test(events_name_their_listener),
		cmocka_unit_test(what_a_deed_would_hit),
		cmocka_unit_test(what_explains_a_process),
		cmocka_unit_test(books_and_review_are_of_our_namespace),
	};

	return cmocka_run_group_tests_name("table_opinion", tests, NULL, NULL);
}
