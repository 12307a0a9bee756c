/* check.h - an answer for monitoring: a line, the rows, and an exit status. */
#ifndef LSN_OUT_CHECK_H
#define LSN_OUT_CHECK_H

#include <stdbool.h>
#include <stdio.h>

struct check;
struct filter;
struct query;
struct scene;

enum check_status { CHECK_OK = 0, CHECK_WARNING = 1, CHECK_CRITICAL = 2, CHECK_UNKNOWN = 3 };

/* Borrows all; `critical` and `warning` are filters of listeners, one of them may be NULL. */
struct check_question {
	const struct filter *critical, *warning;
	const struct query *query;      /* its selection and filter: of which rows; its columns:
					 * how they are shown */
	const char *no_baseline;        /* why the one there is may not be read; NULL or "": there
					 * is none */
};

/* Do the expressions, the filter or columns that were chosen ask for that? `what` is one of
 * query_needs_rate() and its like. What is shown by default waits for nothing. */
bool check_asks(const struct check_question *question,
		bool (*what)(const struct query *query));

struct check *check_new(const struct check_question *question);
void check_free(struct check *check);

/* Takes a refresh into account: a row counts from the first refresh on in which an
 * expression held for it, and is shown as it was when it was worst. What does not apply to
 * a row is false of it. What is not known is unknown as of the last refresh; but not of a
 * listener that came up while we looked. */
void check_add(struct check *check, const struct scene *scene);

/* 2 before 1 before 3 before 0: a true row outweighs an unknown one. Unknown as well where
 * an expression asks about a baseline and there is none, or lines of it are not understood. */
enum check_status check_status(const struct check *check);

/* "LSNTOP CRITICAL - 48 listeners, 2 critical: 0.0.0.0:4444 nc (new), ... | critical=2;;0;0 ..."
 * and a line per row below it, as Nagios plug-ins write; a stranger's `|` does not end the
 * text. False where the file could not take it. */
bool check_write(FILE *file, const struct check *check, bool ascii);

/* "LSNTOP UNKNOWN - why": there is no answer. Of `why` the first line, without our name. */
bool check_write_failure(FILE *file, const char *why, bool ascii);

#endif
