/* judge_changes.c - what came, went and changed, in a world made by hand. */
#include "table_world.h"

#include "base/array.h"
#include "base/clock.h"
#include "judge/changes.h"
#include "judge/journal.h"

/* Ticks are a second apart; the listeners of the next one are added to `snap`. */
struct play {
	struct world world;
	struct changes changes;
	struct journal journal;
	struct snapshot *snap;
	double at;
	uint64_t read;                  /* events that were asked for */
};

static void play_begin(struct play *play)
{
	play->snap = world_snapshot(play->at);
	play->snap->at.wall = world_ns(5000 + play->at);
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

	changes_free(&play->changes);
	journal_free(&play->journal);
	snapshot_free(play->snap);
	world_end(&play->world);
	free(play);
	return 0;
}

static void tick(struct play *play)
{
	world_tick(&play->world, play->snap);
	changes_update(&play->changes, play->world.model, &play->journal);
	play->at += 1;
	play_begin(play);
}

static void idle(struct play *play, int ticks)
{
	for (int i = 0; i < ticks; i++)
		tick(play);
}

/* 0.0.0.0:port with a backlog of 128, of nobody who is known. */
static struct listener *tcp(struct play *play, uint64_t number, uint16_t port)
{
	struct listener *listener = world_tcp(play->snap, number, port, 3, 128, 14);

	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	return listener;
}

static void owned(struct play *play, const struct listener *listener, pid_t pid, const char *comm)
{
	uint32_t at = (uint32_t)(listener - play->snap->listeners.items);

	snapshot_add_owner(play->snap, at, world_process(play->snap, pid, comm), 5);
}

/* The same, of nginx(pid). */
static struct listener *nginx(struct play *play, uint64_t number, uint16_t port, pid_t pid)
{
	struct listener *listener = tcp(play, number, port);

	owned(play, listener, pid, "nginx");
	return listener;
}

static struct listener_id id_of(uint64_t number)
{
	return (struct listener_id){ 4026531840, number, 0 };
}

static bool changed(const struct play *play, uint64_t number)
{
	struct listener_id id = id_of(number);

	return changes_has(&play->changes, &id, model_snapshot(play->world.model)->at.monotonic);
}

static void expect_quiet(const struct play *play)
{
	if (journal_added(&play->journal) == play->read)
		return;
	fail_msg("%s, %s", event_word(journal_at(&play->journal, 0)->kind),
		 journal_at(&play->journal, 0)->detail);
}

/* The oldest event that was not asked for yet. */
static const struct event *expect(struct play *play, enum event_kind kind, const char *detail)
{
	uint64_t added = journal_added(&play->journal);
	const struct event *event;

	if (added == play->read)
		fail_msg("no %s", event_word(kind));
	event = journal_at(&play->journal, (size_t)(added - ++play->read));
	assert_string_equal(event_word(event->kind), event_word(kind));
	assert_string_equal(event->detail, detail);
	return event;
}

static void what_was_there_is_no_news(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 3; i++) {
		nginx(play, 1, 80, 123);
		tcp(play, 2, 81);
		tick(play);
	}
	expect_quiet(play);
	assert_false(changed(play, 1));
}

static void appeared(void **state)
{
	struct play *play = *state;
	struct listener *listener;
	const struct event *event;

	tick(play);
	listener = nginx(play, 7, 443, 123);
	facts_set(&listener->facts, FACT_EXPOSURE, EXPOSURE_ANY);
	listener->label[LABEL_USER] = "www-data";
	tick(play);
	event = expect(play, EVENT_APPEARED, "backlog 128, on every address, user www-data");
	assert_string_equal(event->local, "0.0.0.0:443");
	assert_string_equal(event->owner, "nginx(123)");
	assert_int_equal(event->port, 443);
	assert_int_equal(event->listener.number, 7);
	assert_int_equal(event->wall, world_ns(5001));
	assert_int_equal(event->monotonic, world_ns(1001));
	expect_quiet(play);
	assert_false(changed(play, 7));
}

static void of_bytes_the_buffer_is_told(void **state)
{
	struct play *play = *state;

	tick(play);
	world_listener(play->snap, 7, PROTOCOL_UDP, AF_INET, 2304, 212992, 0)->local.port = 53;
	tick(play);
	expect(play, EVENT_APPEARED, "receive buffer 212992 bytes");
	world_listener(play->snap, 7, PROTOCOL_UDP, AF_INET, 2304, 425984, 0)->local.port = 53;
	tick(play);
	expect(play, EVENT_BACKLOG_CHANGED, "receive buffer 212992 -> 425984 bytes");
	tick(play);
	expect(play, EVENT_VANISHED, "lived 2.0 s, last queue 2304 of 425984 bytes, no drops");
}

