/* netns_name.h - network namespaces that somebody gave a name, as ip-netns(8) does. */
#ifndef LSN_WIRE_NETNS_NAME_H
#define LSN_WIRE_NETNS_NAME_H

#include <stdbool.h>
#include <stdint.h>

struct host;

enum { NETNS_NAME_SIZE = 256 };

/* The name below /run/netns or /var/run/netns of the namespace whose inode it is; of
 * several the first by its bytes. A stranger's bytes, without a line end. Of a captured
 * host: as the capture has it. False, and `name` untouched, where it has none. */
bool netns_name_find(struct host *host, uint64_t inode, char name[NETNS_NAME_SIZE]);

#endif
