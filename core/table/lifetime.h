/* lifetime.h - when a row's listener was first seen, and when it was closed. */
#ifndef LSN_TABLE_LIFETIME_H
#define LSN_TABLE_LIFETIME_H

#include <stdbool.h>
#include <stdint.h>

struct row;

/* By the wall clock, ns. */
struct lifetime {
	uint64_t since;
	bool appeared;                  /* then; false: it was there before we looked */
	uint64_t ended;                 /* 0: it is still there */
};

/* False where the row has no listener that is remembered. */
bool lifetime_of(const struct row *row, struct lifetime *lifetime);

#endif
