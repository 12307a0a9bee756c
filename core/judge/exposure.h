/* exposure.h - services that had better not be reachable from outside. */
#ifndef LSN_JUDGE_EXPOSURE_H
#define LSN_JUDGE_EXPOSURE_H

#include "judge/finding.h"

#include <stdbool.h>

struct listener;
struct snapshot;

/* By port and address alone: a hint, where the listener is bound to an address that
 * is not loopback. A few comparisons for all others. */
bool exposure_apply(const struct snapshot *snap, const struct listener *listener,
		    struct finding *finding);

#endif
