/* judge_episode.c - when an overflow begins and ends, and what is told of it. */
#include "table_world.h"

#include "judge/episode.h"
#include "judge/journal.h"

struct play {
	struct world world;
	struct episodes episodes;
	struct journal journal;
	double threshold, at, slept;
};

static int play_make(void **state)
{
	struct play *play = calloc(1, sizeof *play);

	if (!play)
		return -1;
	play->threshold = 80;
	*state = play;
	return 0;
}

static int play_end(void **state)
{
	struct play *play = *state;

	episodes_free(&play->episodes);
	journal_free(&play->journal);
	world_end(&play->world);
	free(play);
	return 0;
}

static struct snapshot *begin(const struct play *play)
{
	struct snapshot *snap = world_snapshot(play->at);

	snap->at.boot += world_ns(play->slept);
	snap->at.wall = world_ns(5000 + play->at);
	return snap;
}

/* The snapshot a second after the last. */
static void see(struct play *play, struct snapshot *snap)
{
	world_tick(&play->world, snap);
	episodes_update(&play->episodes, play->world.model, play->threshold, &play->journal);
	play->at += 1;
}

/* One TCP listener, number 7 at port 80, in a tick of its own. */
static void tick(struct play *play, int64_t queue, int64_t peak, int64_t drops)
{
	struct snapshot *snap = begin(play);
	struct listener *listener = world_tcp(snap, 7, 80, queue, 128, drops);

	world_set(&listener->facts, FACT_QUEUE_PEAK, peak);
	world_process(snap, 1234, "nginx");
	snapshot_add_owner(snap, 0, 0, 6);
	see(play, snap);
}

/* The same of any protocol, and without an owner. */
static void tick_of(struct play *play, enum protocol protocol, int64_t queue, int64_t backlog,
		    int64_t drops)
{
	struct snapshot *snap = begin(play);

	world_listener(snap, 7, protocol, AF_INET, queue, backlog, drops)->local.port = 80;
	see(play, snap);
}

static void quiet(struct play *play, int ticks, int64_t drops)
{
	for (int i = 0; i < ticks; i++)
		tick(play, 0, NOT_SET, drops);
}

static const struct episode *episode(const struct play *play)
{
	static const struct listener_id id = { 4026531840, 7, 0 };

	return episodes_find(&play->episodes, &id);
}

static void expect_events(const struct play *play, size_t count)
{
	if (journal_added(&play->journal) != count)
		fail_msg("%ju events, not %zu; the last: %s",
			 (uintmax_t)journal_added(&play->journal), count,
			 journal_at(&play->journal, 0) ? journal_at(&play->journal, 0)->detail
						       : "none");
}

/* The newest but n. */
static void expect(const struct play *play, size_t n, enum event_kind kind, const char *detail)
{
	const struct event *event = journal_at(&play->journal, n);

	assert_non_null(event);
	assert_string_equal(event_word(event->kind), event_word(kind));
	assert_string_equal(event->detail, detail);
}

static void a_calm_listener_takes_no_room(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 5; i++)
		tick(play, 100, 102, 3 * i);
	expect_events(play, 0);
	assert_null(play->episodes.troubles);
	assert_null(episode(play));
}

static void an_overflow_from_begin_to_end(void **state)
{
	struct play *play = *state;
	const struct event *event;

	quiet(play, 2, 100);
	tick(play, 129, NOT_SET, 114);
	expect_events(play, 1);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "queue 129 of 128, 14 attempts refused");
	event = journal_at(&play->journal, 0);
	assert_string_equal(event->local, "0.0.0.0:80");
	assert_string_equal(event->owner, "nginx(1234)");
	assert_int_equal(event->protocol, PROTOCOL_TCP);
	assert_int_equal(event->listener.number, 7);
	assert_int_equal(event->monotonic, world_ns(1002));
	assert_int_equal(event->wall, world_ns(5002));
	for (int i = 1; i <= 12; i++)
		tick(play, 129, 129, 114 + 100 * i);
	assert_int_equal(episode(play)->since, world_ns(1002));
	assert_int_equal(episode(play)->lasted, 12 * CLOCK_SECOND);
	assert_int_equal(episode(play)->worst, 129);
	assert_int_equal(episode(play)->backlog, 128);
	assert_int_equal(episode(play)->refused, 1214);
	assert_true(episode(play)->now);
	quiet(play, 9, 1314);
	assert_non_null(episode(play));
	assert_false(episode(play)->now);
	expect_events(play, 1);
	quiet(play, 1, 1314);
	expect_events(play, 2);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "worst 129 of 128 for 12 s, 1,214 attempts refused");
	assert_null(episode(play));
	assert_null(play->episodes.troubles);
}

