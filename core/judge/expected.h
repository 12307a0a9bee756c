/* expected.h - what the baseline does not know, or misses, as findings. */
#ifndef LSN_JUDGE_EXPECTED_H
#define LSN_JUDGE_EXPECTED_H

#include "base/array.h"

#include <stddef.h>
#include <stdint.h>

struct advice;
struct model;

enum { EXPECTED_FINDINGS = 16 };        /* of one tick at most: what overflows must be seen */

/* A zeroed one is empty; what it holds is of one tick. */
struct expected {
	ARRAY(struct surprise {
		uint32_t index;                 /* in the snapshot */
		double weight;                  /* more is worse */
	}) surprises;
};

/* What is reached farthest first; of those that are too many the last finding says how
 * many. Between advice_begin() and advice_end(). */
void expected_apply(struct expected *expected, const struct model *model,
		    struct advice *advice);

void expected_free(struct expected *expected);

#endif
