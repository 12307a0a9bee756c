/* value.c - what a cell holds. */
#include "table/value.h"

#include "base/text.h"

#include <inttypes.h>
#include <math.h>
#include <string.h>

void value_set_text(struct value *value, const char *text)
{
	if (!text)
		return;
	value->kind = VALUE_TEXT;
	value->text = text;
}

void value_set_integer(struct value *value, int64_t integer)
{
	value->kind = VALUE_INTEGER;
	value->integer = integer;
}

void value_set_identity(struct value *value, uint64_t identity)
{
	value_set_integer(value, (int64_t)identity);
	value->identity = true;
}

void value_set_real(struct value *value, enum unit unit, double real)
{
	value->kind = VALUE_REAL;
	value->unit = unit;
	value->real = real;
}

bool value_is_known(const struct value *value)
{
	return value->kind != VALUE_UNKNOWN && value->kind != VALUE_ABSENT;
}

bool value_number(const struct value *value, double *number)
{
	if (value->kind == VALUE_INTEGER)
		*number = (double)value->integer;
	else if (value->kind == VALUE_REAL)
		*number = value->real;
	else
		return false;
	return true;
}

static int compare_numbers(const struct value *a, const struct value *b)
{
	double x, y;

	if (a->kind == VALUE_INTEGER && b->kind == VALUE_INTEGER)
		return (a->integer > b->integer) - (a->integer < b->integer);
	if (!value_number(a, &x) || !value_number(b, &y))
		return 0;
	return (x > y) - (x < y);
}

int value_compare(const struct value *a, const struct value *b)
{
	bool a_known = value_is_known(a), b_known = value_is_known(b);

	if (!a_known || !b_known)
		return b_known - a_known;
	if (a->kind == VALUE_TEXT && b->kind == VALUE_TEXT)
		return strcmp(a->text, b->text);
	if (a->kind == VALUE_FLAG && b->kind == VALUE_FLAG)
		return a->flag - b->flag;
	return compare_numbers(a, b);
}

static void format_bytes(int64_t bytes, struct text *text)
{
	static const char units[] = "KMGTPE";
	double size = (double)bytes / 1024;
	unsigned unit = 0;

	if (bytes < 1024) {
		text_format(text, "%" PRId64, bytes);
		return;
	}
	/* 1023.5 would be written as 1024. */
	while (size >= 1023.5 && unit < sizeof units - 2) {
		size /= 1024;
		unit++;
	}
	text_format(text, size < 9.95 ? "%.1f%c" : "%.0f%c", size, units[unit]);
}

static void format_span(double seconds, bool fine, struct text *text)
{
	uint64_t whole = seconds > 0 && seconds < 1e15 ? (uint64_t)seconds : 0;
	unsigned second = (unsigned)(whole % 60);
	unsigned minute = (unsigned)(whole / 60 % 60), hour = (unsigned)(whole / 3600 % 24);
	uint64_t days = whole / 86400;

	/* Cut, as all spans are; 0.3 of a second is a little less in binary. */
	if (fine && whole < 10)
		text_format(text, "%u.%us", second, (unsigned)((seconds - second) * 10 + 1e-6));
	else if (days)
		text_format(text, "%" PRIu64 "d%02uh", days, hour);
	else if (hour)
		text_format(text, "%uh%02um", hour, minute);
	else if (minute)
		text_format(text, "%um%02us", minute, second);
	else
		text_format(text, "%us", second);
}

/* Into how many parts one is divided: a rate that is too small for a decimal has
 * two digits that count, so that one drop in an hour is not none. */
static double parts_of(const struct value *value)
{
	double parts = value->unit == UNIT_SECONDS ? 1000 : 10;

	if (value->unit != UNIT_EVENTS || fabs(value->real) >= 0.05)
		return parts;
	while (fabs(value->real) * parts < 9.5 && parts < 1e9)
		parts *= 10;
	return parts;
}

double value_rounded(const struct value *value)
{
	double parts = parts_of(value), scaled = value->real * parts;

	if (!(scaled > -1e15 && scaled < 1e15))
		return value->real;
	return (double)(int64_t)(scaled + (scaled < 0 ? -0.5 : 0.5)) / parts;
}

/* printf(3) rounds a half to the even digit: people read the number that scripts get. */
static void format_tenths(const struct value *value, struct text *text)
{
	text_format(text, "%.1f", value_rounded(value));
}

/* A rate that is not zero never looks like one. */
static void format_rate(const struct value *value, struct text *text)
{
	double rate = value->real;

	if (rate == 0)
		text_add(text, ".");
	else if (rate > 0 && rate < 0.05)
		text_add(text, "<0.1");
	else if (fabs(rate) < 99.95)
		format_tenths(value, text);
	else
		text_format(text, "%.0f", rate);
}

static void format_integer(const struct value *value, struct text *text)
{
	if (value->identity)
		text_format(text, "%" PRIu64, (uint64_t)value->integer);
	else if (value->unit == UNIT_BYTES)
		format_bytes(value->integer, text);
	else if (value->unit == UNIT_SECONDS)
		format_span((double)value->integer, value->fine, text);
	else
		text_format(text, "%" PRId64, value->integer);
}

static void format_real(const struct value *value, struct text *text)
{
	if (value->unit == UNIT_SECONDS)
		format_span(value->real, value->fine, text);
	else if (value->unit == UNIT_PERCENT)
		format_tenths(value, text);
	else
		format_rate(value, text);
}

/* Only what is above zero: a dim dot says nothing of lost connections. */
static bool is_harmless(const struct value *value)
{
	return value->remark == REMARK_HARMLESS && value->kind == VALUE_REAL && value->real > 0;
}

static void format_unknown(const struct value *value, bool ascii, struct text *text)
{
	if (value->instead)
		text_printable(text, value->instead, ascii);
	else
		text_add(text, value->kind == VALUE_UNKNOWN ? "?" : "-");
}

void value_format(const struct value *value, bool ascii, struct text *text)
{
	if (is_harmless(value))
		text_add(text, "~");
	switch (value->kind) {
	case VALUE_UNKNOWN:
	case VALUE_ABSENT:
		format_unknown(value, ascii, text);
		return;
	case VALUE_INTEGER:
		format_integer(value, text);
		break;
	case VALUE_REAL:
		format_real(value, text);
		break;
	case VALUE_FLAG:
		text_add(text, value->flag ? "yes" : "no");
		break;
	case VALUE_TEXT:
		text_printable(text, value->text, ascii);
		break;
	case VALUE_TREND:
		text_add(text, "-");
		break;
	}
	if (value->more)
		text_format(text, "+%u", value->more);
}

void value_format_short(const struct value *value, bool ascii, struct text *text)
{
	if (value->kind == VALUE_REAL && value->unit == UNIT_PERCENT)
		text_format(text, "%.0f%%", value->real);
	else
		value_format(value, ascii, text);
}
