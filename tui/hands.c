/* hands.c - deeds carried out, and followed until nothing more is to be told of them. */
#include "tui/hands.h"

#include "act/audit.h"
#include "act/outcome.h"
#include "base/clock.h"
#include "base/text.h"
#include "fact/focus.h"

#include <string.h>

/* A name and an address of nothing but control characters, each written as four, and more
 * besides. */
enum { AUDIT_SIZE = 2048 };

#define GLANCES (100 * CLOCK_MILLISECOND)

static void let_go_of(struct hands *hands)
{
	for (size_t i = 0; i < HANDS_FOLLOWED; i++)
		hands->followed[i].held = false;
}

static void log_one(const struct hands *hands, const struct act *act, size_t target, int error)
{
	char buffer[AUDIT_SIZE];
	struct text line = TEXT_OVER(buffer);

	audit_line(act, target, error, &line);
	audit_write(hands->audit, buffer);
}

static void write_audit(const struct hands *hands, const struct act *act, const struct done *done)
{
	for (size_t i = 0; hands->audit && i < done->count; i++)
		log_one(hands, act, i, done->error[i]);
}

/* Nobody will be asked, so nothing more comes of it. */
static void write_refusals(const struct hands *hands, const struct act *act,
			   const struct aim *aim)
{
	for (size_t i = 0; hands->audit && i < aim->count; i++)
		log_one(hands, act, i, aim->of[i].error);
}

void hands_aim(struct hands *hands, const struct act *act, struct aim *aim)
{
	*aim = (struct aim){ 0 };
	if (!hands->ops)
		return;
	let_go_of(hands);
	hands->ops->aim(hands->ops, act, aim);
	hands->aimed = hands->holding = true;
	if (!aim->ready)
		write_refusals(hands, act, aim);
}

/* Nobody needs them: neither a question nor one who is followed. */
static void release(struct hands *hands)
{
	if (!hands->holding || hands->aimed)
		return;
	for (size_t i = 0; i < HANDS_FOLLOWED; i++) {
		if (hands->followed[i].held)
			return;
	}
	hands->ops->drop(hands->ops);
	hands->holding = false;
}

void hands_drop(struct hands *hands)
{
	hands->aimed = false;
	release(hands);
}

static void forget(struct hands *hands, size_t n)
{
	outcome_free(hands->followed[n].outcome);
	memmove(&hands->followed[n], &hands->followed[n + 1],
		(HANDS_FOLLOWED - n - 1) * sizeof(*hands->followed));
	hands->followed[HANDS_FOLLOWED - 1] = (struct followed){ 0 };
}

/* Of an end that the new one waits for as well, one of them tells. */
static void follow(struct hands *hands, struct outcome *outcome)
{
	size_t n = 0;

	if (!outcome)
		return;
	while (n < HANDS_FOLLOWED && hands->followed[n].outcome) {
		if (outcome_waits_for_others(hands->followed[n].outcome, outcome))
			n++;
		else
			forget(hands, n);
	}
	n = 0;
	if (hands->followed[HANDS_FOLLOWED - 1].outcome)
		forget(hands, 0);
	while (hands->followed[n].outcome)
		n++;
	hands->followed[n] = (struct followed){ .outcome = outcome, .held = true };
}

/* What comes of most deeds, and of most ends, is there to be seen at once. */
static void look_soon(struct hands *hands, uint64_t now)
{
	static const uint64_t after[HANDS_LOOKS] = {
		100 * CLOCK_MILLISECOND, 300 * CLOCK_MILLISECOND, CLOCK_SECOND,
	};

	for (size_t i = 0; i < HANDS_LOOKS; i++)
		hands->looks[i] = hands->delay * (double)CLOCK_SECOND > (double)after[i] ?
			now + after[i] : 0;
}

/* Of those held; nobody is where all are let go. */
static size_t count_living(const struct hands *hands)
{
	size_t living = 0;

	for (size_t i = 0; i < HANDS_FOLLOWED && hands->followed[i].outcome; i++) {
		const struct act *act = outcome_act(hands->followed[i].outcome);

		for (size_t n = 0; hands->followed[i].held && n < act->count; n++)
			living += hands->ops->lives(hands->ops, n);
	}
	return living;
}

static void watch_ends(struct hands *hands, uint64_t now)
{
	hands->living = count_living(hands);
	hands->glance = hands->living ? now + GLANCES : 0;
}

