/* filter_parse.c - an expression's text becomes its tree. */
#include "table/filter.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "table/column.h"
#include "table/filter_tree.h"
#include "table/filter_value.h"

#include <stdlib.h>
#include <string.h>

struct parser {
	enum table_kind table;
	const char *start, *at;
	unsigned depth;
	struct text *why;
};

static const char *const operators[OPERATORS] = {
	[OPERATOR_IS] = "=",
	[OPERATOR_IS_NOT] = "!=",
	[OPERATOR_BELOW] = "<",
	[OPERATOR_AT_MOST] = "<=",
	[OPERATOR_ABOVE] = ">",
	[OPERATOR_AT_LEAST] = ">=",
	[OPERATOR_MATCHES] = "~",
};

static bool is_blank(char c)
{
	return c == ' ' || c == '\t' || c == '\n';
}

static bool is_key_letter(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

static void skip_blanks(struct parser *parser)
{
	while (is_blank(*parser->at))
		parser->at++;
}

/* "column 6, at `>>80`: ": counted in characters, from 1. Returns NULL, for the
 * one who failed to hand on. */
static struct filter *fail(struct parser *parser, const char *at, const char *expected)
{
	char there[32];
	struct text rest = TEXT_OVER(there);
	unsigned column = 1;

	for (const char *c = parser->start; c < at; c++)
		column += ((unsigned char)*c & 0xc0) != 0x80;
	text_printable(&rest, at, false);
	if (*at)
		text_format(parser->why, "column %u, at `%s%s`: %s", column, there,
			    rest.cut ? "..." : "", expected);
	else
		text_format(parser->why, "column %u, at the end: %s", column, expected);
	return NULL;
}

static struct filter *parse_any(struct parser *parser);

static struct filter *join(enum filter_kind kind, struct parser *parser, struct filter *left,
			   struct filter *right)
{
	struct filter *filter;

	if (!right) {
		filter_free(left);
		return NULL;
	}
	filter = filter_new(kind, parser->table);
	filter->left = left;
	filter->right = right;
	return filter;
}

static bool parse_operator(struct parser *parser, enum filter_operator *operator)
{
	size_t size = strspn(parser->at, "=!<>~");

	for (enum filter_operator i = 0; i < OPERATORS; i++) {
		if (strlen(operators[i]) == size && memcmp(operators[i], parser->at, size) == 0) {
			*operator = i;
			parser->at += size;
			return true;
		}
	}
	fail(parser, parser->at, "expected one of = != < <= > >= ~");
	return false;
}

/* A column with nothing behind it: only one that is true or false may stand so. */
static struct filter *parse_alone(struct parser *parser, const struct column *column,
				  const char *key)
{
	struct filter *filter;

	if (column_kind(column) != VALUE_FLAG)
		return fail(parser, *parser->at && *parser->at != ')' ? parser->at : key,
			    "expected an operator and a value: only a yes/no column stands alone");
	filter = filter_new(FILTER_COMPARE, parser->table);
	filter->column = column;
	filter->operator = OPERATOR_IS;
	filter->flag = true;
	return filter;
}

static struct filter *parse_value(struct parser *parser, const struct column *column,
				  enum filter_operator operator)
{
	char reason[192], word[FILTER_MAX + 1];
	struct text why = TEXT_OVER(reason), value = TEXT_OVER(word);
	struct filter *filter;
	const char *start;

	skip_blanks(parser);
	start = parser->at;
	if (!filter_value_read(&parser->at, operator == OPERATOR_MATCHES, &value, &why))
		return fail(parser, parser->at, reason);
	filter = filter_new(FILTER_COMPARE, parser->table);
	filter->column = column;
	filter->operator = operator;
	if (filter_value_set(filter, word, &why))
		return filter;
	filter_free(filter);
	return fail(parser, start, reason);
}

static struct filter *parse_comparison(struct parser *parser)
{
	char reason[128];
	struct text why = TEXT_OVER(reason);
	const char *key = parser->at;
	const struct column *column;
	enum filter_operator operator;

	while (is_key_letter(*parser->at))
		parser->at++;
	if (parser->at == key)
		return fail(parser, key, "expected a column");
	column = column_ask(parser->table, key, (size_t)(parser->at - key), &why);
	if (!column)
		return fail(parser, key, reason);
	skip_blanks(parser);
	if (!*parser->at || !strchr("=!<>~", *parser->at))
		return parse_alone(parser, column, key);
	if (column_kind(column) == VALUE_TREND)
		return fail(parser, key, "'trend' is a picture: ask for queue");
	if (!parse_operator(parser, &operator))
		return NULL;
	return parse_value(parser, column, operator);
}

static struct filter *parse_group(struct parser *parser)
{
	struct filter *filter;

	if (parser->depth == FILTER_DEPTH)
		return fail(parser, parser->at, "too many parentheses within each other");
	parser->at++;
	parser->depth++;
	filter = parse_any(parser);
	parser->depth--;
	skip_blanks(parser);
	if (!filter)
		return NULL;
	if (*parser->at != ')') {
		filter_free(filter);
		return fail(parser, parser->at, "expected && || or )");
	}
	parser->at++;
	return filter;
}

/* Two nots cancel out, with unknown too: a row of them needs no depth. */
static struct filter *parse_one(struct parser *parser)
{
	bool negated = false;
	struct filter *filter, *not;

	for (skip_blanks(parser); *parser->at == '!'; skip_blanks(parser)) {
		negated = !negated;
		parser->at++;
	}
	filter = *parser->at == '(' ? parse_group(parser) : parse_comparison(parser);
	if (!filter || !negated)
		return filter;
	not = filter_new(FILTER_NOT, parser->table);
	not->left = filter;
	return not;
}

static bool take(struct parser *parser, const char *word)
{
	skip_blanks(parser);
	if (strncmp(parser->at, word, 2) != 0)
		return false;
	parser->at += 2;
	return true;
}

static struct filter *parse_all(struct parser *parser)
{
	struct filter *filter = parse_one(parser);

	while (filter && take(parser, "&&"))
		filter = join(FILTER_AND, parser, filter, parse_one(parser));
	return filter;
}

static struct filter *parse_any(struct parser *parser)
{
	struct filter *filter = parse_all(parser);

	while (filter && take(parser, "||"))
		filter = join(FILTER_OR, parser, filter, parse_all(parser));
	return filter;
}

/* ":443" and ":8000-8999", where the table has ports. */
static struct filter *parse_port(struct parser *parser, const char *word)
{
	const struct column *port = column_find(parser->table, "port", 4);
	char reason[128];
	struct text why = TEXT_OVER(reason);
	struct filter *filter;

	if (*word != ':' || !port)
		return NULL;
	filter = filter_new(FILTER_COMPARE, parser->table);
	filter->column = port;
	filter->operator = OPERATOR_IS;
	if (filter_value_set(filter, word + 1, &why))
		return filter;
	filter_free(filter);
	return NULL;
}

/* Smart case: a word in small letters stands for large ones too. */
static struct filter *parse_word(struct parser *parser, size_t size)
{
	char word[FILTER_MAX + 1];
	struct text text = TEXT_OVER(word);
	struct filter *filter;

	text_add_bytes(&text, parser->at, size);
	filter = parse_port(parser, word);
	if (filter)
		return filter;
	filter = filter_new(FILTER_WORD, parser->table);
	filter->text = memory_text(word);
	filter->fold = true;
	for (const char *c = word; *c; c++)
		if (*c >= 'A' && *c <= 'Z')
			filter->fold = false;
	return filter;
}

/* Is the text no expression, but a word to look for? A yes/no column is an
 * expression, one that is not there yet as well. */
static bool is_word(enum table_kind table, const char *text, size_t size)
{
	const struct column *column = column_find(table, text, size);

	if (column && (column_kind(column) == VALUE_FLAG || column->later))
		return false;
	return size && strcspn(text, "=<>~!&|()'\"\\") >= size;
}

bool filter_parse(enum table_kind kind, const char *text, struct filter **filter,
		  struct text *why)
{
	struct parser parser = { .table = kind, .start = text, .at = text, .why = why };
	struct filter *whole;
	size_t size;

	if (strnlen(text, FILTER_MAX + 1) > FILTER_MAX) {
		text_format(why, "an expression may have at most %d bytes", FILTER_MAX);
		return false;
	}
	skip_blanks(&parser);
	size = strlen(parser.at);
	while (size && is_blank(parser.at[size - 1]))
		size--;
	if (is_word(kind, parser.at, size)) {
		*filter = parse_word(&parser, size);
		return true;
	}
	whole = parse_any(&parser);
	skip_blanks(&parser);
	if (whole && *parser.at) {
		filter_free(whole);
		whole = fail(&parser, parser.at, "expected && or ||");
	}
	if (!whole)
		return false;
	*filter = whole;
	return true;
}
