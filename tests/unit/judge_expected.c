/* judge_expected.c - what is not expected, or missing, among all that is wrong. */
#include "judge_world.h"

#include "fact/expectation.h"
#include "judge/expected.h"
#include "judge/members.h"

/* Ticks are a second apart. */
struct play {
	struct court court;
	struct snapshot *snap;
};

static void play_begin(struct play *play)
{
	play->snap = world_snapshot((double)play->court.tick++);
	play->snap->baseline.path = "/etc/lsntop/expected";
	court_netns(&play->court, play->snap, &SITUATION(.overflows = 14));
}

static int play_make(void **state)
{
	struct play *play = calloc(1, sizeof *play);

	if (!play)
		return -1;
	play_begin(play);
	*state = play;
	return 0;
}

static int play_end(void **state)
{
	struct play *play = *state;

	snapshot_free(play->snap);
	court_end(&play->court);
	free(play);
	return 0;
}

static void tick(struct play *play)
{
	court_take(&play->court, play->snap);
	play_begin(play);
}

static struct listener *strange(struct play *play, uint64_t number, uint16_t port,
				const char *why, int64_t exposure)
{
	struct listener *listener = world_tcp(play->snap, number, port, 0, 128, 0);

	facts_set(&listener->facts, FACT_UNEXPECTED, 1);
	world_set(&listener->facts, FACT_EXPOSURE, exposure);
	listener->label[LABEL_UNEXPECTED_WHY] = why;
	return listener;
}

static void missing(struct play *play, uint64_t number, const char *detail)
{
	struct listener *listener = world_tcp(play->snap, number, 80, NOT_SET, NOT_SET, NOT_SET);

	listener->id.kind = ID_STATED;
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = "missing";
	listener->label[LABEL_UNEXPECTED_DETAIL] = detail;
}

static const struct finding *at(const struct play *play, size_t n)
{
	const struct finding *finding = judge_finding(play->court.judge, n);

	if (!finding)
		fail_msg("no finding %zu", n);
	return finding;
}

static void what_is_new(void **state)
{
	struct play *play = *state;
	const struct finding *finding;

	strange(play, 1, 4444, "new", EXPOSURE_ANY)->label[LABEL_UNEXPECTED_DETAIL] =
		"no line for it";
	world_process(play->snap, 666, "nc");
	snapshot_add_owner(play->snap, 0, 0, 3);
	tick(play);
	finding = at(play, 0);
	assert_string_equal(finding->rule, "unexpected");
	assert_int_equal(finding->severity, SEVERITY_WARNING);
	assert_string_equal(finding->who, "0.0.0.0:4444 nc");
	assert_string_equal(finding->symptom, "not expected");
	assert_string_equal(finding->cause, "no line for it in the baseline");
	assert_string_equal(finding->remedy,
			    "if it belongs here press e to accept it (or add its line to "
			    "/etc/lsntop/expected), else look at who started it: Enter");
	assert_string_equal(finding->brief, "not expected: no line for it; e accepts it, Enter "
					    "shows whose it is");
	assert_null(judge_finding(play->court.judge, 1));
	assert_ptr_equal(judge_finding_of(play->court.judge, &finding->listener, 0), finding);
}

static void what_differs_says_what_it_should_be(void **state)
{
	struct play *play = *state;
	struct listener *listener = strange(play, 1, 80, "other-user", EXPOSURE_ANY);

	listener->label[LABEL_UNEXPECTED_DETAIL] = "line 12 expects user=www-data";
	tick(play);
	assert_string_equal(at(play, 0)->cause, "another user than the baseline expects: line 12 "
						"expects user=www-data");
}

/* Every word there is has sentences of its own. */
static void every_word_is_said(void **state)
{
	struct play *play = *state;
	char causes[WHYS][FINDING_TEXT] = { "" };

	for (int why = WHY_NEW; why < WHY_MISSING; why++) {
		strange(play, 1, 80, expectation_why_name((enum expectation_why)why), EXPOSURE_ANY);
		tick(play);
		assert_null(strchr(at(play, 0)->remedy, '{'));
		memcpy(causes[why], at(play, 0)->cause, FINDING_TEXT);
		for (int other = WHY_NEW; other < why; other++)
			assert_string_not_equal(causes[why], causes[other]);
	}
}

