/* filter_value.c - the VALUE of KEY OP VALUE: where it ends and what it means. */
#include "table/filter_value.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "table/column.h"
#include "table/filter_tree.h"
#include "table/pattern.h"

#include <string.h>

/* An escaped character outside of quotes. A pattern keeps the backslash, but
 * for what only our own grammar gives a meaning. */
static void add_escaped(struct text *value, bool pattern, char escaped)
{
	if (pattern && !strchr(" \t\n'\"&", escaped))
		text_add_bytes(value, "\\", 1);
	text_add_bytes(value, &escaped, 1);
}

/* The quote at *at to its end. A backslash takes the quote itself, and one of its
 * own kind; else it is a character like any other. */
static bool read_quoted(const char **at, bool pattern, struct text *value)
{
	char quote = *(*at)++;

	for (; **at && **at != quote; ++*at) {
		if (**at == '\\' && ((*at)[1] == quote || (*at)[1] == '\\')) {
			++*at;
			if (pattern && **at == '\\')
				text_add_bytes(value, "\\", 1);
		}
		text_add_bytes(value, *at, 1);
	}
	if (!**at)
		return false;
	++*at;
	return true;
}

static bool ends_here(const char *at, unsigned open)
{
	return !*at || *at == ' ' || *at == '\t' || *at == '\n' || strncmp(at, "&&", 2) == 0 ||
	       strncmp(at, "||", 2) == 0 || (*at == ')' && !open);
}

bool filter_value_read(const char **at, bool pattern, struct text *value, struct text *why)
{
	const char *start = *at;
	unsigned open = 0;

	while (!ends_here(*at, open)) {
		const char *quote = *at;

		if (*quote == '\'' || *quote == '"') {
			if (read_quoted(at, pattern, value))
				continue;
			*at = quote;
			text_format(why, "expected a closing %c", *quote);
			return false;
		}
		if (**at == '\\' && (*at)[1]) {
			++*at;
			add_escaped(value, pattern, **at);
		} else {
			open += **at == '(';
			open -= **at == ')';
			text_add_bytes(value, *at, 1);
		}
		++*at;
	}
	if (*at == start)
		text_add(why, "expected a value");
	return *at != start;
}

static bool read_number(const char *word, size_t size, struct filter_number *number)
{
	bool minus = size && word[0] == '-';
	double real;

	if (!number_decimal(word + minus, size - minus, &real))
		return false;
	number->real = minus ? -real : real;
	number->whole = number_signed(word, size, &number->integer);
	return true;
}

/* "8000-8999": the minus that parts is the first that is no sign. */
static bool read_range(const char *word, struct filter_number *first, struct filter_number *last)
{
	const char *part = *word ? strchr(word + 1, '-') : NULL;

	return part && read_number(word, (size_t)(part - word), first) &&
	       read_number(part + 1, strlen(part + 1), last);
}

static bool set_number(struct filter *filter, const char *word, struct text *why)
{
	if (filter->operator == OPERATOR_MATCHES) {
		text_format(why, "'%s' is a number: ~ is for texts", filter->column->key);
		return false;
	}
	if (read_number(word, strlen(word), &filter->first))
		return true;
	filter->range = read_range(word, &filter->first, &filter->last);
	if (!filter->range) {
		text_format(why, "'%s' is a number: expected one, as 80 or 8000-8999",
			    filter->column->key);
		return false;
	}
	if (filter->operator != OPERATOR_IS && filter->operator != OPERATOR_IS_NOT) {
		text_add(why, "a range goes with = and != only");
		return false;
	}
	if (filter->first.real > filter->last.real) {
		text_add(why, "the range runs backwards");
		return false;
	}
	return true;
}

static bool set_flag(struct filter *filter, const char *word, struct text *why)
{
	static const struct { const char *word; bool flag; } words[] = {
		{ "true", true }, { "yes", true }, { "1", true },
		{ "false", false }, { "no", false }, { "0", false },
	};

	if (filter->operator != OPERATOR_IS && filter->operator != OPERATOR_IS_NOT) {
		text_format(why, "'%s' is yes or no: only = and != go with it", filter->column->key);
		return false;
	}
	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].word, word) == 0) {
			filter->flag = words[i].flag;
			return true;
		}
	}
	text_format(why, "'%s' is yes or no: expected one of them", filter->column->key);
	return false;
}

/* A word it never has would be a filter that silently takes nothing. */
static bool set_rank(struct filter *filter, const char *word, struct text *why)
{
	const char *known;

	filter->rank = column_rank(filter->column, word);
	if (filter->rank >= 0)
		return true;
	text_format(why, "'%s' has words of its own: expected one of", filter->column->key);
	for (int rank = 0; (known = column_word(filter->column, rank)); rank++)
		text_format(why, "%s %s", rank ? "," : "", known);
	return false;
}

static bool set_text(struct filter *filter, const char *word, struct text *why)
{
	if (filter->operator == OPERATOR_MATCHES)
		return filter->compiled = pattern_compile(&filter->pattern, word, why);
	if (filter->column->by_fact && !set_rank(filter, word, why))
		return false;
	filter->text = memory_text(word);
	return true;
}

bool filter_value_set(struct filter *filter, const char *value, struct text *why)
{
	switch (column_kind(filter->column)) {
	case VALUE_INTEGER:
	case VALUE_REAL:
		return set_number(filter, value, why);
	case VALUE_FLAG:
		return set_flag(filter, value, why);
	default:
		return set_text(filter, value, why);
	}
}
