/* scope.c - how far does an address reach, by itself? */
#include "source/scope.h"

#include "fact/address.h"

#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

/* The longest first, where one is within another; what is in none is public. */
static const struct block {
	uint8_t family, bits;
	uint8_t bytes[16];
	enum exposure scope;
} blocks[] = {
	{ AF_INET, 32, { 255, 255, 255, 255 }, EXPOSURE_LINK },
	{ AF_INET, 24, { 224, 0, 0 }, EXPOSURE_LINK },          /* RFC 5771: never forwarded */
	{ AF_INET, 16, { 169, 254 }, EXPOSURE_LINK },           /* RFC 3927 */
	{ AF_INET, 16, { 192, 168 }, EXPOSURE_PRIVATE },        /* RFC 1918 */
	{ AF_INET, 12, { 172, 16 }, EXPOSURE_PRIVATE },
	{ AF_INET, 10, { 100, 64 }, EXPOSURE_PRIVATE },         /* RFC 6598 */
	{ AF_INET, 8, { 10 }, EXPOSURE_PRIVATE },
	{ AF_INET, 8, { 127 }, EXPOSURE_LOOPBACK },
	{ AF_INET, 8, { 239 }, EXPOSURE_PRIVATE },              /* RFC 2365 */
	{ AF_INET6, 128, { [15] = 1 }, EXPOSURE_LOOPBACK },
	{ AF_INET6, 10, { 0xfe, 0x80 }, EXPOSURE_LINK },
	{ AF_INET6, 7, { 0xfc }, EXPOSURE_PRIVATE },            /* RFC 4193 */
};

/* By the second byte's low half: RFC 4291, 2.7, and RFC 7346. What is wider than a link
 * and ends somewhere is one organisation's, as 239/8 is. */
static enum exposure scope_of_multicast6(const uint8_t bytes[16])
{
	unsigned scope = bytes[1] & 0x0f;

	if (scope <= 2)
		return EXPOSURE_LINK;
	return scope <= 8 ? EXPOSURE_PRIVATE : EXPOSURE_PUBLIC;
}

static bool is_in(const struct scope_address *address, const struct block *block)
{
	return address->family == block->family &&
	       address_same_bits(address->bytes, block->bytes, block->bits);
}

/* A socket that is bound to ::ffff:1.2.3.4 speaks IPv4, at ::ffff:0.0.0.0 by every
 * address. */
bool scope_address_of(const struct address *address, struct scope_address *scoped)
{
	if (address->family != AF_INET && address->family != AF_INET6)
		return false;
	*scoped = (struct scope_address){ .family = address->family };
	if (address->family == AF_INET) {
		memcpy(scoped->bytes, address->bytes, 4);
	} else if (address_is_mapped(address->bytes)) {
		scoped->family = AF_INET;
		memcpy(scoped->bytes, address->bytes + ADDRESS_MAPPED, 4);
	} else {
		memcpy(scoped->bytes, address->bytes, sizeof scoped->bytes);
		scoped->both = address->dual && address_is_wildcard(address);
	}
	return true;
}

enum exposure scope_of(const struct scope_address *address)
{
	static const uint8_t zero[16];

	if (memcmp(address->bytes, zero, sizeof zero) == 0)
		return EXPOSURE_ANY;
	if (address->family == AF_INET6 && address->bytes[0] == 0xff)
		return scope_of_multicast6(address->bytes);
	for (size_t i = 0; i < sizeof blocks / sizeof *blocks; i++)
		if (is_in(address, &blocks[i]))
			return blocks[i].scope;
	return EXPOSURE_PUBLIC;
}

bool scope_is_multicast(const struct scope_address *address)
{
	if (address->family == AF_INET)
		return (address->bytes[0] & 0xf0) == 0xe0;
	return address->bytes[0] == 0xff;
}

bool scope_is_broadcast(const struct scope_address *address)
{
	return address->family == AF_INET && memcmp(address->bytes, "\xff\xff\xff\xff", 4) == 0;
}
