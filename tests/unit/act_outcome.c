/* act_outcome.c - what became of a deed, by snapshots made by hand. */
#include "act/outcome.h"

#include "act/act.h"
#include "base/text.h"

#include <errno.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { HOLDERS = 8 };

/* A socket of a host: its cookie, port, and who holds it. Ended by number 0. */
struct made {
	uint64_t number;
	uint16_t port;
	pid_t pids[HOLDERS];
};

static const uint64_t BEGAN = 1000 * CLOCK_SECOND;

static uint64_t at(double seconds)
{
	return (uint64_t)((int64_t)BEGAN + (int64_t)(seconds * 1e9));
}

/* From this pid to that they are stopped. */
static pid_t stopped_from, stopped_to;

static uint32_t process(struct snapshot *snap, pid_t pid)
{
	struct process *process;

	for (size_t i = 0; i < snap->processes.count; i++)
		if (snap->processes.items[i].id.pid == pid)
			return (uint32_t)i;
	process = snapshot_add_process(snap);
	process->id = (struct process_id){ pid, (uint64_t)pid + 100000 };
	process->label[LABEL_COMM] = "nginx";
	process->label[LABEL_STATE] = pid >= stopped_from && pid <= stopped_to ? "T" : "S";
	return (uint32_t)snap->processes.count - 1;
}

static struct snapshot *host(double seconds, const struct made *sockets)
{
	struct instant instant = { at(seconds), at(seconds), 0 };
	struct snapshot *snap = snapshot_new(instant);

	for (const struct made *made = sockets; made->number; made++) {
		struct listener *listener = snapshot_add_listener(snap);
		uint32_t index = (uint32_t)snap->listeners.count - 1;

		listener->id = (struct listener_id){ 4026531840, made->number, 0 };
		listener->protocol = PROTOCOL_TCP;
		listener->local.family = AF_INET;
		listener->local.port = made->port;
		/* By two descriptors each: still one holder. */
		for (int i = 0; i < HOLDERS && made->pids[i]; i++)
			for (int fd = 3; fd < 5; fd++)
				snapshot_add_owner(snap, index, process(snap, made->pids[i]), fd);
	}
	snapshot_seal(snap);
	return snap;
}

/* A deed and its outcome; the act is large, and one is enough. */
static struct act act;
static bool lives[ACT_TARGETS];
static char said[512];

static void aim_at(int number, const pid_t *pids)
{
	memset(&act, 0, sizeof act);
	act.kind = ACT_SIGNAL;
	act.argument = number;
	for (; pids[act.count]; act.count++) {
		struct target *target = &act.targets[act.count];

		target->process = (struct process_id){ pids[act.count],
						       (uint64_t)pids[act.count] + 100000 };
		memcpy(target->name, "nginx", sizeof "nginx");
		lives[act.count] = true;
	}
}

#define AIM_AT(number, ...) aim_at(number, (const pid_t[]){ __VA_ARGS__, 0 })
#define HOST(...) (const struct made[]){ __VA_ARGS__, { 0 } }
#define NOBODY_THERE (const struct made[]){ { 0 } }

static struct outcome *begin(const struct made *sockets)
{
	struct snapshot *before = host(0, sockets);
	struct outcome *outcome = outcome_new(&act, before, at(0));

	/* Nothing of it may be needed later. */
	snapshot_free(before);
	return outcome;
}

/* What is said at that moment; "" nothing. */
static const char *look(struct outcome *outcome, double seconds, const struct made *sockets)
{
	struct snapshot *snap = host(seconds, sockets);
	struct text line = TEXT_OVER(said);

	if (!outcome_look(outcome, snap, lives, at(seconds), &line))
		assert_string_equal(said, "");
	snapshot_free(snap);
	return said;
}

static void all_end(void)
{
	memset(lives, 0, sizeof lives);
}

#define FIVE { 7, 80, { 1200, 1201, 1202, 1203, 1204 } }

