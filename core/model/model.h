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
	bool appeared;                  /* false: was there before us */
};

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

/* What the last update saw come and go; both 0 at the first. */
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