static void not_yet(struct listener *listener)
{
	facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_NOT_YET);
}

static void an_arrival_waits_for_its_owner(void **state)
{
	struct play *play = *state;
	const struct event *event;

	tick(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	expect_quiet(play);
	nginx(play, 7, 443, 123);
	tick(play);
	event = expect(play, EVENT_APPEARED, "backlog 128");
	assert_string_equal(event->owner, "nginx(123)");
	assert_int_equal(event->wall, world_ns(5001));
	expect_quiet(play);
}

static void it_does_not_wait_for_ever(void **state)
{
	struct play *play = *state;

	tick(play);
	for (int i = 0; i < 3; i++) {
		not_yet(tcp(play, 7, 443));
		tick(play);
		expect_quiet(play);
	}
	not_yet(tcp(play, 7, 443));
	tick(play);
	assert_string_equal(expect(play, EVENT_APPEARED, "backlog 128")->owner, "");
	not_yet(tcp(play, 7, 443));
	tick(play);
	expect_quiet(play);
}

static void where_ticks_are_short_it_waits_for_three(void **state)
{
	struct play *play = *state;

	tick(play);
	for (int i = 0; i < 4; i++) {
		expect_quiet(play);
		snapshot_free(play->snap);
		play->at -= i ? 0.9 : 0;
		play_begin(play);
		not_yet(tcp(play, 7, 443));
		tick(play);
	}
	expect(play, EVENT_APPEARED, "backlog 128");
}

static void where_ticks_are_long_it_waits_for_one(void **state)
{
	struct play *play = *state;

	tick(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	expect_quiet(play);
	snapshot_free(play->snap);
	play->at += 9;
	play_begin(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
}

static void who_has_no_owner_does_not_wait(void **state)
{
	struct play *play = *state;
	struct listener *listener;

	tick(play);
	listener = tcp(play, 7, 443);
	facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_HIDDEN);
	listener->label[LABEL_NO_OWNER] = "hidden: needs CAP_SYS_PTRACE";
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128, owner hidden: needs CAP_SYS_PTRACE");
}

static void who_ends_waiting_is_told_at_once(void **state)
{
	struct play *play = *state;

	tick(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	expect_quiet(play);
	tick(play);
	assert_int_equal(expect(play, EVENT_APPEARED, "backlog 128")->wall, world_ns(5001));
	expect(play, EVENT_VANISHED, "lived 1.0 s, last queue 3 of 128, 14 drops");
	idle(play, 15);
	expect_quiet(play);
}

/* Where it waits in the hope of another that has to go first. */
static void who_ends_waiting_leaves_newcomers_alone(void **state)
{
	struct play *play = *state;

	tick(play);
	not_yet(tcp(play, 7, 443));
	tick(play);
	not_yet(tcp(play, 8, 80));
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	expect(play, EVENT_VANISHED, "lived 1.0 s, last queue 3 of 128, 14 drops");
	idle(play, 15);
}

static void vanished(void **state)
{
	struct play *play = *state;
	struct listener_id id = id_of(1);
	const struct event *event;

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 2, 81, 124);
	nginx(play, 1, 80, 123);
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	tick(play);
	event = expect(play, EVENT_VANISHED, "lived at least 2.0 s, last queue 3 of 128, 14 drops");
	assert_string_equal(event->owner, "nginx(123)");
	assert_string_equal(event->local, "0.0.0.0:80");
	assert_int_equal(event->wall, world_ns(5002));
	expect(play, EVENT_VANISHED, "lived 1.0 s, last queue 3 of 128, 14 drops");
	expect_quiet(play);
	assert_null(changes_laid(&play->changes, 0));
	assert_false(changes_has(&play->changes, &id, world_ns(1002)));
}

/* The kernel told, or a look between two ticks. */
static void the_time_of_a_closing_is_told(void **state)
{
	struct play *play = *state;
	struct listener_id id = id_of(1);
	const struct event *event;

	nginx(play, 1, 80, 123);
	tick(play);
	snapshot_add_closing(play->snap, &id, world_ns(1000.25));
	tick(play);
	event = expect(play, EVENT_VANISHED, "lived at least 0.2 s, last queue 3 of 128, 14 drops");
	assert_int_equal(event->wall, world_ns(5000.25));
	assert_int_equal(event->monotonic, world_ns(1000.25));
}

/* What came is noticed at the tick, what went went before it. */
static void what_was_first_is_told_first(void **state)
{
	struct play *play = *state;
	struct listener_id id = id_of(1);

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 2, 81, 456);
	snapshot_add_closing(play->snap, &id, world_ns(1000.25));
	tick(play);
	expect(play, EVENT_VANISHED, "lived at least 0.2 s, last queue 3 of 128, 14 drops");
	expect(play, EVENT_APPEARED, "backlog 128");
	expect_quiet(play);
}

static void what_is_merely_bound_does_not_listen(void **state)
{
	struct play *play = *state;

	tcp(play, 1, 80);
	tick(play);
	facts_set(&tcp(play, 1, 80)->facts, FACT_STATE, STATE_BOUND);
	facts_set(&tcp(play, 2, 81)->facts, FACT_STATE, STATE_BOUND);
	tick(play);
	expect(play, EVENT_VANISHED, "lived at least 1.0 s, last queue 3 of 128, 14 drops");
	facts_set(&tcp(play, 1, 80)->facts, FACT_STATE, STATE_BOUND);
	tcp(play, 2, 81);
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	tcp(play, 1, 80);
	tcp(play, 2, 81);
	tick(play);
	expect(play, EVENT_REBOUND, "after 2.0 s; the same socket");
	assert_int_equal(changes_laid(&play->changes, 0)->number, 1);
	expect_quiet(play);
}

static void who_came_and_went_is_told_as_both(void **state)
{
	struct play *play = *state;
	struct listener_id id = id_of(9);

	tick(play);
	owned(play, tcp(play, 9, 4444), 666, "nc");
	snapshot_add_closing(play->snap, &id, world_ns(1000.5));
	tick(play);
	assert_int_equal(expect(play, EVENT_APPEARED, "backlog 128")->wall, world_ns(5000.5));
	assert_string_equal(
		expect(play, EVENT_VANISHED, "lived less than a tick, last queue 3 of 128, 14 drops")
			->owner,
		"nc(666)");
	tick(play);
	expect_quiet(play);
}

static void a_restart_is_one_event(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 2, 80, 456);
	tick(play);
	assert_string_equal(expect(play, EVENT_REBOUND, "at once; nginx(123) before")->owner,
			    "nginx(456)");
	assert_int_equal(changes_laid(&play->changes, 0)->number, 1);
	assert_null(changes_laid(&play->changes, 1));
	assert_true(changed(play, 2));
	expect_quiet(play);
	nginx(play, 3, 80, 456);
	tick(play);
	expect(play, EVENT_REBOUND, "at once; the same process");
	for (int i = 0; i < 9; i++) {
		assert_true(changed(play, 3));
		nginx(play, 3, 80, 456);
		tick(play);
	}
	nginx(play, 3, 80, 456);
	tick(play);
	assert_false(changed(play, 3));
	expect_quiet(play);
}

