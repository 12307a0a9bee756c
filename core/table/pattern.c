/* pattern.c - regular expressions that a stranger may write. */
#include "table/pattern.h"

#include "base/number.h"
#include "base/text.h"

#include <stdint.h>
#include <string.h>

/* glibc's regcomp() copies what is repeated: once for each `+`, n times for {n},
 * so that 30 of them within each other ask for 2^30 nodes. This is how much a
 * pattern may grow to. Copies of what may be empty it walks in every order: five `+`
 * behind `^w?` take seven seconds (calc_eclosure_iter()), and a screen that waits for
 * them is dead. */
enum { WEIGHT_MAX = 4096 };

/* Repetitions of one thing, one behind the other: `.*?` has two. Of twenty-five `*` the
 * fuzzer made seconds. */
enum { STACK_MAX = 3 };

struct weight {
	struct open_group {
		uint64_t total;
		bool empty;             /* what stands before the last part matches nothing, too */
		bool choice;            /* an alternative that is over does */
	} group[PATTERN_MAX + 1];
	uint64_t last;                  /* of what a repetition would repeat */
	bool last_empty;                /* which matches nothing, too */
	bool repeats_empty;             /* such a thing is copied */
	unsigned stack, highest;        /* repetitions behind the last part; the most so far */
	unsigned depth;
};

static void begin_part(struct weight *weight)
{
	struct open_group *group = &weight->group[weight->depth];

	group->empty = group->empty && weight->last_empty;
	weight->last_empty = true;
}

static void end_part(struct weight *weight, uint64_t size, bool empty)
{
	weight->group[weight->depth].total += size;
	weight->last = size;
	weight->last_empty = empty;
	weight->stack = 0;
}

static void stack_up(struct weight *weight)
{
	if (++weight->stack > weight->highest)
		weight->highest = weight->stack;
}

static void add_atom(struct weight *weight, bool empty)
{
	begin_part(weight);
	end_part(weight, 1, empty);
}

static void open_group(struct weight *weight)
{
	begin_part(weight);
	weight->group[++weight->depth] = (struct open_group){ .total = 1, .empty = true };
	weight->last = 0;
}

static void next_choice(struct weight *weight)
{
	struct open_group *group = &weight->group[weight->depth];

	group->choice = group->choice || (group->empty && weight->last_empty);
	group->empty = weight->last_empty = true;
	group->total++;
}

static void close_group(struct weight *weight)
{
	const struct open_group *group = &weight->group[weight->depth];

	if (weight->depth == 0) {
		add_atom(weight, false);
		return;
	}
	weight->depth--;
	end_part(weight, group->total, group->choice || (group->empty && weight->last_empty));
}

static void repeat(struct weight *weight, uint64_t times)
{
	stack_up(weight);
	weight->repeats_empty = weight->repeats_empty || weight->last_empty;
	weight->group[weight->depth].total += weight->last * (times - 1);
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
	bool none = false;

	while (at < end) {
		if (!number_scan(&at, end, 10, &bound))
			at++;
		else if (bound > most)
			most = bound;
		else
			none = none || bound == 0;
	}
	repeat(weight, most < WEIGHT_MAX ? most : WEIGHT_MAX);
	weight->last_empty = weight->last_empty || none;
	return *end ? end + 1 : end;
}

/* Anchors match a place, and nothing in it. */
static const char *weigh_escape(struct weight *weight, const char *at)
{
	add_atom(weight, at[1] && strchr("bB<>`'", at[1]));
	return at[1] ? at + 2 : at + 1;
}

static const char *weigh_next(struct weight *weight, const char *at)
{
	switch (*at) {
	case '\\':
		return weigh_escape(weight, at);
	case '[':
		add_atom(weight, false);
		return skip_bracket(at);
	case '^':
	case '$':
		add_atom(weight, true);
		break;
	case '|':
		next_choice(weight);
		break;
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
		stack_up(weight);
		weight->last_empty = true;
		break;
	case '{':
		return weigh_interval(weight, at);
	default:
		add_atom(weight, false);
		break;
	}
	return at + 1;
}

/* NULL: it is none. */
static const char *burden_of(const char *text)
{
	struct weight weight = { .group[0].empty = true, .last_empty = true };

	while (*text) {
		text = weigh_next(&weight, text);
		if (weight.group[weight.depth].total > WEIGHT_MAX || weight.last > WEIGHT_MAX ||
		    weight.highest > STACK_MAX)
			return "too many repetitions within each other";
		if (weight.repeats_empty)
			return "`+` or `{}` behind what may be empty: `*` says the same";
	}
	return NULL;
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
	const char *burden;
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
	burden = burden_of(text);
	if (burden) {
		text_add(why, burden);
		return false;
	}
	error = regcomp(pattern, text, REG_EXTENDED | REG_NOSUB);
	if (!error)
		return true;
	regerror(error, pattern, message, sizeof message);
	text_add(why, message);
	return false;
}
