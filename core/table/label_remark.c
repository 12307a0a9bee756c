/* label_remark.c - what a person should know beside a number. */
#include "table/label.h"

#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "table/scene.h"

static bool are_harmless(const struct scene *scene, const struct listener *listener)
{
	return scene->judge && judge_drops_are_harmless(scene->judge, &listener->id);
}

enum value_remark label_remark_drops(const struct row *row, const struct value *value)
{
	return value->real > 0 && are_harmless(row->scene, row->listener) ? REMARK_HARMLESS
									   : REMARK_NONE;
}

/* One listener that really loses something is enough. */
enum value_remark label_remark_held_drops(const struct row *row, const struct value *value)
{
	const struct model *model = row->scene->model;
	const struct snapshot *snap = model_snapshot(model);

	if (!(value->real > 0))
		return REMARK_NONE;
	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);
		size_t at = (size_t)(held - snap->listeners.items);
		const struct track *track = model_listener_track(model, at);
		double rate;

		if (series_rate(&track->series, FACT_DROPS, &rate) && rate > 0 &&
		    !are_harmless(row->scene, held))
			return REMARK_NONE;
	}
	return REMARK_HARMLESS;
}

/* The limit of the SYN queue is the backlog, and it admits one more, as the accept
 * queue does. Handshakes of a SO_REUSEPORT group are counted together and so have
 * no limit here. */
enum value_remark label_remark_synq(const struct row *row, const struct value *value)
{
	int64_t backlog;

	return !row->listener->label[LABEL_REUSEPORT] &&
	       facts_get(&row->listener->facts, FACT_BACKLOG, &backlog) &&
	       value->integer > backlog ? REMARK_FULL : REMARK_NONE;
}
