/* outcome.h - what became of a deed, read off later snapshots. */
#ifndef LSN_ACT_OUTCOME_H
#define LSN_ACT_OUTCOME_H

#include "fact/act.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct done;
struct text;

struct outcome;

/* `before` is the snapshot the user saw when it was done: which listeners the targets
 * held, and with whom. `now` is monotonic ns. Of a renice there is none: NULL. */
struct outcome *outcome_new(const struct act *act, const struct snapshot *before, uint64_t now);

/* Whom it did not reach is not waited for. To be said once, before the first look; without
 * it all were reached. */
void outcome_set_done(struct outcome *outcome, const struct done *done);

/* Compares with a later snapshot; lives[n]: the n-th target is still there. NULL: nobody is
 * held any more, and who still stands in the snapshot lives. True, with a sentence in
 * `line`, where there is something to tell that was not told yet:
 *   "nginx (1234) ended; 0.0.0.0:80 released"
 *   "nginx (1235) ended; 0.0.0.0:80 still held by 5: pid 1301 took its place"
 *   "nginx (1234) ended; 0.0.0.0:80 and 2 more released; [::]:81 still held by 4"
 *   "0.0.0.0:80 bound again by pid 1310 nginx"
 *   "nginx (1234) is still there 5 s after SIGTERM"
 *   "nginx (1234) is still there 5 s after SIGTERM, stopped (T)"
 *   "nginx (1234) is still there 5 s after SIGTERM; 0.0.0.0:80 released"
 *   "nginx (1234) is stopped (T)"
 *   "nginx (1234) goes on; 0.0.0.0:80 held by 5, 4 of them new"
 *   "tcp 0.0.0.0:80 closed".
 * What others may still change, who holds it now, is waited for some seconds; and for
 * some more, who comes later is told in a second sentence. */
bool outcome_look(struct outcome *outcome, const struct snapshot *snap, const bool *lives,
		  uint64_t now, struct text *line);

/* It was asked to end by SIGTERM (or SIGINT, SIGQUIT) and has not for some seconds: SIGKILL
 * may be offered to those that live. Not after SIGHUP, on which many only reload. */
bool outcome_offers_kill(const struct outcome *outcome);

/* The deed, with none but those who were reached and live. */
void outcome_living(const struct outcome *outcome, struct act *act);

/* False: all it still waits for is that somebody ends, which `later` waits for as well. */
bool outcome_waits_for_others(const struct outcome *outcome, const struct outcome *later);

/* Nothing more will be told: all is settled, or too much time has passed. */
bool outcome_is_over(const struct outcome *outcome);

/* The deed it is about. Lent. */
const struct act *outcome_act(const struct outcome *outcome);

/* NULL is fine. */
void outcome_free(struct outcome *outcome);

#endif