static void released(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	assert_string_equal(look(outcome, 0.5, HOST({ 7, 80, { 1200 } })), "");
	all_end();
	/* The snapshot is older than the end; then it is missing once. */
	assert_string_equal(look(outcome, 1, HOST({ 7, 80, { 1200 } })), "");
	assert_string_equal(look(outcome, 2, HOST({ 7, 80, { 0 } })), "");
	assert_string_equal(look(outcome, 3, NOBODY_THERE), "nginx (1200) ended; 0.0.0.0:80 released");
	assert_string_equal(look(outcome, 4, NOBODY_THERE), "");
	assert_false(outcome_is_over(outcome));
	assert_string_equal(look(outcome, 12, NOBODY_THERE), "");
	assert_true(outcome_is_over(outcome));
	assert_string_equal(look(outcome, 13, HOST({ 8, 80, { 1300 } })), "");
	outcome_free(outcome);
}

static void one_without_listeners(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGKILL, 99);
	outcome = begin(HOST(FIVE));
	assert_string_equal(look(outcome, 0.2, HOST(FIVE)), "");
	all_end();
	assert_string_equal(look(outcome, 0.4, HOST(FIVE)), "nginx (99) ended");
	outcome_free(outcome);
}

static void still_held(void **state)
{
	struct outcome *outcome;
	const struct made left[] = { { 7, 80, { 1201, 1202, 1203, 1204 } }, { 0 } };

	(void)state;
	AIM_AT(SIGKILL, 1200);
	outcome = begin(HOST(FIVE));
	all_end();
	/* Somebody may take its place. */
	assert_string_equal(look(outcome, 0.5, left), "");
	assert_string_equal(look(outcome, 0.8, left), "");
	assert_string_equal(look(outcome, 1.2, left), "");
	assert_string_equal(look(outcome, 1.6, left),
			    "nginx (1200) ended; 0.0.0.0:80 still held by 4");
	assert_string_equal(look(outcome, 4.6, left), "");
	/* Fewer is no news, none is. */
	assert_string_equal(look(outcome, 5.6, HOST({ 7, 80, { 1201 } })), "");
	assert_string_equal(look(outcome, 6.6, NOBODY_THERE), "0.0.0.0:80 released");
	outcome_free(outcome);
}

static void its_place_is_taken(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGKILL, 1203);
	outcome = begin(HOST(FIVE));
	all_end();
	assert_string_equal(look(outcome, 0.5, HOST(FIVE)), "");
	assert_string_equal(look(outcome, 1.5, HOST({ 7, 80, { 1200, 1201, 1202, 1204 } })), "");
	/* Not while the one that ended is still counted. */
	assert_string_equal(look(outcome, 2, HOST({ 7, 80, { 1200, 1201, 1202, 1203, 1204,
							       1301 } })), "");
	assert_string_equal(look(outcome, 2.5, HOST({ 7, 80, { 1200, 1201, 1202, 1204, 1301 } })),
			    "nginx (1203) ended; 0.0.0.0:80 still held by 5: pid 1301 took its place");
	assert_string_equal(look(outcome, 3.5, HOST({ 7, 80, { 1200, 1201, 1202, 1204, 1301 } })),
			    "");
	outcome_free(outcome);
}

static void its_place_is_taken_late(void **state)
{
	struct outcome *outcome;
	const struct made left[] = { { 7, 80, { 1200 } }, { 0 } };

	(void)state;
	AIM_AT(SIGKILL, 1203);
	outcome = begin(HOST({ 7, 80, { 1200, 1203 } }));
	all_end();
	for (int tick = 1; tick < 3; tick++)
		assert_string_equal(look(outcome, tick, left), "");
	assert_string_equal(look(outcome, 3, left),
			    "nginx (1203) ended; 0.0.0.0:80 still held by 1");
	assert_string_equal(look(outcome, 6, HOST({ 7, 80, { 1200, 1301 } })),
			    "0.0.0.0:80 still held by 2: pid 1301 took its place");
	outcome_free(outcome);
}

