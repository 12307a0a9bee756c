/* rules.h - what may be wrong with a listener, why, and what helps: as data. */
#ifndef LSN_JUDGE_RULES_H
#define LSN_JUDGE_RULES_H

#include "judge/condition.h"
#include "judge/finding.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct symptoms;

/* Of one topic a listener has one finding at most. */
enum topic {
	TOPIC_OWNER,                    /* what the owner does */
	TOPIC_LIMIT,                    /* which limit binds */
	TOPIC_ABORT,
	TOPIC_SYN,
	TOPIC_DROPS,
	TOPIC_UDP,
	TOPIC_DEAD,
	TOPICS,
};
#define TOPIC_BIT(topic) (1u << (topic))

enum rule_trait {
	RULE_OF_GROUP = 1,              /* concerns all members of its SO_REUSEPORT group */
	RULE_FLEETING = 2,              /* is not kept behind its end: it says that something
					 * is not known yet */
};

/* The texts are sentences of wording.h; a rule whose blanks are not known does not
 * hold. */
struct rule {
	const char *name;
	enum topic topic;
	enum severity severity;         /* an alarm only where it hurts now, else a warning */
	unsigned silences;              /* bits of topics of which nothing more is said:
					 * what they advise would not help */
	unsigned traits;                /* of enum rule_trait */
	condition holds;
	const char *symptom, *cause, *remedy, *source;
	const char *brief;              /* all of it in one short line */
};

/* The strongest of a topic first. */
extern const struct rule rules[];
extern const size_t rules_count;

/* Fills the finding in; false, and nothing that may be used in it, where the rule does
 * not hold. */
bool rule_apply(const struct rule *rule, const struct symptoms *symptoms,
		struct finding *finding);

#endif