static void what_is_missing(void **state)
{
	struct play *play = *state;
	const struct finding *finding;

	missing(play, 77, "line 7 expects /usr/sbin/nginx");
	tick(play);
	finding = at(play, 0);
	assert_string_equal(finding->rule, "missing");
	assert_int_equal(finding->severity, SEVERITY_WARNING);
	assert_string_equal(finding->who, "0.0.0.0:80");
	assert_string_equal(finding->symptom, "expected and not listening");
	assert_string_equal(finding->cause, "line 7 expects /usr/sbin/nginx");
	assert_string_equal(finding->remedy,
			    "start it, or take its line out of /etc/lsntop/expected");
	assert_null(judge_finding(play->court.judge, 1));
}

static void from_here_alone_it_is_a_hint(void **state)
{
	struct play *play = *state;
	struct listener *listener;

	strange(play, 1, 80, "new", EXPOSURE_LOOPBACK);
	listener = strange(play, 2, 0, "new", NOT_SET);
	listener->local.family = AF_UNIX;
	listener->local.path = "/run/x.sock";
	tick(play);
	assert_int_equal(at(play, 0)->severity, SEVERITY_HINT);
	assert_int_equal(at(play, 1)->severity, SEVERITY_HINT);
	strange(play, 1, 80, "new", EXPOSURE_LINK);
	strange(play, 2, 81, "new", NOT_SET);
	tick(play);
	assert_int_equal(at(play, 0)->severity, SEVERITY_WARNING);
	assert_int_equal(at(play, 1)->severity, SEVERITY_WARNING);
}

/* It is said of one instant: what is expected now is not told of any longer. */
static void once_expected_it_is_gone(void **state)
{
	struct play *play = *state;

	strange(play, 1, 80, "new", EXPOSURE_ANY);
	tick(play);
	at(play, 0);
	world_tcp(play->snap, 1, 80, 0, 128, 0);
	tick(play);
	assert_null(judge_finding(play->court.judge, 0));
}

static void what_overflows_comes_first(void **state)
{
	struct play *play = *state;
	struct focus focus = { 0 };

	for (int i = 0; i < 4; i++) {
		for (uint64_t n = 0; n < 40; n++)
			strange(play, 100 + n, (uint16_t)(9000 + n), "new", EXPOSURE_ANY);
		world_tcp(play->snap, 1, 80, 129, 128, 14 * i);
		tick(play);
	}
	assert_int_equal(at(play, 0)->severity, SEVERITY_ALARM);
	assert_int_equal(at(play, 0)->listener.number, 1);
	/* Nor do they take the close looks away from it. */
	judge_suspects(play->court.judge, &focus);
	assert_int_equal(focus.suspect_count, 1);
	assert_int_equal(focus.suspects[0].number, 1);
}

static void the_worst_are_named_and_the_rest_counted(void **state)
{
	struct play *play = *state;
	size_t count = 0, rest = 0;

	for (uint64_t n = 0; n < 20; n++)
		strange(play, 100 + n, (uint16_t)(9000 + n), "new", EXPOSURE_PRIVATE);
	missing(play, 50, "line 7");
	strange(play, 200, 80, "new", EXPOSURE_PUBLIC);
	strange(play, 201, 81, "new", EXPOSURE_ANY);
	strange(play, 202, 82, "new", EXPOSURE_LOOPBACK);
	tick(play);
	assert_int_equal(at(play, 0)->listener.number, 201);
	assert_int_equal(at(play, 1)->listener.number, 200);
	assert_string_equal(at(play, 2)->rule, "missing");
	for (const struct finding *finding; (finding = judge_finding(play->court.judge, count));
	     count++)
		rest += strstr(finding->symptom, "not expected, and 8 more are not expected, or "
						 "missing") != NULL;
	assert_int_equal(count, EXPECTED_FINDINGS);
	assert_int_equal(rest, 1);
	court_says(at(play, EXPECTED_FINDINGS - 1)->symptom, "and 8 more");
}

