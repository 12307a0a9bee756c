/* census.c - all lives of one noun: who is the same, who was born, who died. */
#include "model/census.h"

#include "base/memory.h"
#include "model/history.h"

#include <stdlib.h>

void census_begin(struct census *census)
{
	array_clear(&census->in_order);
}

struct life *census_find(struct census *census, const struct key *key)
{
	struct life *life;

	HASH_FIND(hh, census->lives, key, sizeof *key, life);
	return life;
}

static struct life *life_of(struct census *census, const struct key *key,
			    const struct moment *moment)
{
	struct life *life = census_find(census, key);

	if (life)
		return life;
	life = memory_alloc(1, sizeof *life);
	life->key = *key;
	life->track.since = moment->now;
	life->track.appeared = moment->tick > 1;
	series_init(&life->track.series, census->block);
	HASH_ADD(hh, census->lives, key, sizeof life->key, life);
	return life;
}

/* Every past has as many places as the model has seen: what was not there has them too. */
static void skip_places(struct life *life, const struct moment *moment)
{
	uint64_t missed = moment->place - life->place - 1;

	for (uint64_t i = 0; i < missed && i < HISTORY_LENGTH; i++)
		series_skip(&life->track.series);
}

struct life *census_see(struct census *census, const struct key *key, const struct facts *facts,
			const struct moment *moment)
{
	struct life *life = life_of(census, key, moment);

	*array_add(&census->in_order) = life;
	if (life->seen == moment->tick)
		return life;
	if (life->seen)
		skip_places(life, moment);
	life->seen = moment->tick;
	life->place = moment->place;
	life->index = census->in_order.count - 1;
	series_push(&life->track.series, facts, moment->seconds);
	return life;
}

static void life_free(struct life *life)
{
	series_free(&life->track.series);
	free(life);
}

void life_pin(struct life *life)
{
	life->pins++;
}

void life_unpin(struct life *life)
{
	if (--life->pins == 0 && life->buried)
		life_free(life);
}

void census_remove(struct census *census, struct life *life)
{
	HASH_DEL(census->lives, life);
	if (life->pins)
		life->buried = true;
	else
		life_free(life);
}

void census_bury(struct census *census, const struct moment *moment,
		 bool (*stays)(struct life *life, void *arg), void *arg)
{
	struct life *life, *next;

	HASH_ITER(hh, census->lives, life, next) {
		if (life->seen != moment->tick && !(stays && stays(life, arg)))
			census_remove(census, life);
	}
}

void census_free(struct census *census)
{
	static const struct moment end = { .tick = UINT64_MAX };

	census_bury(census, &end, NULL, NULL);
	array_free(&census->in_order);
}
