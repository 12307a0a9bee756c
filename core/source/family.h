/* family.h - one kind of internet socket: dumped, remembered, handed out. */
#ifndef LSN_SOURCE_FAMILY_H
#define LSN_SOURCE_FAMILY_H

#include "base/array.h"
#include "fact/fact.h"
#include "fact/protocol.h"
#include "source/kept.h"
#include "source/movers.h"
#include "source/strangers.h"
#include "source/watch.h"
#include "wire/inet_diag.h"

#include <stdbool.h>
#include <stdint.h>

struct host;
struct netns;
struct snapshot;

struct family_kind {
	const char *label;              /* of the dump */
	uint8_t family;                 /* AF_UNSPEC: the compat dump of both */
	int ipproto;
	uint32_t states;                /* 1 << TCP_LISTEN, TCP_CLOSE or INET_DIAG_BOUND */
	enum protocol protocol;
	const char *files[2];           /* below /proc, where diag does not tell */
	bool must;                      /* every kernel has it: its absence is a gap */
	enum fact_id inuse;             /* of the namespace: how many there are, where
					 * counted. 0 spares the look */
	bool counted;
	bool watched;                   /* looked at between ticks as well */
};

/* What is kept of a socket. */
struct family_socket {
	struct inet_diag diag;          /* from a file the cookie is 0 */
	enum protocol protocol;
	uint32_t states;
	uint64_t met;                   /* monotonic ns of the look between ticks that saw it
					 * before any tick did; 0: none did */
	uint64_t told;                  /* monotonic ns of the tick whose dump had it */
	uint64_t closed;                /* monotonic ns: heard by then that it is being
					 * closed; 0: not */
	struct watch watch;             /* where the kind is watched */
};

struct family_closing {
	uint64_t cookie, when;
};

struct family {
	const struct family_kind *kind;
	struct kept kept;               /* struct family_socket each */
	struct movers movers;           /* where the kind is watched; by cookie */
	struct strangers strangers;     /* the same */
	ARRAY(struct family_closing) closings; /* of what is kept: no tick has settled them */
	bool by_file, absent;
	uint64_t now;                   /* monotonic ns of the tick */
	int refused;                    /* why diag does not tell it, negative errno */
};

/* Who asks, on whose behalf. */
struct family_look {
	struct host *host;
	const struct netns *netns;
	const char *source;
};

/* One dump; what failed becomes a gap of the source. The first time diag
 * refuses, goes over to the files for good. */
void family_look(struct family *family, const struct family_look *look, struct snapshot *snap);

/* The kernel told by monotonic `now` that a socket was closed. If it is kept and the next
 * dump does not have it, it is forgotten without a second one, and the snapshot has its
 * closing. False: nobody here has met it. */
bool family_hear_closed(struct family *family, uint64_t cookie, uint64_t now);

/* Of what is watched and can be: looks between ticks, at monotonic `now`. What failed
 * is no look and no gap, and what is kept does not change. */
bool family_can_peek(const struct family *family);
void family_peek(struct family *family, struct host *host, uint64_t netns, uint64_t now);

/* The same of the movers alone, each asked for by itself. One that is not found so
 * is hidden from there on. */
void family_ask_movers(struct family *family, struct host *host, uint64_t netns, uint64_t now);

/* Adds the socket to the snapshot, but for the device. */
struct listener *family_add_listener(struct snapshot *snap, uint64_t netns,
				     const struct family_socket *socket);

/* Adds one that looks between ticks met and that was closed before a tick did: with its
 * last numbers, a closing, and without owner. NULL: there is none, or no more. */
struct listener *family_add_ended(struct family *family, struct snapshot *snap, uint64_t netns);

/* All that is kept, as if there never was a dump. */
void family_forget(struct family *family);

void family_free(struct family *family);

#endif
