/* tui_hands.c - deeds carried out by hands that only count, and followed in made-up hosts. */
#include "tui/hands.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/focus.h"
#include "tests/unit/table_world.h"

#include <errno.h>
#include <signal.h>

struct fake {
	struct act_ops ops;
	unsigned aims, performs, drops;
	bool alive;
	int error;
};

static struct fake *fake_of(struct act_ops *ops)
{
	return (struct fake *)ops;
}

static void fake_aim(struct act_ops *ops, const struct act *act, struct aim *aim)
{
	fake_of(ops)->aims++;
	*aim = (struct aim){ .count = act->count, .ready = true };
}

static void fake_perform(struct act_ops *ops, const struct act *act, struct done *done)
{
	fake_of(ops)->performs++;
	*done = (struct done){ .count = act->count };
	for (size_t i = 0; i < act->count; i++)
		done->error[i] = fake_of(ops)->error;
	done->succeeded = fake_of(ops)->error ? 0 : act->count;
}

static bool fake_lives(struct act_ops *ops, size_t n)
{
	(void)n;
	return fake_of(ops)->alive;
}

static void fake_drop(struct act_ops *ops)
{
	fake_of(ops)->drops++;
}

static struct fake fake_hands(void)
{
	return (struct fake){
		.ops = { .aim = fake_aim, .perform = fake_perform, .lives = fake_lives,
			 .drop = fake_drop },
		.alive = true,
	};
}

static uint64_t at(double seconds)
{
	return world_ns(1000 + seconds);
}

/* Port 80, held by 1234 unless it is gone. */
static struct snapshot *host_at(double seconds, bool there)
{
	struct snapshot *snap = world_snapshot(seconds);

	if (there) {
		world_tcp(snap, 1, 80, 0, 128, 0);
		snapshot_add_owner(snap, 0, world_process(snap, 1234, "nginx"), 6);
	}
	snapshot_seal(snap);
	return snap;
}

static void write_act(struct act *act, enum act_kind kind, int argument)
{
	*act = (struct act){ .kind = kind, .argument = argument, .count = 1 };
	act->targets[0] = (struct target){ .process = { 1234, 77 }, .name = "nginx" };
}

struct told {
	unsigned sentences, offers;
	char last[512];
};

static void look(struct hands *hands, double seconds, bool there, struct told *told)
{
	struct snapshot *snap = host_at(seconds, there);
	struct hands_news news;

	for (;;) {
		char buffer[512] = "";
		struct text line = TEXT_OVER(buffer);

		if (!hands_look(hands, snap, at(seconds), &news, &line))
			break;
		told->sentences++;
		told->offers += news.offer;
		assert_true(!news.offer || news.left.count == 1);
		assert_int_equal(news.act->targets[0].process.pid, 1234);
		memcpy(told->last, buffer, sizeof(buffer));
	}
	snapshot_free(snap);
}

static void perform(struct hands *hands, const struct act *act, double seconds, char said[512])
{
	struct snapshot *before = host_at(seconds, true);
	struct text line = text_over(said, 512);
	struct aim aim;

	hands_aim(hands, act, &aim);
	hands_perform(hands, act, before, 1, at(seconds), &line);
	snapshot_free(before);
}

static void check_no_is_a_drop(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	static struct act act;
	struct aim aim;

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	hands_aim(&hands, &act, &aim);
	assert_true(aim.ready);
	assert_int_equal(fake.drops, 0);
	hands_drop(&hands);
	assert_int_equal(fake.drops, 1);
	assert_int_equal(fake.performs, 0);
	hands_drop(&hands);
	assert_int_equal(fake.drops, 1);
	hands_free(&hands);
}

static void check_released(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	struct told told = { 0 };
	static struct act act;
	char said[512];

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	assert_string_equal(said, "SIGTERM sent to nginx (1234)");
	assert_int_equal(fake.performs, 1);
	/* Held as long as it is followed. */
	assert_int_equal(fake.drops, 0);
	look(&hands, 1.1, true, &told);
	assert_int_equal(told.sentences, 0);
	fake.alive = false;
	for (double seconds = 1.3; seconds < 30; seconds += 1)
		look(&hands, seconds, false, &told);
	assert_int_equal(told.sentences, 1);
	assert_string_equal(told.last, "nginx (1234) ended; 0.0.0.0:80 released");
	assert_int_equal(told.offers, 0);
	assert_int_equal(fake.drops, 1);
	hands_free(&hands);
	assert_int_equal(fake.drops, 1);
}

static void check_offer_once(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	struct told told = { 0 };
	static struct act act;
	char said[512];

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	for (double seconds = 2; seconds < 40; seconds += 1)
		look(&hands, seconds, true, &told);
	assert_int_equal(told.offers, 1);
	assert_non_null(strstr(told.last, "nginx (1234) is still there"));
	hands_free(&hands);
	assert_int_equal(fake.drops, 1);
}

/* What could not be done is told, and nobody waits for what comes of it. */
static void check_failed(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	static struct act act;
	char said[512];

	(void)state;
	fake.error = -EPERM;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	assert_string_equal(said, "SIGTERM to nginx (1234): not permitted (CAP_KILL)");
	assert_int_equal(fake.drops, 1);
	assert_null(hands.followed[0].outcome);
	hands_free(&hands);
}

/* Another aim takes the hands away: the older is followed by what snapshots say, and who
 * is followed stays in the focus. */