static void a_slow_restart_is_told_with_its_gap(void **state)
{
	struct play *play = *state;
	struct listener *listener;

	nginx(play, 1, 80, 123);
	tick(play);
	idle(play, 3);
	expect(play, EVENT_VANISHED, "lived at least 1.0 s, last queue 3 of 128, 14 drops");
	listener = nginx(play, 2, 80, 456);
	facts_set(&listener->facts, FACT_BACKLOG, 4096);
	tick(play);
	expect(play, EVENT_REBOUND, "after 3.0 s; nginx(123) before; backlog 128 -> 4096");
	expect_quiet(play);
}

/* One that failed at once in between is not what was there before. */
static void a_restart_at_the_second_attempt(void **state)
{
	struct play *play = *state;
	struct listener_id first = id_of(1), second = id_of(2);

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 2, 80, 456);
	snapshot_add_closing(play->snap, &first, world_ns(1000.5));
	snapshot_add_closing(play->snap, &second, world_ns(1000.75));
	tick(play);
	expect(play, EVENT_VANISHED, "lived at least 0.5 s, last queue 3 of 128, 14 drops");
	expect(play, EVENT_APPEARED, "backlog 128");
	expect(play, EVENT_VANISHED, "lived less than a tick, last queue 3 of 128, 14 drops");
	nginx(play, 3, 80, 789);
	tick(play);
	expect(play, EVENT_REBOUND, "after 1.5 s; nginx(123) before");
	expect_quiet(play);
}

static void after_ten_seconds_it_is_another(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	idle(play, 11);
	expect(play, EVENT_VANISHED, "lived at least 1.0 s, last queue 3 of 128, 14 drops");
	nginx(play, 2, 80, 456);
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	assert_false(changed(play, 2));
}

