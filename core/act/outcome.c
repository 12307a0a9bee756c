/* outcome.c - what became of a deed, read off later snapshots. */
#include "act/outcome.h"

#include "act/act.h"
#include "act/outcome_part.h"

#include "base/memory.h"
#include "base/text.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>

static void watch(struct outcome *outcome, const struct snapshot *before,
		  const struct listener *listener)
{
	for (size_t i = 0; i < outcome->watched.count; i++)
		if (listener_id_compare(&outcome->watched.items[i]->id, &listener->id) == 0)
			return;
	if (outcome->watched.count < WATCHED_MOST)
		*array_add(&outcome->watched) = watched_new(before, listener, outcome->boot);
	else
		outcome->overfull = true;
}

static bool holds(const struct snapshot *snap, const struct process_id *id,
		  const struct listener *listener)
{
	for (uint32_t i = 0; i < listener->owner_count; i++) {
		const struct process *process = snapshot_owner(snap, listener, i);

		if (process->id.pid == id->pid && process->id.identity == id->identity)
			return true;
	}
	return false;
}

/* The one it was asked for comes first. */
static void watch_asked_for(struct outcome *outcome, const struct snapshot *before)
{
	const struct act *act = &outcome->act;

	for (size_t i = 0; act->has_listener && i < before->listeners.count; i++) {
		const struct listener *listener = &before->listeners.items[i];
		bool held = act->kind == ACT_CLOSE;

		if (listener_id_compare(&listener->id, &act->listener) != 0)
			continue;
		for (size_t t = 0; t < act->count && !held; t++)
			held = holds(before, &act->targets[t].process, listener);
		if (held)
			watch(outcome, before, listener);
	}
}

static void watch_all_of(struct outcome *outcome, const struct snapshot *before,
			 const struct process_id *id)
{
	const struct process *process = snapshot_find_process(before, id);

	for (uint32_t n = 0; process && n < process->listener_count; n++)
		watch(outcome, before, snapshot_held(before, process, n));
}

struct outcome *outcome_new(const struct act *act, const struct snapshot *before, uint64_t now)
{
	struct outcome *outcome;

	if (act->kind == ACT_RENICE)
		return NULL;
	outcome = memory_alloc(1, sizeof *outcome);
	outcome->act = *act;
	outcome->began = now;
	/* Who was there between that snapshot and the deed takes nobody's place. */
	outcome->boot = before->at.boot;
	if (now > before->at.monotonic)
		outcome->boot += now - before->at.monotonic;
	watch_asked_for(outcome, before);
	if (act->kind == ACT_CLOSE)
		return outcome;
	for (size_t i = 0; i < act->count; i++) {
		outcome->reached[i] = outcome->lives[i] = true;
		watch_all_of(outcome, before, &act->targets[i].process);
	}
	outcome->reached_count = act->count;
	outcome->stopped = outcome_count_stopped(outcome, before);
	return outcome;
}

/* Listeners that only the others hold go as well. */
static void forget_unreached(struct outcome *outcome)
{
	size_t kept = 0;

	for (size_t i = 0; i < outcome->watched.count; i++) {
		struct watched *watched = outcome->watched.items[i];
		bool wanted = false;

		for (size_t h = 0; h < watched->holders.count && !wanted; h++)
			for (size_t t = 0; t < outcome->act.count && !wanted; t++)
				wanted = outcome->reached[t] &&
					 outcome->act.targets[t].process.pid ==
						 watched->holders.items[h].pid;
		if (wanted)
			outcome->watched.items[kept++] = watched;
		else
			watched_free(watched);
	}
	outcome->watched.count = kept;
}

void outcome_set_done(struct outcome *outcome, const struct done *done)
{
	if (outcome->act.kind == ACT_CLOSE) {
		outcome->over = done->count == 0 || done->error[0];
		return;
	}
	outcome->reached_count = 0;
	for (size_t i = 0; i < outcome->act.count; i++) {
		outcome->reached[i] = i < done->count && !done->error[i];
		outcome->reached_count += outcome->reached[i];
	}
	forget_unreached(outcome);
	outcome->over = outcome->reached_count == 0;
}

static void count_living(struct outcome *outcome, const struct snapshot *snap, const bool *lives)
{
	const struct act *act = &outcome->act;

	outcome->living = 0;
	for (size_t i = 0; i < act->count; i++) {
		if (!outcome->reached[i])
			continue;
		outcome->lives[i] = lives ? lives[i] :
			snapshot_find_process(snap, &act->targets[i].process) != NULL;
		outcome->living += outcome->lives[i];
	}
}

static void end(struct outcome *outcome, uint64_t now)
{
	size_t count = 0;

	for (size_t i = 0; i < outcome->act.count; i++)
		if (outcome->reached[i])
			outcome->ended[count++] = outcome->act.targets[i].process;
	outcome->has_ended = true;
	outcome->ended_at = now;
	outcome->looks = 0;
}

static bool is_told_alike(const struct fate *a, const struct fate *b, enum fate_tone tone)
{
	return a->kind == b->kind && a->count == b->count && a->newcomers == b->newcomers &&
	       a->pid == b->pid && strcmp(a->place, b->place) == 0 &&
	       (tone != FATE_OF_LIVING || a->before == b->before);
}

