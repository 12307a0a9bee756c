/* advice.c - what was found, kept a little longer than it holds. */
#include "judge/advice.h"

#include "base/clock.h"
#include "base/memory.h"
#include "judge/rules.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct kept {
	struct finding finding;
	const struct rule *rule;        /* NULL: without a topic */
	char *group;                    /* whose members it concerns; NULL its own alone */
	uint64_t held;                  /* monotonic, when it last did */
	bool holds;                     /* at this tick */
	bool there;                     /* its listener is */
};

static void kept_free(struct kept *kept)
{
	free(kept->group);
	free(kept);
}

void advice_free(struct advice *advice)
{
	for (size_t i = 0; i < advice->kept.count; i++)
		kept_free(advice->kept.items[i]);
	array_free(&advice->kept);
	array_free(&advice->shown);
	array_free(&advice->links);
}

/* Rules stand in one table: their addresses are their order. Findings without a rule go by
 * name, behind none at all. */
static int by_listener_and_rule(const void *a, const void *b, void *arg)
{
	const struct kept *x = *(struct kept *const *)a, *y = *(struct kept *const *)b;
	const char *name = x->finding.rule, *other = y->finding.rule;
	int order = listener_id_compare(&x->finding.listener, &y->finding.listener);

	(void)arg;
	if (order)
		return order;
	if (x->rule || y->rule)
		return (x->rule > y->rule) - (x->rule < y->rule);
	return name && other ? strcmp(name, other) : (name != NULL) - (other != NULL);
}

static int by_weight(const void *a, const void *b, void *arg)
{
	const struct kept *x = *(struct kept *const *)a, *y = *(struct kept *const *)b;

	int order = finding_compare(&x->finding, &y->finding);

	return order ? order : by_listener_and_rule(a, b, arg);
}

static int by_listener(const void *a, const void *b, void *arg)
{
	const struct link *x = a, *y = b;

	(void)arg;
	return listener_id_compare(&x->listener, &y->listener);
}