/* Both places are waited for. */
static void two_places(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGKILL, 1203, 1204);
	outcome = begin(HOST(FIVE));
	lives[1] = false;
	assert_string_equal(look(outcome, 0.5, HOST({ 7, 80, { 1200, 1201, 1202, 1203, 1301 } })),
			    "");
	all_end();
	assert_string_equal(look(outcome, 1, HOST({ 7, 80, { 1200, 1201, 1202, 1301 } })), "");
	assert_string_equal(look(outcome, 2, HOST({ 7, 80, { 1200, 1201, 1202, 1301, 1302 } })),
			    "2 processes ended; 0.0.0.0:80 still held by 5: "
			    "pid 1301 and 1 more took their place");
	outcome_free(outcome);
}

/* The snapshot before it may not have had all owners yet. */
static void old_ones_take_no_place(void **state)
{
	struct snapshot *snap;
	struct outcome *outcome;
	struct text line = TEXT_OVER(said);

	(void)state;
	AIM_AT(SIGKILL, 1203);
	outcome = begin(HOST({ 7, 80, { 1203 } }));
	all_end();
	snap = host(1, HOST({ 7, 80, { 1204, 1301 } }));
	snap->processes.items[0].started = at(-500);
	snap->processes.items[1].started = at(-500);
	assert_false(outcome_look(outcome, snap, lives, at(1), &line));
	snapshot_free(snap);
	snap = host(2, HOST({ 7, 80, { 1204, 1301 } }));
	snap->processes.items[0].started = at(-500);
	snap->processes.items[1].started = at(0.5);
	assert_true(outcome_look(outcome, snap, lives, at(2), &line));
	assert_string_equal(said, "nginx (1203) ended; 0.0.0.0:80 still held by 2: "
			    "pid 1301 took its place");
	snapshot_free(snap);
	outcome_free(outcome);
}

static void bound_again(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	all_end();
	assert_string_equal(look(outcome, 1, NOBODY_THERE), "nginx (1200) ended; 0.0.0.0:80 released");
	/* Its owner is found a little later. Another address is none of it. */
	assert_string_equal(look(outcome, 2, HOST({ 8, 80, { 0 } }, { 9, 81, { 1300 } })), "");
	assert_string_equal(look(outcome, 3, HOST({ 8, 80, { 1310, 1311 } })),
			    "0.0.0.0:80 bound again by pid 1310 nginx");
	assert_string_equal(look(outcome, 4, HOST({ 8, 80, { 1310, 1311 } })), "");
	outcome_free(outcome);
}

static void bound_again_at_once(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	all_end();
	/* The old one is missing once, and still stands in the snapshot. */
	assert_string_equal(look(outcome, 1, HOST({ 7, 80, { 0 } }, { 8, 80, { 1310 } })), "");
	assert_string_equal(look(outcome, 2, HOST({ 8, 80, { 1310 } })),
			    "nginx (1200) ended; 0.0.0.0:80 bound again by pid 1310 nginx");
	outcome_free(outcome);

	/* By nobody that can be seen. */
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	all_end();
	for (int tick = 1; tick < 4; tick++)
		assert_string_equal(look(outcome, tick, HOST({ 8, 80, { 0 } })), "");
	assert_string_equal(look(outcome, 4, HOST({ 8, 80, { 0 } })),
			    "nginx (1200) ended; 0.0.0.0:80 bound again");
	outcome_free(outcome);
}

static void a_group_has_others(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGKILL, 1201);
	outcome = begin(HOST({ 7, 80, { 1201 } }, { 8, 80, { 1202 } }, { 9, 80, { 1203 } }));
	all_end();
	assert_string_equal(look(outcome, 1, HOST({ 8, 80, { 1202 } }, { 9, 80, { 1203 } })),
			    "nginx (1201) ended; 0.0.0.0:80 closed, 2 other sockets listen there "
			    "as before");
	assert_string_equal(look(outcome, 2, HOST({ 8, 80, { 1202 } }, { 10, 80, { 1301 } })),
			    "0.0.0.0:80 bound again by pid 1301 nginx");
	outcome_free(outcome);
}

