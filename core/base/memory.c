/* memory.c - memory that is there or ends the program in good order. */
#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static void (*failure_hook)(size_t wanted);

void memory_on_failure(void (*hook)(size_t wanted))
{
	failure_hook = hook;
}

void memory_failed(size_t wanted)
{
	if (failure_hook)
		failure_hook(wanted);
	abort();
}

void *memory_try(size_t count, size_t size)
{
	if (size && count > SIZE_MAX / size)
		return NULL;
	return calloc(count ? count : 1, size ? size : 1);
}

void *memory_alloc(size_t count, size_t size)
{
	void *memory = memory_try(count, size);

	if (!memory)
		memory_failed(size && count > SIZE_MAX / size ? SIZE_MAX : count * size);
	return memory;
}

void *memory_resize(void *memory, size_t count, size_t size)
{
	size_t bytes;

	if (__builtin_mul_overflow(count, size, &bytes))
		memory_failed(SIZE_MAX);
	memory = realloc(memory, bytes ? bytes : 1);
	if (!memory)
		memory_failed(bytes);
	return memory;
}

char *memory_text(const char *text)
{
	size_t size = strlen(text) + 1;

	return memcpy(memory_alloc(size, 1), text, size);
}
