/* starter.h - programs that are known to start others, and what they do when these end. */
#ifndef LSN_JUDGE_STARTER_H
#define LSN_JUDGE_STARTER_H

#include "judge/origin.h"

#include <stdbool.h>

struct starter {
	/* What its comm is; with a `*` at the end, what that begins with. */
	const char *comm[8];
	const char *title;              /* stands in its command line; NULL: whatever */
	/* Only where the process below it is called so; NULL: whatever. */
	const char *child;
	bool same;                      /* only where the process below it is of this row too */
	bool weak;                      /* whatever explains it further up is told instead */
	enum origin_kind kind;
	bool restarts;
	const char *text, *after;       /* `{who}` stands for it, "nginx (1234)"; `{user}` for
					 * the user; after NULL: nothing is known */
	const char *source;             /* where the claim comes from */
};

/* What is known of `above`, which is the parent of `below`; NULL: nothing. */
const struct starter *starter_find(const struct process *above, const struct process *below);

#endif
