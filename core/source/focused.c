/* focused.c - which processes are in focus, by themselves or by a listener they hold? */
#include "source/focused.h"

#include "fact/snapshot.h"

static uint64_t bit_of(const struct listener_id *id)
{
	return UINT64_C(1) << id->number % 64;
}

/* Spares most listeners the comparison with each that is in focus. */
static uint64_t filter_of(const struct focus *focus)
{
	uint64_t filter = focus->has_listener ? bit_of(&focus->listener) : 0;

	for (size_t i = 0; i < focus->suspect_count; i++)
		filter |= bit_of(&focus->suspects[i]);
	return filter;
}

static void mark_listeners(struct focused *focused, const struct snapshot *snap)
{
	uint64_t filter = filter_of(&focused->focus);

	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener_id *id = &snap->listeners.items[i].id;

		*array_add(&focused->listeners) =
			focused->focus.everything ||
			(filter & bit_of(id) && focus_has(&focused->focus, id));
	}
}

static void mark_holders(struct focused *focused, const struct snapshot *snap)
{
	while (focused->holders.count < snap->processes.count)
		array_add(&focused->holders);
	for (size_t i = 0; i < snap->owners.count; i++) {
		const struct owner *owner = &snap->owners.items[i];

		if (focused->listeners.items[owner->listener])
			focused->holders.items[owner->process] = true;
	}
}

/* Who started them is not. */
static void mark_processes(struct focused *focused, const struct snapshot *snap)
{
	if (!focused->focus.has_process && !focused->focus.target_count)
		return;
	for (size_t i = 0; i < snap->processes.count; i++)
		if (focus_has_process(&focused->focus, &snap->processes.items[i].id))
			focused->holders.items[i] = true;
}

void focused_find(struct focused *focused, const struct snapshot *snap)
{
	array_clear(&focused->processes);
	array_clear(&focused->listeners);
	array_clear(&focused->holders);
	if (!focused->focus.has_listener && !focused->focus.suspect_count &&
	    !focused->focus.has_process && !focused->focus.target_count &&
	    !focused->focus.everything)
		return;
	mark_listeners(focused, snap);
	mark_holders(focused, snap);
	mark_processes(focused, snap);
	for (size_t i = 0; i < focused->holders.count; i++)
		if (focused->holders.items[i])
			*array_add(&focused->processes) = (uint32_t)i;
}

bool focused_has(const struct focused *focused, size_t i)
{
	return i < focused->holders.count && focused->holders.items[i];
}

void focused_free(struct focused *focused)
{
	array_free(&focused->processes);
	array_free(&focused->listeners);
	array_free(&focused->holders);
}