/* A service that had better not be there is said to be both. */
static void two_things_are_said_of_one(void **state)
{
	struct play *play = *state;
	struct listener_id id = court_id(1);

	for (int i = 0; i < 3; i++) {
		strange(play, 1, 23, "new", EXPOSURE_ANY);
		tick(play);
		court_found(&play->court, "unexpected");
		court_found(&play->court, "exposed");
		assert_non_null(judge_finding_of(play->court.judge, &id, 1));
		assert_null(judge_finding_of(play->court.judge, &id, 2));
	}
}

/* Its numbers are of before, or of none. */
static void of_what_is_not_there_nothing_is_advised(void **state)
{
	struct play *play = *state;
	struct listener_id id = court_id(2);

	world_tcp(play->snap, 9, 1, 0, 10, 0);
	tick(play);
	for (int i = 0; i < 3; i++) {
		struct listener *bound = world_tcp(play->snap, 1, 23, 129, 128, 14 * i);

		facts_set(&bound->facts, FACT_STATE, STATE_BOUND);
		facts_set(&bound->facts, FACT_EXPOSURE, EXPOSURE_ANY);
		if (i == 0) {
			bound = strange(play, 2, 23, "new", EXPOSURE_ANY);
			facts_set(&bound->facts, FACT_QUEUE, 129);
			snapshot_add_closing(play->snap, &id, play->snap->at.monotonic);
		}
		tick(play);
		assert_null(judge_finding(play->court.judge, 0));
		assert_false(judge_full_for(play->court.judge, &id, &(uint64_t){ 0 }));
	}
	for (size_t n = 0; judge_event(play->court.judge, n); n++)
		assert_int_not_equal(judge_event(play->court.judge, n)->kind,
				     EVENT_OVERFLOW_BEGAN);
}

static void groups_have_members_that_listen(void **state)
{
	struct play *play = *state;
	struct groups groups = { 0 };
	struct listener_id id = court_id(3);

	tick(play);
	for (uint64_t n = 1; n < 5; n++)
		world_tcp(play->snap, n, 80, 7, 128, 0)->label[LABEL_REUSEPORT] = "group 1";
	facts_set(&play->snap->listeners.items[1].facts, FACT_STATE, STATE_BOUND);
	snapshot_add_closing(play->snap, &id, play->snap->at.monotonic);
	tick(play);
	assert_int_equal(groups_find(&groups, play->court.world.model, "group 1")->count, 2);
	groups_free(&groups);
}

static void ghosts_are_to_be_laid(void **state)
{
	struct play *play = *state;

	world_tcp(play->snap, 1, 80, 0, 10, 0);
	tick(play);
	world_tcp(play->snap, 2, 80, 0, 10, 0);
	tick(play);
	assert_int_equal(judge_laid(play->court.judge, 0)->number, 1);
	assert_null(judge_laid(play->court.judge, 1));
	assert_true(judge_has_changed(play->court.judge, &(struct listener_id){ 4026531840, 2, 0 }));
	world_tcp(play->snap, 2, 80, 0, 10, 0);
	tick(play);
	assert_null(judge_laid(play->court.judge, 0));
}

int main(void)
{
#define PLAY(test) cmocka_unit_test_setup_teardown(test, play_make, play_end)
	const struct CMUnitTest tests[] = {
		PLAY(what_is_new),
		PLAY(what_differs_says_what_it_should_be),
		PLAY(every_word_is_said),
		PLAY(what_is_missing),
		PLAY(from_here_alone_it_is_a_hint),
		PLAY(once_expected_it_is_gone),
		PLAY(what_overflows_comes_first),
		PLAY(the_worst_are_named_and_the_rest_counted),
		PLAY(two_things_are_said_of_one),
		PLAY(of_what_is_not_there_nothing_is_advised),
		PLAY(groups_have_members_that_listen),
		PLAY(ghosts_are_to_be_laid),
	};

	return cmocka_run_group_tests_name("judge_expected", tests, NULL, NULL);
}
