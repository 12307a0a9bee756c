/* array.c - arrays that grow, typed, and sorting that accepts none. */
#include "base/array.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

void *array_grow(void **items, size_t *count, size_t *room, size_t size)
{
	char *item;

	if (*count == *room) {
		*room = *room ? *room * 2 : 8;
		*items = memory_resize(*items, *room, size);
	}
	item = (char *)*items + (*count)++ * size;
	return memset(item, 0, size);
}

void array_drop(void **items, size_t *count, size_t *room)
{
	free(*items);
	*items = NULL;
	*count = *room = 0;
}

static void merge(char *items, size_t half, size_t count, size_t size, char *spare,
		  sort_compare compare, void *arg)
{
	char *left = spare, *left_end = spare + half * size;
	char *right = items + half * size, *right_end = items + count * size;

	memcpy(spare, items, half * size);
	while (left < left_end) {
		if (right == right_end || compare(left, right, arg) <= 0) {
			memcpy(items, left, size);
			left += size;
		} else {
			memcpy(items, right, size);
			right += size;
		}
		items += size;
	}
}

static void sort_with(char *items, size_t count, size_t size, char *spare, sort_compare compare,
		      void *arg)
{
	size_t half = count / 2;

	if (count < 2)
		return;
	sort_with(items, half, size, spare, compare, arg);
	sort_with(items + half * size, count - half, size, spare, compare, arg);
	merge(items, half, count, size, spare, compare, arg);
}

/* glibc's qsort_r is stable only while its memory lasts, and musl's never is:
 * rows that dance are a bug here, so the merge sort is ours. */
void sort_items(void *items, size_t count, size_t size, sort_compare compare, void *arg)
{
	char *spare;

	if (count < 2)
		return;
	spare = memory_resize(NULL, count / 2, size);
	sort_with(items, count, size, spare, compare, arg);
	free(spare);
}
