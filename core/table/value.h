/* value.h - what a cell holds. */
#ifndef LSN_TABLE_VALUE_H
#define LSN_TABLE_VALUE_H

#include "fact/fact.h"

#include <stdbool.h>
#include <stdint.h>

struct series;
struct text;

enum value_kind {
	VALUE_UNKNOWN,                  /* could not be seen: `?`, null */
	VALUE_ABSENT,                   /* does not apply: `-`, null */
	VALUE_INTEGER,
	VALUE_REAL,
	VALUE_FLAG,
	VALUE_TEXT,
	VALUE_TREND,                    /* a past: only a screen can show it */
};

/* What a person should know beside the number. */
enum value_remark {
	REMARK_NONE,
	REMARK_HARMLESS,                /* a rate of drops that are no lost connections:
					 * "~3.0", and no alarm */
	REMARK_FULL,                    /* above its own limit: an alarm, whatever the
					 * column's thresholds are */
};

enum { VALUE_BUFFER = 160 };

struct value {
	enum value_kind kind;
	enum unit unit;
	bool identity;                  /* an integer that is a name: JSON writes it
					 * as a string, nothing groups its digits */
	union {
		int64_t integer;
		double real;
		bool flag;
		const char *text;       /* raw; borrowed from the row or in buffer */
		struct {
			const struct series *series;
			enum fact_id fact;
		} trend;
	};
	unsigned more;                  /* others that the cell stands for: `1234+4`;
					 * only for people */
	enum value_remark remark;
	bool fine;                      /* a span of time that counts by tenths of a
					 * second while it is short */
	const char *instead;            /* where not known: what a person is shown for
					 * `?`; raw, borrowed, may be NULL */
	char buffer[VALUE_BUFFER];      /* for composed texts */
};

/* What a value is made to hold. A text is borrowed; of NULL nothing is known. */
void value_set_text(struct value *value, const char *text);
void value_set_integer(struct value *value, int64_t integer);
void value_set_identity(struct value *value, uint64_t identity);
void value_set_real(struct value *value, enum unit unit, double real);

/* Order of two values: numbers by size, texts by bytes, flags false first.
 * Unknown and absent are after everything, whatever the direction: the caller
 * asks value_is_known() first when it reverses. */
int value_compare(const struct value *a, const struct value *b);
bool value_is_known(const struct value *value);

/* The number, false for what has none. */
bool value_number(const struct value *value, double *number);

/* A real as scripts get it: one decimal, seconds three; a rate that is not zero
 * never becomes it. */
double value_rounded(const struct value *value);

/* As a person reads it, safe for a terminal: `?`, `-`, a zero rate `.`, bytes as
 * 12K / 3.4M, spans of time as 5m03s, percents with one decimal, rates too
 * below 100; `~` before a harmless one. */
void value_format(const struct value *value, bool ascii, struct text *text);

/* The same where there is little room: percents whole and with their sign, "101%". */
void value_format_short(const struct value *value, bool ascii, struct text *text);

#endif
