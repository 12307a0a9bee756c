/* happening.h - an event of the journal, for outputs that write more than its columns. */
#ifndef LSN_TABLE_HAPPENING_H
#define LSN_TABLE_HAPPENING_H

#include "table/row.h"

#include <stdbool.h>
#include <stdint.h>

/* Texts are the event's own, raw. */
struct happening {
	uint64_t wall;                  /* ns since 1970 */
	const char *word;
	const char *detail;             /* "" none */
	bool has_listener;              /* false: what follows says nothing */
	struct listener_id listener;
	enum protocol protocol;
	uint16_t port;                  /* 0: it has none */
	const char *local;
};

/* `row` is of TABLE_EVENTS. */
void happening_read(const struct row *row, struct happening *happening);

/* The row of its listener, as TABLE_LISTENERS has it: the one the row brings along, or the
 * one that is there, or its ghost's. False where nobody knows it any more. */
bool happening_listener(const struct row *row, struct row *listener);

#endif