/* Protocol, address, port, device and namespace: all of them. */
static void another_place_is_no_restart(void **state)
{
	struct play *play = *state;

	for (unsigned which = 0; which < 5; which++) {
		struct listener *listener = tcp(play, 1 + 2 * which, 80);

		tick(play);
		listener = tcp(play, 2 + 2 * which, 80);
		switch (which) {
		case 0:
			listener->protocol = PROTOCOL_MPTCP;
			break;
		case 1:
			listener->local.bytes[0] = 127;
			break;
		case 2:
			listener->local.port = 81;
			break;
		case 3:
			listener->local.ifindex = 2;
			listener->local.device = "eth0";
			break;
		default:
			listener->id.netns++;
		}
		tick(play);
		assert_int_equal(journal_at(&play->journal, 1)->kind, EVENT_APPEARED);
		assert_int_equal(journal_at(&play->journal, 0)->kind, EVENT_VANISHED);
		idle(play, 12);
	}
}

/* A reader of dumps keeps what was missed once: it is told for a tick too long. */
static void who_is_told_too_long_is_seen_through(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 1, 80, 123);
	nginx(play, 2, 80, 456);
	tick(play);
	expect_quiet(play);
	nginx(play, 2, 80, 456);
	tick(play);
	expect(play, EVENT_REBOUND, "at once; nginx(123) before");
	assert_int_equal(changes_laid(&play->changes, 0)->number, 1);
	expect_quiet(play);
}

static void where_both_stay_it_appeared(void **state)
{
	struct play *play = *state;

	for (int i = 0; i < 4; i++) {
		tcp(play, 1, 80);
		if (i > 0)
			tcp(play, 2, 80);
		if (i == 3)
			expect_quiet(play);
		tick(play);
	}
	expect(play, EVENT_APPEARED, "backlog 128");
	expect_quiet(play);
}

static struct listener *member(struct play *play, uint64_t number)
{
	struct listener *listener = tcp(play, number, 80);

	listener->label[LABEL_REUSEPORT] = "group 1";
	return listener;
}

static void members_come_and_go(void **state)
{
	struct play *play = *state;

	member(play, 1);
	member(play, 2);
	tick(play);
	member(play, 1);
	member(play, 2);
	member(play, 3);
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	member(play, 3);
	tick(play);
	expect(play, EVENT_VANISHED, "lived at least 2.0 s, last queue 3 of 128, 14 drops");
	expect(play, EVENT_VANISHED, "lived at least 2.0 s, last queue 3 of 128, 14 drops");
	for (uint64_t i = 3; i < 7; i++)
		member(play, i);
	tick(play);
	/* Each of those who went gives its place once. */
	expect(play, EVENT_REBOUND, "after 1.0 s");
	expect(play, EVENT_REBOUND, "after 1.0 s");
	expect(play, EVENT_APPEARED, "backlog 128");
	expect_quiet(play);
	assert_non_null(changes_laid(&play->changes, 1));
	assert_null(changes_laid(&play->changes, 2));
}

/* Those who are only told still, as a dump misses them the first time, and who comes. */
static void all_members_at_once(void **state)
{
	struct play *play = *state;

	member(play, 1);
	member(play, 2);
	tick(play);
	member(play, 1)->missed = true;
	member(play, 2)->missed = true;
	member(play, 3);
	member(play, 4);
	tick(play);
	expect_quiet(play);
	member(play, 3);
	member(play, 4);
	tick(play);
	expect(play, EVENT_REBOUND, "at once");
	expect(play, EVENT_REBOUND, "at once");
	expect_quiet(play);
}

static void its_end_is_when_it_was_missed_first(void **state)
{
	struct play *play = *state;
	const struct event *event;

	idle(play, 1);
	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 1, 80, 123)->missed = true;
	tick(play);
	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 1, 80, 123)->missed = true;
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	expect_quiet(play);
	tick(play);
	event = expect(play, EVENT_VANISHED, "lived 3.0 s, last queue 3 of 128, 14 drops");
	assert_int_equal(event->monotonic, world_ns(1000 + play->at - 2));
}

/* What happened between two looks is not told more exactly than it is known. */
static void at_once_is_within_two_ticks(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	play->at += 59;
	play->snap->at.monotonic = world_ns(1000 + play->at);
	nginx(play, 2, 80, 456);
	tick(play);
	expect(play, EVENT_REBOUND, "within 60 s; nginx(123) before");
}

/* Ticks may be far apart, looks between them are not. */
static void it_came_when_it_was_first_met(void **state)
{
	struct play *play = *state;
	struct listener_id first = id_of(1), third = id_of(3);
	const struct event *event;
	struct listener *listener;

	nginx(play, 1, 80, 123);
	tick(play);
	play->at += 59;
	play->snap->at.monotonic = world_ns(1000 + play->at);
	nginx(play, 2, 80, 456)->met = world_ns(1023.5);
	snapshot_add_closing(play->snap, &first, world_ns(1020));
	listener = tcp(play, 3, 81);
	listener->met = world_ns(1040);
	snapshot_add_closing(play->snap, &third, world_ns(1042.5));
	tick(play);
	event = expect(play, EVENT_REBOUND, "after 3.5 s; nginx(123) before");
	assert_int_equal(event->monotonic, world_ns(1023.5));
	event = expect(play, EVENT_APPEARED, "backlog 128");
	assert_int_equal(event->monotonic, world_ns(1040));
	expect(play, EVENT_VANISHED, "lived 2.5 s, last queue 3 of 128, 14 drops");
	expect_quiet(play);
}

