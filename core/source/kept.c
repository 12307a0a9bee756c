/* kept.c - the sockets of the last dumps, so that gone means missing twice. */
#include "source/kept.h"

#include "source/hash.h"

#include <stdalign.h>
#include <stdlib.h>

struct kept_socket {
	uint64_t key;
	unsigned round, missed;
	size_t room;
	UT_hash_handle hh;
	alignas(max_align_t) char about[];
};

void kept_begin(struct kept *kept)
{
	kept->round++;
	kept->news = false;
}

static struct kept_socket *add(struct kept *kept, uint64_t key, size_t size)
{
	struct kept_socket *socket = memory_alloc(1, sizeof *socket + size);

	socket->key = key;
	socket->room = size;
	HASH_ADD(hh, kept->sockets, key, sizeof socket->key, socket);
	return socket;
}

void *kept_see(struct kept *kept, uint64_t key, size_t size)
{
	struct kept_socket *socket;

	HASH_FIND(hh, kept->sockets, &key, sizeof key, socket);
	if (socket && socket->round == kept->round)
		return NULL;
	if (socket && socket->room < size) {
		HASH_DEL(kept->sockets, socket);
		free(socket);
		socket = NULL;
	}
	if (!socket) {
		socket = add(kept, key, size);
		kept->news = true;
	}
	socket->round = kept->round;
	socket->missed = 0;
	return socket->about;
}

void *kept_find(const struct kept *kept, uint64_t key)
{
	struct kept_socket *socket;

	HASH_FIND(hh, kept->sockets, &key, sizeof key, socket);
	return socket ? socket->about : NULL;
}

void kept_doubt(struct kept *kept, uint64_t key)
{
	struct kept_socket *socket;

	HASH_FIND(hh, kept->sockets, &key, sizeof key, socket);
	if (socket && !socket->missed)
		socket->missed = 1;
}

void kept_end(struct kept *kept, bool whole)
{
	struct kept_socket *socket, *next;

	if (!whole)
		return;
	HASH_ITER(hh, kept->sockets, socket, next) {
		if (socket->round == kept->round || ++socket->missed < 2)
			continue;
		HASH_DEL(kept->sockets, socket);
		free(socket);
	}
}

struct kept_socket *kept_next(const struct kept *kept, const struct kept_socket *before)
{
	return before ? before->hh.next : kept->sockets;
}

const void *kept_about(const struct kept_socket *socket)
{
	return socket->about;
}

bool kept_is_missed(const struct kept_socket *socket)
{
	return socket->missed > 0;
}

bool kept_is_seen(const struct kept *kept, const struct kept_socket *socket)
{
	return socket->round == kept->round;
}

void kept_free(struct kept *kept)
{
	struct kept_socket *socket, *next;

	HASH_ITER(hh, kept->sockets, socket, next) {
		HASH_DEL(kept->sockets, socket);
		free(socket);
	}
}
