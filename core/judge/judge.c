/* judge.c - opinions about what lasted: what is wrong, why, and what helps. */
#include "judge/judge.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "fact/focus.h"
#include "judge/advice.h"
#include "judge/changes.h"
#include "judge/episode.h"
#include "judge/expected.h"
#include "judge/exposure.h"
#include "judge/members.h"
#include "judge/review.h"
#include "judge/rules.h"
#include "judge/symptom.h"
#include "model/model.h"

#include <stdlib.h>

/* A live socket keeps the limit it got, so what somaxconn was is worth knowing. */
struct tuning {
	uint64_t netns;
	int64_t somaxconn;
	struct number was;              /* before it last changed */
};

struct suspect {
	struct listener_id listener;
	double weight;
};

struct judge {
	const struct model *model;      /* of the last update; NULL: none yet */
	double filling;
	struct changes changes;
	struct episodes episodes;
	struct ledgers ledgers;
	struct journal journal;
	struct advice advice;
	struct expected expected;
	struct groups groups;
	struct loads loads;
	ARRAY(struct tuning) tunings;
	ARRAY(struct listener_id) harmless; /* sorted */
	struct suspect suspects[FOCUS_SUSPECTS]; /* the worst first */
	size_t suspect_count;
	struct review *review;          /* filled when it is asked for */
};

enum { FILLING = 80 };

struct judge *judge_new(void)
{
	struct judge *judge = memory_alloc(1, sizeof *judge);

	judge->filling = FILLING;
	judge->review = memory_alloc(1, sizeof *judge->review);
	return judge;
}

void judge_free(struct judge *judge)
{
	if (!judge)
		return;
	changes_free(&judge->changes);
	episodes_free(&judge->episodes);
	ledgers_free(&judge->ledgers);
	journal_free(&judge->journal);
	advice_free(&judge->advice);
	expected_free(&judge->expected);
	groups_free(&judge->groups);
	loads_free(&judge->loads);
	array_free(&judge->tunings);
	array_free(&judge->harmless);
	review_free(judge->review);
	free(judge->review);
	free(judge);
}

void judge_set_filling(struct judge *judge, double percent)
{
	judge->filling = percent;
}

static struct tuning *tuning_of(struct judge *judge, uint64_t netns)
{
	for (size_t i = 0; i < judge->tunings.count; i++)
		if (judge->tunings.items[i].netns == netns)
			return &judge->tunings.items[i];
	return NULL;
}

static void remember_tunings(struct judge *judge, const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];
		struct tuning *tuning = tuning_of(judge, netns->inode);
		int64_t somaxconn;

		if (!facts_get(&netns->facts, FACT_SOMAXCONN, &somaxconn))
			continue;
		if (!tuning) {
			tuning = array_add(&judge->tunings);
			*tuning = (struct tuning){ .netns = netns->inode, .somaxconn = somaxconn };
		}
		if (tuning->somaxconn != somaxconn)
			tuning->was = (struct number){ true, (double)tuning->somaxconn };
		tuning->somaxconn = somaxconn;
	}
}

static struct number full_for(const struct judge *judge, const struct listener_id *id)
{
	uint64_t milliseconds;

	if (!judge_full_for(judge, id, &milliseconds))
		return (struct number){ 0 };
	return (struct number){ true, (double)milliseconds / 1000 };
}

static void gather(struct judge *judge, size_t index, struct symptoms *symptoms)
{
	const struct model *model = judge->model;
	const struct listener *listener = &model_snapshot(model)->listeners.items[index];
	const struct tuning *tuning = tuning_of(judge, listener->id.netns);
	const struct episode *episode = episodes_find(&judge->episodes, &listener->id);
	struct symptom_sources sources = {
		.model = model,
		.loads = &judge->loads,
		.members = groups_find(&judge->groups, model, listener->label[LABEL_REUSEPORT]),
		.full_for = full_for(judge, &listener->id),
		.steady = episode && episode->steady,
	};

	if (tuning)
		sources.somaxconn_was = tuning->was;
	symptoms_gather(symptoms, &sources, index);
}

/* Only the worst are worth a closer look: it costs. */
static void suspect(struct judge *judge, const struct listener_id *id, double weight)
{
	size_t at = judge->suspect_count;

	while (at > 0 && judge->suspects[at - 1].weight < weight)
		at--;
	if (at == FOCUS_SUSPECTS)
		return;
	if (judge->suspect_count < FOCUS_SUSPECTS)
		judge->suspect_count++;
	for (size_t i = judge->suspect_count - 1; i > at; i--)
		judge->suspects[i] = judge->suspects[i - 1];
	judge->suspects[at] = (struct suspect){ *id, weight };
}

static double suspicion(const struct symptoms *symptoms)
{
	double weight = symptoms->full ? 1e6 : 0;

	if (symptoms->drop_rate.known && symptoms->meaning != DROPS_DEFERRED &&
	    symptoms->meaning != DROPS_SOCKET_ONLY)
		weight += 1000 * symptoms->drop_rate.value;
	if (symptoms->wait.known)
		weight += symptoms->wait.value;
	return weight;
}