/* The queue reads 0 at every tick; the looks in between know better. */
static void bursts_are_seen_by_their_peak(void **state)
{
	struct play *play = *state;

	quiet(play, 2, 0);
	for (int i = 0; i < 5; i++)
		tick(play, 0, 129, 0);
	expect_events(play, 1);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "peak 129 of 128");
	quiet(play, 10, 0);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "worst 129 of 128 for 4.0 s, no attempt refused");
}

/* A place was taken just before the look: exactly full, and attempts refused. */
static void refused_at_the_backlog(void **state)
{
	struct play *play = *state;

	quiet(play, 2, 0);
	tick(play, 128, NOT_SET, 0);
	expect(play, 0, EVENT_FILLING, "queue 128 of 128, 100 %");
	tick(play, 128, NOT_SET, 1);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "queue 128 of 128, 1 attempt refused");
	expect_events(play, 2);
}

/* A port scan: drops, and a queue that is far from full. */
static void drops_alone_are_no_overflow(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 5; i++)
		tick(play, 3, 3, 20 * i);
	expect_events(play, 0);
}

static void breaks_below_ten_seconds_do_not_count(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	for (int i = 0; i < 3; i++) {
		tick(play, 129, NOT_SET, 0);
		quiet(play, 9, 0);
	}
	expect_events(play, 1);
	assert_int_equal(episode(play)->lasted, 20 * CLOCK_SECOND);
	quiet(play, 1, 0);
	expect_events(play, 2);
	tick(play, 129, NOT_SET, 0);
	expect_events(play, 3);
}

static void full_when_first_seen(void **state)
{
	struct play *play = *state;

	tick(play, 129, NOT_SET, 500);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "queue 129 of 128 when first seen");
	tick(play, 129, NOT_SET, 510);
	assert_int_equal(episode(play)->refused, 10);
}

static void filling_is_told_once(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	tick(play, 102, NOT_SET, 0);
	expect_events(play, 0);
	tick(play, 103, NOT_SET, 0);
	expect_events(play, 1);
	expect(play, 0, EVENT_FILLING, "queue 103 of 128, 80 %");
	/* Up and down within ten points, or for a moment only. */
	for (int i = 0; i < 15; i++)
		tick(play, i % 2 ? 95 : 110, NOT_SET, 0);
	quiet(play, 9, 0);
	tick(play, 110, NOT_SET, 0);
	expect_events(play, 1);
	quiet(play, 10, 0);
	assert_null(play->episodes.troubles);
	tick(play, 0, 110, 0);
	expect_events(play, 2);
	expect(play, 0, EVENT_FILLING, "peak 110 of 128, 86 %");
}

static void the_threshold_is_a_setting(void **state)
{
	struct play *play = *state;

	play->threshold = 5;
	quiet(play, 1, 0);
	tick(play, 7, NOT_SET, 0);
	expect(play, 0, EVENT_FILLING, "queue 7 of 128, 5 %");
	quiet(play, 10, 0);
	tick(play, 7, NOT_SET, 0);
	expect_events(play, 2);
}

/* All at once: what overflows is not filling as well, also on its way down. */
static void overflow_outdoes_filling(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	tick(play, 129, NOT_SET, 0);
	expect_events(play, 1);
	for (int i = 0; i < 10; i++)
		tick(play, 110, NOT_SET, 0);
	expect_events(play, 2);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "worst 129 of 128 for a moment, no attempt refused");
	tick(play, 110, NOT_SET, 0);
	expect_events(play, 2);
}

