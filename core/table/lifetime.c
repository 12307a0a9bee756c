/* lifetime.c - when a row's listener was first seen, and when it was closed. */
#include "table/lifetime.h"

#include "model/model.h"
#include "table/row.h"
#include "table/scene.h"

/* What is only known by the time that never jumps, as the scene's instant has both. */
static uint64_t wall_at(const struct scene *scene, uint64_t monotonic)
{
	uint64_t ago = scene->at.monotonic > monotonic ? scene->at.monotonic - monotonic : 0;

	return scene->at.wall > ago ? scene->at.wall - ago : 0;
}

bool lifetime_of(const struct row *row, struct lifetime *lifetime)
{
	const struct track *track = row->listener_track;

	if (!row->scene || !track)
		return false;
	*lifetime = (struct lifetime){
		.since = wall_at(row->scene, track->since),
		.appeared = track->appeared,
		.ended = track->closed ? wall_at(row->scene, track->closed) : 0,
	};
	return true;
}
