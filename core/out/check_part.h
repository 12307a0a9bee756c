/* check_part.h - what a check has found so far; for check*.c only. */
#ifndef LSN_OUT_CHECK_PART_H
#define LSN_OUT_CHECK_PART_H

#include "base/array.h"
#include "fact/snapshot.h"
#include "out/check.h"
#include "table/query.h"
#include "table/table.h"

#include <stdbool.h>
#include <stddef.h>

struct column;
struct text;

struct found_cell {
	char *text;                     /* safe, and without `|`; owned */
	bool known;
};

/* A row of which an expression is true, or nobody knows. Holds all it tells of: the tick
 * it was met at is long gone. */
struct found {
	struct listener_id id;
	enum check_status status;       /* never CHECK_OK */
	size_t turn;                    /* in order of their being met */
	double fill, drop_rate;         /* how bad it was; negative: not known */
	char *name;                     /* "0.0.0.0:4444 nc (new)"; safe, without `|`; owned */
	struct found_cell *cells;       /* one per column; owned */
};

struct check {
	struct check_question question;
	struct query view;              /* which rows; borrows all it points to */
	struct table table;
	ARRAY(const struct column *) columns;
	ARRAY(struct found) found;      /* by id, between refreshes */
	size_t turns;

	/* As of the last refresh. */
	size_t listening, unexpected, missing;
	bool needs_baseline;            /* an expression names what only one can tell */
	char *baseline;                 /* its path; NULL none; owned */
	size_t bad_lines, first_bad;
	ARRAY(char *) gaps;             /* sentences, those about owners first; safe; owned */
};

/* How much a status matters: 2 before 1 before 3. */
int check_rank(enum check_status status);

/* Was the column named, and so is shown whatever it holds? */
bool check_names(const struct check *check, const struct column *column);

/* check_found.c. A copy of all that is told of the row; gives what it points to. */
struct found check_describe(struct check *check, const struct row *row, enum check_status status);
void check_drop(const struct check *check, struct found *found);

/* Is the row worse now than it was when it was found? */
bool check_is_worse(const struct found *found, const struct row *row, enum check_status status);

/* Puts `?` for each `|`, which ends the text and begins numbers for the monitoring's graphs. */
void check_replace_bars(char *text);

/* A copy without them. */
char *check_keep_text(struct text *text);

#endif