static void several_listeners(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	act.has_listener = true;
	act.listener = (struct listener_id){ 4026531840, 9, 0 };
	outcome = begin(HOST({ 6, 78, { 1200 } }, { 7, 80, { 1200, 1300 } }, { 8, 81, { 1200 } },
			     { 9, 82, { 1200 } }));
	all_end();
	for (int tick = 1; tick < 3; tick++)
		assert_string_equal(look(outcome, tick, HOST({ 7, 80, { 1300 } })), "");
	/* The one it was asked for comes first. */
	assert_string_equal(look(outcome, 4, HOST({ 7, 80, { 1300 } })),
			    "nginx (1200) ended; 0.0.0.0:82 and 2 more released; "
			    "0.0.0.0:80 still held by 1");
	outcome_free(outcome);
}

static void owners_unknown(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200, 1201 } }));
	all_end();
	for (int tick = 1; tick < 4; tick++)
		assert_string_equal(look(outcome, tick, HOST({ 7, 80, { 0 } })), "");
	assert_string_equal(look(outcome, 4, HOST({ 7, 80, { 0 } })),
			    "nginx (1200) ended; 0.0.0.0:80 still listening");
	outcome_free(outcome);
}

/* Ticks of ten seconds: missing twice is what counts, not the time alone. */
static void slow_ticks(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200, 1201 } }));
	all_end();
	assert_string_equal(look(outcome, 10, HOST({ 7, 80, { 0 } })), "");
	/* The same snapshot, looked at again. */
	assert_string_equal(look(outcome, 10, HOST({ 7, 80, { 0 } })), "");
	assert_string_equal(look(outcome, 10, HOST({ 7, 80, { 0 } })), "");
	assert_string_equal(look(outcome, 20, HOST({ 7, 80, { 0 } })), "");
	assert_false(outcome_is_over(outcome));
	assert_string_equal(look(outcome, 30, NOBODY_THERE), "nginx (1200) ended; 0.0.0.0:80 released");
	outcome_free(outcome);
}

/* What nobody may look into may hold it as well. */
static void others_may_be_hidden(void **state)
{
	const struct made left[] = { { 7, 80, { 1201 } }, { 0 } };
	struct outcome *outcome;
	struct text line = TEXT_OVER(said);

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200, 1201 } }));
	all_end();
	for (int tick = 1; tick < 4; tick++) {
		struct snapshot *snap = host(tick, left);

		snapshot_add_gap(snap, "owner", "processes", EACCES, POWER_OBSERVE);
		assert_int_equal(outcome_look(outcome, snap, lives, at(tick), &line), tick == 3);
		snapshot_free(snap);
	}
	assert_string_equal(said, "nginx (1200) ended; 0.0.0.0:80 still held by 1 or more");
	outcome_free(outcome);
}

/* At "*:80", which takes whoever would have come to 0.0.0.0:80. */
static struct snapshot *host_around(double seconds, bool dual)
{
	struct snapshot *snap = host(seconds, HOST({ 9, 80, { 1300 } }));

	snap->listeners.items[0].local.family = AF_INET6;
	snap->listeners.items[0].local.dual = dual;
	return snap;
}

static const char *look_around(struct outcome *outcome, double seconds, bool dual)
{
	struct snapshot *snap = host_around(seconds, dual);
	struct text line = TEXT_OVER(said);

	if (!outcome_look(outcome, snap, lives, at(seconds), &line))
		assert_string_equal(said, "");
	snapshot_free(snap);
	return said;
}

static void bound_again_as_a_wider_one(void **state)
{
	struct outcome *outcome;
	struct snapshot *before;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	all_end();
	assert_string_equal(look_around(outcome, 1, false),
			    "nginx (1200) ended; 0.0.0.0:80 released");
	assert_string_equal(look_around(outcome, 2, true),
			    "0.0.0.0:80 bound again as *:80 by pid 1300 nginx");
	outcome_free(outcome);

	/* What was there before has bound nothing. */
	AIM_AT(SIGTERM, 1200);
	before = host(0, HOST({ 7, 80, { 1200 } }, { 9, 80, { 1300 } }));
	before->listeners.items[1].local.family = AF_INET6;
	before->listeners.items[1].local.dual = true;
	outcome = outcome_new(&act, before, at(0));
	snapshot_free(before);
	all_end();
	assert_string_equal(look_around(outcome, 1, true), "nginx (1200) ended; 0.0.0.0:80 released");
	outcome_free(outcome);
}

