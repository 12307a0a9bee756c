/* column.h - what a column is, and reading a row through it. */
#ifndef LSN_TABLE_COLUMN_H
#define LSN_TABLE_COLUMN_H

#include "fact/fact.h"
#include "table/row.h"
#include "table/value.h"

#include <stdbool.h>
#include <stddef.h>

struct text;

enum lens {
	LENS_LABEL,                     /* `get` composes it */
	LENS_NOW,                       /* the fact */
	LENS_SECONDS,                   /* the same of a ms fact, in seconds */
	LENS_RATE,                      /* its step per second */
	LENS_PEAK_RATE,                 /* the highest of the past that is remembered */
	LENS_FILL,                      /* fact over `of` in percent; 0 of `of` counts as 1 */
	LENS_PERCENT,                   /* rate of a ns counter in percent of one CPU */
	LENS_TREND,                     /* its past */
	LENS_WORST_FILL,                /* LENS_FILL, the highest of what a process holds */
	LENS_TOTAL_RATE,                /* LENS_RATE, summed over what a process holds */
};

enum heat { HEAT_NONE, HEAT_ZERO, HEAT_WARN, HEAT_ALARM };

struct column {
	const char *key, *title;
	const char *help;               /* NULL: the fact's */
	unsigned tables;                /* TABLE_BIT()s it can stand in */
	unsigned char width;            /* columns at least; grows with content */
	bool left;                      /* text: aligned to the left */
	bool wide;                      /* takes what is left over, pans */
	bool descending;                /* natural order: biggest first */
	bool json_only;                 /* no cell: an object or a list of JSON */
	bool screen_only;               /* no key of JSON: a picture, or said of groups */
	bool of_group;                  /* `get` reads a row's group itself: group_value()
					 * is not asked */
	bool of_row;                    /* the fact is the row's own, not `fact` */
	bool by_fact;                   /* of LENS_LABEL: the words are a number's, `fact`,
					 * and are ordered by it; a group has the highest of
					 * its members */
	enum lens lens;
	enum value_kind kind;           /* of LENS_LABEL: what `get` gives when known */
	enum fact_id fact, of;
	double warn, alarm;             /* 0 none; at or above */
	const char *later;              /* not NULL: not there yet; null in JSON, and
					 * named nowhere else */
	void (*get)(const struct row *row, struct value *value);
	bool (*applies)(const struct row *row); /* NULL: always; else what is not
					 * known may be VALUE_ABSENT */
	/* What to say beside a known number; NULL: nothing. */
	enum value_remark (*remark)(const struct row *row, const struct value *value);
	int (*compare)(const struct row *a, const struct row *b); /* NULL: by value */
};

/* THE list, in the order JSON has. */
extern const struct column columns[];
extern const size_t column_count;

/* The column of that key which the table can show, or NULL. Columns of `later`
 * are found too: the caller says that they are not there yet. */
const struct column *column_find(enum table_kind kind, const char *key, size_t size);

/* The same for a word of the user: NULL, and why, where there is no such column
 * (and which one may have been meant) or where it is not there yet. */
const struct column *column_ask(enum table_kind kind, const char *key, size_t size,
				struct text *why);

/* What its known values are. */
enum value_kind column_kind(const struct column *column);

/* Of a row that stands for a group: group_value(). */
void column_value(const struct column *column, const struct row *row, struct value *value);

/* Of a column whose words are ordered (`by_fact`): the word of that rank, from 0; NULL: there
 * is none. And the rank of a word; -1: it is none of them. */
const char *column_word(const struct column *column, int rank);
int column_rank(const struct column *column, const char *word);

/* Unknown is after everything in both directions; ties are 0. */
int column_compare(const struct column *column, bool reverse, const struct row *a,
		   const struct row *b);

enum heat column_heat(const struct column *column, const struct value *value);

const char *column_help(const struct column *column);

/* Needs two ticks: rates, and what is computed of them. */
bool column_needs_rate(const struct column *column);

/* Needs looks between ticks; needs a walk of handshakes or waiting connections. */
bool column_needs_peeks(const struct column *column);
bool column_needs_handshakes(const struct column *column);

/* Needs a baseline, and owners that are known. */
bool column_needs_baseline(const struct column *column);

/* Tells the listener's state; its port or local address. */
bool column_is_state(const struct column *column);
bool column_names_place(const struct column *column);

#endif
