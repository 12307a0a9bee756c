/* reach.h - from where is a listener reached, and by which interfaces? By its address and
 * device alone. */
#ifndef LSN_SOURCE_REACH_H
#define LSN_SOURCE_REACH_H

#include "source/scope.h"

#include <stdbool.h>
#include <stdint.h>

struct interfaces;
struct listener;
struct snapshot;

/* One look at the listeners of a namespace; begins with the first two set. */
struct reach {
	struct snapshot *snap;
	const struct interfaces *interfaces;

	uint64_t missed;                /* a sum over what listeners are bound to and was not
					 * found; 0: nothing was missed */
	bool unknown;                   /* the exposure of one could not be told */
	bool unnamed;                   /* nor the interfaces of one, though they can be known */

	const char *all;                /* names of all interfaces that are up; NULL: not yet */
	struct scope_address last;      /* many are at the same address as the one before */
	const char *last_names;
};

/* Sets FACT_EXPOSURE and LABEL_INTERFACES, as far as they are known, of a listener that
 * has an IP address; nothing of others. */
void reach_tell(struct reach *reach, struct listener *listener);

#endif
