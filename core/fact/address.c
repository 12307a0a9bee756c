/* address.c - where a socket is bound, and how ss -n writes it. */
#include "fact/address.h"

#include "base/text.h"

#include <arpa/inet.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

bool address_is_wildcard(const struct address *address)
{
	static const uint8_t zero[16];

	return memcmp(address->bytes, zero, sizeof zero) == 0;
}

bool address_is_mapped(const uint8_t bytes[16])
{
	static const uint8_t mapped[ADDRESS_MAPPED] = { [10] = 0xff, [11] = 0xff };

	return memcmp(bytes, mapped, sizeof mapped) == 0;
}

bool address_same_bits(const uint8_t *a, const uint8_t *b, unsigned bits)
{
	unsigned whole = bits / 8, rest = bits % 8;

	return memcmp(a, b, whole) == 0 && (!rest || (a[whole] ^ b[whole]) >> (8 - rest) == 0);
}

void address_format_host(const struct address *address, struct text *text)
{
	char host[INET6_ADDRSTRLEN];

	if (address->family == AF_UNIX)
		text_add(text, address->path ? address->path : "*");
	else if (inet_ntop(address->family, address->bytes, host, sizeof host))
		text_add(text, host);
	else
		text_add(text, "?");
}

/* As inet_addr_print() in iproute2's ss.c: `*` is the wildcard that takes both
 * families, and only what has a colon gets brackets. */
void address_format(const struct address *address, struct text *text)
{
	if (address->family == AF_UNIX) {
		address_format_host(address, text);
		return;
	}
	if (address->family == AF_INET6 && address->dual && address_is_wildcard(address)) {
		text_add(text, "*");
	} else if (address->family == AF_INET6) {
		text_add(text, "[");
		address_format_host(address, text);
		text_add(text, "]");
	} else {
		address_format_host(address, text);
	}
	if (address->device)
		text_format(text, "%%%s", address->device);
	if (address->port)
		text_format(text, ":%u", address->port);
	else
		text_add(text, ":*");
}

static int compare_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) : (a != NULL) - (b != NULL);
}

int address_compare(const struct address *a, const struct address *b)
{
	int order;

	if (a->family != b->family)
		return (a->family > b->family) - (a->family < b->family);
	order = memcmp(a->bytes, b->bytes, sizeof a->bytes);
	if (order)
		return order;
	if (a->port != b->port)
		return (a->port > b->port) - (a->port < b->port);
	order = compare_text(a->device, b->device);
	return order ? order : compare_text(a->path, b->path);
}