static void closed_while_it_overflows(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	tick(play, 129, NOT_SET, 1);
	tick(play, 129, NOT_SET, 2);
	/* A last time without its owner, as the first look that misses it has it. */
	tick_of(play, PROTOCOL_TCP, 0, 128, 2);
	see(play, begin(play));
	expect(play, 0, EVENT_OVERFLOW_ENDED,
	       "closed: worst 129 of 128 for 1.0 s, 2 attempts refused");
	assert_string_equal(journal_at(&play->journal, 0)->local, "0.0.0.0:80");
	assert_string_equal(journal_at(&play->journal, 0)->owner, "nginx(1234)");
	assert_null(play->episodes.troubles);
	see(play, begin(play));
	expect_events(play, 2);
}

static void closed_while_filling_is_no_event(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	tick(play, 110, NOT_SET, 0);
	see(play, begin(play));
	expect_events(play, 1);
	assert_null(play->episodes.troubles);
}

/* The machine slept for an hour: not an hour of overflow, nor of peace. */
static void sleep_is_no_duration(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	for (int i = 0; i < 3; i++)
		tick(play, 129, NOT_SET, i);
	play->slept = 3600;
	tick(play, 129, NOT_SET, 900);
	assert_int_equal(episode(play)->lasted, 2 * CLOCK_SECOND);
	assert_int_equal(episode(play)->refused, 2);
	tick(play, 129, NOT_SET, 901);
	assert_int_equal(episode(play)->lasted, 3 * CLOCK_SECOND);
	play->slept = 7200;
	tick(play, 0, NOT_SET, 901);
	assert_non_null(episode(play));
	quiet(play, 10, 901);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "worst 129 of 128 for 3.0 s, 3 attempts refused");
}

/* Stopped for a minute: the monotonic clock went on, we did not look. */
static void a_stop_is_no_duration(void **state)
{
	struct play *play = *state;

	quiet(play, 3, 0);
	tick(play, 129, NOT_SET, 0);
	play->at += 60;
	tick(play, 129, NOT_SET, 0);
	assert_int_equal(episode(play)->lasted, 0);
	tick(play, 129, NOT_SET, 0);
	assert_int_equal(episode(play)->lasted, CLOCK_SECOND);
}

static void reset_drops_refuse_nothing(void **state)
{
	struct play *play = *state;

	tick(play, 129, NOT_SET, 1000);
	tick(play, 129, NOT_SET, 5);
	tick(play, 129, NOT_SET, 9);
	assert_int_equal(episode(play)->refused, 4);
}

static void datagrams(void **state)
{
	struct play *play = *state;

	tick_of(play, PROTOCOL_UDP, 200000, 212992, 0);
	tick_of(play, PROTOCOL_UDP, 213504, 212992, 0);
	expect_events(play, 0);
	tick_of(play, PROTOCOL_UDP, 213504, 212992, 91);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "91 datagrams dropped");
	assert_false(episode(play)->worst_known);
	tick_of(play, PROTOCOL_UDP, 213504, 212992, 2091);
	for (int i = 0; i < 10; i++)
		tick_of(play, PROTOCOL_UDP, 0, 212992, 2091);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "2,091 datagrams dropped for 1.0 s");
	expect_events(play, 2);
}

/* Nobody counts what a UNIX listener refuses. */
static void local_sockets(void **state)
{
	struct play *play = *state;

	tick_of(play, PROTOCOL_UNIX_STREAM, 0, 4, NOT_SET);
	tick_of(play, PROTOCOL_UNIX_STREAM, 5, 4, NOT_SET);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "queue 5 of 4");
	tick_of(play, PROTOCOL_UNIX_STREAM, 5, 4, NOT_SET);
	assert_false(episode(play)->refused_known);
	for (int i = 0; i < 10; i++)
		tick_of(play, PROTOCOL_UNIX_STREAM, 0, 4, NOT_SET);
	expect(play, 0, EVENT_OVERFLOW_ENDED, "worst 5 of 4 for 1.0 s");
}

