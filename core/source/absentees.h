/* absentees.h - what a baseline demands, and no socket answers to. */
#ifndef LSN_SOURCE_ABSENTEES_H
#define LSN_SOURCE_ABSENTEES_H

#include "base/arena.h"
#include "base/array.h"
#include "fact/protocol.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baseline;
struct snapshot;

/* Lines for one address and port of one namespace, whoever they expect there: one row. */
struct demand {
	uint64_t hash;                  /* of what they say of address, port and namespace */
	uint32_t first, count;          /* in `order` */
	bool met;                       /* at this tick */
	const char *path, *user, *detail, *no_owner; /* texts of the row, NULL: not made yet */
};

/* A zeroed one demands nothing. */
struct absentees {
	struct arena arena;
	ARRAY(struct demand) demands;   /* in the order of their first lines */
	uint32_t *order;                /* lines, demand by demand */
	uint32_t *demand_of;            /* by line; UINT32_MAX: it demands nothing */
};

/* The baseline is another one, or was read again. */
void absentees_read(struct absentees *absentees, const struct baseline *baseline);

/* A tick begins; a socket was found that the line is about; it ends, and what was not
 * found becomes a listener. `judged`: protocols of which all sockets were looked at. */
void absentees_begin(struct absentees *absentees);
void absentees_found(struct absentees *absentees, size_t line);
void absentees_tell(struct absentees *absentees, const struct baseline *baseline,
		    protocol_set judged, struct snapshot *snap);

void absentees_free(struct absentees *absentees);

#endif