/* All are counted, or it is said that they were not. */
static void very_many_listeners(void **state)
{
	enum { MANY = 700 };
	static struct made made[MANY + 1];
	struct outcome *outcome;

	(void)state;
	for (int count = 500; count <= MANY; count += MANY - 500) {
		memset(made, 0, sizeof made);
		for (int i = 0; i < count; i++)
			made[i] = (struct made){ (uint64_t)i + 1, (uint16_t)(1000 + i), { 1200 } };
		AIM_AT(SIGTERM, 1200);
		outcome = begin(made);
		all_end();
		assert_string_equal(look(outcome, 1, NOBODY_THERE), count == 500 ?
				    "nginx (1200) ended; 0.0.0.0:1000 and 499 more released" :
				    "nginx (1200) ended; 0.0.0.0:1000 and 511 more released; of "
				    "its more than 512 listeners these were followed");
		outcome_free(outcome);
	}
}

/* Who still serves whom it has holds its port no more. */
static void one_that_drains(void **state)
{
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }, { 8, 81, { 1200 } }));
	assert_string_equal(look(outcome, 1, HOST({ 8, 81, { 1200 } })), "");
	assert_string_equal(look(outcome, 5.5, HOST({ 8, 81, { 1200 } })),
			    "nginx (1200) is still there 5 s after SIGTERM; 0.0.0.0:80 released");
	outcome_free(outcome);
}

/* The snapshot was old already when it was done. */
static void who_came_before_the_deed_takes_no_place(void **state)
{
	struct outcome *outcome;
	struct snapshot *snap = host(0, HOST({ 7, 80, { 1200, 1201 } }));
	struct text line = TEXT_OVER(said);

	(void)state;
	AIM_AT(SIGKILL, 1200);
	outcome = outcome_new(&act, snap, at(8));
	snapshot_free(snap);
	all_end();
	for (int tick = 9; tick < 12; tick++) {
		snap = host(tick, HOST({ 7, 80, { 1201, 1202 } }));
		for (size_t i = 0; i < snap->processes.count; i++)
			snap->processes.items[i].started = at(4);
		assert_int_equal(outcome_look(outcome, snap, lives, at(tick), &line), tick == 11);
		snapshot_free(snap);
	}
	assert_string_equal(said, "nginx (1200) ended; 0.0.0.0:80 still held by 2");
	outcome_free(outcome);
}

static void offers_kill(void **state)
{
	struct outcome *outcome;
	const struct made all[] = { FIVE, { 0 } };

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(all);
	assert_string_equal(look(outcome, 1, all), "");
	assert_false(outcome_offers_kill(outcome));
	assert_string_equal(look(outcome, 4.9, all), "");
	assert_string_equal(look(outcome, 5.1, all), "nginx (1200) is still there 5 s after SIGTERM");
	assert_true(outcome_offers_kill(outcome));
	assert_string_equal(look(outcome, 6, all), "");
	assert_true(outcome_offers_kill(outcome));
	all_end();
	assert_string_equal(look(outcome, 20, NOBODY_THERE),
			    "nginx (1200) ended; 0.0.0.0:80 released");
	assert_false(outcome_offers_kill(outcome));
	outcome_free(outcome);
}

static void some_are_late(void **state)
{
	struct outcome *outcome;
	const struct made all[] = { FIVE, { 0 } };

	(void)state;
	AIM_AT(SIGTERM, 1200, 1201, 1202);
	outcome = begin(all);
	lives[0] = false;
	assert_string_equal(look(outcome, 5, all), "2 of 3 processes are still there 5 s after SIGTERM");
	outcome_free(outcome);
	AIM_AT(SIGKILL, 1200, 1201, 1202);
	outcome = begin(all);
	lives[0] = lives[1] = false;
	assert_string_equal(look(outcome, 7, all),
			    "nginx (1202) is still there 7 s after SIGKILL; 2 ended");
	/* There is nothing stronger. */
	assert_false(outcome_offers_kill(outcome));
	assert_string_equal(look(outcome, 61, all), "");
	assert_true(outcome_is_over(outcome));
	outcome_free(outcome);
}