/* listen(0) still holds one. */
static void a_backlog_of_nothing(void **state)
{
	struct play *play = *state;

	tick_of(play, PROTOCOL_TCP, 0, 0, 0);
	tick_of(play, PROTOCOL_TCP, 0, 0, 5);
	expect_events(play, 0);
	tick_of(play, PROTOCOL_TCP, 1, 0, 5);
	expect(play, 0, EVENT_OVERFLOW_BEGAN, "queue 1 of 0");
}

/* Nothing is known for a tick: neither an end nor peace. */
static void unknown_is_no_news(void **state)
{
	struct play *play = *state;

	quiet(play, 1, 0);
	tick(play, 129, NOT_SET, 0);
	for (int i = 0; i < 20; i++)
		tick_of(play, PROTOCOL_TCP, NOT_SET, 128, 0);
	expect_events(play, 1);
	assert_non_null(episode(play));
}

/* Listeners that come full and go: room for those that are there, no more. */
static void churn_is_bounded(void **state)
{
	struct play *play = *state;

	for (uint64_t i = 0; i < 2000; i++) {
		struct snapshot *snap = begin(play);

		world_tcp(snap, 100 + i, 80, 129, 128, 0);
		see(play, snap);
		assert_null(episode(play));
	}
	assert_int_equal(journal_forgotten(&play->journal), 1999 + 2000 - JOURNAL_EVENTS);
	see(play, begin(play));
	assert_null(play->episodes.troubles);
}

/* Full at each of the looks that were taken between two ticks, or only at some. */
static void tick_full(struct play *play, int64_t queue, int64_t full_ms)
{
	struct snapshot *snap = begin(play);
	struct listener *listener = world_tcp(snap, 7, 80, queue, 128, NOT_SET);

	facts_set(&listener->facts, FACT_TIME_FULL, full_ms);
	see(play, snap);
}

static bool is_steady(const struct play *play)
{
	struct listener_id id = { 4026531840, 7, 0 };
	const struct episode *now = episodes_find(&play->episodes, &id);

	assert_non_null(now);
	return now->steady;
}

static void steady_until_it_drains(void **state)
{
	struct play *play = *state;

	tick_full(play, 129, 300);
	assert_true(is_steady(play));
	tick_full(play, 130, 1300);
	assert_true(is_steady(play));
	tick_full(play, 129, 2200);
	assert_false(is_steady(play));
	tick_full(play, 129, 3200);
	assert_false(is_steady(play));
}

/* At the backlog is not above it: there was room. */
static void not_steady_where_a_tick_saw_room(void **state)
{
	struct play *play = *state;

	tick_full(play, 129, 0);
	tick_full(play, 128, 1000);
	assert_false(is_steady(play));
}

static void not_steady_where_it_drained_first(void **state)
{
	struct play *play = *state;

	tick(play, 128, 129, NOT_SET);
	assert_false(is_steady(play));
	tick(play, 129, 129, NOT_SET);
	assert_false(is_steady(play));
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, play_make, play_end)
	const struct CMUnitTest tests[] = {
		TEST(a_calm_listener_takes_no_room),
		TEST(an_overflow_from_begin_to_end),
		TEST(bursts_are_seen_by_their_peak),
		TEST(refused_at_the_backlog),
		TEST(drops_alone_are_no_overflow),
		TEST(breaks_below_ten_seconds_do_not_count),
		TEST(full_when_first_seen),
		TEST(filling_is_told_once),
		TEST(the_threshold_is_a_setting),
		TEST(overflow_outdoes_filling),
		TEST(closed_while_it_overflows),
		TEST(closed_while_filling_is_no_event),
		TEST(sleep_is_no_duration),
		TEST(a_stop_is_no_duration),
		TEST(reset_drops_refuse_nothing),
		TEST(datagrams),
		TEST(local_sockets),
		TEST(a_backlog_of_nothing),
		TEST(unknown_is_no_news),
		TEST(churn_is_bounded),
		TEST(steady_until_it_drains),
		TEST(not_steady_where_a_tick_saw_room),
		TEST(not_steady_where_it_drained_first),
	};

	return cmocka_run_group_tests_name("judge_episode", tests, NULL, NULL);
}
