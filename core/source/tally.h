/* tally.h - what one walk saw of connections, added up by their near ends. */
#ifndef LSN_SOURCE_TALLY_H
#define LSN_SOURCE_TALLY_H

#include "base/arena.h"
#include "base/array.h"
#include "fact/address.h"
#include "fact/snapshot.h"
#include "source/closest.h"
#include "source/partners.h"
#include "source/walk.h"
#include "wire/inet_diag.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { TALLY_WAITING_MOST = 200, TALLY_HANDSHAKES_MOST = 200, TALLY_TALKERS_MOST = 20 };

struct tally_peer {
	enum peer_kind kind;
	uint8_t state;
	struct address remote;
	bool wait_known;
	uint32_t wait;                  /* ms, at the time of the walk */
	uint32_t sent;                  /* bytes nobody has read */
	uint64_t connections;           /* of talkers */
};

/* All at one near end. */
struct tally_end {
	struct near_end at;
	bool ours;                      /* of the listener that is looked at closely */
	uint64_t by_state[CONNECTION_STATES];
	uint64_t waiting;               /* connected, and not accepted yet */
	struct inet_diag *oldest;       /* of them; NULL: not known; the tally's memory */
};

struct tally_place;

/* A zeroed one is empty. */
struct tally {
	uint64_t netns;
	uint32_t target;                /* listener to look at closely, if `close` has any */
	struct closest close;           /* those of its port */
	ARRAY(struct tally_end) ends;
	ARRAY(struct tally_peer) peers; /* of the target: as struct snapshot has them */
	size_t handshakes;              /* of these */
	struct tally_place *places;     /* where in `ends`, by near end */
	struct partners talkers;        /* of the target, accepted */
	struct arena arena;
};

/* Empties it for another walk, with no target. */
void tally_begin(struct tally *tally, uint64_t netns);

/* Asks for the peers of one listener: its index in what `closest` was made of. */
void tally_look_closely(struct tally *tally, const struct closest *closest, uint16_t port,
			uint32_t listener);

/* What a walk tells. Behind its end the peers are in order, and who is too many of them
 * is left out. */
struct walk_taker tally_taker(struct tally *tally);

/* It is connected, and nobody has accepted it yet. */
bool tally_is_waiting(const struct inet_diag *diag);

void tally_free(struct tally *tally);

#endif
