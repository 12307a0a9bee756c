/* strangers.h - listeners that looks between ticks have met, and no tick yet. */
#ifndef LSN_SOURCE_STRANGERS_H
#define LSN_SOURCE_STRANGERS_H

#include "wire/inet_diag.h"

#include <stdbool.h>
#include <stdint.h>

struct kept;
struct stranger;

/* More than these are forgotten. */
enum { STRANGERS_MOST = 256 };

/* Zeroed ones are none. */
struct strangers {
	struct stranger *all;           /* by cookie */
};

/* A look at `now` (monotonic ns) met it. */
void strangers_meet(struct strangers *strangers, const struct inet_diag *diag, uint64_t now);

/* The look at `now` was one at all there are: whom it has not met it missed. */
void strangers_miss(struct strangers *strangers, uint64_t now);

/* The kernel told by `now` that it was closed. False: it is none of these. */
bool strangers_close(struct strangers *strangers, uint64_t cookie, uint64_t now);

/* A tick at `now` has looked at all there are: those it keeps are strangers no more, the
 * others it missed. */
void strangers_settle(struct strangers *strangers, const struct kept *kept, uint64_t now);

/* When it was first met (monotonic ns); 0: it is none of these. */
uint64_t strangers_since(const struct strangers *strangers, uint64_t cookie);

/* One that has ended: as it was when it was met last, `since` when, and `when` it was told
 * closed, else first missed; for dumps lose one now and then, that takes two. */
struct stranger_ended {
	struct inet_diag diag;
	uint64_t since, when;           /* monotonic ns */
};

/* Takes one out. False: there is none, or no more. */
bool strangers_take_ended(struct strangers *strangers, struct stranger_ended *ended);

void strangers_free(struct strangers *strangers);

#endif
