/* column_find.c - from the key that someone typed to its column. */
#include "table/column.h"

#include "base/text.h"

#include <string.h>

static const char *const table_names[TABLE_KINDS] = {
	[TABLE_LISTENERS] = "listeners",
	[TABLE_PROCESSES] = "processes",
	[TABLE_OWNERS] = "owners",
	[TABLE_COUNTERS] = "counters",
	[TABLE_EVENTS] = "events",
	[TABLE_PEERS] = "peers",
	[TABLE_THREADS] = "threads",
};

const struct column *column_find(enum table_kind kind, const char *key, size_t size)
{
	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];

		if (column->tables & TABLE_BIT(kind) && strlen(column->key) == size &&
		    memcmp(column->key, key, size) == 0)
			return column;
	}
	return NULL;
}

enum { KEY_MAX = 32 };

static unsigned least(unsigned a, unsigned b)
{
	return a < b ? a : b;
}

/* Letters to insert, remove or replace to make one of the other. */
static unsigned distance(const char *a, size_t a_size, const char *b, size_t b_size)
{
	unsigned row[KEY_MAX + 1];

	if (a_size > KEY_MAX || b_size > KEY_MAX)
		return KEY_MAX;
	for (size_t j = 0; j <= b_size; j++)
		row[j] = (unsigned)j;
	for (size_t i = 1; i <= a_size; i++) {
		unsigned corner = row[0];

		row[0] = (unsigned)i;
		for (size_t j = 1; j <= b_size; j++) {
			unsigned replaced = corner + (a[i - 1] != b[j - 1]);

			corner = row[j];
			row[j] = least(replaced, least(row[j], row[j - 1]) + 1);
		}
	}
	return row[b_size];
}

/* The key that was probably meant: the nearest by letters, or the one begun. */
static const struct column *column_near(enum table_kind kind, const char *key, size_t size)
{
	const struct column *best = NULL;
	unsigned best_distance = 3;

	for (size_t i = 0; i < column_count; i++) {
		const struct column *column = &columns[i];
		unsigned letters = distance(key, size, column->key, strlen(column->key));

		if (column->later || !(column->tables & TABLE_BIT(kind)))
			continue;
		if (size > 2 && strncmp(column->key, key, size) == 0)
			letters = 1;
		if (letters < best_distance && letters < size) {
			best = column;
			best_distance = letters;
		}
	}
	return best;
}

static bool is_elsewhere(const char *key, size_t size)
{
	for (enum table_kind kind = 0; kind < TABLE_KINDS; kind++) {
		const struct column *column = column_find(kind, key, size);

		if (column && !column->later)
			return true;
	}
	return false;
}

const struct column *column_ask(enum table_kind kind, const char *key, size_t size,
				struct text *why)
{
	const struct column *column = column_find(kind, key, size), *near;
	char shown[KEY_MAX + 1];
	struct text word = TEXT_OVER(shown);

	if (column && !column->later)
		return column;
	text_printable_bytes(&word, key, size, false);
	if (column) {
		text_format(why, "'%s' is %s", column->key, column->later);
		return NULL;
	}
	if (is_elsewhere(key, size)) {
		text_format(why, "'%s' is no column of %s", shown, table_names[kind]);
		return NULL;
	}
	text_format(why, "no column '%s%s'", shown, word.cut ? "..." : "");
	near = column_near(kind, key, size);
	if (near)
		text_format(why, "; did you mean '%s'?", near->key);
	return NULL;
}
