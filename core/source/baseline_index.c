/* baseline_index.c - which lines of a baseline may fit a socket, out of many? */
#include "source/baseline_index.h"

#include "base/fnv.h"
#include "base/memory.h"
#include "fact/snapshot.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

static const uint32_t NO_LINE = UINT32_MAX;

static uint64_t hash_start(enum protocol protocol, uint16_t port)
{
	uint32_t start = (uint32_t)expectation_protocol(protocol) << 16 | port;

	return fnv_bytes(FNV_START, &start, sizeof start);
}

static uint32_t fold(const struct baseline_index *index, uint64_t hash)
{
	return (uint32_t)(hash ^ hash >> 32) & index->mask;
}

/* An IPv4 address by way of IPv6 ends in the same four bytes. */
static uint32_t slot_there(const struct baseline_index *index, enum protocol protocol,
			   const struct address *local)
{
	uint64_t hash = hash_start(protocol, local->port);

	if (local->family == AF_INET)
		hash = fnv_bytes(hash, local->bytes, 4);
	else if (address_is_mapped(local->bytes))
		hash = fnv_bytes(hash, local->bytes + ADDRESS_MAPPED, 4);
	else
		hash = fnv_bytes(hash, local->bytes, 16);
	return fold(index, hash);
}

static uint32_t slot_port(const struct baseline_index *index, enum protocol protocol,
			  uint16_t port)
{
	return fold(index, hash_start(protocol, port));
}

/* A plain path and its pattern are the same bytes but for backslashes. */
static uint32_t slot_path(const struct baseline_index *index, const char *path, bool pattern)
{
	uint64_t hash = hash_start(PROTOCOL_UNIX_STREAM, 0);

	for (; *path; path++) {
		if (pattern && *path == '\\' && path[1])
			path++;
		hash = fnv_bytes(hash, path, 1);
	}
	return fold(index, hash);
}

static bool is_loose(const struct expectation *line)
{
	if (line->path_pattern)
		return !expectation_is_plain(line->path_pattern, NULL);
	return line->has_prefix || line->any_port || line->dynamic_port ||
	       line->last_port != line->local.port;
}

static void hang(uint32_t *head, uint32_t *next, uint32_t line)
{
	next[line] = *head;
	*head = line;
}

/* From the last to the first, so that they come in the file's order. */
static void hang_line(struct baseline_index *index, uint32_t i)
{
	const struct expectation *line = &index->lines[i];
	enum protocol protocol = expectation_protocol(line->protocol);
	uint32_t there;

	index->next_port[i] = NO_LINE;
	if (is_loose(line)) {
		hang(&index->loose[protocol], index->next_there, i);
		return;
	}
	if (line->path_pattern) {
		there = slot_path(index, line->path_pattern, true);
	} else {
		there = slot_there(index, protocol, &line->local);
		hang(&index->port[slot_port(index, protocol, line->local.port)], index->next_port,
		     i);
	}
	hang(&index->there[there], index->next_there, i);
}

void baseline_index_build(struct baseline_index *index, const struct expectation *lines,
			  size_t count)
{
	size_t slots = 16;

	baseline_index_free(index);
	while (slots < count)
		slots *= 2;
	index->lines = lines;
	index->count = (uint32_t)count;
	index->mask = (uint32_t)(slots - 1);
	index->next_there = memory_alloc(count + 1, sizeof *index->next_there);
	index->next_port = memory_alloc(count + 1, sizeof *index->next_port);
	index->there = memory_alloc(slots, sizeof *index->there);
	index->port = memory_alloc(slots, sizeof *index->port);
	memset(index->there, 0xff, slots * sizeof *index->there);
	memset(index->port, 0xff, slots * sizeof *index->port);
	memset(index->loose, 0xff, sizeof index->loose);
	for (uint32_t i = index->count; i-- > 0;)
		hang_line(index, i);
}

/* What has all addresses of a family in it may be wider than any line for that port. */
static bool goes_by_port(const struct address *local)
{
	return local->family != AF_UNIX &&
	       (address_is_wildcard(local) ||
		(local->family == AF_INET6 && memcmp(local->bytes + 12, "\0\0\0", 4) == 0));
}

static uint32_t first_of(const struct baseline_index *index, const struct listener *listener)
{
	const struct address *local = &listener->local;
	const char *path = local->path;

	if (local->family == AF_UNIX)
		return index->there[slot_path(index, path && *path ? path : "*", false)];
	if (goes_by_port(local))
		return index->port[slot_port(index, listener->protocol, local->port)];
	return index->there[slot_there(index, listener->protocol, local)];
}

/* Many ranges may be between two that are worth a closer look. */
static uint32_t skip_far(const struct baseline_index *index, const struct listener *listener,
			 uint32_t at)
{
	for (; at != NO_LINE; at = index->next_there[at]) {
		const struct expectation *line = &index->lines[at];

		if (line->path_pattern || line->any_port || line->dynamic_port ||
		    (listener->local.port >= line->local.port &&
		     listener->local.port <= line->last_port))
			break;
	}
	return at;
}

size_t baseline_index_next(const struct baseline_index *index, const struct listener *listener,
			   size_t before)
{
	uint32_t at;

	if (!index->count)
		return SIZE_MAX;
	if (before == SIZE_MAX)
		at = first_of(index, listener);
	else if (is_loose(&index->lines[before]))
		at = skip_far(index, listener, index->next_there[before]);
	else
		at = goes_by_port(&listener->local) ? index->next_port[before] :
						      index->next_there[before];
	if (at == NO_LINE && (before == SIZE_MAX || !is_loose(&index->lines[before])))
		at = skip_far(index, listener,
			      index->loose[expectation_protocol(listener->protocol)]);
	return at == NO_LINE ? SIZE_MAX : at;
}

void baseline_index_free(struct baseline_index *index)
{
	free(index->next_there);
	free(index->next_port);
	free(index->there);
	free(index->port);
	*index = (struct baseline_index){ .lines = NULL };
}
