/* peek.h - the TCP listeners of a namespace between ticks: all of them now and
 * then, and more often those that move. */
#ifndef LSN_SOURCE_PEEK_H
#define LSN_SOURCE_PEEK_H

#include "source/pace.h"

#include <stdint.h>

struct family;
struct host;

/* Whom to look at. `parts`: how many namespaces share what peeks may cost. */
struct peek_at {
	struct host *host;
	uint64_t netns;
	struct family *family;
	unsigned parts;
};

struct peek {
	struct pace whole;              /* a dump */
	struct pace exact;              /* of the movers one by one */
};

/* A tick has looked at all of them. */
void peek_tick(struct peek *peek, uint64_t now);

/* Looks if it is time to; when the next look is due, as source->peek() has it. */
uint64_t peek_look(struct peek *peek, const struct peek_at *at, uint64_t now);

#endif
