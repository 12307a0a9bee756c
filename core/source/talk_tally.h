/* talk_tally.h - what one walk saw of the connections of some processes. */
#ifndef LSN_SOURCE_TALK_TALLY_H
#define LSN_SOURCE_TALK_TALLY_H

#include "base/array.h"
#include "fact/snapshot.h"
#include "source/partners.h"
#include "source/walk.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A process whose connections are counted. */
struct talk_speaker {
	struct process_id id;
	uint64_t descriptors, looked_at; /* of its table, when it was asked */
	uint64_t by_state[CONNECTION_STATES];
	struct partners partners;       /* until the walk is over; then: */
	struct partner best[TALK_PARTNERS];
	size_t best_count, partners_in_all;
};

/* A socket of one of them. */
struct talk_claim {
	uint32_t inode, speaker;
};

/* A zeroed one is empty. */
struct talk_tally {
	ARRAY(struct talk_speaker) speakers;
	ARRAY(struct talk_claim) claims;
	bool in_order;                  /* the claims are, and each is there once */
};

/* Empties it for another walk. */
void talk_tally_begin(struct talk_tally *tally);

/* One more process, none of whose sockets is known yet. Pointers to others may move. */
struct talk_speaker *talk_tally_add(struct talk_tally *tally);

/* A socket of the one added last. Several may hold it, and one several times. */
void talk_tally_claim(struct talk_tally *tally, uint32_t inode);

/* What a walk tells. */
struct walk_taker talk_tally_taker(struct talk_tally *tally);

void talk_tally_free(struct talk_tally *tally);

#endif
