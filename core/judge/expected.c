/* expected.c - what the baseline does not know, or misses, as findings. */
#include "judge/expected.h"

#include "base/text.h"
#include "fact/expectation.h"
#include "judge/advice.h"
#include "judge/finding.h"
#include "judge/phrase.h"
#include "model/model.h"

#include <stdbool.h>
#include <string.h>
#include <sys/socket.h>

/* Below whatever else is said with the same severity. */
static const double LIGHT = -100;

/* How a word of the baseline is said. {file} stands for its path. */
static const struct saying {
	enum expectation_why why;
	const char *cause, *remedy, *brief;
} sayings[] = {
	{ WHY_NEW, "no line for it in the baseline",
	  "if it belongs here press e to accept it (or add its line to {file}), else look at who "
	  "started it: Enter", "no line for it; e accepts it, Enter shows whose it is" },
	{ WHY_WIDER, "reached by more than the baseline expects",
	  "bind it as expected, or if it is meant so press e to accept it (or add its line to "
	  "{file})", "reached by more than expected; bind it as expected, or e accepts it" },
	{ WHY_OTHER_EXECUTABLE, "another executable than the baseline expects",
	  "if it belongs here press e to accept it (or change its line in {file}), else look at "
	  "who started it: Enter",
	  "another executable; Enter shows it, e accepts it" },
	{ WHY_REPLACED, "its executable was deleted or replaced since it was started",
	  "if it was updated restart it, else look at what it runs: Enter",
	  "its executable was deleted or replaced; restart it if it was updated" },
	{ WHY_OTHER_UNIT, "in another unit than the baseline expects",
	  "if it belongs there press e to accept it (or change its line in {file}), else look at "
	  "who started it: Enter", "in another unit; Enter shows it, e accepts it" },
	{ WHY_OTHER_USER, "another user than the baseline expects",
	  "if it is meant so press e to accept it (or change its line in {file}), else look at "
	  "who started it: Enter", "another user; Enter shows it, e accepts it" },
	{ WHY_MISSING, "the baseline accepts it", "start it, or take its line out of {file}",
	  "start it, or take its line out of the baseline" },
};

static const struct saying *saying_of(const struct listener *listener)
{
	const char *word = listener->label[LABEL_UNEXPECTED_WHY];

	for (size_t i = 0; word && i < sizeof sayings / sizeof *sayings; i++)
		if (strcmp(expectation_why_name(sayings[i].why), word) == 0)
			return &sayings[i];
	return &sayings[0];
}

/* What is not known may be the worst. */
static int64_t exposure_of(const struct listener *listener)
{
	int64_t exposure = listener->local.family == AF_UNIX ? EXPOSURE_LOCAL : EXPOSURE_ANY;

	facts_get(&listener->facts, FACT_EXPOSURE, &exposure);
	return exposure;
}

/* That something is not there is worse than what is reached from a private network only. */
static double weight_of(const struct listener *listener)
{
	return facts_have(&listener->facts, FACT_MISSING, 1) ? EXPOSURE_PRIVATE + 0.5
						: (double)exposure_of(listener);
}

static int by_weight(const void *a, const void *b, void *arg)
{
	const struct surprise *x = a, *y = b;

	(void)arg;
	return (x->weight < y->weight) - (x->weight > y->weight);
}

static void gather(struct expected *expected, const struct model *model)
{
	const struct snapshot *snap = model_snapshot(model);

	array_clear(&expected->surprises);
	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		if (!facts_have(&listener->facts, FACT_MISSING, 1) && !facts_have(&listener->facts, FACT_UNEXPECTED, 1))
			continue;
		if (!model_listener_track(model, i)->closed)
			*array_add(&expected->surprises) =
				(struct surprise){ (uint32_t)i, weight_of(listener) };
	}
	array_sort(&expected->surprises, by_weight, NULL);
}

static void add_remedy(struct text *text, const char *remedy, const struct snapshot *snap)
{
	static const char blank[] = "{file}";
	const char *at = strstr(remedy, blank);

	if (!at) {
		text_add(text, remedy);
		return;
	}
	text_add_bytes(text, remedy, (size_t)(at - remedy));
	text_add(text, snap->baseline.path ? snap->baseline.path : "the baseline");
	text_add(text, at + sizeof blank - 1);
}

static void add_who(struct text *who, const struct snapshot *snap,
		    const struct listener *listener)
{
	const char *comm = NULL;

	address_format(&listener->local, who);
	if (listener->owner_count)
		comm = snapshot_owner(snap, listener, 0)->label[LABEL_COMM];
	if (comm)
		text_format(who, " %s", comm);
}

/* Briefly, and once more with what to do. `rest` are those that get no finding. */
static void say_symptom(struct finding *finding, const struct saying *saying, bool missing,
			size_t rest)
{
	struct text symptom = TEXT_OVER(finding->symptom), brief = TEXT_OVER(finding->brief);

	text_add(&symptom, missing ? "expected and not listening" : "not expected");
	if (rest) {
		text_add(&symptom, ", and ");
		phrase_count(&symptom, rest);
		text_add(&symptom, " more are not expected, or missing");
	}
	text_format(&brief, "%s: %s", finding->symptom, saying->brief);
}

/* Of what has a line the detail says which, and what it expects. */
static void say_cause(struct finding *finding, const struct saying *saying,
		      const struct listener *listener)
{
	const char *detail = listener->label[LABEL_UNEXPECTED_DETAIL];
	struct text cause = TEXT_OVER(finding->cause);

	if (!detail || !*detail || saying->why == WHY_NEW)
		text_add(&cause, saying->cause);
	else if (saying->why == WHY_MISSING)
		text_add(&cause, detail);
	else
		text_format(&cause, "%s: %s", saying->cause, detail);
}

static void say(struct finding *finding, const struct snapshot *snap,
		const struct listener *listener, size_t rest)
{
	bool missing = facts_have(&listener->facts, FACT_MISSING, 1);
	const struct saying *saying = saying_of(listener);
	struct text who = TEXT_OVER(finding->who), remedy = TEXT_OVER(finding->remedy);

	add_who(&who, snap, listener);
	say_symptom(finding, saying, missing, rest);
	say_cause(finding, saying, listener);
	add_remedy(&remedy, saying->remedy, snap);
	finding->rule = missing ? "missing" : "unexpected";
	finding->severity = missing || exposure_of(listener) > EXPOSURE_LOOPBACK
				    ? SEVERITY_WARNING
				    : SEVERITY_HINT;
	finding->weight = LIGHT + weight_of(listener);
	finding->listener = listener->id;
	finding->source = "lsntop(8), BASELINE";
	finding->by_baseline = true;
}

void expected_apply(struct expected *expected, const struct model *model,
		    struct advice *advice)
{
	const struct snapshot *snap = model_snapshot(model);
	size_t all, named;

	gather(expected, model);
	all = expected->surprises.count;
	named = all < EXPECTED_FINDINGS ? all : EXPECTED_FINDINGS;
	for (size_t i = 0; i < named; i++) {
		const struct surprise *surprise = &expected->surprises.items[i];
		struct finding finding = { 0 };

		say(&finding, snap, &snap->listeners.items[surprise->index],
		    i + 1 == named ? all - named : 0);
		advice_add(advice, NULL, &finding, NULL);
	}
}

void expected_free(struct expected *expected)
{
	array_free(&expected->surprises);
}
