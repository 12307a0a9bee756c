/* filter.h - fill>80 && port=443: which rows are taken. */
#ifndef LSN_TABLE_FILTER_H
#define LSN_TABLE_FILTER_H

#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>

struct column;
struct filter;
struct text;

enum truth { TRUTH_FALSE, TRUTH_UNKNOWN, TRUTH_TRUE };

/* Parses an expression (lsntop(8), FILTERS: KEY OP VALUE joined by && || ! and
 * parentheses; a boolean column alone), or a word that is none: `:443` is
 * port=443, anything else is looked for, smart case, in what names the rows: of
 * listeners process, command, unit and local address. Gives *filter. False, and
 * one line in `why`, where it is wrong: names the place ("column 6, at `>>80`") and
 * what was expected. */
bool filter_parse(enum table_kind kind, const char *text, struct filter **filter,
		  struct text *why);
void filter_free(struct filter *filter);

/* Three-valued; a row is taken only when it is TRUTH_TRUE. A comparison with what is not
 * known, and with what does not apply (`-`: a UNIX socket's drops, unexpected of a client's
 * socket or without a baseline), is TRUTH_UNKNOWN, and so is its negation. */
enum truth filter_judge(const struct filter *filter, const struct row *row);

/* The same for who must tell "no" from "nobody knows", as a monitoring check must: a
 * comparison with what does not apply, by whatever operator, is TRUTH_FALSE (and `!` of it
 * true). TRUTH_UNKNOWN is left for what could not be seen, or not yet. */
enum truth filter_judge_strict(const struct filter *filter, const struct row *row);

/* Is there a comparison with a column of which that is true? NULL: there is not. */
bool filter_has(const struct filter *filter, bool (*is)(const struct column *column));

/* Is there a comparison with this column? */
bool filter_names(const struct filter *filter, const struct column *column);

#endif
