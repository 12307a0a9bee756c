/* hearing.h - the sockets of a namespace that are closed between two dumps, as the kernel
 * tells of them. */
#ifndef LSN_SOURCE_HEARING_H
#define LSN_SOURCE_HEARING_H

#include <stddef.h>
#include <stdint.h>

struct family;
struct host;
struct nl_events;

/* A zeroed one is deaf: what closes is then missing in two dumps, which will do. */
struct hearing {
	struct nl_events *events;
	uint64_t since;                 /* monotonic ns; 0: we have not listened yet */
	size_t count, known;            /* of sockets that closed since then, of those we met */
	uint64_t due;                   /* when to listen again, UINT64_MAX: at leisure */
};

/* `which` as nl_events_open() has it. */
void hearing_open(struct hearing *hearing, const struct host *host, uint64_t netns,
		  unsigned which);

/* Tells the families of what was closed by monotonic `now`. */
void hearing_listen(struct hearing *hearing, struct family *families, size_t count, uint64_t now);

/* When to listen again, so that nothing is lost at the rate of the last time; as
 * source->peek() has it. */
uint64_t hearing_due(const struct hearing *hearing);

void hearing_close(struct hearing *hearing);

#endif
