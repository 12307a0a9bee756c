/* rule_apply.c - does a rule hold of a listener, and what does it say then? */
#include "judge/rules.h"

#include "base/text.h"
#include "judge/symptom.h"
#include "judge/wording.h"

/* Clients who are refused weigh more than those who wait, and these more than how
 * full it is. */
static double weight_of(const struct symptoms *symptoms)
{
	double weight = 0;

	if (symptoms->drop_rate.known)
		weight += 1000 * symptoms->drop_rate.value;
	if (symptoms->wait.known)
		weight += symptoms->wait.value;
	if (symptoms->full_for.known)
		weight += symptoms->full_for.value;
	if (symptoms->queue.known && symptoms->backlog.known)
		weight += symptoms->queue.value /
			  (symptoms->backlog.value > 1 ? symptoms->backlog.value : 1);
	return weight;
}

static bool fill(char *room, size_t size, const char *sentence, const struct symptoms *symptoms)
{
	struct text text = text_over(room, size);

	return wording_fill(&text, sentence, symptoms);
}

bool rule_apply(const struct rule *rule, const struct symptoms *symptoms,
		struct finding *finding)
{
	struct text who = TEXT_OVER(finding->who);

	if (!rule->holds(symptoms) ||
	    !fill(finding->symptom, sizeof finding->symptom, rule->symptom, symptoms) ||
	    !fill(finding->cause, sizeof finding->cause, rule->cause, symptoms) ||
	    !fill(finding->remedy, sizeof finding->remedy, rule->remedy, symptoms) ||
	    !fill(finding->brief, sizeof finding->brief, rule->brief, symptoms))
		return false;
	wording_who(&who, symptoms);
	finding->rule = rule->name;
	finding->severity = rule->severity;
	if (rule->severity == SEVERITY_ALARM && !when_it_hurts(symptoms))
		finding->severity = SEVERITY_WARNING;
	finding->weight = weight_of(symptoms);
	finding->listener = symptoms->listener->id;
	finding->by_baseline = false;
	finding->source = rule->source;
	return true;
}
