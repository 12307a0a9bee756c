/* hash.h - uthash, with our memory. */
#ifndef LSN_SOURCE_HASH_H
#define LSN_SOURCE_HASH_H

#include "base/memory.h"

#define uthash_malloc(size) memory_alloc(1, (size))
#define uthash_fatal(message) memory_failed(0)

#include <uthash.h>

#endif
