/* watch.c - what looks at one queue add up to: its peak, and how long it was full. */
#include "source/watch.h"

#include "base/clock.h"
#include "fact/fact.h"

/* Looks may be far apart: the first that finds a queue full says nothing of the
 * hour before. Where the look before found it full too, it is taken to have been
 * full all the time. */
static const uint64_t FIRST_SPEAKS_FOR = CLOCK_SECOND;

static uint64_t full_time(const struct watch *watch, uint64_t gap)
{
	return watch->was_full || gap < FIRST_SPEAKS_FOR ? gap : FIRST_SPEAKS_FOR;
}

bool watch_look(struct watch *watch, const struct look *look)
{
	/* The queue holds backlog + 1. */
	bool full = look->queue > look->backlog, moved;

	if (look->at <= watch->last)
		return false;
	if (watch->last)
		moved = look->queue != watch->queue || look->drops != watch->drops;
	else
		moved = look->queue > 0;
	if (watch->last && full)
		watch->full += full_time(watch, look->at - watch->last);
	watch->last = look->at;
	watch->queue = look->queue;
	watch->drops = look->drops;
	watch->was_full = full;
	watch->looks++;
	if (look->queue > watch->peak)
		watch->peak = look->queue;
	return moved;
}

bool watch_tick(struct watch *watch, const struct look *look)
{
	bool moved = watch_look(watch, look);

	watch->told.peak = watch->peak;
	watch->told.looks = watch->since ? watch->looks : 0;
	watch->told.period = 0;
	if (watch->since && watch->looks && look->at > watch->since)
		watch->told.period = (look->at - watch->since) / watch->looks;
	watch->since = look->at;
	watch->peak = 0;
	watch->looks = 0;
	return moved;
}

static int64_t milliseconds(uint64_t time)
{
	return (int64_t)((time + CLOCK_MILLISECOND / 2) / CLOCK_MILLISECOND);
}

void watch_tell(const struct watch *watch, struct facts *facts)
{
	facts_set(facts, FACT_TIME_FULL, milliseconds(watch->full));
	if (watch->told.looks > 1)
		facts_set(facts, FACT_QUEUE_PEAK, watch->told.peak);
	if (watch->told.period)
		facts_set(facts, FACT_LOOK_PERIOD, milliseconds(watch->told.period));
}
