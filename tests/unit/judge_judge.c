/* judge_judge.c - findings over time: kept, ordered, looked up. */
#include "judge_world.h"

#define FULL SITUATION(.queue = 129, .drops = 14, .overflows = 14, .full_ms = 800)
#define IDLE SITUATION(.queue = 0)

static void check_before_anything(void **state)
{
	struct judge *judge = judge_new();
	struct focus focus = { .suspect_count = 3 };
	struct listener_id id = court_id(1);
	char room[64];
	struct text line = TEXT_OVER(room);
	uint64_t milliseconds;

	(void)state;
	assert_null(judge_finding(judge, 0));
	assert_null(judge_finding_of(judge, &id, 0));
	assert_null(judge_event(judge, 0));
	assert_false(judge_drops_are_harmless(judge, &id));
	assert_false(judge_full_for(judge, &id, &milliseconds));
	assert_false(judge_review(judge, 0, &line));
	judge_suspects(judge, &focus);
	assert_int_equal(focus.suspect_count, 0);
	judge_free(judge);
	judge_free(NULL);
}

static void check_plainly_fine(void **state)
{
	struct court court = { 0 };
	struct focus focus = { 0 };

	(void)state;
	court_sit(&court, SITUATION(.queue = 3, .peak = 40), 5);
	assert_null(judge_finding(court.judge, 0));
	judge_suspects(court.judge, &focus);
	assert_int_equal(focus.suspect_count, 0);
	court_end(&court);
}

/* A finding that comes and goes each second is noise. */
static void check_held(void **state)
{
	struct court court = { 0 };

	(void)state;
	court_sit(&court, IDLE, 2);
	court_sit(&court, FULL, 2);
	court_found(&court, "backlog-below");
	court_sit(&court, IDLE, 4);
	court_says(court_found(&court, "backlog-below")->symptom, "14 attempts a second");
	court_sit(&court, IDLE, 2);
	assert_null(judge_finding(court.judge, 0));
	court_end(&court);
}

/* ... but not longer than its listener lives. */
static void check_gone(void **state)
{
	struct court court = { 0 };
	struct listener_id id = court_id(THE_LISTENER);

	(void)state;
	court_sit(&court, FULL, 3);
	assert_non_null(judge_finding_of(court.judge, &id, 0));
	court_take(&court, world_snapshot((double)court.tick++));
	assert_null(judge_finding(court.judge, 0));
	assert_null(judge_finding_of(court.judge, &id, 0));
	court_end(&court);
}

/* What silences a finding silences the one that is only kept as well. */
static void check_stronger_cause_takes_over(void **state)
{
	struct court court = { 0 };

	(void)state;
	court_sit(&court, FULL, 3);
	court_found(&court, "backlog-below");
	court_sit(&court, SITUATION(.queue = 129, .drops = 14, .overflows = 14, .state = "T"), 1);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-stopped");
	assert_null(judge_finding(court.judge, 1));
	/* It went on: for some seconds the old cause stays, alone. */
	court_sit(&court, FULL, 1);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-stopped");
	assert_null(judge_finding(court.judge, 1));
	court_sit(&court, FULL, 6);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "backlog-below");
	court_end(&court);
}

/* Many at once: the worst first, and no more suspects than fit. */
static void check_many(void **state)
{
	struct court court = { 0 };
	struct focus focus = { 0 };
	struct listener_id id = court_id(40);
	double last = 1e18;

	(void)state;
	for (int tick = 0; tick < 3; tick++) {
		struct snapshot *snap = world_snapshot(tick);

		for (unsigned i = 1; i <= 40; i++)
			world_tcp(snap, i, (uint16_t)(5000 + i), 11, 10, tick * (int64_t)i);
		court_netns(&court, snap, &SITUATION(.overflows = 820));
		court_take(&court, snap);
	}
	for (size_t i = 0; i < 40; i++) {
		const struct finding *finding = judge_finding(court.judge, i);

		assert_non_null(finding);
		assert_true(finding->weight <= last);
		last = finding->weight;
	}
	assert_null(judge_finding(court.judge, 40));
	assert_int_equal(judge_finding(court.judge, 0)->listener.number, 40);
	assert_ptr_equal(judge_finding_of(court.judge, &id, 0), judge_finding(court.judge, 0));
	judge_suspects(court.judge, &focus);
	assert_int_equal(focus.suspect_count, FOCUS_SUSPECTS);
	assert_int_equal(focus.suspects[0].number, 40);
	court_end(&court);
}

/* An alarm of a few refused clients is worse than any warning, and hints are last. */
static void check_order(void **state)
{
	struct court court = { 0 };

	(void)state;
	for (int tick = 0; tick < 3; tick++) {
		struct snapshot *snap = world_snapshot(tick);
		struct listener *listener = world_tcp(snap, 1, 23, 0, 10, 0);

		facts_set(&listener->facts, FACT_EXPOSURE, EXPOSURE_ANY);
		listener = world_tcp(snap, 2, 1000, 0, 10, 0);
		facts_set(&listener->facts, FACT_QUEUE_PEAK, 1000);
		world_tcp(snap, 3, 1001, 11, 10, tick);
		court_netns(&court, snap, &SITUATION(.overflows = 1));
		court_take(&court, snap);
	}
	assert_int_equal(judge_finding(court.judge, 0)->severity, SEVERITY_ALARM);
	assert_int_equal(judge_finding(court.judge, 1)->severity, SEVERITY_WARNING);
	assert_int_equal(judge_finding(court.judge, 2)->severity, SEVERITY_HINT);
	assert_null(judge_finding(court.judge, 3));
	court_end(&court);
}

