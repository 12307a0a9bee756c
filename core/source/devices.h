/* devices.h - what is device 3 called? Asked once, remembered. */
#ifndef LSN_SOURCE_DEVICES_H
#define LSN_SOURCE_DEVICES_H

#include "base/array.h"
#include "wire/link_info.h"

#include <stdint.h>

struct host;
struct snapshot;

/* The devices of one namespace. A zeroed one knows none yet. */
struct devices {
	ARRAY(struct link_info) links;
	uint64_t asked;                 /* monotonic ns of the last dump, 0 never */
};

/* Lends the name until the next call; NULL for ifindex 0. A device that is not
 * there (any more) is "if3", as ss calls it. Asks the kernel where the index is
 * new, and now and then in case one was renamed. */
const char *devices_name(struct devices *devices, struct host *host, uint64_t netns,
			 uint32_t ifindex, struct snapshot *snap);

void devices_free(struct devices *devices);

#endif
