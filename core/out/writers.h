/* writers.h - the grammars there are, for out.c and events.c alone, and what they share. */
#ifndef LSN_OUT_WRITERS_H
#define LSN_OUT_WRITERS_H

#include "base/text.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct report;
struct row;
struct value;

bool plain_write(FILE *file, const struct report *report);
bool json_write(FILE *file, const struct report *report);
bool csv_write(FILE *file, const struct report *report);

/* One row of TABLE_EVENTS as JSON: the half of event_write() that needs it. */
bool json_write_event(FILE *file, const struct row *row, bool ascii);

/* A text that is never cut: its memory grows with what is to be put into it.
 * A zeroed one is empty; free `start`. */
struct line {
	char *start;
	size_t room;
};

/* An empty text with room for `size` bytes of foreign text and a little more. */
struct text line_text(struct line *line, size_t size);

/* Bytes of foreign text that a value is shown as; 0 where there are none. */
size_t value_text_size(const struct value *value);

#endif