static struct outcome *outcome_of(const struct act *act, const struct done *done,
				  const struct snapshot *before, uint64_t now)
{
	struct outcome *outcome = outcome_new(act, before, now);

	if (outcome)
		outcome_set_done(outcome, done);
	return outcome;
}

void hands_perform(struct hands *hands, const struct act *act, const struct snapshot *before,
		   double delay, uint64_t now, struct text *line)
{
	struct done done = { .count = 0 };

	if (!hands->ops)
		return;
	hands->ops->perform(hands->ops, act, &done);
	hands->aimed = false;
	write_audit(hands, act, &done);
	act_tell(act, &done, line);
	if (done.succeeded && before)
		follow(hands, outcome_of(act, &done, before, now));
	hands->delay = delay;
	look_soon(hands, now);
	watch_ends(hands, now);
	release(hands);
}

void hands_focus(const struct hands *hands, struct focus *focus)
{
	for (size_t i = 0; i < HANDS_FOLLOWED && hands->followed[i].outcome; i++) {
		const struct act *act = outcome_act(hands->followed[i].outcome);

		for (size_t n = 0; n < act->count && focus->target_count < FOCUS_TARGETS; n++)
			focus->targets[focus->target_count++] = act->targets[n].process;
	}
}

/* A first thread that ended before the others looks like one. */
static bool is_zombie(const struct process *process)
{
	const char *state = process->label[LABEL_STATE];
	int64_t threads = 0;

	return state && *state == 'Z' &&
	       !(facts_get(&process->facts, FACT_THREADS, &threads) && threads > 1);
}

/* Held ones are asked. Of others the snapshot knows, as they are in its focus; a zombie
 * has ended. */
static void ask_lives(const struct hands *hands, const struct followed *followed,
		      const struct snapshot *snap, bool *lives)
{
	const struct act *act = outcome_act(followed->outcome);

	for (size_t i = 0; i < act->count; i++) {
		const struct process *process;

		if (followed->held) {
			lives[i] = hands->ops->lives(hands->ops, i);
			continue;
		}
		process = snapshot_find_process(snap, &act->targets[i].process);
		lives[i] = process && !is_zombie(process);
	}
}

static bool look_at(struct hands *hands, size_t n, const struct snapshot *snap, uint64_t now,
		    struct hands_news *news, struct text *line)
{
	struct followed *followed = &hands->followed[n];
	bool lives[ACT_TARGETS];

	ask_lives(hands, followed, snap, lives);
	if (!outcome_look(followed->outcome, snap, lives, now, line))
		return false;
	news->act = outcome_act(followed->outcome);
	news->offer = outcome_offers_kill(followed->outcome) && !followed->offered;
	followed->offered = followed->offered || news->offer;
	if (news->offer)
		outcome_living(followed->outcome, &news->left);
	return true;
}

bool hands_look(struct hands *hands, const struct snapshot *snap, uint64_t now,
		struct hands_news *news, struct text *line)
{
	size_t n = 0;

	while (n < HANDS_FOLLOWED && hands->followed[n].outcome) {
		if (look_at(hands, n, snap, now, news, line))
			return true;
		if (outcome_is_over(hands->followed[n].outcome))
			forget(hands, n);
		else
			n++;
	}
	release(hands);
	return false;
}

uint64_t hands_due(const struct hands *hands)
{
	uint64_t due = hands->glance ? hands->glance : UINT64_MAX;

	for (size_t i = 0; i < HANDS_LOOKS; i++) {
		if (hands->looks[i] && hands->looks[i] < due)
			due = hands->looks[i];
	}
	return due;
}

bool hands_glance(struct hands *hands, uint64_t now)
{
	size_t before = hands->living;
	bool due = false;

	for (size_t i = 0; i < HANDS_LOOKS; i++)
		due = due || (hands->looks[i] && hands->looks[i] <= now);
	if (hands->glance && hands->glance <= now) {
		watch_ends(hands, now);
		if (hands->living < before)
			look_soon(hands, now);
	}
	return due;
}

void hands_looked(struct hands *hands, uint64_t now)
{
	for (size_t i = 0; i < HANDS_LOOKS; i++) {
		if (hands->looks[i] <= now)
			hands->looks[i] = 0;
	}
}

void hands_free(struct hands *hands)
{
	while (hands->followed[0].outcome)
		forget(hands, 0);
	hands->aimed = false;
	release(hands);
}
