/* ghosts.c - listeners that are gone, for the few seconds that they are still told. */
#include "model/ghosts.h"

#include "base/arena.h"
#include "base/clock.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

struct shade {
	struct ghost ghost;
	struct listener_id id;
	struct life *life;              /* of the listener; NULL: forgotten */
	struct life *process;           /* pinned; NULL: of none */
	bool laid;
	struct arena arena;             /* what the ghost holds copies in */
};

static void shade_free(struct shade *shade)
{
	if (shade->life)
		shade->life->shade = NULL;
	if (shade->process)
		life_unpin(shade->process);
	arena_free(&shade->arena);
	free(shade);
}

bool ghost_lasts(const struct life *listener, uint64_t now)
{
	if (listener->shade && listener->shade->laid)
		return false;
	return clock_seconds(listener->track.closed, now) < GHOST_SECONDS;
}

void ghosts_note(struct ghosts *ghosts, struct life *listener)
{
	struct shade *shade = memory_alloc(1, sizeof *shade);

	shade->life = listener;
	listener->shade = shade;
	*array_add(&ghosts->shades) = shade;
}

static const char *copy_text(struct arena *arena, const char *text)
{
	return text ? arena_copy(arena, text, strlen(text)) : NULL;
}

static void copy_texts(struct arena *arena, const char **texts, size_t count)
{
	for (size_t i = 0; i < count; i++)
		texts[i] = copy_text(arena, texts[i]);
}

static void copy_facts(struct arena *arena, struct facts *facts, enum fact_block block)
{
	size_t size = fact_block_size(block) * sizeof *facts->values;
	int64_t *values = arena_alloc(arena, size);

	memcpy(values, facts->values, size);
	facts->values = values;
}

static void copy_listener(struct shade *shade, const struct listener *from)
{
	struct listener *copy = &shade->ghost.listener;

	*copy = *from;
	copy->local.device = copy_text(&shade->arena, from->local.device);
	copy->local.path = copy_text(&shade->arena, from->local.path);
	copy_texts(&shade->arena, copy->label, LISTENER_LABELS);
	copy_facts(&shade->arena, &copy->facts, FACTS_LISTENER);
	copy->first_owner = copy->owner_count = 0;
	facts_set(&copy->facts, FACT_STATE, STATE_GONE);
	shade->id = copy->id;
}

static void copy_process(struct shade *shade, const struct process *from)
{
	struct process *copy = arena_alloc(&shade->arena, sizeof *copy);

	*copy = *from;
	copy_texts(&shade->arena, copy->label, PROCESS_LABELS);
	copy_facts(&shade->arena, &copy->facts, FACTS_PROCESS);
	copy->parent = (uint32_t)NO_PROCESS;
	copy->listener_count = copy->first_held = 0;
	shade->ghost.process = copy;
}

static void fill(struct shade *shade, const struct snapshot *last, struct census *processes)
{
	const struct listener *listener = &last->listeners.items[shade->life->index];
	const struct process *process;
	struct key key;

	copy_listener(shade, listener);
	shade->ghost.track = &shade->life->track;
	if (listener->owner_count == 0)
		return;
	process = snapshot_owner(last, listener, 0);
	key = (struct key){ { (uint64_t)process->id.pid, process->id.identity, 0 } };
	shade->process = census_find(processes, &key);
	if (!shade->process)
		return;
	life_pin(shade->process);
	shade->ghost.process_track = &shade->process->track;
	copy_process(shade, process);
}

/* Of two that went at the same time the one that is known as gone for longer is behind. */
static int by_closing(const void *x, const void *y, void *arg)
{
	const struct shade *const *a = x, *const *b = y;
	uint64_t p = (*a)->life->track.closed, q = (*b)->life->track.closed;

	(void)arg;
	if (p != q)
		return p < q ? 1 : -1;
	return ((*a)->ghost.track != NULL) - ((*b)->ghost.track != NULL);
}

static void drop_forgotten(struct ghosts *ghosts)
{
	size_t kept = 0;

	for (size_t i = 0; i < ghosts->shades.count; i++) {
		struct shade *shade = ghosts->shades.items[i];

		if (shade->life)
			ghosts->shades.items[kept++] = shade;
		else
			shade_free(shade);
	}
	ghosts->shades.count = kept;
}

void ghosts_settle(struct ghosts *ghosts, const struct snapshot *last, struct census *listeners,
		   struct census *processes)
{
	drop_forgotten(ghosts);
	array_sort(&ghosts->shades, by_closing, NULL);
	while (ghosts->shades.count > GHOSTS) {
		struct shade *shade = ghosts->shades.items[--ghosts->shades.count];
		struct life *life = shade->life;

		shade_free(shade);
		census_remove(listeners, life);
	}
	for (size_t i = 0; i < ghosts->shades.count; i++)
		if (!ghosts->shades.items[i]->ghost.track)
			fill(ghosts->shades.items[i], last, processes);
}

void ghosts_forget(struct life *listener)
{
	listener->shade->life = NULL;
	listener->shade = NULL;
}

void ghosts_lay(struct ghosts *ghosts, const struct listener_id *id)
{
	for (size_t i = 0; i < ghosts->shades.count; i++)
		if (listener_id_compare(&ghosts->shades.items[i]->id, id) == 0)
			ghosts->shades.items[i]->laid = true;
}

const struct ghost *ghosts_at(const struct ghosts *ghosts, size_t n)
{
	return n < ghosts->shades.count ? &ghosts->shades.items[n]->ghost : NULL;
}

void ghosts_free(struct ghosts *ghosts)
{
	for (size_t i = 0; i < ghosts->shades.count; i++)
		shade_free(ghosts->shades.items[i]);
	array_free(&ghosts->shades);
}