static void most_signals_end_nothing(void **state)
{
	static const int numbers[] = { SIGCONT, SIGSTOP, SIGWINCH, SIGUSR1, SIGHUP };
	const struct made all[] = { FIVE, { 0 } };

	(void)state;
	for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
		struct outcome *outcome;

		AIM_AT(numbers[i], 1200);
		outcome = begin(all);
		for (int tick = 1; tick < 15; tick++)
			assert_string_equal(look(outcome, tick, all), "");
		assert_true(outcome_is_over(outcome));
		assert_false(outcome_offers_kill(outcome));
		outcome_free(outcome);
	}
}

static void stopped_and_let_go_on(void **state)
{
	const struct made all[] = { FIVE, { 0 } };
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGSTOP, 1200, 1201);
	outcome = begin(all);
	stopped_from = stopped_to = 1200;
	assert_string_equal(look(outcome, 0.1, all), "");
	stopped_to = 1201;
	assert_string_equal(look(outcome, 0.3, all), "2 processes are stopped (T)");
	assert_string_equal(look(outcome, 1, all), "");
	outcome_free(outcome);
	AIM_AT(SIGCONT, 1201);
	outcome = begin(all);
	assert_string_equal(look(outcome, 0.1, all), "");
	stopped_to = 1200;
	assert_string_equal(look(outcome, 0.3, all), "nginx (1201) goes on");
	outcome_free(outcome);
	stopped_from = stopped_to = 0;
}

/* SIGTERM waits with it. */
static void a_stopped_one_does_not_end(void **state)
{
	const struct made all[] = { FIVE, { 0 } };
	struct outcome *outcome;

	(void)state;
	stopped_from = stopped_to = 1200;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(all);
	assert_string_equal(look(outcome, 5, all),
			    "nginx (1200) is still there 5 s after SIGTERM, stopped (T)");
	outcome_free(outcome);
	AIM_AT(SIGTERM, 1200, 1201);
	outcome = begin(all);
	assert_string_equal(look(outcome, 5, all), "2 of 2 processes are still there 5 s after "
						   "SIGTERM, 1 of them stopped (T)");
	outcome_free(outcome);
	stopped_from = stopped_to = 0;
}

/* What a signal that ends nothing brought about: nginx and its like start new workers, sshd
 * binds its sockets anew. */
static void a_reload(void **state)
{
	const struct made all[] = { FIVE, { 9, 81, { 1200, 1201, 1202, 1203, 1204 } }, { 0 } };
	const struct made none[] = { { 7, 80, { 0 } }, { 0 } };
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGHUP, 1200);
	outcome = begin(all);
	assert_string_equal(look(outcome, 1, all), "");
	assert_string_equal(look(outcome, 2, all), "");
	assert_string_equal(look(outcome, 3, HOST({ 7, 80, { 1200, 1301, 1302, 1303, 1304 } },
						  { 9, 81, { 1200, 1301, 1302, 1303, 1304 } })),
			    "nginx (1200) goes on; 0.0.0.0:80 and 1 more held by 5, 4 of them new");
	assert_string_equal(look(outcome, 4, all), "");
	outcome_free(outcome);
	/* Old ones still serve their clients; or none is left. */
	outcome = begin(HOST(FIVE));
	look(outcome, 1, all);
	look(outcome, 2, all);
	assert_string_equal(look(outcome, 3, HOST({ 7, 80, { 1200, 1201, 1301, 1302, 1303, 1304 } })),
			    "nginx (1200) goes on; 0.0.0.0:80 held by 6 instead of 5, 4 of them new");
	outcome_free(outcome);
	outcome = begin(HOST(FIVE));
	look(outcome, 1, all);
	look(outcome, 2, all);
	assert_string_equal(look(outcome, 3, HOST({ 7, 80, { 1200 } })),
			    "nginx (1200) goes on; 0.0.0.0:80 held by 1 instead of 5");
	outcome_free(outcome);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	look(outcome, 1, HOST({ 8, 80, { 1200 } }));
	look(outcome, 2, HOST({ 8, 80, { 1200 } }));
	assert_string_equal(look(outcome, 3, HOST({ 8, 80, { 1200 } })),
			    "nginx (1200) goes on; 0.0.0.0:80 bound again by pid 1200 nginx");
	outcome_free(outcome);
	/* Who holds it was not known; now it is. */
	outcome = begin(none);
	look(outcome, 1, all);
	look(outcome, 2, all);
	assert_string_equal(look(outcome, 3, HOST(FIVE)), "");
	outcome_free(outcome);
}

