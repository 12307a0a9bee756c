/* movers.c - the listeners whose queue or drops moved within the last minute. */
#include "source/movers.h"

#include "base/clock.h"

static const uint64_t LASTS = 60 * CLOCK_SECOND;

void movers_note(struct movers *movers, uint64_t key, uint64_t now)
{
	for (size_t i = 0; i < movers->count; i++) {
		if (movers->items[i].key != key)
			continue;
		movers->items[i].until = now + LASTS;
		return;
	}
	if (movers->count == MOVERS_MOST)
		movers->crowd_until = now + LASTS;
	else
		movers->items[movers->count++] = (struct mover){ .key = key, .until = now + LASTS };
}

void movers_drop(struct movers *movers, size_t n)
{
	movers->items[n] = movers->items[--movers->count];
}

void movers_forget(struct movers *movers, uint64_t now)
{
	for (size_t i = movers->count; i-- > 0;)
		if (movers->items[i].until <= now)
			movers_drop(movers, i);
	if (movers->crowd_until <= now)
		movers->crowd_until = 0;
}

bool movers_are_there(const struct movers *movers)
{
	return movers->count || movers->crowd_until;
}

bool movers_are_findable(const struct movers *movers)
{
	if (movers->crowd_until || !movers->count)
		return false;
	for (size_t i = 0; i < movers->count; i++)
		if (movers->items[i].hidden)
			return false;
	return true;
}