static void another_device(void **state)
{
	struct play *play = *state;
	struct listener *listener = tcp(play, 1, 53);

	listener->local.ifindex = 2;
	listener->local.device = "eth0";
	tick(play);
	listener = tcp(play, 1, 53);
	listener->local.ifindex = 3;
	listener->local.device = "eth1";
	tick(play);
	assert_string_equal(expect(play, EVENT_REBOUND, "was 0.0.0.0%eth0:53")->local,
			    "0.0.0.0%eth1:53");
	assert_true(changed(play, 1));
	assert_null(changes_laid(&play->changes, 0));
	expect_quiet(play);
}

static void another_backlog(void **state)
{
	struct play *play = *state;

	tcp(play, 1, 80);
	tick(play);
	facts_set(&tcp(play, 1, 80)->facts, FACT_BACKLOG, 4096);
	tick(play);
	expect(play, EVENT_BACKLOG_CHANGED, "128 -> 4096");
	assert_true(changed(play, 1));
	/* Not known for a moment: nothing has changed. */
	tcp(play, 1, 80)->facts.present = 0;
	tick(play);
	facts_set(&tcp(play, 1, 80)->facts, FACT_BACKLOG, 4096);
	tick(play);
	expect_quiet(play);
}

static void another_owner(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	nginx(play, 1, 80, 456);
	tick(play);
	assert_string_equal(expect(play, EVENT_OWNER_CHANGED, "nginx(123) -> nginx(456)")->owner,
			    "nginx(456)");
	assert_true(changed(play, 1));
	/* A lower pid joins, then the first one leaves. */
	owned(play, nginx(play, 1, 80, 456), 99, "helper");
	tick(play);
	expect_quiet(play);
	owned(play, tcp(play, 1, 80), 99, "helper");
	tick(play);
	expect(play, EVENT_OWNER_CHANGED, "nginx(456) -> helper(99)");
	/* Not known for a while. */
	not_yet(tcp(play, 1, 80));
	tick(play);
	owned(play, tcp(play, 1, 80), 99, "helper");
	tick(play);
	expect_quiet(play);
	/* Another life of that pid. */
	owned(play, tcp(play, 1, 80), 99, "other");
	play->snap->processes.items[0].id.identity = 78;
	tick(play);
	expect(play, EVENT_OWNER_CHANGED, "helper(99) -> other(99)");
	expect_quiet(play);
}

static struct listener *strange(struct play *play, uint64_t number, const char *why,
				const char *detail)
{
	struct listener *listener = nginx(play, number, 80, 100 + (pid_t)number);

	facts_set(&listener->facts, FACT_UNEXPECTED, *why != '\0');
	listener->label[LABEL_UNEXPECTED_WHY] = why;
	listener->label[LABEL_UNEXPECTED_DETAIL] = detail;
	return listener;
}

/* A worker was found first, and is gone now; its master held the socket all the time. */
static void a_master_found_late_is_no_other_owner(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 456);
	play->snap->processes.items[0].id.identity = 80;
	tick(play);
	nginx(play, 1, 80, 123);
	play->snap->processes.items[0].id.identity = 50;
	tick(play);
	expect_quiet(play);
	owned(play, tcp(play, 1, 80), 99, "helper");
	play->snap->processes.items[0].id.identity = 40;
	tick(play);
	expect(play, EVENT_OWNER_CHANGED, "nginx(123) -> helper(99)");
}

static void unexpected_is_told_once_a_reason(void **state)
{
	struct play *play = *state;

	strange(play, 1, "", "line 3");
	tick(play);
	expect_quiet(play);
	for (int i = 0; i < 3; i++) {
		strange(play, 1, "other-user", "line 3 expects user=www-data");
		tick(play);
	}
	expect(play, EVENT_UNEXPECTED, "other-user: line 3 expects user=www-data");
	/* What is not known for a moment is as it was. */
	nginx(play, 1, 80, 101);
	tick(play);
	strange(play, 1, "other-user", "line 4 expects user=www-data");
	tick(play);
	expect_quiet(play);
	strange(play, 1, "replaced", NULL);
	tick(play);
	expect(play, EVENT_UNEXPECTED, "replaced");
	strange(play, 1, "", "line 3");
	tick(play);
	expect_quiet(play);
	strange(play, 1, "replaced", NULL);
	tick(play);
	expect(play, EVENT_UNEXPECTED, "replaced");
	expect_quiet(play);
}

