/* peek.c - the TCP listeners of a namespace between ticks. */
#include "source/peek.h"

#include "base/clock.h"
#include "source/family.h"

/* A dump looks into every bucket of the listening hash (16,384 on a large machine)
 * and costs, with caches as cold as they are then, 100 us and 0.5 us more for each
 * listener; to ask for one listener costs 20 us, for eight 35. So where something
 * moves it is asked for by itself, and the dump is for what begins to move.
 *
 * Together with UNIX sockets, which have the rest: at most 0.15 % of a processor
 * while nothing moves, 0.5 % for a minute after. */
enum { AT_REST, ALL_MOVE, FEW_MOVE, GAITS };

static const struct gear whole_gears[GAITS] = {
	[AT_REST] = { 100 * CLOCK_MILLISECOND, 1200 },
	[ALL_MOVE] = { 20 * CLOCK_MILLISECOND, 4200 },
	[FEW_MOVE] = { 100 * CLOCK_MILLISECOND, 1000 },
};
static const struct gear exact_gear = { 20 * CLOCK_MILLISECOND, 3200 };

/* To wake up costs too, 20 to 50 us, and is not in the CPU time of the look itself. */
static const uint64_t WAKING = 40 * 1000;

static struct gear part_of(const struct gear *gear, unsigned parts)
{
	return (struct gear){ gear->period, gear->share / parts ? gear->share / parts : 1 };
}

static unsigned gait(const struct movers *movers)
{
	if (!movers_are_there(movers))
		return AT_REST;
	return movers_are_findable(movers) ? FEW_MOVE : ALL_MOVE;
}

void peek_tick(struct peek *peek, uint64_t now)
{
	pace_tick(&peek->whole, now);
	pace_tick(&peek->exact, now);
}

/* A dump tells of the movers as well. */
static void look_at_all(struct peek *peek, const struct peek_at *at, uint64_t now)
{
	uint64_t before = clock_cpu();

	family_peek(at->family, at->host, at->netns, now);
	pace_peek(&peek->whole, now, clock_cpu() - before + WAKING);
	pace_tick(&peek->exact, now);
}

static void look_at_movers(struct peek *peek, const struct peek_at *at, uint64_t now)
{
	uint64_t before = clock_cpu();

	family_ask_movers(at->family, at->host, at->netns, now);
	pace_peek(&peek->exact, now, clock_cpu() - before + WAKING);
}

static uint64_t next_due(const struct peek *peek, const struct peek_at *at)
{
	unsigned now_gait = gait(&at->family->movers);
	struct gear whole = part_of(&whole_gears[now_gait], at->parts);
	struct gear exact = part_of(&exact_gear, at->parts);
	uint64_t due = pace_due(&peek->whole, &whole), sooner;

	if (now_gait != FEW_MOVE)
		return due;
	sooner = pace_due(&peek->exact, &exact);
	return sooner < due ? sooner : due;
}

uint64_t peek_look(struct peek *peek, const struct peek_at *at, uint64_t now)
{
	struct gear whole, exact = part_of(&exact_gear, at->parts);
	unsigned now_gait;

	if (!family_can_peek(at->family))
		return UINT64_MAX;
	movers_forget(&at->family->movers, now);
	now_gait = gait(&at->family->movers);
	whole = part_of(&whole_gears[now_gait], at->parts);
	if (now >= pace_earliest(&peek->whole, &whole))
		look_at_all(peek, at, now);
	else if (now_gait == FEW_MOVE && now >= pace_earliest(&peek->exact, &exact))
		look_at_movers(peek, at, now);
	return next_due(peek, at);
}
