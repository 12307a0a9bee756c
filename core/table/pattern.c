/* pattern.c - regular expressions that a stranger may write. */
#include "table/pattern.h"

#include "base/number.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* glibc's regcomp() copies what is repeated: once for each `+`, n times for {n},
 * so that 30 of them within each other ask for 2^30 nodes. This is how much a
 * pattern may grow to. */
enum { WEIGHT_MAX = 4096 };

struct weight {
	uint64_t total[PATTERN_MAX + 1];        /* of each open group */
	uint64_t last;                          /* of what a repetition would repeat */
	unsigned depth;
};

static void add_atom(struct weight *weight, uint64_t size)
{
	weight->total[weight->depth] += size;
	weight->last = size;
}

static void open_group(struct weight *weight)
{
	weight->total[++weight->depth] = 1;
	weight->last = 0;
}

static void close_group(struct weight *weight)
{
	if (weight->depth == 0)
		add_atom(weight, 1);
	else
		add_atom(weight, weight->total[weight->depth--]);
}

static void repeat(struct weight *weight, uint64_t times)
{
	weight->total[weight->depth] += weight->last * (times - 1);
	weight->last *= times;
}

/* Behind a bracket expression, where `at` is its `[`. A `]` that comes first is
 * an ordinary character, and so is one in [:class:]. */
static const char *skip_bracket(const char *at)
{
	at++;
	if (*at == '^')
		at++;
	if (*at == ']')
		at++;
	while (*at && *at != ']') {
		const char *end = NULL;

		if (*at == '[' && at[1] && strchr(":.=", at[1])) {
			char closing[] = { at[1], ']', '\0' };

			end = strstr(at + 2, closing);
		}
		at = end ? end + 2 : at + 1;
	}
	return *at ? at + 1 : at;
}

/* Behind an interval, where `at` is its `{`; its larger bound is what counts. */
static const char *weigh_interval(struct weight *weight, const char *at)
{
	const char *end = at + strcspn(at, "}");
	uint64_t most = 1, bound;

	while (at < end) {
		if (!number_scan(&at, end, 10, &bound))
			at++;
		else if (bound > most)
			most = bound;
	}
	repeat(weight, most < WEIGHT_MAX ? most : WEIGHT_MAX);
	return *end ? end + 1 : end;
}

static const char *weigh_next(struct weight *weight, const char *at)
{
	switch (*at) {
	case '\\':
		add_atom(weight, 1);
		return at[1] ? at + 2 : at + 1;
	case '[':
		add_atom(weight, 1);
		return skip_bracket(at);
	case '(':
		open_group(weight);
		break;
	case ')':
		close_group(weight);
		break;
	case '+':
		repeat(weight, 2);
		break;
	case '*':
	case '?':
		break;
	case '{':
		return weigh_interval(weight, at);
	default:
		add_atom(weight, 1);
		break;
	}
	return at + 1;
}

static bool is_too_heavy(const char *text)
{
	struct weight weight = { 0 };

	while (*text) {
		text = weigh_next(&weight, text);
		if (weight.total[weight.depth] > WEIGHT_MAX || weight.last > WEIGHT_MAX)
			return true;
	}
	return false;
}

/* \1 is no part of POSIX extended expressions; glibc takes it, and then needs
 * exponential time. */
static bool has_back_reference(const char *text)
{
	while (*text) {
		if (*text == '[') {
			text = skip_bracket(text);
		} else if (*text == '\\' && text[1]) {
			if (text[1] >= '1' && text[1] <= '9')
				return true;
			text += 2;
		} else {
			text++;
		}
	}
	return false;
}

bool pattern_compile(regex_t *pattern, const char *text, struct text *why)
{
	char message[128];
	int error;

	if (strlen(text) > PATTERN_MAX) {
		text_format(why, "a pattern may have at most %d bytes", PATTERN_MAX);
		return false;
	}
	if (has_back_reference(text)) {
		text_add(why, "back-references are not supported");
		return false;
	}
	if (is_too_heavy(text)) {
		text_add(why, "too many repetitions within each other");
		return false;
	}
	error = regcomp(pattern, text, REG_EXTENDED | REG_NOSUB);
	if (!error)
		return true;
	regerror(error, pattern, message, sizeof message);
	text_add(why, message);
	return false;
}
