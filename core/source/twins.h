/* twins.h - which listeners are MPTCP: its dump and that of TCP both tell of them, with
 * cookies of their own and the same inode. */
#ifndef LSN_SOURCE_TWINS_H
#define LSN_SOURCE_TWINS_H

#include "base/array.h"

#include <stdbool.h>
#include <stdint.h>

struct family_socket;
struct kept;

struct twin {
	uint32_t inode;
	bool found;                     /* the TCP dump has it too */
	bool seen;                      /* the newest MPTCP dump told of it */
	const struct family_socket *socket;
};

/* A zeroed one knows of none. */
struct twins {
	ARRAY(struct twin) items;       /* sorted by inode */
};

/* Lists those of the MPTCP dumps anew: begin, add each dump, match. True where one is left
 * over that the TCP dump does not have. What is kept is lent until it changes. */
void twins_begin(struct twins *twins);
void twins_add(struct twins *twins, const struct kept *mptcp);
bool twins_match(struct twins *twins, const struct kept *tcp);

bool twins_have(const struct twins *twins, uint32_t inode);

void twins_free(struct twins *twins);

#endif
