/* address.h - where a socket is bound, and how ss -n writes it. */
#ifndef LSN_FACT_ADDRESS_H
#define LSN_FACT_ADDRESS_H

#include <stdbool.h>
#include <stdint.h>

struct text;

struct address {
	uint8_t family;                 /* AF_INET, AF_INET6, AF_UNIX */
	bool dual;                      /* AF_INET6 that takes IPv4 too */
	uint16_t port;                  /* host order, 0 none; raw: the IP protocol */
	uint32_t ifindex;               /* bound device or IPv6 scope, 0 none */
	uint8_t bytes[16];              /* network order; IPv4 uses four */
	const char *device;             /* its name, NULL none */
	const char *path;               /* AF_UNIX: as ss writes it, @ for each NUL of
					 * an abstract name; NULL unnamed */
};

/* "0.0.0.0:443", "*:22", "[::]:22", "0.0.0.0%eth0:53", "/run/x.sock", "*".
 * Foreign bytes of a path or a device stay raw. */
void address_format(const struct address *address, struct text *text);

/* The part before the port, without brackets and device: "0.0.0.0", "::". */
void address_format_host(const struct address *address, struct text *text);

/* Total order: family, bytes, port, device, path. */
int address_compare(const struct address *a, const struct address *b);

/* All bytes zero: bound to every address of its family. */
bool address_is_wildcard(const struct address *address);

/* ::ffff:a.b.c.d, IPv4 by way of IPv6: the last four bytes are that address. */
enum { ADDRESS_MAPPED = 12 };           /* bytes before them */
bool address_is_mapped(const uint8_t bytes[16]);

/* The first `bits` of both are the same. */
bool address_same_bits(const uint8_t *a, const uint8_t *b, unsigned bits);

#endif
