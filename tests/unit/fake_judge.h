/* fake_judge.h - a judge who says what the test tells him to. It stands in for
 * core/judge/judge.c, for what only shows opinions. */
#ifndef LSN_UNIT_FAKE_JUDGE_H
#define LSN_UNIT_FAKE_JUDGE_H

#include "base/text.h"
#include "judge/judge.h"

#include <string.h>

enum { FAKE_MAX = 16 };

struct judge {
	struct finding findings[FAKE_MAX];
	size_t finding_count;
	struct event events[FAKE_MAX];  /* the newest first */
	size_t event_count;
	uint64_t forgotten;
	uint64_t harmless;              /* number of a listener whose drops are; 0 none */
	uint64_t changed;               /* number of a listener that changed; 0 none */
	uint64_t full_for;              /* ms that any listener is full; 0 is not */
	uint64_t ledger_of;             /* namespace that has books; 0 none */
	const char *review[FAKE_MAX];
};

static inline struct finding *fake_finding(struct judge *judge, enum severity severity,
					   uint64_t number, const char *who, const char *symptom)
{
	struct finding *finding = &judge->findings[judge->finding_count++];
	struct text text = TEXT_OVER(finding->who);

	finding->severity = severity;
	finding->listener = (struct listener_id){ UINT64_C(4026531840), number, 0 };
	text_add(&text, who);
	text = TEXT_OVER(finding->symptom);
	text_add(&text, symptom);
	return finding;
}

const struct finding *judge_finding(const struct judge *judge, size_t n)
{
	return n < judge->finding_count ? &judge->findings[n] : NULL;
}

const struct finding *judge_finding_of(const struct judge *judge, const struct listener_id *id,
				       size_t n)
{
	for (size_t i = 0; i < judge->finding_count; i++)
		if (listener_id_compare(&judge->findings[i].listener, id) == 0 && n-- == 0)
			return &judge->findings[i];
	return NULL;
}

bool judge_drops_are_harmless(const struct judge *judge, const struct listener_id *id)
{
	return judge->harmless && id->number == judge->harmless;
}

bool judge_has_changed(const struct judge *judge, const struct listener_id *id)
{
	return judge->changed && id->number == judge->changed;
}

bool judge_full_for(const struct judge *judge, const struct listener_id *id, uint64_t *milliseconds)
{
	(void)id;
	if (!judge->full_for)
		return false;
	*milliseconds = judge->full_for;
	return true;
}

bool judge_ledger(const struct judge *judge, uint64_t netns, enum ledger_span span,
		  struct ledger *ledger)
{
	if (judge->ledger_of != netns || span != LEDGER_MINUTE)
		return false;
	*ledger = (struct ledger){ .seconds = 60, .drops = 14, .listeners = 1, .overflows = 14 };
	return true;
}

const struct event *judge_event(const struct judge *judge, size_t n)
{
	return n < judge->event_count ? &judge->events[n] : NULL;
}

uint64_t judge_events_forgotten(const struct judge *judge)
{
	return judge->forgotten;
}

bool judge_review(const struct judge *judge, size_t n, struct text *line)
{
	if (n >= FAKE_MAX || !judge->review[n])
		return false;
	text_add(line, judge->review[n]);
	return true;
}

#endif