/* Whoever begins to watch is told. */
static void unexpected_at_the_first_look_is_told(void **state)
{
	struct play *play = *state;

	strange(play, 1, "new", "no line for it");
	tick(play);
	expect(play, EVENT_UNEXPECTED, "new: no line for it");
	strange(play, 1, "new", "no line for it");
	tick(play);
	expect_quiet(play);
}

static void an_arrival_is_told_before_it_is_unexpected(void **state)
{
	struct play *play = *state;

	tick(play);
	strange(play, 1, "new", "no line for it");
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	expect(play, EVENT_UNEXPECTED, "new: no line for it");
	expect_quiet(play);
}

static void restarts_of_what_is_unexpected_are_no_news(void **state)
{
	struct play *play = *state;

	strange(play, 1, "new", "no line for it");
	tick(play);
	expect(play, EVENT_UNEXPECTED, "new: no line for it");
	strange(play, 2, "new", "no line for it");
	tick(play);
	expect(play, EVENT_REBOUND, "at once; nginx(101) before");
	tick(play);
	expect(play, EVENT_VANISHED, "lived 1.0 s, last queue 3 of 128, 14 drops");
	strange(play, 3, "new", "no line for it");
	tick(play);
	expect(play, EVENT_REBOUND, "after 1.0 s; nginx(102) before");
	expect_quiet(play);
	strange(play, 4, "other-user", "line 3 expects user=root");
	tick(play);
	expect(play, EVENT_REBOUND, "at once; nginx(103) before");
	expect(play, EVENT_UNEXPECTED, "other-user: line 3 expects user=root");
	idle(play, 12);
	expect(play, EVENT_VANISHED, "lived 1.0 s, last queue 3 of 128, 14 drops");
	strange(play, 5, "other-user", NULL);
	tick(play);
	expect(play, EVENT_APPEARED, "backlog 128");
	expect(play, EVENT_UNEXPECTED, "other-user");
}

/* One that is started again and again, and never lives for long. */
static void what_keeps_failing_is_unexpected_once(void **state)
{
	struct play *play = *state;

	tick(play);
	for (uint64_t number = 1; number < 4; number++) {
		struct listener_id id = id_of(number);

		strange(play, number, "new", "no line for it");
		snapshot_add_closing(play->snap, &id, play->snap->at.monotonic);
		tick(play);
		expect(play, EVENT_APPEARED, "backlog 128");
		if (number == 1)
			expect(play, EVENT_UNEXPECTED, "new: no line for it");
		expect(play, EVENT_VANISHED,
		       "lived less than a tick, last queue 3 of 128, 14 drops");
	}
	expect_quiet(play);
}

static void missing_one(struct play *play)
{
	struct listener *listener = snapshot_add_listener(play->snap);

	listener->id = (struct listener_id){ 4026531840, 12345, ID_STATED };
	listener->local.family = AF_INET;
	listener->local.port = 443;
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = "missing";
	listener->label[LABEL_UNEXPECTED_DETAIL] = "line 7 expects /usr/sbin/nginx";
}

static void missing_is_told_once(void **state)
{
	struct play *play = *state;
	const struct event *event;

	for (int i = 0; i < 12; i++) {
		missing_one(play);
		tick(play);
	}
	event = expect(play, EVENT_MISSING, "line 7 expects /usr/sbin/nginx");
	assert_string_equal(event->local, "0.0.0.0:443");
	assert_string_equal(event->owner, "");
	assert_int_equal(event->port, 443);
	assert_int_equal(event->wall, world_ns(5000));
	/* A moment later it is missing again: no news. */
	idle(play, 3);
	missing_one(play);
	tick(play);
	expect_quiet(play);
	idle(play, 11);
	for (int i = 0; i < 3; i++) {
		expect_quiet(play);
		missing_one(play);
		tick(play);
	}
	event = expect(play, EVENT_MISSING, "line 7 expects /usr/sbin/nginx");
	assert_int_equal(event->wall, world_ns(5000 + 27));
	expect_quiet(play);
}

/* Away at two ticks in a row, and at two more a moment later: each time a restart. */
static void who_is_back_soon_was_not_missing(void **state)
{
	struct play *play = *state;

	tick(play);
	for (int i = 0; i < 2; i++) {
		missing_one(play);
		tick(play);
		missing_one(play);
		tick(play);
		tick(play);
	}
	expect_quiet(play);
}

