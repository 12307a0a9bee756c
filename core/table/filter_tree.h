/* filter_tree.h - a parsed expression: what the parser makes and the judge walks. */
#ifndef LSN_TABLE_FILTER_TREE_H
#define LSN_TABLE_FILTER_TREE_H

#include "table/filter.h"

#include <regex.h>
#include <stdint.h>

struct column;

enum {
	FILTER_MAX = 4096,              /* bytes of an expression */
	FILTER_DEPTH = 64,              /* parentheses within parentheses */
	FILTER_INPUT = 4096,            /* bytes of a text that ~ looks at */
};

enum filter_kind {
	FILTER_AND, FILTER_OR, FILTER_NOT,
	FILTER_COMPARE,                 /* column, operator, value */
	FILTER_WORD,                    /* `text` anywhere in what names a row */
};

enum filter_operator {
	OPERATOR_IS, OPERATOR_IS_NOT, OPERATOR_BELOW, OPERATOR_AT_MOST, OPERATOR_ABOVE,
	OPERATOR_AT_LEAST, OPERATOR_MATCHES,
	OPERATORS,
};

/* What was typed for a number. Whole ones are kept exactly as well: cookies do
 * not fit into a double. */
struct filter_number {
	bool whole;
	int64_t integer;
	double real;
};

struct filter {
	enum filter_kind kind;
	struct filter *left, *right;    /* owned; of NOT only left */
	enum table_kind table;
	const struct column *column;
	enum filter_operator operator;
	bool range;                     /* OPERATOR_IS, IS_NOT: first to last */
	struct filter_number first, last;
	bool flag;
	int rank;                       /* where the column's words have an order: column_rank() */
	char *text;                     /* owned */
	bool fold;                      /* FILTER_WORD: case does not matter */
	bool compiled;
	regex_t pattern;
};

struct filter *filter_new(enum filter_kind kind, enum table_kind table);

#endif
