/* model.h - memory: the same things from tick to tick. */
#ifndef LSN_MODEL_MODEL_H
#define LSN_MODEL_MODEL_H

#include "fact/snapshot.h"
#include "model/series.h"

#include <stdbool.h>
#include <stdint.h>

struct model;

/* One thing's life as we saw it. */
struct track {
	struct series series;
	uint64_t since;                 /* monotonic, when first seen */
	uint64_t closed;                /* monotonic, when it was told or found to be gone; 0: it
					 * is there. Only of what listens. */
	bool appeared;                  /* false: was there before us; or it holds a port without
					 * listening, and nobody asked before */
};

/* A listener that is gone, as it was when it was last seen. Holds copies of all it has; it
 * has no spans (no owners, first_owner 0), but keeps process_count. FACT_STATE is
 * STATE_GONE. */
struct ghost {
	struct listener listener;
	const struct process *process;  /* its first owner then; NULL: none known */
	const struct track *track;      /* of the listener; `closed` is set */
	const struct track *process_track;      /* NULL with `process` */
};
enum { GHOST_SECONDS = 10, GHOSTS = 200 };

struct model *model_new(void);
void model_free(struct model *model);

/* Takes snap (sealed): the model frees it at the next update. Rows filled from
 * the previous snapshot are dead from here on. Listeners are the same where
 * their id is, processes where pid and start are, namespaces by inode. */
void model_update(struct model *model, struct snapshot *snap);

/* Before the first update: NULL, and nothing else may be asked. Lent until the
 * next update. */
const struct snapshot *model_snapshot(const struct model *model);

/* The track of the snapshot's i-th listener, process, namespace, thread. */
const struct track *model_listener_track(const struct model *model, size_t i);
const struct track *model_process_track(const struct model *model, size_t i);
const struct track *model_netns_track(const struct model *model, size_t i);
const struct track *model_thread_track(const struct model *model, size_t i);

/* The n-th listener that is gone, for GHOST_SECONDS after, and in one update at least; the
 * last to go first, at most GHOSTS of them, older ones are given up. NULL behind the last.
 * Lent until the next update. What is merely bound, or missing, leaves none. One whose id
 * comes back takes its life up again: the same track, with a hole in its past. */
const struct ghost *model_ghost(const struct model *model, size_t n);

/* The ghost is not told any more from the next update on: its address is held again. */
void model_lay(struct model *model, const struct listener_id *ghost);

/* What the last update saw come and go of what listens (listener_listens()); both 0 at the
 * first. One that was opened and closed in between counts as both; it stands in the
 * snapshot once, with track.closed set, and is a ghost from the next update on. What was
 * bound and begins to listen has come. */
struct model_changes {
	unsigned appeared, vanished;
};
struct model_changes model_changes(const struct model *model);

/* Updates so far, and measured seconds between the last two (0: only one, or a
 * hole in time between them). */
uint64_t model_ticks(const struct model *model);
double model_interval(const struct model *model);

/* Measured seconds of the interval that ended `age` updates ago, counted as
 * series_at() counts: what a step of that age is to be divided by. False where it
 * is not known, and for the first update and a hole, which have none. */
bool model_seconds(const struct model *model, size_t age, double *seconds);

#endif
