/* interfaces.h - the network interfaces of one namespace, and their addresses. */
#ifndef LSN_SOURCE_INTERFACES_H
#define LSN_SOURCE_INTERFACES_H

#include "base/array.h"
#include "source/scope.h"
#include "wire/link_info.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host;

enum { NO_ADDRESS = -1 };

struct interface {
	struct link_info link;
	/* The widest scope of its addresses, enum exposure or NO_ADDRESS. Of a VRF: of those
	 * of its parts too. */
	int widest4, widest6;
};

struct interface_address {
	struct scope_address address;
	uint32_t ifindex;
	uint8_t prefix;                 /* bits */
	bool broadcast;                 /* of the interface's network: no address of its own */
};

/* A zeroed one was never asked for. */
struct interfaces {
	ARRAY(struct interface) links;  /* by index */
	ARRAY(struct interface_address) addresses;      /* by family, bytes, index; each once */
	ARRAY(struct interface_address) wholes;         /* networks that are all ours */
	bool localnet;                  /* net.ipv4.conf.all.route_localnet */
	bool takes_loopback;            /* one of them does: interfaces_takes_loopback() */
	bool has_links, has_addresses;  /* a dump of them came to its end, now or earlier */
	int links_error, addresses_error;               /* of the newest dumps, 0 none */
	uint64_t asked;                 /* monotonic ns, 0 never */
	uint64_t cost;                  /* CPU ns of the newest dumps */
	bool torn;                      /* the kernel said that they changed meanwhile */
};

/* Time to ask again? At most every 5 s; every second where somebody is bound to what we do
 * not know (`news`), or the dumps were torn; and less often where they are dear. */
bool interfaces_is_due(const struct interfaces *interfaces, uint64_t now, bool news);

/* Dumps both, whatever was known. What fails leaves what was known before. */
void interfaces_ask(struct interfaces *interfaces, struct host *host, uint64_t netns,
		    uint64_t now);

/* NULL: there is none of that index. */
const struct interface *interfaces_find(const struct interfaces *interfaces, uint32_t ifindex);

/* Does it take 127/8 from others? Then who is on its link can send there, too: kube-proxy
 * is one that sets it. */
bool interfaces_takes_loopback(const struct interfaces *interfaces,
			       const struct interface *interface);

/* Can others send by it to addresses of this host? Not while it is down, and not by a port
 * of a bridge or a bond: what comes there comes by the bridge. */
bool interfaces_is_way(const struct interfaces *interfaces, const struct interface *interface);

/* Lends the first of *count interfaces that have the address, or hear it as their network's
 * broadcast; *count is 0 where none does. */
const struct interface_address *interfaces_with(const struct interfaces *interfaces,
						const struct scope_address *address,
						size_t *count);

void interfaces_free(struct interfaces *interfaces);

#endif
