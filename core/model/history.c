/* history.c - the past of one number. */
#include "model/history.h"

#include "base/memory.h"

#include <stdlib.h>

/* 32 bits a value: a ring is what a busy listener costs, and there may be
 * thousands of them. */
struct history {
	unsigned next, count;
	int32_t values[HISTORY_LENGTH];
};

static int32_t nearest(int64_t value)
{
	if (value == HISTORY_UNKNOWN)
		return HISTORY_UNKNOWN;
	if (value > INT32_MAX)
		return INT32_MAX;
	return value <= INT32_MIN ? INT32_MIN + 1 : (int32_t)value;
}

struct history *history_new(int64_t first, size_t before)
{
	struct history *history = memory_try(1, sizeof *history);

	if (!history)
		return NULL;
	history->count = before < HISTORY_LENGTH ? (unsigned)before : HISTORY_LENGTH;
	history->next = history->count % HISTORY_LENGTH;
	for (unsigned i = 0; i < history->count; i++)
		history->values[i] = nearest(first);
	return history;
}

void history_free(struct history *history)
{
	free(history);
}

static void push(struct history *history, int32_t value)
{
	history->values[history->next] = value;
	history->next = (history->next + 1) % HISTORY_LENGTH;
	if (history->count < HISTORY_LENGTH)
		history->count++;
}

void history_push(struct history *history, int64_t value)
{
	push(history, nearest(value));
}

void history_push_unknown(struct history *history)
{
	push(history, HISTORY_UNKNOWN);
}

size_t history_count(const struct history *history)
{
	return history->count;
}

bool history_at(const struct history *history, size_t age, int64_t *value)
{
	int32_t found;

	if (age >= history->count)
		return false;
	found = history->values[(history->next + HISTORY_LENGTH - 1 - age) % HISTORY_LENGTH];
	if (found == HISTORY_UNKNOWN)
		return false;
	*value = found;
	return true;
}

bool history_peak(const struct history *history, size_t ticks, int64_t *peak)
{
	bool known = false;
	int64_t highest = 0, value;

	for (size_t age = 0; age < ticks && age < history->count; age++) {
		if (!history_at(history, age, &value) || (known && value <= highest))
			continue;
		highest = value;
		known = true;
	}
	if (known)
		*peak = highest;
	return known;
}
