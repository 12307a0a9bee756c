/* judge.h - opinions about what lasted: what is wrong, why, and what helps. */
#ifndef LSN_JUDGE_JUDGE_H
#define LSN_JUDGE_JUDGE_H

#include "fact/snapshot.h"
#include "judge/finding.h"
#include "judge/journal.h"
#include "judge/ledger.h"

#include <stdbool.h>
#include <stddef.h>

struct focus;
struct model;
struct text;

struct judge;

struct judge *judge_new(void);

/* NULL is fine. */
void judge_free(struct judge *judge);

/* Percent of fill from which on the journal tells of it; above 0. 80 unless set. */
void judge_set_filling(struct judge *judge, double percent);

/* Once behind each model_update(). What was lent before is dead. */
void judge_update(struct judge *judge, const struct model *model);

/* All findings of the host, the worst first; NULL behind the last. Lent until the
 * next update. */
const struct finding *judge_finding(const struct judge *judge, size_t n);

/* The same of one listener; of a SO_REUSEPORT group's member what was found of
 * the group as well. */
const struct finding *judge_finding_of(const struct judge *judge, const struct listener_id *id,
				       size_t n);

/* Puts the listeners whose owners are worth a closer look into focus->suspects,
 * the worst first. */
void judge_suspects(const struct judge *judge, struct focus *focus);

/* The listener's drops of the last tick are not lost connections, as far as the
 * kernel's counters can tell: shown with a `~`. */
bool judge_drops_are_harmless(const struct judge *judge, const struct listener_id *id);

/* ms that the listener has been full without a break that counts, as episodes
 * have it; false: it is not full. */
bool judge_full_for(const struct judge *judge, const struct listener_id *id,
		    uint64_t *milliseconds);

/* The books of one namespace over the last tick and over the last minute; false
 * where there are none yet. */
bool judge_ledger(const struct judge *judge, uint64_t netns, enum ledger_span span,
		  struct ledger *ledger);

/* Its backlog, owner or device changed, or it took the place of another, within the last
 * GHOST_SECONDS. */
bool judge_has_changed(const struct judge *judge, const struct listener_id *id);

/* The n-th of those whose place another one took at the last update: their ghosts are to be
 * laid, model_lay(). NULL behind the last. Lent until the next update. */
const struct listener_id *judge_laid(const struct judge *judge, size_t n);

/* Adds what the user did to the journal: a copy. Of no listener: an id of zeros. What was
 * lent of the journal before is dead. */
void judge_note(struct judge *judge, const struct event *event);

/* Events, the newest first; NULL behind the last. Lent until the next update. */
const struct event *judge_event(const struct judge *judge, size_t n);
/* How many older ones were forgotten. */
uint64_t judge_events_forgotten(const struct judge *judge);

/* The n-th line of the review of our own namespace's tuning: what to change, and
 * what that would change here and now. One line "nothing to change ..." where there
 * is nothing. False behind the last. */
bool judge_review(const struct judge *judge, size_t n, struct text *line);

#endif
