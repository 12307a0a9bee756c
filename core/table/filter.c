/* filter.c - fill>80 && port=443: which rows are taken. */
#include "table/filter.h"

#include "base/memory.h"
#include "table/column.h"
#include "table/filter_tree.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct filter *filter_new(enum filter_kind kind, enum table_kind table)
{
	struct filter *filter = memory_alloc(1, sizeof *filter);

	filter->kind = kind;
	filter->table = table;
	return filter;
}

void filter_free(struct filter *filter)
{
	if (!filter)
		return;
	filter_free(filter->left);
	filter_free(filter->right);
	if (filter->compiled)
		regfree(&filter->pattern);
	free(filter->text);
	free(filter);
}

enum { WORD_COLUMNS = 4 };

/* The columns a word is looked for in, ended by NULL. */
static void word_columns(enum table_kind table, const struct column *found[WORD_COLUMNS + 1])
{
	static const char *const keys[TABLE_KINDS][WORD_COLUMNS] = {
		[TABLE_LISTENERS] = { "process", "command", "unit", "local" },
		[TABLE_PROCESSES] = { "process", "command", "unit" },
		[TABLE_OWNERS] = { "process", "command", "unit", "local" },
		[TABLE_COUNTERS] = { "counter", "meaning", "where", "tunable" },
		[TABLE_EVENTS] = { "event", "local", "owner", "detail" },
		[TABLE_PEERS] = { "peer", "kind", "peer_state" },
		[TABLE_THREADS] = { "thread", "thread_state", "wchan" },
	};
	size_t count = 0;

	for (; count < WORD_COLUMNS && keys[table][count]; count++)
		found[count] = column_find(table, keys[table][count], strlen(keys[table][count]));
	found[count] = NULL;
}

static enum truth truth_of(bool truth)
{
	return truth ? TRUTH_TRUE : TRUTH_FALSE;
}

/* What a comparison with a value that is not there is. */
static enum truth without(const struct value *value, enum truth absent)
{
	return value->kind == VALUE_ABSENT ? absent : TRUTH_UNKNOWN;
}

static bool has_word(const struct filter *filter, const char *text)
{
	return filter->fold ? strcasestr(text, filter->text) : strstr(text, filter->text);
}

static enum truth judge_word(const struct filter *filter, const struct row *row,
			     enum truth absent)
{
	const struct column *found[WORD_COLUMNS + 1];
	enum truth truth = TRUTH_FALSE;
	struct value value;

	word_columns(filter->table, found);
	for (size_t i = 0; found[i]; i++) {
		column_value(found[i], row, &value);
		if (value.kind != VALUE_TEXT && truth == TRUTH_FALSE)
			truth = without(&value, absent);
		else if (value.kind == VALUE_TEXT && has_word(filter, value.text))
			return TRUTH_TRUE;
	}
	return truth;
}

/* Reals are equal where they look equal: with the one decimal they are shown
 * with; but a rate looks like zero only where it is. Order is exact, so that 4097
 * of 4096 is above 100. */
static bool number_is(const struct value *value, const struct filter_number *number)
{
	if (value->kind == VALUE_INTEGER)
		return number->whole ? value->integer == number->integer
				     : (double)value->integer == number->real;
	if (value->unit == UNIT_EVENTS && (value->real == 0) != (number->real == 0))
		return false;
	return fabs(value->real - number->real) < 0.05;
}

static int number_order(const struct value *value, const struct filter_number *number)
{
	double real = value->real;

	if (value->kind == VALUE_INTEGER && number->whole)
		return (value->integer > number->integer) - (value->integer < number->integer);
	if (value->kind == VALUE_INTEGER)
		real = (double)value->integer;
	return (real > number->real) - (real < number->real);
}

static bool ordered(enum filter_operator operator, int order)
{
	switch (operator) {
	case OPERATOR_IS:
		return order == 0;
	case OPERATOR_IS_NOT:
		return order != 0;
	case OPERATOR_BELOW:
		return order < 0;
	case OPERATOR_AT_MOST:
		return order <= 0;
	case OPERATOR_ABOVE:
		return order > 0;
	default:
		return order >= 0;
	}
}

static bool judge_number(const struct filter *filter, const struct value *value)
{
	bool is;

	if (filter->operator != OPERATOR_IS && filter->operator != OPERATOR_IS_NOT)
		return ordered(filter->operator, number_order(value, &filter->first));
	if (filter->range)
		is = number_order(value, &filter->first) >= 0 &&
		     number_order(value, &filter->last) <= 0;
	else
		is = number_is(value, &filter->first);
	return is == (filter->operator == OPERATOR_IS);
}

/* A stranger chose the text and may make it long: only its beginning counts. */
static bool judge_pattern(const struct filter *filter, const char *text)
{
	char head[FILTER_INPUT + 1];
	size_t size = strnlen(text, FILTER_INPUT);

	if (text[size] == '\0')
		return regexec(&filter->pattern, text, 0, NULL, 0) == 0;
	memcpy(head, text, size);
	head[size] = '\0';
	return regexec(&filter->pattern, head, 0, NULL, 0) == 0;
}

static bool judge_text(const struct filter *filter, const char *text)
{
	if (filter->operator == OPERATOR_MATCHES)
		return judge_pattern(filter, text);
	if (filter->column->by_fact)
		return ordered(filter->operator,
			       column_rank(filter->column, text) - filter->rank);
	return ordered(filter->operator, strcmp(text, filter->text));
}

static enum truth judge_value(const struct filter *filter, const struct row *row,
			      enum truth absent)
{
	struct value value;

	column_value(filter->column, row, &value);
	switch (value.kind) {
	case VALUE_INTEGER:
	case VALUE_REAL:
		return truth_of(judge_number(filter, &value));
	case VALUE_FLAG:
		return truth_of((value.flag == filter->flag) == (filter->operator == OPERATOR_IS));
	case VALUE_TEXT:
		return truth_of(judge_text(filter, value.text));
	default:
		return without(&value, absent);
	}
}

/* False, unknown, true are ordered: "and" is the least of both, "or" the most. */
static enum truth judge(const struct filter *filter, const struct row *row, enum truth absent)
{
	enum truth left, right;

	switch (filter->kind) {
	case FILTER_WORD:
		return judge_word(filter, row, absent);
	case FILTER_COMPARE:
		return judge_value(filter, row, absent);
	case FILTER_NOT:
		return TRUTH_TRUE - judge(filter->left, row, absent);
	case FILTER_AND:
		left = judge(filter->left, row, absent);
		if (left == TRUTH_FALSE)
			return left;
		right = judge(filter->right, row, absent);
		return left < right ? left : right;
	default:
		left = judge(filter->left, row, absent);
		if (left == TRUTH_TRUE)
			return left;
		right = judge(filter->right, row, absent);
		return left > right ? left : right;
	}
}

enum truth filter_judge(const struct filter *filter, const struct row *row)
{
	return judge(filter, row, TRUTH_UNKNOWN);
}

enum truth filter_judge_strict(const struct filter *filter, const struct row *row)
{
	return judge(filter, row, TRUTH_FALSE);
}

bool filter_has(const struct filter *filter, bool (*is)(const struct column *column))
{
	if (!filter)
		return false;
	if (filter->kind == FILTER_COMPARE)
		return is(filter->column);
	return filter_has(filter->left, is) || filter_has(filter->right, is);
}

bool filter_names(const struct filter *filter, const struct column *column)
{
	if (!filter)
		return false;
	if (filter->kind == FILTER_COMPARE)
		return filter->column == column;
	return filter_names(filter->left, column) || filter_names(filter->right, column);
}