/* SIGKILL after SIGTERM: the later one tells of the end. */
static void who_waits_for_the_same(void **state)
{
	const struct made all[] = { FIVE, { 0 } };
	struct outcome *first, *later;
	static struct act left;

	(void)state;
	AIM_AT(SIGTERM, 1200, 1201, 1202);
	first = begin(all);
	lives[0] = false;
	look(first, 6, all);
	outcome_living(first, &left);
	assert_int_equal(left.count, 2);
	assert_int_equal(left.targets[0].process.pid, 1201);
	assert_int_equal(left.targets[1].process.pid, 1202);
	AIM_AT(SIGKILL, 1201);
	later = begin(all);
	assert_true(outcome_waits_for_others(first, later));
	outcome_free(later);
	AIM_AT(SIGKILL, 1201, 1202, 1203);
	later = begin(all);
	assert_false(outcome_waits_for_others(first, later));
	outcome_free(later);
	AIM_AT(SIGHUP, 1201, 1202, 1203);
	later = begin(all);
	assert_true(outcome_waits_for_others(first, later));
	outcome_free(later);
	AIM_AT(SIGKILL, 1201, 1202);
	later = begin(all);
	all_end();
	look(first, 7, all);
	/* It has ended, and waits for who takes its place. */
	assert_true(outcome_waits_for_others(first, later));
	outcome_free(later);
	outcome_free(first);
}

static void an_end_nobody_asked_for_is_told(void **state)
{
	const struct made all[] = { FIVE, { 0 } };
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGUSR1, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	assert_string_equal(look(outcome, 1, HOST({ 7, 80, { 1200 } })), "");
	all_end();
	assert_string_equal(look(outcome, 2, NOBODY_THERE),
			    "nginx (1200) ended; 0.0.0.0:80 released");
	outcome_free(outcome);
	AIM_AT(SIGUSR1, 1200, 1201);
	outcome = begin(all);
	lives[1] = false;
	assert_string_equal(look(outcome, 5, all), "");
	assert_string_equal(look(outcome, 11, all), "nginx (1201) ended");
	assert_true(outcome_is_over(outcome));
	outcome_free(outcome);
}

static void whom_it_did_not_reach_is_not_waited_for(void **state)
{
	const struct made all[] = { { 7, 80, { 1200 } }, { 8, 81, { 1201 } }, { 0 } };
	struct done done = { .count = 2, .succeeded = 1, .error = { 0, -EPERM } };
	struct outcome *outcome;

	(void)state;
	AIM_AT(SIGTERM, 1200, 1201);
	outcome = begin(all);
	outcome_set_done(outcome, &done);
	lives[0] = false;
	assert_string_equal(look(outcome, 1, HOST({ 8, 81, { 1201 } })),
			    "nginx (1200) ended; 0.0.0.0:80 released");
	outcome_free(outcome);
	outcome = begin(all);
	done = (struct done){ .count = 2, .error = { -EPERM, -EPERM } };
	outcome_set_done(outcome, &done);
	assert_true(outcome_is_over(outcome));
	assert_string_equal(look(outcome, 1, all), "");
	outcome_free(outcome);
}

/* Somebody else is aimed at meanwhile: then the snapshot has to do. */
static void nobody_is_held_any_more(void **state)
{
	struct outcome *outcome;
	struct text line = TEXT_OVER(said);
	struct snapshot *snap;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	snap = host(1, HOST({ 7, 80, { 1200 } }));
	assert_false(outcome_look(outcome, snap, NULL, at(1), &line));
	snapshot_free(snap);
	snap = host(2, NOBODY_THERE);
	assert_true(outcome_look(outcome, snap, NULL, at(2), &line));
	assert_string_equal(said, "nginx (1200) ended; 0.0.0.0:80 released");
	snapshot_free(snap);
	outcome_free(outcome);
}

