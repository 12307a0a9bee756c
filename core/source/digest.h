/* digest.h - many numbers as one, to see that one of them changed. */
#ifndef LSN_SOURCE_DIGEST_H
#define LSN_SOURCE_DIGEST_H

#include <stdint.h>

/* Their order counts. Begin with anything but 0, so that 0 is free for "none yet". */
static inline uint64_t digest_mix(uint64_t digest, uint64_t word)
{
	digest = (digest ^ word) * UINT64_C(0x9e3779b97f4a7c15);
	return digest ^ digest >> 32;
}

#endif
