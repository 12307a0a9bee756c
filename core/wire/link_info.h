/* link_info.h - network devices as rtnetlink(7) tells of them. */
#ifndef LSN_WIRE_LINK_INFO_H
#define LSN_WIRE_LINK_INFO_H

#include <stdbool.h>
#include <stdint.h>

struct nlmsghdr;

struct link_info {
	uint32_t ifindex;
	uint32_t master;                /* index of the device it is a part of, 0 none */
	bool up;                        /* IFF_UP */
	bool loopback;                  /* IFF_LOOPBACK */
	bool localnet;                  /* its own route_localnet: it takes 127/8 from others */
	bool vrf;                       /* a routing domain: what is bound to it is reached by
					 * its parts */
	char name[16];                  /* NUL-terminated; a stranger's bytes */
};

/* -EBADMSG if it is no RTM_NEWLINK, too short, or has no name. */
int link_info_decode(const struct nlmsghdr *nlh, struct link_info *link);

enum { LINK_INFO_REQUEST_SIZE = 64 };

/* All devices of the namespace. */
struct nlmsghdr *link_info_request(char buffer[LINK_INFO_REQUEST_SIZE]);

#endif
