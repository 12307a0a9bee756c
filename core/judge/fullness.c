/* fullness.c - how close was a queue to its backlog? */
#include "judge/fullness.h"

#include "model/series.h"

bool fullness_of(const struct series *series, struct fullness *fullness)
{
	struct fullness found = { 0 };
	int64_t peak;

	if (!series_now(series, FACT_QUEUE, &found.queue) ||
	    !series_now(series, FACT_BACKLOG, &found.backlog))
		return false;
	found.top = found.queue;
	if (series_now(series, FACT_QUEUE_PEAK, &peak) && peak > found.top) {
		found.top = peak;
		found.by_peak = true;
	}
	found.drops_known = series_step(series, FACT_DROPS, &found.drops);
	*fullness = found;
	return true;
}

bool fullness_is_over(const struct fullness *fullness)
{
	if (fullness->top > fullness->backlog)
		return true;
	return fullness->drops > 0 && fullness->top > 0 && fullness->top == fullness->backlog;
}

double fullness_percent(const struct fullness *fullness)
{
	return 100.0 * (double)fullness->top /
	       (double)(fullness->backlog > 1 ? fullness->backlog : 1);
}
