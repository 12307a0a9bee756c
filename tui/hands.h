/* hands.h - deeds carried out, and followed until nothing more is to be told of them. */
#ifndef LSN_TUI_HANDS_H
#define LSN_TUI_HANDS_H

#include "act/act.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct audit;
struct focus;
struct outcome;
struct snapshot;
struct text;

enum { HANDS_FOLLOWED = 4, HANDS_LOOKS = 3 };

/* A zeroed one with ops and audit set (both borrowed, NULL: none) is at rest. */
struct hands {
	struct act_ops *ops;
	struct audit *audit;
	struct followed {
		struct outcome *outcome;        /* NULL: free */
		bool held;              /* ops still hold its targets; else only snapshots
					 * tell who lives */
		bool offered;           /* SIGKILL, once */
	} followed[HANDS_FOLLOWED];     /* the oldest first */
	bool holding;                   /* ops hold somebody */
	bool aimed;                     /* for a question that is open */
	uint64_t looks[HANDS_LOOKS];    /* monotonic ns, when a look is due; 0 none */
	double delay;                   /* seconds between ticks */
	uint64_t glance;                /* when those held are next asked whether they live */
	size_t living;                  /* of those held and followed, when last asked */
};

/* Whoever was held before is let go. Where none of them may be hit the log is told. */
void hands_aim(struct hands *hands, const struct act *act, struct aim *aim);

/* Does it, writes the log, says what came of it at once, and follows it. `before` is what
 * the user saw. Looks are due soon, those that a delay (seconds) does not bring anyway. */
void hands_perform(struct hands *hands, const struct act *act, const struct snapshot *before,
		   double delay, uint64_t now, struct text *line);

/* The question was answered with no: nobody is held for it any more. */
void hands_drop(struct hands *hands);

/* Those who are followed stay in the snapshot, whether they hold a listener or not. */
void hands_focus(const struct hands *hands, struct focus *focus);

/* What became of them, one sentence at a time; call it until it is false. `act` is the deed
 * it is about, lent until the next call; `offer`: SIGKILL may be offered to those that are
 * `left`, said once. */
struct hands_news {
	const struct act *act;
	bool offer;
	struct act left;                /* with an offer only */
};
bool hands_look(struct hands *hands, const struct snapshot *snap, uint64_t now,
		struct hands_news *news, struct text *line);

/* When hands_glance() is due; UINT64_MAX: not at all. It tells whether a look is: somebody
 * held may have ended between two ticks. Looks that are due are taken off by hands_looked(). */
uint64_t hands_due(const struct hands *hands);
bool hands_glance(struct hands *hands, uint64_t now);
void hands_looked(struct hands *hands, uint64_t now);

/* Lets all go. */
void hands_free(struct hands *hands);

#endif
