/* memory.h - memory that is there or ends the program in good order. */
#ifndef LSN_BASE_MEMORY_H
#define LSN_BASE_MEMORY_H

#include <stddef.h>

/* Called once when an allocation of `wanted` bytes fails; must not return.
 * Until one is set, the program aborts. */
void memory_on_failure(void (*hook)(size_t wanted));

/* Never return NULL. Fresh memory is zeroed; what resize adds is not. */
void *memory_alloc(size_t count, size_t size);
void *memory_resize(void *memory, size_t count, size_t size);
char *memory_text(const char *text);

/* For what can be done without: NULL when there is none. */
void *memory_try(size_t count, size_t size);

/* What uthash calls when it gets no memory. Ends in the hook. */
_Noreturn void memory_failed(size_t wanted);

#endif