void outcome_write_fates(const struct outcome *outcome, const struct fate *fates,
			 enum fate_tone tone, bool *news, struct text *line)
{
	for (size_t i = 0; i < outcome->watched.count; i++) {
		const struct watched *watched = outcome->watched.items[i];
		size_t more = 0;

		if (!news[i])
			continue;
		for (size_t j = i + 1; j < outcome->watched.count; j++) {
			if (!news[j] || !is_told_alike(&fates[i], &fates[j], tone))
				continue;
			news[j] = false;
			more++;
		}
		if (line->length)
			text_add(line, "; ");
		if (tone == FATE_OF_CLOSED)
			text_format(line, "%s ", protocol_name(watched->protocol));
		text_printable(line, watched->local, false);
		if (more)
			text_format(line, " and %zu more", more);
		text_add(line, " ");
		fate_write(&fates[i], tone, line);
	}
}

static void tell(struct outcome *outcome, const struct fate *fates, bool *news,
		 struct text *line)
{
	for (size_t i = 0; i < outcome->watched.count; i++)
		if (news[i])
			outcome->watched.items[i]->told = fates[i];
	outcome->sentences++;
	outcome_write_fates(outcome, fates,
			    outcome->act.kind == ACT_CLOSE ? FATE_OF_CLOSED : FATE_OF_ENDED, news,
			    line);
	if (!outcome->told_end && outcome->overfull)
		text_format(line, "; of its more than %d listeners these were followed",
			    (int)WATCHED_MOST);
	outcome->told_end = true;
}

static bool has_settled(const struct outcome *outcome, const struct fate *fate, uint64_t now)
{
	uint64_t wait = fate->kind == FATE_HELD ? OUTCOME_SOON : OUTCOME_SETTLED;

	return fate->sure || (now - outcome->ended_at >= wait && outcome->looks >= SETTLED_LOOKS);
}

/* All have ended. */
static bool look_at_listeners(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			      struct text *line)
{
	struct fate fates[WATCHED_MOST];
	bool news[WATCHED_MOST], all_settled = true, any = false;

	for (size_t i = 0; i < outcome->watched.count; i++) {
		const struct watched *watched = outcome->watched.items[i];
		bool settled;

		fates[i] = watched_look(watched, snap, outcome->ended, outcome->reached_count);
		settled = has_settled(outcome, &fates[i], now);
		all_settled = all_settled && settled;
		news[i] = !outcome->told_end ||
			  (settled && fate_differs(&fates[i], &watched->told));
		any = any || news[i];
	}
	outcome->over = now - outcome->ended_at > OUTCOME_WATCH && outcome->looks > SETTLED_LOOKS;
	if (outcome->told_end ? !any || outcome->sentences >= SENTENCES_MOST : !all_settled)
		return false;
	if (!outcome->told_end && outcome->act.kind == ACT_SIGNAL)
		outcome_write_ended(outcome, line);
	tell(outcome, fates, news, line);
	return true;
}

bool outcome_look(struct outcome *outcome, const struct snapshot *snap, const bool *lives,
		  uint64_t now, struct text *line)
{
	if (outcome->over)
		return false;
	if (!outcome->has_ended)
		count_living(outcome, snap, lives);
	if (!outcome->has_ended && !outcome->living)
		end(outcome, outcome->act.kind == ACT_CLOSE ? outcome->began : now);
	if (snap->at.monotonic != outcome->last)
		outcome->looks++;
	outcome->last = snap->at.monotonic;
	return outcome->has_ended ? look_at_listeners(outcome, snap, now, line)
				  : outcome_look_at_living(outcome, snap, now, line);
}

bool outcome_offers_kill(const struct outcome *outcome)
{
	return !outcome->over && outcome->told_late && outcome->living &&
	       outcome_asks_to_end(outcome);
}

void outcome_living(const struct outcome *outcome, struct act *act)
{
	*act = outcome->act;
	act->count = 0;
	for (size_t i = 0; i < outcome->act.count; i++)
		if (outcome->reached[i] && outcome->lives[i])
			act->targets[act->count++] = outcome->act.targets[i];
}

static bool reaches(const struct outcome *outcome, const struct process_id *id)
{
	for (size_t i = 0; i < outcome->act.count; i++)
		if (outcome->reached[i] && outcome->act.targets[i].process.pid == id->pid &&
		    outcome->act.targets[i].process.identity == id->identity)
			return true;
	return false;
}

bool outcome_waits_for_others(const struct outcome *outcome, const struct outcome *later)
{
	if (outcome->has_ended || outcome->act.kind != ACT_SIGNAL || !outcome_expects_end(later))
		return true;
	for (size_t i = 0; i < outcome->act.count; i++)
		if (outcome->reached[i] && outcome->lives[i] &&
		    !reaches(later, &outcome->act.targets[i].process))
			return true;
	return false;
}

bool outcome_is_over(const struct outcome *outcome)
{
	return outcome->over;
}

const struct act *outcome_act(const struct outcome *outcome)
{
	return &outcome->act;
}

void outcome_free(struct outcome *outcome)
{
	if (!outcome)
		return;
	for (size_t i = 0; i < outcome->watched.count; i++)
		watched_free(outcome->watched.items[i]);
	array_free(&outcome->watched);
	free(outcome);
}
