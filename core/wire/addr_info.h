/* addr_info.h - addresses of network devices as rtnetlink(7) tells of them. */
#ifndef LSN_WIRE_ADDR_INFO_H
#define LSN_WIRE_ADDR_INFO_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

struct addr_info {
	uint32_t ifindex;
	uint8_t family;                 /* AF_INET, AF_INET6 */
	uint8_t prefix;                 /* bits, at most 32 or 128 */
	bool has_broadcast;             /* AF_INET only */
	uint8_t bytes[16];              /* the device's own; network order, IPv4 uses four */
	uint8_t broadcast[16];
};

/* -EBADMSG if it is no RTM_NEWADDR of a family that we know, too short, or has no address. */
int addr_info_decode(const struct nlmsghdr *nlh, struct addr_info *addr);

enum { ADDR_INFO_REQUEST_SIZE = 64 };

/* All addresses of both families in the namespace. */
struct nlmsghdr *addr_info_request(char buffer[ADDR_INFO_REQUEST_SIZE]);

#endif
