/* meta.h - private to wire: what a captured host says of itself. */
#ifndef LSN_WIRE_META_H
#define LSN_WIRE_META_H

#include "base/clock.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum { META_SIZE = 4096, META_HOST_SIZE = 65 };

struct meta {
	struct instant at;
	char host[META_HOST_SIZE];
	uint64_t netns;                 /* 0 unknown */
	bool uptime_known;
	double uptime;                  /* seconds */
};

/* Reads "key value" lines. -EINVAL, and in `why` "file:line: what is wrong".
 * Keys it does not know are passed over. */
int meta_read(const char *content, size_t size, const char *file, struct meta *meta,
	      struct text *why);

void meta_write(const struct meta *meta, struct text *out);

#endif
