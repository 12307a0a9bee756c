/* movers.h - the listeners whose queue or drops moved within the last minute. */
#ifndef LSN_SOURCE_MOVERS_H
#define LSN_SOURCE_MOVERS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { MOVERS_MOST = 8 };

struct mover {
	uint64_t key;                   /* as kept */
	uint64_t until;                 /* monotonic ns */
	bool hidden;                    /* it cannot be asked for alone */
};

/* A zeroed one is empty. */
struct movers {
	struct mover items[MOVERS_MOST];
	size_t count;
	uint64_t crowd_until;           /* there are more than we list */
};

void movers_note(struct movers *movers, uint64_t key, uint64_t now);

/* Those whose minute is over. */
void movers_forget(struct movers *movers, uint64_t now);

/* One that is gone. */
void movers_drop(struct movers *movers, size_t n);

/* Anything moved within the last minute; as of the last movers_forget(). */
bool movers_are_there(const struct movers *movers);

/* They are few, and each can be asked for alone. */
bool movers_are_findable(const struct movers *movers);

#endif
