/* series.c - now, step and past of one thing's facts. */
#include "model/series.h"

#include "base/memory.h"
#include "model/history.h"

#include <stdlib.h>
#include <string.h>

static unsigned place_of(enum fact_id id)
{
	return id % FACTS_PER_BLOCK;
}

void series_init(struct series *series, enum fact_block block)
{
	int64_t *values = memory_alloc(2 * fact_block_size(block), sizeof *values);

	*series = (struct series){
		.block = block,
		.now.values = values,
		.before.values = values + fact_block_size(block),
	};
}

void series_free(struct series *series)
{
	unsigned size = fact_block_size(series->block);

	for (unsigned i = 0; series->history && i < size; i++)
		history_free(series->history[i]);
	free(series->history);
	/* now and before take turns in one piece of memory. */
	free(series->now.values < series->before.values ? series->now.values
							 : series->before.values);
	*series = (struct series){ .block = series->block };
}

bool series_now(const struct series *series, enum fact_id id, int64_t *value)
{
	return facts_get(&series->now, id, value);
}

bool series_step(const struct series *series, enum fact_id id, int64_t *step)
{
	int64_t now, before, rise;

	if (!facts_get(&series->now, id, &now) || !facts_get(&series->before, id, &before))
		return false;
	if (now < before || __builtin_sub_overflow(now, before, &rise))
		return false;
	*step = rise;
	return true;
}

bool series_rate(const struct series *series, enum fact_id id, double *rate)
{
	int64_t step;

	if (!(series->seconds > 0) || !series_step(series, id, &step))
		return false;
	*rate = (double)step / series->seconds;
	return true;
}

/* What the past is made of: the value of a gauge, the step of a counter. */
static bool kept_value(const struct series *series, enum fact_id id, int64_t *value)
{
	return fact_info[id].kind == FACT_COUNTER ? series_step(series, id, value)
						   : series_now(series, id, value);
}

static bool is_late(const struct series *series, enum fact_id id)
{
	return series->late >> place_of(id) & 1;
}

/* Ticks since the last hole that have a value; the first one has no step. */
static size_t quiet_ticks(const struct series *series, enum fact_id id)
{
	size_t ticks = series->ticks - series->quiet_from;

	if (is_late(series, id))
		return series->ticks - series->late_from;
	return ticks && fact_info[id].kind == FACT_COUNTER ? ticks - 1 : ticks;
}

static struct history *ring_of(const struct series *series, enum fact_id id)
{
	return series->history ? series->history[place_of(id)] : NULL;
}

static bool has_moved(const struct series *series, enum fact_id id)
{
	return series->moved >> place_of(id) & 1;
}

/* Where there is no memory the past is lost and the tick goes on: the next one
 * tries again. */
static struct history *start_ring(struct series *series, enum fact_id id, int64_t first)
{
	if (!series->history)
		series->history = memory_try(fact_block_size(series->block),
					     sizeof *series->history);
	if (!series->history)
		return NULL;
	if (has_moved(series, id))
		first = HISTORY_UNKNOWN;
	series->moved |= UINT64_C(1) << place_of(id);
	return series->history[place_of(id)] = history_new(first, quiet_ticks(series, id));
}

/* That it became known is no change of its own: of a queue the peak is not, before it
 * was first looked at between two ticks, and no idle listener needs a ring for that. One
 * tick of the series can be the one. */
static bool becomes_known(struct series *series, enum fact_id id, int64_t was)
{
	if (was != HISTORY_UNKNOWN || has_moved(series, id) || is_late(series, id) ||
	    (series->late && series->late_from != series->ticks))
		return false;
	series->late |= UINT64_C(1) << place_of(id);
	series->late_from = series->ticks;
	return true;
}

static void keep(struct series *series, enum fact_id id, int64_t was)
{
	struct history *ring = ring_of(series, id);
	int64_t value = HISTORY_UNKNOWN;

	kept_value(series, id, &value);
	if (!ring && quiet_ticks(series, id) && value != was && becomes_known(series, id, was))
		return;
	if (!ring && (has_moved(series, id) || (quiet_ticks(series, id) && value != was)))
		ring = start_ring(series, id, was);
	if (ring)
		history_push(ring, value);
}

static void turn(struct series *series, const struct facts *facts)
{
	struct facts old = series->before;

	series->before = series->now;
	series->now = old;
	series->now.present = facts->present;
	memcpy(series->now.values, facts->values,
	       fact_block_size(series->block) * sizeof *facts->values);
}

void series_push(struct series *series, const struct facts *facts, double seconds)
{
	int64_t was[FACTS_PER_BLOCK];
	unsigned size = fact_block_size(series->block);
	enum fact_id first = (enum fact_id)(series->block * FACTS_PER_BLOCK);

	for (unsigned i = 0; i < size; i++) {
		was[i] = HISTORY_UNKNOWN;
		kept_value(series, first + i, &was[i]);
	}
	turn(series, facts);
	series->seconds = series->before.present ? seconds : 0;
	for (unsigned i = 0; i < size; i++)
		if (fact_info[first + i].keep)
			keep(series, first + i, was[i]);
	series->ticks++;
}

void series_skip(struct series *series)
{
	unsigned size = fact_block_size(series->block);

	for (unsigned i = 0; series->history && i < size; i++)
		if (series->history[i])
			history_push_unknown(series->history[i]);
	series->before.present = series->now.present = 0;
	series->seconds = 0;
	series->quiet_from = ++series->ticks;
	series->late = 0;
}

bool series_at(const struct series *series, enum fact_id id, size_t age, int64_t *value)
{
	const struct history *ring = ring_of(series, id);

	if (ring)
		return history_at(ring, age, value);
	if (age && (!fact_info[id].keep || has_moved(series, id) ||
		    age >= quiet_ticks(series, id)))
		return false;
	return kept_value(series, id, value);
}

bool series_peak(const struct series *series, enum fact_id id, size_t ticks, int64_t *peak)
{
	const struct history *ring = ring_of(series, id);

	if (ring)
		return history_peak(ring, ticks, peak);
	return ticks && kept_value(series, id, peak);
}

size_t series_past(const struct series *series)
{
	return series->ticks < HISTORY_LENGTH ? series->ticks : HISTORY_LENGTH;
}
