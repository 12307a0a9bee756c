/* owner_map.c - who holds which socket, as far as it was seen. */
#include "source/owner_map.h"

#include <stdlib.h>
#include <utlist.h>

struct holder *owner_map_process(struct owner_map *map, pid_t pid)
{
	struct holder *holder;

	HASH_FIND(hh, map->holders, &pid, sizeof pid, holder);
	return holder;
}

struct holder *owner_map_add_process(struct owner_map *map, pid_t pid)
{
	struct holder *holder = memory_alloc(1, sizeof *holder);

	holder->pid = pid;
	HASH_ADD(hh, map->holders, pid, sizeof holder->pid, holder);
	return holder;
}

void owner_map_remove_process(struct owner_map *map, struct holder *holder)
{
	owner_map_drop_all(map, holder, true);
	owner_map_set_denied(map, holder, false, 0);
	HASH_DEL(map->holders, holder);
	free(holder);
}

void owner_map_set_denied(struct owner_map *map, struct holder *holder, bool denied, uint64_t now)
{
	if (denied && !holder->denied)
		map->denied_count++;
	if (!denied && holder->denied)
		map->denied_count--;
	holder->denied = denied;
	holder->denied_at = now;
}

struct held *owner_map_socket(struct owner_map *map, uint32_t inode)
{
	struct held *held;

	HASH_FIND(hh, map->sockets, &inode, sizeof inode, held);
	return held;
}

static void start_anew(struct held *held)
{
	held->stage = HELD_NEW;
	held->searched = false;
	held->wait = 0;
}

void owner_map_drop(struct owner_map *map, struct holding *holding)
{
	struct holder *holder = holding->holder;
	struct held *held = holding->held;

	DL_DELETE(holder->holdings, holding);
	DL_DELETE2(held->holdings, holding, held_prev, held_next);
	free(holding);
	map->holding_count--;
	if (!held->holdings)
		start_anew(held);
	if (!holder->holdings) {
		DL_DELETE(map->owners, holder);
		map->owner_count--;
		identity_drop(&map->identities, &holder->identity);
	}
}

void owner_map_drop_all(struct owner_map *map, struct holder *holder, bool threads_too)
{
	struct holding *holding, *next;

	DL_FOREACH_SAFE(holder->holdings, holding, next)
		if (threads_too || !holding->tid)
			owner_map_drop(map, holding);
}

void owner_map_identify(struct owner_map *map, struct holder *holder, struct identity id)
{
	if (!holder->holdings) {
		identity_drop(&map->identities, &id);
		return;
	}
	identity_keep(&map->identities, &id);
	holder->identity = id;
}

static bool holds(const struct holder *holder, const struct held *held, int fd)
{
	const struct holding *holding;

	DL_FOREACH2(held->holdings, holding, held_next)
		if (holding->holder == holder && holding->fd == fd)
			return true;
	return false;
}

void owner_map_hold(struct owner_map *map, struct holder *holder, struct held *held, int fd,
		    pid_t tid)
{
	struct holding *holding;

	/* Only threads are told of twice. */
	if (tid && holds(holder, held, fd))
		return;
	if (!holder->holdings) {
		DL_APPEND(map->owners, holder);
		map->owner_count++;
	}
	holding = memory_alloc(1, sizeof *holding);
	holding->holder = holder;
	holding->held = held;
	holding->fd = fd;
	holding->tid = tid;
	DL_APPEND(holder->holdings, holding);
	DL_APPEND2(held->holdings, holding, held_prev, held_next);
	map->holding_count++;
}

void owner_map_rotate_owner(struct owner_map *map, struct holder *holder)
{
	DL_DELETE(map->owners, holder);
	DL_APPEND(map->owners, holder);
}

void owner_map_rotate_holding(struct holding *holding)
{
	struct holder *holder = holding->holder;

	DL_DELETE(holder->holdings, holding);
	DL_APPEND(holder->holdings, holding);
}

static void forget_socket(struct owner_map *map, struct held *held)
{
	struct holding *holding, *next;

	DL_FOREACH_SAFE2(held->holdings, holding, next, held_next)
		owner_map_drop(map, holding);
	HASH_DEL(map->sockets, held);
	free(held);
}

bool owner_is_closed(const struct listener *listener)
{
	return facts_have(&listener->facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
}

static void follow_listener(struct owner_map *map, const struct listener *listener, unsigned tick)
{
	struct held *held = owner_map_socket(map, listener->inode);

	/* The kernel counts socket inodes in 32 bits and starts over. */
	if (held && listener_id_compare(&held->id, &listener->id) != 0) {
		forget_socket(map, held);
		held = NULL;
	}
	if (!held) {
		held = memory_alloc(1, sizeof *held);
		held->inode = listener->inode;
		held->id = listener->id;
		HASH_ADD(hh, map->sockets, inode, sizeof held->inode, held);
	}
	held->told = tick;
}

void owner_map_follow(struct owner_map *map, const struct snapshot *snap, unsigned tick)
{
	struct held *held, *next;

	for (size_t i = 0; i < snap->listeners.count; i++)
		if (snap->listeners.items[i].inode && !owner_is_closed(&snap->listeners.items[i]))
			follow_listener(map, &snap->listeners.items[i], tick);
	HASH_ITER(hh, map->sockets, held, next)
		if (held->told != tick)
			forget_socket(map, held);
}

void owner_map_free(struct owner_map *map)
{
	struct holder *holder, *next_holder;
	struct held *held, *next_held;

	HASH_ITER(hh, map->sockets, held, next_held)
		forget_socket(map, held);
	HASH_ITER(hh, map->holders, holder, next_holder)
		owner_map_remove_process(map, holder);
}