static struct outcome *begin_close(void)
{
	memset(&act, 0, sizeof act);
	act.kind = ACT_CLOSE;
	act.has_listener = true;
	act.listener = (struct listener_id){ 4026531840, 7, 0 };
	act.protocol = PROTOCOL_TCP;
	return begin(HOST({ 7, 80, { 1200 } }, { 8, 81, { 1200 } }));
}

static void closed(void **state)
{
	struct outcome *outcome = begin_close();
	struct done done = { .count = 1, .succeeded = 1 };

	(void)state;
	outcome_set_done(outcome, &done);
	assert_string_equal(look(outcome, 1, HOST({ 7, 80, { 0 } }, { 8, 81, { 1200 } })), "");
	assert_string_equal(look(outcome, 2, HOST({ 8, 81, { 1200 } })), "tcp 0.0.0.0:80 closed");
	assert_string_equal(look(outcome, 3, HOST({ 9, 80, { 1200 } })),
			    "tcp 0.0.0.0:80 bound again by pid 1200 nginx");
	outcome_free(outcome);

	outcome = begin_close();
	for (int tick = 1; tick < 3; tick++)
		assert_string_equal(look(outcome, tick, HOST({ 7, 80, { 1200 } })), "");
	assert_string_equal(look(outcome, 3, HOST({ 7, 80, { 1200 } })),
			    "tcp 0.0.0.0:80 listens again (listen(2) called again)");
	outcome_free(outcome);

	outcome = begin_close();
	done = (struct done){ .count = 1, .error = { -EPERM } };
	outcome_set_done(outcome, &done);
	assert_true(outcome_is_over(outcome));
	outcome_free(outcome);
}

static void it_does_not_talk_for_ever(void **state)
{
	struct outcome *outcome;
	unsigned told = 0;

	(void)state;
	AIM_AT(SIGTERM, 1200);
	outcome = begin(HOST({ 7, 80, { 1200 } }));
	all_end();
	for (unsigned tick = 1; tick < 11; tick++)
		told += *look(outcome, tick, tick % 2 ? NOBODY_THERE :
						       HOST({ 7 + tick, 80, { 1310 } })) != '\0';
	assert_int_equal(told, 4);
	outcome_free(outcome);
}

static void of_a_renice_there_is_none(void **state)
{
	(void)state;
	AIM_AT(5, 1200);
	act.kind = ACT_RENICE;
	assert_null(begin(HOST(FIVE)));
	outcome_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(released),
		cmocka_unit_test(one_without_listeners),
		cmocka_unit_test(still_held),
		cmocka_unit_test(its_place_is_taken),
		cmocka_unit_test(its_place_is_taken_late),
		cmocka_unit_test(two_places),
		cmocka_unit_test(old_ones_take_no_place),
		cmocka_unit_test(bound_again),
		cmocka_unit_test(bound_again_at_once),
		cmocka_unit_test(a_group_has_others),
		cmocka_unit_test(several_listeners),
		cmocka_unit_test(owners_unknown),
		cmocka_unit_test(slow_ticks),
		cmocka_unit_test(others_may_be_hidden),
		cmocka_unit_test(bound_again_as_a_wider_one),
		cmocka_unit_test(very_many_listeners),
		cmocka_unit_test(one_that_drains),
		cmocka_unit_test(who_came_before_the_deed_takes_no_place),
		cmocka_unit_test(offers_kill),
		cmocka_unit_test(some_are_late),
		cmocka_unit_test(most_signals_end_nothing),
		cmocka_unit_test(stopped_and_let_go_on),
		cmocka_unit_test(a_stopped_one_does_not_end),
		cmocka_unit_test(a_reload),
		cmocka_unit_test(who_waits_for_the_same),
		cmocka_unit_test(an_end_nobody_asked_for_is_told),
		cmocka_unit_test(whom_it_did_not_reach_is_not_waited_for),
		cmocka_unit_test(nobody_is_held_any_more),
		cmocka_unit_test(closed),
		cmocka_unit_test(it_does_not_talk_for_ever),
		cmocka_unit_test(of_a_renice_there_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
