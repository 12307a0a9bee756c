/* fnv.h - bytes as one number, by FNV-1a. Its low bits are the poor ones: whoever takes only
 * some of them mixes first. */
#ifndef LSN_BASE_FNV_H
#define LSN_BASE_FNV_H

#include <stddef.h>
#include <stdint.h>

#define FNV_START UINT64_C(0xcbf29ce484222325)

/* Begin with FNV_START, go on with what came out. */
static inline uint64_t fnv_bytes(uint64_t sum, const void *bytes, size_t size)
{
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < size; i++)
		sum = (sum ^ byte[i]) * UINT64_C(0x100000001b3);
	return sum;
}

#endif
