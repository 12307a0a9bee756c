/* episode.h - since when is a listener full, how bad was it, and when did it end? */
#ifndef LSN_JUDGE_EPISODE_H
#define LSN_JUDGE_EPISODE_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

struct journal;
struct model;
struct trouble;

/* An overflow. Of TCP and UNIX: the queue, or its peak between two ticks, was above
 * the backlog, or drops rose while it stood at it. Of UDP and raw sockets: datagrams
 * were dropped. It ends after EPISODE_QUIET seconds without, or with its listener. */
struct episode {
	struct listener_id listener;
	uint64_t since;                 /* monotonic ns of the tick that saw it begin */
	uint64_t lasted;                /* ns from there to the tick that last saw it,
					 * holes in time left out; 0: one tick only */
	bool now;                       /* the last tick saw it; else it is about to end */
	bool steady;                    /* no look since it began, nor the one that saw it
					 * begin, saw room in its queue */
	bool worst_known;               /* not of UDP and raw */
	int64_t worst, backlog;         /* the longest queue, and the limit it met */
	bool refused_known;             /* not of UNIX: nobody counts there */
	int64_t refused;                /* rise of drops since it began */
};

enum { EPISODE_QUIET = 10 };            /* seconds */

/* What is going on, by listener: only those in trouble take room. A zeroed one is
 * empty. */
struct episodes {
	struct trouble *troubles;
	uint64_t ticks;
};

/* Once behind each model_update(). Tells the journal what began and ended, and which
 * listeners' fill reached `filling_percent`: again only after EPISODE_QUIET seconds
 * 10 points below it. One that overflows at once is not told to be filling. */
void episodes_update(struct episodes *episodes, const struct model *model,
		     double filling_percent, struct journal *journal);

/* The overflow that is going on there; NULL none. Lent until the next update. */
const struct episode *episodes_find(const struct episodes *episodes,
				    const struct listener_id *id);

void episodes_free(struct episodes *episodes);

#endif