static void judge_one(struct judge *judge, size_t index)
{
	struct symptoms symptoms;
	struct finding finding = { 0 };

	gather(judge, index, &symptoms);
	suspect(judge, &symptoms.listener->id, suspicion(&symptoms));
	if (symptoms.meaning == DROPS_DEFERRED)
		*array_add(&judge->harmless) = symptoms.listener->id;
	for (size_t i = 0; i < rules_count; i++)
		if (rule_apply(&rules[i], &symptoms, &finding))
			advice_add(&judge->advice, &rules[i], &finding,
				   rules[i].traits & RULE_OF_GROUP
					   ? symptoms.listener->label[LABEL_REUSEPORT]
					   : NULL);
}

static int by_id(const void *a, const void *b, void *arg)
{
	(void)arg;
	return listener_id_compare(a, b);
}

static int find_id(const void *a, const void *b)
{
	return listener_id_compare(a, b);
}

/* Of what does not listen, or not any more, there is nothing to advise. */
static bool is_there(const struct model *model, size_t index)
{
	return listener_listens(&model_snapshot(model)->listeners.items[index]) &&
	       !model_listener_track(model, index)->closed;
}

void judge_update(struct judge *judge, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);
	struct finding finding = { 0 };

	judge->model = model;
	changes_update(&judge->changes, model, &judge->journal);
	episodes_update(&judge->episodes, model, judge->filling, &judge->journal);
	ledgers_update(&judge->ledgers, model);
	remember_tunings(judge, snap);
	loads_fill(&judge->loads, model);
	array_clear(&judge->harmless);
	judge->suspect_count = 0;
	advice_begin(&judge->advice);
	for (size_t i = 0; i < snap->listeners.count; i++) {
		if (!is_there(model, i))
			continue;
		if (exposure_apply(snap, &snap->listeners.items[i], &finding))
			advice_add(&judge->advice, NULL, &finding, NULL);
		if (!symptoms_none(model, i))
			judge_one(judge, i);
	}
	expected_apply(&judge->expected, model, &judge->advice);
	advice_end(&judge->advice, snap);
	array_sort(&judge->harmless, by_id, NULL);
}

const struct finding *judge_finding(const struct judge *judge, size_t n)
{
	return advice_at(&judge->advice, n);
}

const struct finding *judge_finding_of(const struct judge *judge, const struct listener_id *id,
				       size_t n)
{
	return advice_of(&judge->advice, id, n);
}

static void add_suspect(struct focus *focus, const struct listener_id *id)
{
	for (size_t i = 0; i < focus->suspect_count; i++)
		if (listener_id_compare(&focus->suspects[i], id) == 0)
			return;
	if (focus->suspect_count < FOCUS_SUSPECTS)
		focus->suspects[focus->suspect_count++] = *id;
}

/* Those in trouble now, then those of whom something is still said: what comes in
 * bursts is looked at between them as well. */
void judge_suspects(const struct judge *judge, struct focus *focus)
{
	const struct finding *finding;

	focus->suspect_count = 0;
	for (size_t i = 0; i < judge->suspect_count; i++)
		add_suspect(focus, &judge->suspects[i].listener);
	for (size_t i = 0; (finding = judge_finding(judge, i)); i++) {
		if (finding->severity == SEVERITY_HINT ||
		    focus->suspect_count == FOCUS_SUSPECTS)
			break;
		if (!finding->by_baseline)
			add_suspect(focus, &finding->listener);
	}
}

bool judge_drops_are_harmless(const struct judge *judge, const struct listener_id *id)
{
	return judge->harmless.count &&
	       bsearch(id, judge->harmless.items, judge->harmless.count, sizeof *id, find_id);
}

bool judge_full_for(const struct judge *judge, const struct listener_id *id,
		    uint64_t *milliseconds)
{
	const struct episode *episode = episodes_find(&judge->episodes, id);

	if (!episode || !episode->now || !episode->worst_known)
		return false;
	*milliseconds = episode->lasted / CLOCK_MILLISECOND;
	return true;
}

bool judge_ledger(const struct judge *judge, uint64_t netns, enum ledger_span span,
		  struct ledger *ledger)
{
	return ledgers_get(&judge->ledgers, netns, span, ledger);
}

bool judge_has_changed(const struct judge *judge, const struct listener_id *id)
{
	return judge->model &&
	       changes_has(&judge->changes, id, model_snapshot(judge->model)->at.monotonic);
}

const struct listener_id *judge_laid(const struct judge *judge, size_t n)
{
	return changes_laid(&judge->changes, n);
}

void judge_note(struct judge *judge, const struct event *event)
{
	journal_add(&judge->journal, event);
}

const struct event *judge_event(const struct judge *judge, size_t n)
{
	return journal_at(&judge->journal, n);
}

uint64_t judge_events_forgotten(const struct judge *judge)
{
	return journal_forgotten(&judge->journal);
}

bool judge_review(const struct judge *judge, size_t n, struct text *line)
{
	return judge->model && review_line(judge->review, judge->model, n, line);
}