static void where_ticks_are_long_missing_is_told_at_once(void **state)
{
	struct play *play = *state;

	tick(play);
	snapshot_free(play->snap);
	play->at += 9;
	play_begin(play);
	missing_one(play);
	tick(play);
	expect(play, EVENT_MISSING, "line 7 expects /usr/sbin/nginx");
}

struct sum {
	unsigned named, told;
	uint64_t rest;
};

/* What the last tick told of one kind, and how much it says it left out. */
static struct sum sum_of(const struct play *play, enum event_kind kind)
{
	uint64_t now = model_snapshot(play->world.model)->at.monotonic;
	const struct event *event;
	struct sum sum = { 0 };

	for (size_t n = 0; (event = journal_at(&play->journal, n)); n++) {
		if (event->number <= play->read)
			break;
		if (event->kind != kind)
			continue;
		sum.told++;
		if (event_has_listener(event)) {
			sum.named++;
			continue;
		}
		assert_int_equal(event->monotonic, now);
		assert_string_equal(event->owner, "");
		assert_string_equal(event->detail + strspn(event->detail, "0123456789,"), " more");
		for (const char *digit = event->detail; *digit != ' '; digit++)
			if (*digit != ',')
				sum.rest = sum.rest * 10 + (uint64_t)(*digit - '0');
	}
	return sum;
}

static void expect_sum(const struct play *play, enum event_kind kind, unsigned named,
		       uint64_t rest)
{
	struct sum sum = sum_of(play, kind);

	assert_int_equal(sum.named, named);
	assert_int_equal(sum.rest, rest);
	assert_int_equal(sum.told, named + (rest > 0));
}

static void read_all(struct play *play)
{
	play->read = journal_added(&play->journal);
}

static void crowd(struct play *play, uint64_t from, uint64_t to)
{
	for (uint64_t i = from; i < to; i++)
		tcp(play, i, (uint16_t)(1000 + i % 60000));
}

static void a_flood_is_bounded_and_its_sum_exact(void **state)
{
	struct play *play = *state;

	tick(play);
	crowd(play, 0, TELLING_NAMED);
	tick(play);
	expect_sum(play, EVENT_APPEARED, TELLING_NAMED, 0);
	read_all(play);
	crowd(play, 0, 3000);
	tick(play);
	expect_sum(play, EVENT_APPEARED, TELLING_NAMED, 3000 - 2 * TELLING_NAMED);
	read_all(play);
	crowd(play, 0, 1000);
	tick(play);
	expect_sum(play, EVENT_VANISHED, TELLING_NAMED, 2000 - TELLING_NAMED);
	read_all(play);
	tick(play);
	expect_sum(play, EVENT_VANISHED, TELLING_NAMED, 1000 - TELLING_NAMED);
	/* None left out is said by none. */
	read_all(play);
	tick(play);
	expect_quiet(play);
}

/* All of a big service at once: each finds the place it had. */
static void a_restart_of_a_crowd(void **state)
{
	struct play *play = *state;

	crowd(play, 0, 1000);
	tick(play);
	for (uint64_t i = 0; i < 1000; i++)
		tcp(play, 70000 + i, (uint16_t)(1999 - i));
	tick(play);
	expect_sum(play, EVENT_REBOUND, TELLING_NAMED, 1000 - TELLING_NAMED);
	expect_sum(play, EVENT_APPEARED, 0, 0);
	expect_sum(play, EVENT_VANISHED, 0, 0);
	assert_non_null(changes_laid(&play->changes, 999));
	assert_null(changes_laid(&play->changes, 1000));
}

/* It took a moment longer, and more went than a flood may leave. */
static void a_slow_restart_of_a_crowd(void **state)
{
	struct play *play = *state;

	crowd(play, 0, 1000);
	tick(play);
	idle(play, 3);
	read_all(play);
	crowd(play, 60000, 61000);
	tick(play);
	expect_sum(play, EVENT_REBOUND, TELLING_NAMED, 1000 - TELLING_NAMED);
	expect_sum(play, EVENT_APPEARED, 0, 0);
}

