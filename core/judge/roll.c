/* roll.c - listeners as they were when last seen, and those just gone. */
#include "judge/roll.h"

#include "base/clock.h"
#include "base/fnv.h"
#include "base/text.h"
#include "fact/address.h"
#include "model/model.h"

#include <stdlib.h>
#include <string.h>

uint64_t roll_digest(const char *text)
{
	uint64_t digest = fnv_bytes(FNV_START, text, strlen(text));

	return digest ? digest : 1;
}

static uint64_t add_word(uint64_t digest, uint64_t word)
{
	digest = (digest ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return digest ^ digest >> 32;
}

/* A digest of the address where it is held, never 0; made of each at every tick. The device
 * by its index: its name may be learned late, or change. */
static uint64_t place_of(const struct listener *listener)
{
	const struct address *local = &listener->local;
	uint64_t bytes[2], digest = FNV_START;

	memcpy(bytes, local->bytes, sizeof bytes);
	digest = add_word(digest, listener->id.netns);
	digest = add_word(digest, (uint64_t)listener->protocol << 32 | local->ifindex);
	digest = add_word(digest, (uint64_t)local->family << 32 | (uint64_t)local->dual << 16 |
					  local->port);
	digest = add_word(digest, bytes[0]);
	digest = add_word(digest, bytes[1]);
	if (local->path)
		digest = fnv_bytes(digest, local->path, strlen(local->path));
	return digest ? digest : 1;
}

struct known *roll_find(struct roll *roll, const struct listener_id *id)
{
	struct known *known = roll->last ? roll->last->hh.next : roll->all;

	/* A dump tells of them in much the same order each time. */
	if (!known || listener_id_compare(&known->id, id) != 0)
		HASH_FIND(hh, roll->all, id, sizeof *id, known);
	if (known)
		roll->last = known;
	return known;
}

const struct known *roll_look(const struct roll *roll, const struct listener_id *id)
{
	struct known *known;

	HASH_FIND(hh, roll->all, id, sizeof *id, known);
	return known;
}

static char *local_of(const struct listener *listener)
{
	char buffer[EVENT_LOCAL];
	struct text text = TEXT_OVER(buffer);

	address_format(&listener->local, &text);
	return memory_text(buffer);
}

struct known *roll_add(struct roll *roll, const struct listener *listener, uint64_t since)
{
	struct known *known = memory_alloc(1, sizeof *known);

	known->id = listener->id;
	known->place = place_of(listener);
	known->since = since;
	known->protocol = listener->protocol;
	known->port = event_port(listener->protocol, &listener->local);
	known->local = local_of(listener);
	HASH_ADD(hh, roll->all, id, sizeof known->id, known);
	roll->last = known;
	roll->alive++;
	return known;
}

bool roll_same_life(const struct process_id *a, const struct process_id *b)
{
	return a->pid == b->pid &&
	       (a->identity == b->identity || !a->identity || !b->identity);
}

const struct process *roll_owner(const struct known *known, const struct snapshot *snap,
				 const struct listener *listener)
{
	for (uint32_t i = 0; i < listener->owner_count; i++) {
		const struct process *process = snapshot_owner(snap, listener, i);

		if (roll_same_life(&process->id, &known->owner))
			return process;
	}
	return listener->owner_count ? snapshot_owner(snap, listener, 0) : NULL;
}

static void note_fact(struct amount *amount, const struct listener *listener, enum fact_id id)
{
	int64_t value;

	if (facts_get(&listener->facts, id, &value))
		*amount = (struct amount){ true, value };
}

void roll_note(struct known *known, const struct snapshot *snap, const struct listener *listener)
{
	const struct process *process = roll_owner(known, snap, listener);

	note_fact(&known->queue, listener, FACT_QUEUE);
	note_fact(&known->backlog, listener, FACT_BACKLOG);
	note_fact(&known->drops, listener, FACT_DROPS);
	if (!listener->missed)
		known->missed = 0;
	else if (!known->missed)
		known->missed = snap->at.monotonic;
	if (!process)
		return;
	known->owner = process->id;
	if (process->label[LABEL_COMM]) {
		struct text comm = TEXT_OVER(known->comm);

		text_add(&comm, process->label[LABEL_COMM]);
	}
}

char *roll_move(struct known *known, const struct listener *listener)
{
	uint64_t place = place_of(listener);
	char *before = known->local;

	if (place == known->place)
		return NULL;
	known->place = place;
	known->port = event_port(listener->protocol, &listener->local);
	known->local = local_of(listener);
	return before;
}

void roll_part(struct roll *roll, struct known *known, uint64_t when)
{
	known->gone = when ? when : 1;
	roll->alive--;
	*array_add(&roll->gone) = known;
}

void roll_return(struct roll *roll, struct known *known, uint64_t since)
{
	size_t left = 0;

	for (size_t i = 0; i < roll->gone.count; i++)
		if (roll->gone.items[i] != known)
			roll->gone.items[left++] = roll->gone.items[i];
	roll->gone.count = left;
	roll->alive++;
	known->gone = known->missed = 0;
	known->since = since;
	known->fleeting = known->was_before = false;
}

static void forget(struct roll *roll, struct known *known)
{
	if (roll->last == known)
		roll->last = NULL;
	HASH_DEL(roll->all, known);
	free(known->arrival);
	free(known->local);
	free(known);
}

/* Goes through those who are gone, from the oldest on, and forgets `most` of them at
 * most: the fleeting ones, or any. Returns how many may still be forgotten. */
static size_t forget_some(struct roll *roll, size_t most, bool fleeting)
{
	size_t left = 0;

	for (size_t i = 0; i < roll->gone.count; i++) {
		struct known *known = roll->gone.items[i];

		if (most == 0 || (fleeting && !known->fleeting)) {
			roll->gone.items[left++] = known;
			continue;
		}
		forget(roll, known);
		most--;
	}
	roll->gone.count = left;
	return most;
}

void roll_expire(struct roll *roll, uint64_t now)
{
	size_t left = 0, room, most;

	for (size_t i = 0; i < roll->gone.count; i++) {
		struct known *known = roll->gone.items[i];
		bool old = now > known->gone && now - known->gone >= GHOST_SECONDS * CLOCK_SECOND;

		if (known->taken || old)
			forget(roll, known);
		else
			roll->gone.items[left++] = known;
	}
	roll->gone.count = left;
	if (roll->alive > roll->most)
		roll->most = roll->alive;
	room = roll->most > ROLL_GONE ? roll->most : ROLL_GONE;
	if (left <= room)
		return;
	most = forget_some(roll, left - room, true);
	forget_some(roll, most, false);
}

void roll_free(struct roll *roll)
{
	struct known *known, *next;

	HASH_ITER(hh, roll->all, known, next)
		forget(roll, known);
	array_free(&roll->gone);
	*roll = (struct roll){ 0 };
}