/* The first of the sorted ones that is not before (id, rule, name). */
static size_t lower(const struct advice *advice, const struct listener_id *id,
		    const struct rule *rule, const char *name)
{
	struct kept wanted = { .finding.listener = *id, .finding.rule = name, .rule = rule };
	const struct kept *wanted_at = &wanted;
	size_t low = 0, high = advice->sorted;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (by_listener_and_rule(&advice->kept.items[middle], &wanted_at, NULL) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void advice_begin(struct advice *advice)
{
	for (size_t i = 0; i < advice->kept.count; i++)
		advice->kept.items[i]->holds = advice->kept.items[i]->there = false;
}

static struct kept *place_of(struct advice *advice, const struct rule *rule,
			     const struct finding *finding)
{
	size_t at = lower(advice, &finding->listener, rule, finding->rule);
	struct kept wanted = { .finding.listener = finding->listener,
			       .finding.rule = finding->rule, .rule = rule };
	const struct kept *wanted_at = &wanted;
	struct kept *kept;

	if (at < advice->sorted &&
	    by_listener_and_rule(&advice->kept.items[at], &wanted_at, NULL) == 0)
		return advice->kept.items[at];
	kept = memory_alloc(1, sizeof *kept);
	*array_add(&advice->kept) = kept;
	return kept;
}

void advice_add(struct advice *advice, const struct rule *rule, const struct finding *finding,
		const char *group)
{
	struct kept *kept = place_of(advice, rule, finding);

	free(kept->group);
	*kept = (struct kept){ .finding = *finding, .rule = rule, .holds = true, .there = true,
			       .group = group ? memory_text(group) : NULL };
}

/* Whose listener is gone goes with it. */
static void see_listeners(struct advice *advice, const struct snapshot *snap)
{
	for (size_t i = 0; advice->sorted && i < snap->listeners.count; i++) {
		const struct listener_id *id = &snap->listeners.items[i].id;
		size_t at = lower(advice, id, NULL, NULL);

		for (; at < advice->sorted; at++) {
			struct kept *kept = advice->kept.items[at];

			if (listener_id_compare(&kept->finding.listener, id) != 0)
				break;
			kept->there = true;
		}
	}
}

/* What has no rule was said of one instant, and is true or not. */
static double hold_of(const struct kept *kept)
{
	if (!kept->holds && (!kept->rule || kept->rule->traits & RULE_FLEETING))
		return 0;
	return ADVICE_HOLD;
}

static void forget(struct advice *advice, uint64_t now)
{
	size_t left = 0;

	for (size_t i = 0; i < advice->kept.count; i++) {
		struct kept *kept = advice->kept.items[i];

		if (kept->holds)
			kept->held = now;
		if (kept->there && clock_seconds(kept->held, now) < hold_of(kept))
			advice->kept.items[left++] = kept;
		else
			kept_free(kept);
	}
	advice->kept.count = left;
}

/* What is said of one listener weighs the same, and of its owner not less, so that the
 * strongest cause stays first: one that is only kept knows less of how bad it is now. */
static void weigh_alike(struct advice *advice, size_t first)
{
	enum severity worst = SEVERITY_HINT;
	double most = 0;

	for (size_t i = first; i < advice->shown.count; i++) {
		const struct finding *finding = &advice->shown.items[i]->finding;

		most = finding->weight > most ? finding->weight : most;
		worst = finding->severity > worst ? finding->severity : worst;
	}
	for (size_t i = first; i < advice->shown.count; i++) {
		struct kept *kept = advice->shown.items[i];

		if (!kept->rule)
			continue;
		kept->finding.weight = most;
		if (kept->rule->topic == TOPIC_OWNER)
			kept->finding.severity = worst;
	}
}

/* Of each topic the strongest, unless a stronger topic silences it. */
static void choose(struct advice *advice)
{
	const struct finding *last = NULL;
	unsigned done = 0;
	size_t first = 0;

	array_clear(&advice->shown);
	for (size_t i = 0; i < advice->kept.count; i++) {
		struct kept *kept = advice->kept.items[i];

		if (!last || listener_id_compare(&last->listener, &kept->finding.listener) != 0) {
			weigh_alike(advice, first);
			first = advice->shown.count;
			done = 0;
		}
		last = &kept->finding;
		if (kept->rule) {
			if (done & TOPIC_BIT(kept->rule->topic))
				continue;
			done |= TOPIC_BIT(kept->rule->topic) | kept->rule->silences;
		}
		*array_add(&advice->shown) = kept;
	}
	weigh_alike(advice, first);
	array_sort(&advice->shown, by_weight, NULL);
}

static void link_group(struct advice *advice, const struct kept *kept,
		       const struct snapshot *snap)
{
	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];
		const char *group = listener->label[LABEL_REUSEPORT];

		if (group && strcmp(group, kept->group) == 0 &&
		    listener_id_compare(&listener->id, &kept->finding.listener) != 0)
			*array_add(&advice->links) = (struct link){ listener->id, kept };
	}
}

/* Sorting is stable: of each listener they stay in the order of their weight. */
static void link_all(struct advice *advice, const struct snapshot *snap)
{
	array_clear(&advice->links);
	for (size_t i = 0; i < advice->shown.count; i++) {
		const struct kept *kept = advice->shown.items[i];

		*array_add(&advice->links) = (struct link){ kept->finding.listener, kept };
		if (kept->group)
			link_group(advice, kept, snap);
	}
	array_sort(&advice->links, by_listener, NULL);
}

void advice_end(struct advice *advice, const struct snapshot *snap)
{
	see_listeners(advice, snap);
	forget(advice, snap->at.monotonic);
	array_sort(&advice->kept, by_listener_and_rule, NULL);
	advice->sorted = advice->kept.count;
	choose(advice);
	link_all(advice, snap);
}

const struct finding *advice_at(const struct advice *advice, size_t n)
{
	return n < advice->shown.count ? &advice->shown.items[n]->finding : NULL;
}

const struct finding *advice_of(const struct advice *advice, const struct listener_id *id,
				size_t n)
{
	size_t low = 0, high = advice->links.count;

	while (low < high) {
		size_t middle = (low + high) / 2;

		if (listener_id_compare(&advice->links.items[middle].listener, id) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	if (n >= advice->links.count - low ||
	    listener_id_compare(&advice->links.items[low + n].listener, id) != 0)
		return NULL;
	return &advice->links.items[low + n].kept->finding;
}