/* A thousand a second come and go, none is expected, and nginx is restarted meanwhile. */
static void a_minute_of_fleeting_ones(void **state)
{
	struct play *play = *state;
	size_t most = 0;

	nginx(play, 1, 80, 123);
	tick(play);
	for (unsigned second = 0; second < 60; second++) {
		if (second < 30)
			nginx(play, 1, 80, 123);
		for (unsigned i = 0; i < 1000; i++) {
			uint64_t number = 1000 + second * 1000 + i;
			struct listener_id id = id_of(number);
			struct listener *listener = tcp(play, number, (uint16_t)number);

			facts_set(&listener->facts, FACT_UNEXPECTED, 1);
			listener->label[LABEL_UNEXPECTED_WHY] = "new";
			snapshot_add_closing(play->snap, &id, play->snap->at.monotonic - 1000);
		}
		tick(play);
		expect_sum(play, EVENT_APPEARED, TELLING_NAMED, 1000 - TELLING_NAMED);
		if (second != 30)
			expect_sum(play, EVENT_VANISHED, TELLING_NAMED, 1000 - TELLING_NAMED);
		else
			expect_sum(play, EVENT_VANISHED, TELLING_NAMED, 1001 - TELLING_NAMED);
		if (second == 0)
			expect_sum(play, EVENT_UNEXPECTED, TELLING_NAMED, 1000 - TELLING_NAMED);
		else
			expect_sum(play, EVENT_UNEXPECTED, 1, 999);
		read_all(play);
		most = HASH_COUNT(play->changes.roll.all) > most
			       ? HASH_COUNT(play->changes.roll.all)
			       : most;
	}
	assert_true(most <= ROLL_GONE + 1);
	assert_int_equal(play->changes.waiting.count, 0);
	idle(play, 11);
	assert_int_equal(HASH_COUNT(play->changes.roll.all), 0);
	assert_true(journal_at(&play->journal, 2 * JOURNAL_EVENTS) == NULL);
	expect_quiet(play);
}

/* In a flood that is no reason to take a restart for something new. */
static void a_flood_pushes_out_no_other(void **state)
{
	struct play *play = *state;

	nginx(play, 1, 80, 123);
	tick(play);
	for (unsigned second = 0; second < 4; second++) {
		for (unsigned i = 0; i < 1000; i++) {
			uint64_t number = 1000 + second * 1000 + i;
			struct listener_id id = id_of(number);

			tcp(play, number, (uint16_t)number);
			snapshot_add_closing(play->snap, &id, play->snap->at.monotonic - 1000);
		}
		tick(play);
	}
	read_all(play);
	nginx(play, 2, 80, 456);
	tick(play);
	expect(play, EVENT_REBOUND, "after 4.0 s; nginx(123) before");
}

int main(void)
{
#define PLAY(test) cmocka_unit_test_setup_teardown(test, play_make, play_end)
	const struct CMUnitTest tests[] = {
		PLAY(what_was_there_is_no_news),
		PLAY(appeared),
		PLAY(of_bytes_the_buffer_is_told),
		PLAY(an_arrival_waits_for_its_owner),
		PLAY(it_does_not_wait_for_ever),
		PLAY(where_ticks_are_short_it_waits_for_three),
		PLAY(where_ticks_are_long_it_waits_for_one),
		PLAY(who_has_no_owner_does_not_wait),
		PLAY(who_ends_waiting_is_told_at_once),
		PLAY(who_ends_waiting_leaves_newcomers_alone),
		PLAY(vanished),
		PLAY(the_time_of_a_closing_is_told),
		PLAY(what_was_first_is_told_first),
		PLAY(what_is_merely_bound_does_not_listen),
		PLAY(who_came_and_went_is_told_as_both),
		PLAY(a_restart_is_one_event),
		PLAY(a_slow_restart_is_told_with_its_gap),
		PLAY(a_restart_at_the_second_attempt),
		PLAY(after_ten_seconds_it_is_another),
		PLAY(another_place_is_no_restart),
		PLAY(who_is_told_too_long_is_seen_through),
		PLAY(where_both_stay_it_appeared),
		PLAY(members_come_and_go),
		PLAY(all_members_at_once),
		PLAY(its_end_is_when_it_was_missed_first),
		PLAY(at_once_is_within_two_ticks),
		PLAY(it_came_when_it_was_first_met),
		PLAY(another_device),
		PLAY(another_backlog),
		PLAY(another_owner),
		PLAY(a_master_found_late_is_no_other_owner),
		PLAY(unexpected_is_told_once_a_reason),
		PLAY(unexpected_at_the_first_look_is_told),
		PLAY(an_arrival_is_told_before_it_is_unexpected),
		PLAY(restarts_of_what_is_unexpected_are_no_news),
		PLAY(what_keeps_failing_is_unexpected_once),
		PLAY(missing_is_told_once),
		PLAY(who_is_back_soon_was_not_missing),
		PLAY(where_ticks_are_long_missing_is_told_at_once),
		PLAY(a_flood_is_bounded_and_its_sum_exact),
		PLAY(a_restart_of_a_crowd),
		PLAY(a_slow_restart_of_a_crowd),
		PLAY(a_minute_of_fleeting_ones),
		PLAY(a_flood_pushes_out_no_other),
	};

	return cmocka_run_group_tests_name("judge_changes", tests, NULL, NULL);
}
