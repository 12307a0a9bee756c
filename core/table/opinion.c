/* opinion.c - what the judge says of a scene, for those who show it. */
#include "table/opinion.h"

#include "base/text.h"
#include "judge/impact.h"
#include "judge/judge.h"
#include "judge/origin.h"
#include "model/model.h"
#include "table/overview.h"
#include "table/row.h"
#include "table/scene.h"

static const struct judge *judge_of(const struct scene *scene)
{
	return scene ? scene->judge : NULL;
}

static bool tell(const struct finding *finding, struct opinion *opinion)
{
	static const enum opinion_weight weights[] = {
		[SEVERITY_HINT] = OPINION_HINT,
		[SEVERITY_WARNING] = OPINION_WARNING,
		[SEVERITY_ALARM] = OPINION_ALARM,
	};

	if (!finding)
		return false;
	*opinion = (struct opinion){
		.weight = weights[finding->severity],
		.badness = finding->weight,
		.listener = finding->listener,
		.who = finding->who,
		.symptom = finding->symptom,
		.cause = finding->cause,
		.remedy = finding->remedy,
		.source = finding->source,
		.brief = finding->brief,
		.by_baseline = finding->by_baseline,
	};
	return true;
}

bool opinion_at(const struct scene *scene, size_t n, struct opinion *opinion)
{
	const struct judge *judge = judge_of(scene);

	return judge && tell(judge_finding(judge, n), opinion);
}

bool opinion_of(const struct scene *scene, const struct listener_id *id, size_t n,
		struct opinion *opinion)
{
	const struct judge *judge = judge_of(scene);

	return judge && tell(judge_finding_of(judge, id, n), opinion);
}

void opinion_sentence(const struct opinion *opinion, bool ascii, struct text *line)
{
	const struct { const char *before, *part; } parts[] = {
		{ "", opinion->who },
		{ ": ", opinion->symptom },
		{ ": ", opinion->cause },
		{ "; ", opinion->remedy },
	};
	bool begun = false;

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (!parts[i].part || !*parts[i].part)
			continue;
		text_add(line, begun ? parts[i].before : "");
		text_printable(line, parts[i].part, ascii);
		begun = true;
	}
}

bool opinion_ledger(const struct scene *scene, size_t n, struct text *line)
{
	const struct judge *judge = judge_of(scene);
	const struct netns *own = overview_own_netns(scene);
	struct ledger ledger;

	return judge && own && judge_ledger(judge, own->inode, LEDGER_MINUTE, &ledger) &&
	       ledger_line(&ledger, n, line);
}

bool opinion_review(const struct scene *scene, size_t n, struct text *line)
{
	const struct judge *judge = judge_of(scene);

	return judge && judge_review(judge, n, line);
}

uint64_t opinion_events_forgotten(const struct scene *scene)
{
	const struct judge *judge = judge_of(scene);

	return judge ? judge_events_forgotten(judge) : 0;
}

bool opinion_impact(const struct scene *scene, const struct act *act, size_t n,
		    enum opinion_impact *weight, struct text *line)
{
	static const enum opinion_impact weights[] = {
		[IMPACT_NOTE] = OPINION_NOTE,
		[IMPACT_LOSS] = OPINION_LOSS,
		[IMPACT_VAIN] = OPINION_VAIN,
	};
	enum impact_weight heavy;

	if (!scene || !scene->model || !impact_line(scene->model, act, n, &heavy, line))
		return false;
	*weight = weights[heavy];
	return true;
}

bool opinion_origin(const struct scene *scene, const struct process *process,
		    const struct process **parent, struct text *line)
{
	const struct snapshot *snap = scene ? scene_snapshot(scene) : NULL;
	struct origin origin;

	if (!snap || !origin_of(snap, process, &origin))
		return false;
	*parent = origin.process;
	text_add(line, origin.text);
	return true;
}

bool opinion_event_has_listener(const struct row *row)
{
	return event_has_listener(row->event);
}

struct listener_id opinion_event_listener(const struct row *row)
{
	return row->event->listener;
}
