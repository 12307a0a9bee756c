/* filter_value.h - the VALUE of KEY OP VALUE: where it ends and what it means. */
#ifndef LSN_TABLE_FILTER_VALUE_H
#define LSN_TABLE_FILTER_VALUE_H

#include <stdbool.h>

struct filter;
struct text;

/* Reads the value at *at, without its quotes and escapes, and moves *at behind
 * it. In a pattern `\` stays where the regular expression needs it. False, *at
 * at the fault, and what was expected in `why`, where there is none. */
bool filter_value_read(const char **at, bool pattern, struct text *value, struct text *why);

/* Gives the value to a comparison whose column and operator are set; false, and
 * what was expected, where it is not of the column's kind. */
bool filter_value_set(struct filter *filter, const char *value, struct text *why);

#endif
