/* events.h - the journal as it happens, an event at a time. */
#ifndef LSN_OUT_EVENTS_H
#define LSN_OUT_EVENTS_H

#include "table/row.h"

#include <stdbool.h>
#include <stdio.h>

/* One event: a line of text (local time, word, protocol, address, owner, detail), or with
 * `json` an object; its listener then is written as in a refresh, with what is known of one
 * that is gone, null where it tells of none. `row` is of TABLE_EVENTS; where it has a listener
 * (and its track, process and so on) as well, that is the event's. Nothing is flushed. False
 * where the file could not take it; errno says why. */
bool event_write(FILE *file, const struct row *row, bool json, bool ascii);

#endif