static void check_two_at_once(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	struct told told = { 0 };
	struct focus focus = { .processes = false };
	static struct act act;
	struct aim aim;
	char said[512];

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	hands_focus(&hands, &focus);
	assert_int_equal(focus.target_count, 1);
	assert_int_equal(focus.targets[0].pid, 1234);
	hands_aim(&hands, &act, &aim);
	/* The hands would say that it has ended: they do not hold it. */
	fake.alive = false;
	look(&hands, 2, true, &told);
	look(&hands, 3, true, &told);
	assert_int_equal(told.sentences, 0);
	hands_drop(&hands);
	assert_int_equal(fake.drops, 1);
	for (double seconds = 4; seconds < 9; seconds += 1)
		look(&hands, seconds, false, &told);
	assert_string_equal(told.last, "nginx (1234) ended; 0.0.0.0:80 released");
	hands_free(&hands);
}

/* SIGKILL behind SIGTERM: the end is told once, and by the later. */
static void check_one_end_is_told_once(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	struct told told = { 0 };
	static struct act act;
	char said[512];

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	for (double seconds = 2; seconds < 8; seconds += 1)
		look(&hands, seconds, true, &told);
	assert_int_equal(told.sentences, 1);
	write_act(&act, ACT_SIGNAL, SIGKILL);
	perform(&hands, &act, 8, said);
	assert_null(hands.followed[1].outcome);
	fake.alive = false;
	for (double seconds = 9; seconds < 30; seconds += 1)
		look(&hands, seconds, false, &told);
	assert_int_equal(told.sentences, 2);
	assert_string_equal(told.last, "nginx (1234) ended; 0.0.0.0:80 released");
	hands_free(&hands);
}

static void check_the_oldest_is_given_up(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	static struct act act;
	char said[512];

	(void)state;
	for (unsigned i = 0; i < HANDS_FOLLOWED + 2; i++) {
		write_act(&act, ACT_SIGNAL, SIGHUP);
		perform(&hands, &act, 1 + i, said);
	}
	for (unsigned i = 0; i < HANDS_FOLLOWED; i++) {
		assert_non_null(hands.followed[i].outcome);
		assert_int_equal(hands.followed[i].held, i == HANDS_FOLLOWED - 1);
	}
	hands_free(&hands);
	assert_null(hands.followed[0].outcome);
}

/* A look soon after the deed, but none that a tick brings anyway. */
static void check_looks(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	static struct act act;
	char said[512];

	(void)state;
	assert_int_equal(hands_due(&hands), UINT64_MAX);
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	assert_int_equal(hands_due(&hands), at(1) + 100 * CLOCK_MILLISECOND);
	fake.alive = false;
	assert_true(hands_glance(&hands, at(1.15)));
	hands_looked(&hands, at(1.15));
	assert_int_equal(hands_due(&hands), at(1.15) + 100 * CLOCK_MILLISECOND);
	hands_looked(&hands, at(1.3));
	assert_int_equal(hands_due(&hands), at(1.15) + 300 * CLOCK_MILLISECOND);
	hands_looked(&hands, at(2.2));
	assert_int_equal(hands_due(&hands), UINT64_MAX);
	hands_free(&hands);
}

/* Who ends between two ticks is seen to, long before the next. */
static void check_glances(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	struct told told = { 0 };
	static struct act act;
	char said[512];

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	perform(&hands, &act, 1, said);
	hands_looked(&hands, at(2));
	for (int tenth = 0; tenth < 20; tenth++) {
		assert_true(hands_due(&hands) <= at(2.11 + tenth / 10.0));
		assert_false(hands_glance(&hands, at(2.11 + tenth / 10.0)));
	}
	fake.alive = false;
	assert_false(hands_glance(&hands, at(4.2)));
	assert_true(hands_due(&hands) <= at(4.31));
	assert_true(hands_glance(&hands, at(4.31)));
	look(&hands, 4.31, false, &told);
	assert_string_equal(told.last, "nginx (1234) ended; 0.0.0.0:80 released");
	hands_looked(&hands, at(10));
	assert_int_equal(hands_due(&hands), UINT64_MAX);
	hands_free(&hands);
}

/* Of a renice there is nothing to follow. */
static void check_renice(void **state)
{
	struct fake fake = fake_hands();
	struct hands hands = { .ops = &fake.ops };
	static struct act act;
	char said[512];

	(void)state;
	write_act(&act, ACT_RENICE, 5);
	perform(&hands, &act, 1, said);
	assert_non_null(strstr(said, "nice 5 set for nginx (1234)"));
	assert_null(hands.followed[0].outcome);
	assert_int_equal(fake.drops, 1);
	hands_free(&hands);
}

static void check_without_hands(void **state)
{
	struct hands hands = { .ops = NULL };
	static struct act act;
	struct aim aim;
	char said[512] = "";
	struct text line = TEXT_OVER(said);

	(void)state;
	write_act(&act, ACT_SIGNAL, SIGTERM);
	hands_aim(&hands, &act, &aim);
	assert_false(aim.ready);
	hands_perform(&hands, &act, NULL, 1, at(1), &line);
	assert_string_equal(said, "");
	hands_drop(&hands);
	hands_free(&hands);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_no_is_a_drop),
		cmocka_unit_test(check_released),
		cmocka_unit_test(check_offer_once),
		cmocka_unit_test(check_failed),
		cmocka_unit_test(check_two_at_once),
		cmocka_unit_test(check_one_end_is_told_once),
		cmocka_unit_test(check_the_oldest_is_given_up),
		cmocka_unit_test(check_looks),
		cmocka_unit_test(check_glances),
		cmocka_unit_test(check_renice),
		cmocka_unit_test(check_without_hands),
	};

	return cmocka_run_group_tests_name("tui/hands", tests, NULL, NULL);
}
