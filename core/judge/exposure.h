/* exposure.h - services that had better not be reachable from outside. */
#ifndef LSN_JUDGE_EXPOSURE_H
#define LSN_JUDGE_EXPOSURE_H

#include "judge/finding.h"

#include <stdbool.h>

struct listener;
struct snapshot;

/* By port and FACT_EXPOSURE alone: a hint, where others than this host can reach the
 * listener. A few comparisons for all others; nothing where it is not known. */
bool exposure_apply(const struct snapshot *snap, const struct listener *listener,
		    struct finding *finding);

#endif
