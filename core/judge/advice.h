/* advice.h - what was found, kept a little longer than it holds. */
#ifndef LSN_JUDGE_ADVICE_H
#define LSN_JUDGE_ADVICE_H

#include "base/array.h"
#include "judge/finding.h"

#include <stddef.h>
#include <stdint.h>

struct kept;
struct rule;
struct snapshot;

enum { ADVICE_HOLD = 5 };               /* seconds that a finding stays behind its end:
					 * one that comes and goes is noise */

struct link {
	struct listener_id listener;
	const struct kept *kept;
};

/* A zeroed one is empty. */
struct advice {
	ARRAY(struct kept *) kept;      /* by listener, then rule; the sorted ones first */
	size_t sorted;
	ARRAY(struct kept *) shown;     /* the worst first */
	ARRAY(struct link) links;       /* by listener, the worst first */
};

/* A tick: begin, add what holds, end. `rule` NULL: one without a topic. */
void advice_begin(struct advice *advice);
void advice_add(struct advice *advice, const struct rule *rule, const struct finding *finding,
		const char *group);
void advice_end(struct advice *advice, const struct snapshot *snap);

/* As judge_finding() and judge_finding_of() have them. */
const struct finding *advice_at(const struct advice *advice, size_t n);
const struct finding *advice_of(const struct advice *advice, const struct listener_id *id,
				size_t n);

void advice_free(struct advice *advice);

#endif
