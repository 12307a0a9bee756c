/* group_value.c - what a column shows of a whole group. */
#include "table/group.h"

#include "base/text.h"
#include "model/model.h"
#include "table/column.h"
#include "table/scene.h"
#include "table/table.h"

#include <string.h>

typedef void (*fold)(const struct column *column, const struct row *row, struct value *value);

/* Connections before bytes: a full receive buffer is thousands of what a full
 * accept queue is tens of, and the sum of both is neither. */
static bool outweighs(enum unit a, enum unit b)
{
	return a != UNIT_BYTES && b == UNIT_BYTES;
}

/* Of what is zero nothing is to be said; of drops that are harmless here and lost
 * connections there the worse. */
static void add_remark(struct value *sum, const struct value *value)
{
	double before, added;

	if (!value_number(value, &added) || added == 0)
		return;
	if (!value_number(sum, &before) || before == 0 || value->remark == REMARK_FULL)
		sum->remark = value->remark;
	else if (sum->remark == REMARK_HARMLESS)
		sum->remark = value->remark;
}

static void add_to(struct value *sum, const struct value *value)
{
	add_remark(sum, value);
	if (sum->kind == VALUE_INTEGER)
		sum->integer += value->integer;
	else
		sum->real += value->real;
}

static bool is_higher(const struct value *value, const struct value *than)
{
	double a, b;

	return value_number(value, &a) && value_number(than, &b) && a > b;
}

/* `sum`, or else the highest. What no member knows is as the first has it. */
static void fold_numbers(const struct column *column, const struct group *group, bool sum,
			 struct value *value)
{
	struct value member;
	double number;

	column_value(column, &group->members[0], value);
	for (size_t i = 1; i < group->count; i++) {
		column_value(column, &group->members[i], &member);
		if (!value_number(&member, &number)) {
			if (!value_is_known(value) && member.kind == VALUE_UNKNOWN)
				value->kind = VALUE_UNKNOWN;
			continue;
		}
		if (!value_is_known(value) || outweighs(member.unit, value->unit))
			*value = member;
		else if (outweighs(value->unit, member.unit))
			continue;
		else if (sum)
			add_to(value, &member);
		else if (is_higher(&member, value))
			*value = member;
	}
}

static void fold_sum(const struct column *column, const struct row *row, struct value *value)
{
	fold_numbers(column, row->group, true, value);
}

static void fold_highest(const struct column *column, const struct row *row, struct value *value)
{
	fold_numbers(column, row->group, false, value);
}

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static bool is_same(const struct value *a, const struct value *b)
{
	if (a->kind != b->kind)
		return false;
	if (!value_is_known(a))
		return is_same_text(a->instead, b->instead);
	return a->more == b->more && value_compare(a, b) == 0;
}

enum { KINDS_TOLD = 9 };

/* How many different ones there are, or KINDS_TOLD + 1. A value is read where it
 * stays if it is new: its text may lie in itself. */
static size_t count_kinds(const struct column *column, const struct group *group, bool *unknown)
{
	struct value values[KINDS_TOLD + 1];
	size_t kinds = 0;

	for (size_t i = 0; i < group->count && kinds <= KINDS_TOLD; i++) {
		struct value *value = &values[kinds];
		size_t kind = 0;

		column_value(column, &group->members[i], value);
		*unknown = *unknown || value->kind == VALUE_UNKNOWN;
		while (kind < kinds && !is_same(value, &values[kind]))
			kind++;
		kinds += kind == kinds;
	}
	return kinds;
}

static void fold_common(const struct column *column, const struct row *row, struct value *value)
{
	const struct group *group = row->group;
	struct text instead = TEXT_OVER(value->buffer);
	bool unknown = false;
	size_t kinds = count_kinds(column, group, &unknown);

	if (kinds == 1) {
		column_value(column, &group->members[0], value);
		return;
	}
	value->kind = unknown ? VALUE_UNKNOWN : VALUE_ABSENT;
	if (kinds > KINDS_TOLD)
		text_add(&instead, "many kinds");
	else
		text_format(&instead, "%zu kinds", kinds);
	value->instead = value->buffer;
}