/* The strongest cause stays first, also while it is only kept and things get worse. */
static void check_cause_stays_first(void **state)
{
	struct court court = { 0 };

	(void)state;
	court_sit(&court, SITUATION(.queue = 129, .drops = 14, .overflows = 14, .cpu = 95), 3);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-busy");
	court_sit(&court, SITUATION(.queue = 129, .drops = 90, .overflows = 90, .cpu = 85), 2);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-busy");
	assert_string_equal(judge_finding(court.judge, 1)->rule, "backlog-below");
	court_end(&court);

	/* It was kept from when nobody was refused yet. */
	court_sit(&court, SITUATION(.peak = 129, .cpu = 95), 3);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-busy");
	assert_int_equal(judge_finding(court.judge, 0)->severity, SEVERITY_WARNING);
	court_sit(&court, SITUATION(.queue = 129, .drops = 90, .overflows = 90, .cpu = 85), 2);
	assert_string_equal(judge_finding(court.judge, 0)->rule, "owner-busy");
	assert_int_equal(judge_finding(court.judge, 0)->severity, SEVERITY_ALARM);
	assert_string_equal(judge_finding(court.judge, 1)->rule, "backlog-below");
	court_end(&court);
}

static void check_full_for(void **state)
{
	struct court court = { 0 };
	struct listener_id id = court_id(THE_LISTENER);
	uint64_t milliseconds;

	(void)state;
	court_sit(&court, IDLE, 2);
	assert_false(judge_full_for(court.judge, &id, &milliseconds));
	court_sit(&court, SITUATION(.queue = 129, .drops = 14, .overflows = 14, .full_ms = 1000),
		  4);
	assert_true(judge_full_for(court.judge, &id, &milliseconds));
	assert_int_equal(milliseconds, 3000);
	court_says(judge_finding(court.judge, 0)->symptom, "accept queue full for 3.0 s");
	/* A look between two ticks saw it drain: full it is since then. */
	court_sit(&court, FULL, 1);
	court_says(judge_finding(court.judge, 0)->symptom, "accept queue full (129 of 128)");
	/* Bursts go on, but full it is only now. */
	court_sit(&court, IDLE, 1);
	court_sit(&court, FULL, 1);
	court_says(judge_finding(court.judge, 0)->symptom, "accept queue full (129 of 128)");
	court_end(&court);
}

static void check_ledger_and_journal(void **state)
{
	struct court court = { 0 };
	struct ledger ledger;

	(void)state;
	court_sit(&court, FULL, 3);
	assert_true(judge_ledger(court.judge, 4026531840, LEDGER_TICK, &ledger));
	assert_int_equal(ledger.overflows, 14);
	assert_int_equal(ledger.drops, 14);
	assert_false(judge_ledger(court.judge, 1, LEDGER_TICK, &ledger));
	assert_int_equal(judge_event(court.judge, 0)->kind, EVENT_OVERFLOW_BEGAN);
	assert_int_equal(judge_events_forgotten(court.judge), 0);
	court_end(&court);
}

/* What the user did stands in the journal at once, before the next tick and before any. */
static void check_noted(void **state)
{
	struct event event = { .kind = EVENT_ACTED, .wall = 7 };
	struct text detail = TEXT_OVER(event.detail);
	struct court court = { .judge = judge_new() };

	(void)state;
	text_add(&detail, "SIGTERM sent to nginx (1234)");
	judge_note(court.judge, &event);
	*event.detail = 'X';
	assert_int_equal(judge_event(court.judge, 0)->kind, EVENT_ACTED);
	assert_int_equal(judge_event(court.judge, 0)->number, 1);
	assert_string_equal(judge_event(court.judge, 0)->detail, "SIGTERM sent to nginx (1234)");
	assert_null(judge_event(court.judge, 1));
	court_sit(&court, FULL, 3);
	assert_int_equal(judge_event(court.judge, 0)->kind, EVENT_OVERFLOW_BEGAN);
	judge_note(court.judge, &event);
	assert_int_equal(judge_event(court.judge, 0)->kind, EVENT_ACTED);
	assert_int_equal(judge_event(court.judge, 0)->number, 3);
	assert_int_equal(judge_event(court.judge, 2)->wall, 7);
	court_end(&court);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_before_anything),
		cmocka_unit_test(check_plainly_fine),
		cmocka_unit_test(check_held),
		cmocka_unit_test(check_gone),
		cmocka_unit_test(check_stronger_cause_takes_over),
		cmocka_unit_test(check_many),
		cmocka_unit_test(check_order),
		cmocka_unit_test(check_cause_stays_first),
		cmocka_unit_test(check_full_for),
		cmocka_unit_test(check_ledger_and_journal),
		cmocka_unit_test(check_noted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
