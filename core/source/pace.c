/* pace.c - when the next look between ticks is due, so that looks stay cheap. */
#include "source/pace.h"

enum { MEMORY = 8, MILLION = 1000 * 1000 };

void pace_tick(struct pace *pace, uint64_t now)
{
	pace->looked = now;
}

void pace_peek(struct pace *pace, uint64_t now, uint64_t cost)
{
	if (pace->peeked)
		pace->cost += cost / MEMORY - pace->cost / MEMORY;
	else
		pace->cost = cost;
	pace->looked = pace->peeked = now;
}

/* What its share of the processor allows. */
static uint64_t affordable(const struct pace *pace, const struct gear *gear)
{
	return pace->peeked ? pace->cost * MILLION / gear->share : 0;
}

/* Ticks cost what they cost: they put off a look, but not one that is paid for. */
uint64_t pace_earliest(const struct pace *pace, const struct gear *gear)
{
	uint64_t wanted = pace->looked + gear->period / 4 * 3;
	uint64_t paid = pace->peeked + affordable(pace, gear) / 4 * 3;

	if (!pace->looked)
		return UINT64_MAX;
	return wanted > paid ? wanted : paid;
}

/* Which nanosecond it was when we looked last is as good as a die (the multiplier
 * is 2 to the 64th by the golden ratio: it spreads neighbours). */
static uint64_t die(uint64_t now, uint64_t sides)
{
	return (now * UINT64_C(0x9e3779b97f4a7c15) >> 32) * sides >> 32;
}

uint64_t pace_due(const struct pace *pace, const struct gear *gear)
{
	uint64_t earliest = pace_earliest(pace, gear), period = affordable(pace, gear);

	if (earliest == UINT64_MAX)
		return earliest;
	if (period < gear->period)
		period = gear->period;
	/* Half a period fits in 32 bits up to eight seconds: a longer one is early. */
	period /= 2;
	return earliest + die(pace->looked, period < UINT32_MAX ? period : UINT32_MAX);
}