static void fold_absent(const struct column *column, const struct row *row, struct value *value)
{
	(void)column;
	(void)row;
	value->kind = VALUE_ABSENT;
}

/* "0.0.0.0:8080 x4": a long name is cut, never the number behind it. */
static void fold_name(const struct column *column, const struct row *row, struct value *value)
{
	const struct group *group = row->group;
	char count[48];
	struct text behind = TEXT_OVER(count);
	struct text text = text_over(value->buffer, sizeof value->buffer - sizeof count);

	(void)column;
	if (group->count == group->total)
		text_format(&behind, " x%zu", group->count);
	else
		text_format(&behind, " x%zu/%zu", group->count, group->total);
	text_add(&text, group->name);
	text = text_over(value->buffer + text.length, sizeof count);
	text_add(&text, count);
	value->kind = VALUE_TEXT;
	value->text = value->buffer;
}

static void fold_pid(const struct column *column, const struct row *row, struct value *value)
{
	const struct group *group = row->group;

	(void)column;
	if (!group->first)
		return;
	value->kind = VALUE_INTEGER;
	value->integer = group->first->id.pid;
	value->more = group->processes - 1;
}

/* What is plain to see of the worst member: its only owner does not run while
 * somebody waits, or its queue is full. With several owners it may be any. */
static const char *hold_up(const struct row *row)
{
	const char *state = row->process ? row->process->label[LABEL_STATE] : NULL;
	int64_t queue;

	if (!row->process || row->listener->process_count != 1 ||
	    !facts_get(&row->listener->facts, FACT_QUEUE, &queue) || queue == 0)
		return NULL;
	if (state && (*state == 'T' || *state == 't'))
		return "stopped";
	if (state && *state == 'D')
		return "in D state";
	return row_is_in_trouble(row) ? "full" : NULL;
}

/* The message comes first: a cell is cut at its end. */
static void fold_owner(const struct column *column, const struct row *row, struct value *value)
{
	const char *why = hold_up(row);
	struct text text = TEXT_OVER(value->buffer);
	struct row worst = *row;
	struct value own;

	if (!why) {
		fold_common(column, row, value);
		return;
	}
	worst.group = NULL;
	column_value(column, &worst, &own);
	text_format(&text, "%jd %s", (intmax_t)row->process->id.pid, why);
	if (own.kind == VALUE_TEXT) {
		text_add(&text, ": ");
		text_add(&text, own.text);
	}
	value->kind = VALUE_TEXT;
	value->text = value->buffer;
}

/* Those that are not told by what their column is. */
static const struct {
	const char *key;
	fold fold;
} folds[] = {
	{ "local", fold_name },
	{ "pid", fold_pid },
	{ "process", fold_owner },
	{ "command", fold_owner },
	{ "queue", fold_sum },
	{ "backlog", fold_sum },
	{ "drops", fold_sum },
	{ "drop_rate", fold_sum },
	{ "fill", fold_highest },
	{ "peak", fold_highest },
	{ "wait", fold_highest },
	{ "synq", fold_highest },
	{ "age", fold_highest },
};

static bool is_number(const struct column *column)
{
	return column_kind(column) == VALUE_INTEGER || column_kind(column) == VALUE_REAL;
}

void group_value(const struct column *column, const struct row *row, struct value *value)
{
	for (size_t i = 0; i < sizeof folds / sizeof *folds; i++) {
		if (strcmp(folds[i].key, column->key) == 0) {
			folds[i].fold(column, row, value);
			return;
		}
	}
	if (column->lens == LENS_TREND || column->json_only)
		fold_absent(column, row, value);
	else if (column->descending && is_number(column))
		fold_highest(column, row, value);
	else
		fold_common(column, row, value);
}
