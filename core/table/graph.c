/* graph.c - the past of a row's numbers, tick by tick. */
#include "table/graph.h"

#include "base/clock.h"
#include "model/model.h"
#include "table/scene.h"

static const struct track *track_of(const struct row *row, enum fact_id fact)
{
	switch (fact / FACTS_PER_BLOCK) {
	case FACTS_LISTENER:
		return row->listener_track;
	case FACTS_PROCESS:
		return row->process_track;
	default:
		return NULL;
	}
}

bool graph_at(const struct row *row, enum fact_id fact, size_t age, int64_t *value)
{
	const struct track *track = track_of(row, fact);

	return track && series_at(&track->series, fact, age, value);
}

size_t graph_past(const struct row *row, enum fact_id fact)
{
	const struct track *track = track_of(row, fact);

	return track ? series_past(&track->series) : 0;
}

bool graph_age(const struct row *row, double *seconds)
{
	const struct track *track = row->listener ? row->listener_track : row->process_track;

	if (!track || !track->appeared)
		return false;
	*seconds = clock_seconds(track->since, row->scene->at.monotonic);
	return true;
}
