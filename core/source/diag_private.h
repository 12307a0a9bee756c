/* diag_private.h - private to diag*.c: what they keep of a namespace. */
#ifndef LSN_SOURCE_DIAG_PRIVATE_H
#define LSN_SOURCE_DIAG_PRIVATE_H

#include "base/array.h"
#include "fact/protocol.h"
#include "fact/source.h"
#include "source/devices.h"
#include "source/family.h"
#include "source/hearing.h"
#include "source/peek.h"
#include "source/twins.h"

#include <stdbool.h>
#include <stdint.h>

struct host;
struct listener;
struct snapshot;

enum kind {
	KIND_TCP, KIND_BOUND, KIND_MPTCP4, KIND_MPTCP6,
	KIND_UDP4, KIND_UDP6, KIND_UDPLITE4, KIND_UDPLITE6,
	KINDS,
};

/* What we know of one namespace. */
struct room {
	uint64_t netns;
	uint64_t mptcp_due, bound_due;  /* monotonic ns */
	struct family families[KINDS];
	struct peek peek;               /* of KIND_TCP */
	struct devices devices;
	struct twins twins;
	struct hearing hearing;
	bool heard;                     /* it was opened, or tried */
};

struct diag {
	struct source source;
	struct host *host;
	protocol_set wanted;
	bool bound;                     /* asked for */
	ARRAY(struct room *) rooms;
};

bool diag_wants(const struct diag *diag, enum protocol protocol);

/* A dump of one kind. */
void diag_look(struct diag *diag, struct room *room, struct snapshot *snap, enum kind kind);

/* Adds one to the snapshot, with the name of its device. */
struct listener *diag_add(struct diag *diag, struct room *room, struct snapshot *snap,
			  const struct family_socket *socket);

/* Lends the name for as long as the snapshot lives; NULL: bound to none. */
const char *diag_device(struct diag *diag, struct room *room, struct snapshot *snap,
			uint32_t ifindex);

/* A tick's TCP and MPTCP. */
void diag_collect_tcp(struct diag *diag, struct room *room, struct snapshot *snap);

#endif
