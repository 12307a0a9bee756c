/* outcome_living.c - those who have not ended: late, stopped, going on with other hands. */
#include "act/outcome_part.h"

#include "act/act.h"
#include "base/text.h"
#include "fact/snapshot.h"

#include <signal.h>

bool outcome_asks_to_end(const struct outcome *outcome)
{
	int number = outcome->act.argument;

	return outcome->act.kind == ACT_SIGNAL &&
	       (number == SIGTERM || number == SIGINT || number == SIGQUIT);
}

bool outcome_expects_end(const struct outcome *outcome)
{
	return outcome_asks_to_end(outcome) ||
	       (outcome->act.kind == ACT_SIGNAL && outcome->act.argument == SIGKILL);
}

static bool stops(int number)
{
	return number == SIGSTOP || number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

size_t outcome_count_stopped(const struct outcome *outcome, const struct snapshot *snap)
{
	size_t stopped = 0;

	for (size_t i = 0; i < outcome->act.count; i++) {
		const struct process *process;
		const char *state;

		if (!outcome->reached[i] || !outcome->lives[i])
			continue;
		process = snapshot_find_process(snap, &outcome->act.targets[i].process);
		state = process ? process->label[LABEL_STATE] : NULL;
		stopped += state && *state == 'T';
	}
	return stopped;
}

/* The first of those reached that lives, or that has ended. */
static void write_target(const struct outcome *outcome, bool lives, struct text *line)
{
	for (size_t i = 0; i < outcome->act.count; i++) {
		const struct target *target = &outcome->act.targets[i];

		if (!outcome->reached[i] || outcome->lives[i] != lives)
			continue;
		text_printable(line, *target->name ? target->name : "?", false);
		text_format(line, " (%d)", (int)target->process.pid);
		return;
	}
}

void outcome_write_ended(const struct outcome *outcome, struct text *line)
{
	size_t ended = outcome->reached_count - outcome->living;

	if (ended == 1)
		write_target(outcome, false, line);
	else if (outcome->living)
		text_format(line, "%zu of %zu processes", ended, outcome->reached_count);
	else
		text_format(line, "%zu processes", ended);
	text_add(line, " ended");
}

/* A stopped one has not even seen it. */
static void write_stopped(const struct outcome *outcome, size_t stopped, struct text *line)
{
	if (!stopped)
		return;
	text_add(line, ", ");
	if (stopped < outcome->living)
		text_format(line, "%zu of them ", stopped);
	text_add(line, "stopped (T)");
}

static void write_late(const struct outcome *outcome, const struct snapshot *snap, uint64_t now,
		       struct text *line)
{
	const char *name = act_signal_name(outcome->act.argument);

	if (outcome->living == 1) {
		write_target(outcome, true, line);
		text_add(line, " is");
	} else {
		text_format(line, "%zu of %zu processes are", outcome->living,
			    outcome->reached_count);
	}
	text_format(line, " still there %llu s after %s",
		    (unsigned long long)((now - outcome->began) / CLOCK_SECOND),
		    name ? name : "the signal");
	write_stopped(outcome, outcome_count_stopped(outcome, snap), line);
	if (outcome->living == 1 && outcome->reached_count > 1)
		text_format(line, "; %zu ended", outcome->reached_count - 1);
}

/* Who serves to the end whom it has may have let go of its listeners already. */
static void write_left(const struct outcome *outcome, const struct snapshot *snap,
		       struct text *line)
{
	struct fate fates[WATCHED_MOST];
	bool news[WATCHED_MOST];

	for (size_t i = 0; i < outcome->watched.count; i++) {
		fates[i] = watched_look(outcome->watched.items[i], snap, NULL, 0);
		news[i] = fates[i].kind != FATE_LISTENS && fates[i].kind != FATE_HELD;
	}
	outcome_write_fates(outcome, fates, FATE_OF_ENDED, news, line);
}

static bool look_at_late(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			 struct text *line)
{
	uint64_t since = now - outcome->began;

	outcome->over = since > OUTCOME_PATIENCE;
	if (since < OUTCOME_LATE || outcome->told_late)
		return false;
	outcome->told_late = true;
	write_late(outcome, snap, now, line);
	write_left(outcome, snap, line);
	return true;
}

static void write_living(const struct outcome *outcome, const char *one, const char *several,
			 struct text *line)
{
	if (outcome->living == 1)
		write_target(outcome, true, line);
	else
		text_format(line, "%zu processes", outcome->living);
	text_add(line, outcome->living == 1 ? one : several);
}

/* Whether the kernel stopped them, or lets them go on, is to be seen. */
static bool tell_stopped(struct outcome *outcome, const struct snapshot *snap, struct text *line)
{
	size_t stopped = outcome_count_stopped(outcome, snap);
	bool stop = stops(outcome->act.argument);

	if (stop ? stopped < outcome->living : stopped || !outcome->stopped)
		return false;
	if (stop)
		write_living(outcome, " is stopped (T)", " are stopped (T)", line);
	else
		write_living(outcome, " goes on", " go on", line);
	return true;
}

/* After a reload others hold its listeners, or it has bound them anew. */
static bool tell_change(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			struct text *line)
{
	struct fate fates[WATCHED_MOST];
	bool news[WATCHED_MOST], any = false;

	if (now - outcome->began < OUTCOME_CHANGED || outcome->looks < SETTLED_LOOKS)
		return false;
	for (size_t i = 0; i < outcome->watched.count; i++) {
		fates[i] = watched_look(outcome->watched.items[i], snap, NULL, 0);
		news[i] = fate_is_change(&fates[i]);
		any = any || news[i];
	}
	if (!any)
		return false;
	write_living(outcome, " goes on", " go on", line);
	outcome_write_fates(outcome, fates, FATE_OF_LIVING, news, line);
	return true;
}

static bool look_at_change(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			   struct text *line)
{
	int number = outcome->act.argument;

	if (outcome->told_change || outcome->living < outcome->reached_count)
		return false;
	outcome->told_change = stops(number) || number == SIGCONT
				       ? tell_stopped(outcome, snap, line)
				       : tell_change(outcome, snap, now, line);
	return outcome->told_change;
}

bool outcome_look_at_living(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			    struct text *line)
{
	if (outcome_expects_end(outcome))
		return look_at_late(outcome, snap, now, line);
	if (look_at_change(outcome, snap, now, line))
		return true;
	/* Nothing was expected; that some ended nevertheless is worth a word. */
	if (now - outcome->began <= OUTCOME_WATCH)
		return false;
	outcome->over = true;
	if (outcome->living == outcome->reached_count)
		return false;
	outcome_write_ended(outcome, line);
	return true;
}
