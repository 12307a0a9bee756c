/* impact.h - what a deed would hit besides those it is meant for. */
#ifndef LSN_JUDGE_IMPACT_H
#define LSN_JUDGE_IMPACT_H

#include "fact/act.h"

#include <stdbool.h>
#include <stddef.h>

struct model;
struct text;

enum impact_weight {
	IMPACT_NOTE,                    /* worth knowing: who else holds the socket, so that
					 * it stays open */
	IMPACT_LOSS,                    /* somebody is hit: connections that will be reset */
	IMPACT_VAIN,                    /* it will not last: what starts it again */
};

/* The n-th thing to be said before the act is done, the heaviest loss first; false behind
 * the last. One sentence without a full stop, raw names in it. Of signals that end nothing
 * (SIGCONT, SIGWINCH, 0) and of renicing nothing is lost.
 *
 * Of a signal, for each listener that the targets hold: which other processes hold it as
 * well; else how many connections wait in its accept queue and will be reset, of UNIX too,
 * and of a SO_REUSEPORT group that these are lost although other members go on.
 * For each target: what starts it again (origin.h), that systemd itself holds the socket
 * (socket activation), which container stands behind a docker-proxy, how many connections
 * it has open where that was looked for. Of a master that makes workers, that SIGKILL
 * leaves these behind with the socket.
 * Of a close: that it ends no process and accepted connections go on; that waiting clients
 * are reset; that its owners' accept(2) fails from now on, with EINVAL, and that many
 * programs will spin or end; that any of them may call listen(2) again; and that whoever
 * holds a copy of the descriptor loses it too.
 *
 * However many are hit, there are at most IMPACT_LINES: of what comes in numbers the
 * heaviest are named, and the rest counted. */
enum { IMPACT_LINES = 12 };
bool impact_line(const struct model *model, const struct act *act, size_t n,
		 enum impact_weight *weight, struct text *line);

#endif
