/* outcome_part.h - private to act: a deed being followed. */
#ifndef LSN_ACT_OUTCOME_PART_H
#define LSN_ACT_OUTCOME_PART_H

#include "act/fate.h"
#include "base/array.h"
#include "base/clock.h"
#include "fact/act.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct snapshot;
struct text;

enum {
	WATCHED_MOST = 512,
	/* A listener that is gone stands in the snapshot for one more; whoever holds one now
	 * is looked for then. */
	SETTLED_LOOKS = 3,
	SENTENCES_MOST = 4,             /* of a service that starts over and over */
};

/* ns */
#define OUTCOME_LATE (5 * CLOCK_SECOND)         /* to end */
#define OUTCOME_SETTLED (3 * CLOCK_SECOND)      /* who holds it now has been found */
/* Whoever takes a place at once has done so; later ones are told in a second sentence. */
#define OUTCOME_SOON CLOCK_SECOND
#define OUTCOME_CHANGED (3 * CLOCK_SECOND)      /* a reload is over */
#define OUTCOME_WATCH (10 * CLOCK_SECOND)       /* after the end */
#define OUTCOME_PATIENCE (60 * CLOCK_SECOND)    /* for an end that was asked for */

struct outcome {
	struct act act;
	bool reached[ACT_TARGETS], lives[ACT_TARGETS];
	size_t reached_count, living;
	size_t stopped;                 /* of the targets, before */
	struct process_id ended[ACT_TARGETS];   /* those reached, once all have */
	uint64_t began, ended_at;
	bool has_ended;                 /* all of them; `ended_at` and `looks` count */
	uint64_t last;                  /* instant of the last snapshot */
	unsigned looks, sentences;
	bool told_end, told_late, told_change, over;
	uint64_t boot;                  /* `began`, in ns since boot */
	ARRAY(struct watched *) watched;
	bool overfull;                  /* there are more than can be watched */
};

/* SIGTERM and its like, and SIGKILL as well. */
bool outcome_asks_to_end(const struct outcome *outcome);
bool outcome_expects_end(const struct outcome *outcome);

/* How many of those reached that live are stopped. */
size_t outcome_count_stopped(const struct outcome *outcome, const struct snapshot *snap);

/* "nginx (1200) ended", "2 of 3 processes ended". */
void outcome_write_ended(const struct outcome *outcome, struct text *line);

/* "0.0.0.0:80 and 2 more released; [::]:81 still held by 4": what befell several alike is
 * told of the first of them. `news` are those to tell of; it is used up. */
void outcome_write_fates(const struct outcome *outcome, const struct fate *fates,
			 enum fate_tone tone, bool *news, struct text *line);

/* Not all have ended. True where there is something to tell. */
bool outcome_look_at_living(struct outcome *outcome, const struct snapshot *snap, uint64_t now,
			    struct text *line);

#endif
