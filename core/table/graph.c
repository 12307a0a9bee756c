/* graph.c - the past of a row's numbers, tick by tick. */
#include "table/graph.h"

#include "base/clock.h"
#include "model/model.h"
#include "table/scene.h"

bool graph_at(const struct row *row, enum fact_id fact, size_t age, int64_t *value)
{
	const struct track *track = row_track(row, fact);

	return track && series_at(&track->series, fact, age, value);
}

bool graph_rate(const struct row *row, enum fact_id fact, size_t age, double *rate)
{
	double seconds = 0, rise = 0;

	if (fact_info[fact].kind != FACT_COUNTER)
		return false;
	for (; seconds <= 0 || seconds < row->scene->delay / 2; age++) {
		double length;
		int64_t step;

		if (!graph_at(row, fact, age, &step) ||
		    !model_seconds(row->scene->model, age, &length))
			break;
		rise += (double)step;
		seconds += length;
	}
	/* The first of all may be short, and has none before it. */
	if (seconds <= 0)
		return false;
	*rate = rise / seconds;
	return true;
}

size_t graph_past(const struct row *row, enum fact_id fact)
{
	const struct track *track = row_track(row, fact);

	return track ? series_past(&track->series) : 0;
}
