/* array.h - arrays that grow, typed, and sorting that accepts none. */
#ifndef LSN_BASE_ARRAY_H
#define LSN_BASE_ARRAY_H

#include <stddef.h>

/* A zeroed array is an empty one. Items move when it grows: keep indices, not
 * pointers, while it does. */
#define ARRAY(type) struct { type *items; size_t count, room; }

/* A new, zeroed item at the end. */
#define array_add(array) \
	((__typeof__((array)->items))array_grow((void **)&(array)->items, &(array)->count, \
						&(array)->room, sizeof *(array)->items))

/* Keeps the memory for the next round. */
#define array_clear(array) ((void)((array)->count = 0))

#define array_free(array) array_drop((void **)&(array)->items, &(array)->count, &(array)->room)

#define array_sort(array, compare, arg) \
	sort_items((array)->items, (array)->count, sizeof *(array)->items, compare, arg)

typedef int (*sort_compare)(const void *a, const void *b, void *arg);

void *array_grow(void **items, size_t *count, size_t *room, size_t size);
void array_drop(void **items, size_t *count, size_t *room);

/* Stable: items that compare equal stay in their order. */
void sort_items(void *items, size_t count, size_t size, sort_compare compare, void *arg);

#endif
