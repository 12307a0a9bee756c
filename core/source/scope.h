/* scope.h - how far does an address reach, by itself? */
#ifndef LSN_SOURCE_SCOPE_H
#define LSN_SOURCE_SCOPE_H

#include "fact/fact.h"

#include <stdbool.h>
#include <stdint.h>

struct address;

/* An address as far as it matters who can reach it. */
struct scope_address {
	uint8_t family;                 /* AF_INET, AF_INET6; of ::ffff:1.2.3.4 AF_INET */
	bool both;                      /* a wildcard of both families */
	uint8_t bytes[16];              /* network order; IPv4 uses four, the rest is zero */
};

/* False for what is neither IPv4 nor IPv6. */
bool scope_address_of(const struct address *address, struct scope_address *scoped);

/* EXPOSURE_LOOPBACK to EXPOSURE_PUBLIC; EXPOSURE_ANY of a wildcard. */
enum exposure scope_of(const struct scope_address *address);

bool scope_is_multicast(const struct scope_address *address);

/* 255.255.255.255: all interfaces hear it. */
bool scope_is_broadcast(const struct scope_address *address);

#endif
