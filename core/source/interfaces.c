/* interfaces.c - the network interfaces of one namespace, and their addresses. */
#include "source/interfaces.h"

#include "base/clock.h"
#include "fact/address.h"
#include "wire/addr_info.h"
#include "wire/host.h"
#include "wire/nl.h"
#include "wire/procfs.h"

#include <errno.h>
#include <stddef.h>
#include <string.h>
#include <sys/socket.h>

static const uint64_t GOOD_FOR = 5 * CLOCK_SECOND, SOON = CLOCK_SECOND;
/* Of a processor: a thousandth, where nothing is asked for; and where something is. */
enum { SHARE = 1000, SHARE_SOON = 200 };

bool interfaces_is_due(const struct interfaces *interfaces, uint64_t now, bool news)
{
	bool soon = news || interfaces->torn;
	uint64_t period = soon ? SOON : GOOD_FOR;
	uint64_t paid = interfaces->cost * (soon ? SHARE_SOON : SHARE);

	return !interfaces->asked || now - interfaces->asked >= (paid > period ? paid : period);
}

static int by_index(const void *a, const void *b, void *arg)
{
	const struct interface *x = a, *y = b;

	(void)arg;
	return (x->link.ifindex > y->link.ifindex) - (x->link.ifindex < y->link.ifindex);
}

static int compare_address(const struct scope_address *a, const struct scope_address *b)
{
	if (a->family != b->family)
		return (a->family > b->family) - (a->family < b->family);
	return memcmp(a->bytes, b->bytes, sizeof a->bytes);
}

static int compare_place(const struct interface_address *a, const struct interface_address *b)
{
	int order = compare_address(&a->address, &b->address);

	return order ? order : (a->ifindex > b->ifindex) - (a->ifindex < b->ifindex);
}

/* An interface may have an address with several prefixes: the first is the widest. */
static int by_address(const void *a, const void *b, void *arg)
{
	const struct interface_address *x = a, *y = b;
	int order = compare_place(x, y);

	(void)arg;
	if (order)
		return order;
	if (x->broadcast != y->broadcast)
		return x->broadcast - y->broadcast;
	return (x->prefix > y->prefix) - (x->prefix < y->prefix);
}

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct interfaces *fresh = arg;
	struct interface *interface;
	struct link_info link;

	if (link_info_decode(nlh, &link) < 0)
		return 0;
	interface = array_add(&fresh->links);
	interface->link = link;
	interface->widest4 = interface->widest6 = NO_ADDRESS;
	return 0;
}

static void add_address(struct interfaces *fresh, const struct addr_info *info,
			const uint8_t bytes[16], bool broadcast)
{
	struct interface_address *added = array_add(&fresh->addresses);

	added->address.family = info->family;
	memcpy(added->address.bytes, bytes, sizeof added->address.bytes);
	added->ifindex = info->ifindex;
	added->prefix = info->prefix;
	added->broadcast = broadcast;
}

/* Of a network with room for one it is heard whether the address was given one or not
 * (fib_add_ifaddr()): `ip address add 10.0.0.1/24 dev eth0` gives none. */
static bool last_of_network(const struct addr_info *info, uint8_t last[16])
{
	if (info->family != AF_INET || info->prefix > 30)
		return false;
	memcpy(last, info->bytes, 16);
	for (unsigned bit = info->prefix; bit < 32; bit++)
		last[bit / 8] |= (uint8_t)(0x80 >> bit % 8);
	return true;
}

static int on_address(const struct nlmsghdr *nlh, void *arg)
{
	struct interfaces *fresh = arg;
	struct addr_info info;
	uint8_t last[16];

	if (addr_info_decode(nlh, &info) < 0)
		return 0;
	add_address(fresh, &info, info.bytes, false);
	if (info.has_broadcast)
		add_address(fresh, &info, info.broadcast, true);
	if (last_of_network(&info, last))
		add_address(fresh, &info, last, true);
	return 0;
}

/* A dump that did not fit is asked for again, and may tell of some twice. */
static void settle_links(struct interfaces *interfaces)
{
	size_t kept = 0;

	array_sort(&interfaces->links, by_index, NULL);
	for (size_t i = 0; i < interfaces->links.count; i++) {
		const struct interface *link = &interfaces->links.items[i];

		if (!kept || by_index(&interfaces->links.items[kept - 1], link, NULL) != 0)
			interfaces->links.items[kept++] = *link;
	}
	interfaces->links.count = kept;
}

static void settle_addresses(struct interfaces *interfaces)
{
	size_t kept = 0;

	array_sort(&interfaces->addresses, by_address, NULL);
	for (size_t i = 0; i < interfaces->addresses.count; i++) {
		const struct interface_address *at = &interfaces->addresses.items[i];

		if (!kept || compare_place(&interfaces->addresses.items[kept - 1], at) != 0)
			interfaces->addresses.items[kept++] = *at;
	}
	interfaces->addresses.count = kept;
}

static size_t find_link(const struct interfaces *interfaces, uint32_t ifindex)
{
	size_t low = 0, high = interfaces->links.count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (interfaces->links.items[middle].link.ifindex < ifindex)
			low = middle + 1;
		else
			high = middle;
	}
	return low < interfaces->links.count &&
	       interfaces->links.items[low].link.ifindex == ifindex ? low : SIZE_MAX;
}

static void widen(struct interfaces *interfaces, size_t link, int scope4, int scope6)
{
	struct interface *interface = &interfaces->links.items[link];

	if (scope4 > interface->widest4)
		interface->widest4 = scope4;
	if (scope6 > interface->widest6)
		interface->widest6 = scope6;
}

static bool is_within(const struct scope_address *address, const struct interface_address *whole)
{
	return address->family == whole->address.family &&
	       address_same_bits(address->bytes, whole->address.bytes, whole->prefix);
}

/* Of a loopback device all of an IPv4 address's network is local, not the address alone:
 * 127.0.0.53 is, by 127.0.0.1/8 (fib_add_ifaddr()). */
static void take_whole(struct interfaces *interfaces, const struct interface_address *address)
{
	size_t count = interfaces->wholes.count;

	if (address->address.family != AF_INET || address->prefix == 32)
		return;
	/* They come in order: those of one network one behind the other. */
	if (count && interfaces->wholes.items[count - 1].prefix <= address->prefix &&
	    is_within(&address->address, &interfaces->wholes.items[count - 1]))
		return;
	*array_add(&interfaces->wholes) = *address;
}

static void take_scope(struct interfaces *interfaces, const struct interface_address *address)
{
	size_t link = find_link(interfaces, address->ifindex);
	int scope = (int)scope_of(&address->address);
	bool four = address->address.family == AF_INET;

	/* 0.0.0.0 is nobody's address, though an interface may be given it. */
	if (link == SIZE_MAX || address->broadcast || scope == EXPOSURE_ANY)
		return;
	widen(interfaces, link, four ? scope : NO_ADDRESS, four ? NO_ADDRESS : scope);
	if (interfaces->links.items[link].link.loopback)
		take_whole(interfaces, address);
}

/* What is bound to a VRF is reached by its parts, which have the addresses. */
static void take_part(struct interfaces *interfaces, const struct interface *part)
{
	size_t whole = part->link.master ? find_link(interfaces, part->link.master) : SIZE_MAX;

	if (whole != SIZE_MAX && interfaces->links.items[whole].link.vrf)
		widen(interfaces, whole, part->widest4, part->widest6);
}

static void join(struct interfaces *interfaces)
{
	array_clear(&interfaces->wholes);
	for (size_t i = 0; i < interfaces->links.count; i++)
		interfaces->links.items[i].widest4 = interfaces->links.items[i].widest6 = NO_ADDRESS;
	for (size_t i = 0; i < interfaces->addresses.count; i++)
		take_scope(interfaces, &interfaces->addresses.items[i]);
	for (size_t i = 0; i < interfaces->links.count; i++)
		take_part(interfaces, &interfaces->links.items[i]);
}

static void note_loopback(struct interfaces *interfaces)
{
	interfaces->takes_loopback = false;
	for (size_t i = 0; i < interfaces->links.count; i++)
		if (interfaces_takes_loopback(interfaces, &interfaces->links.items[i]))
			interfaces->takes_loopback = true;
}

static bool is_whole(struct interfaces *interfaces, int error)
{
	interfaces->torn = interfaces->torn || error == -EINTR;
	return error == 0 || error == -EINTR;
}

static void ask_links(struct interfaces *interfaces, struct nl *nl)
{
	struct interfaces fresh = { 0 };
	_Alignas(max_align_t) char buffer[LINK_INFO_REQUEST_SIZE];
	int error = nl_dump(nl, "links", link_info_request(buffer), on_link, &fresh);

	interfaces->links_error = error;
	if (!is_whole(interfaces, error)) {
		interfaces_free(&fresh);
		return;
	}
	settle_links(&fresh);
	array_free(&interfaces->links);
	interfaces->links = fresh.links;
	interfaces->has_links = true;
}

static void ask_addresses(struct interfaces *interfaces, struct nl *nl)
{
	struct interfaces fresh = { 0 };
	_Alignas(max_align_t) char buffer[ADDR_INFO_REQUEST_SIZE];
	int error = nl_dump(nl, "addresses", addr_info_request(buffer), on_address, &fresh);

	interfaces->addresses_error = error;
	if (!is_whole(interfaces, error)) {
		interfaces_free(&fresh);
		return;
	}
	settle_addresses(&fresh);
	array_free(&interfaces->addresses);
	interfaces->addresses = fresh.addresses;
	interfaces->has_addresses = true;
}

/* Of "all" nobody tells by netlink, and of other namespaces than our own nobody at all. */
static bool all_take_loopback(struct host *host, uint64_t netns)
{
	char text[16];

	return netns == host_netns(host) &&
	       procfs_read(host_procfs(host), "sys/net/ipv4/conf/all/route_localnet", text,
			   sizeof text) > 0 &&
	       *text != '0';
}

void interfaces_ask(struct interfaces *interfaces, struct host *host, uint64_t netns,
		    uint64_t now)
{
	uint64_t began = clock_cpu();
	struct nl *nl;
	int error = host_nl(host, netns, NL_ROUTE, &nl);

	interfaces->asked = now;
	interfaces->torn = false;
	if (error) {
		interfaces->links_error = interfaces->addresses_error = error;
		return;
	}
	ask_links(interfaces, nl);
	ask_addresses(interfaces, nl);
	interfaces->localnet = all_take_loopback(host, netns);
	join(interfaces);
	note_loopback(interfaces);
	interfaces->cost = clock_cpu() - began;
}

const struct interface *interfaces_find(const struct interfaces *interfaces, uint32_t ifindex)
{
	size_t link = find_link(interfaces, ifindex);

	return link == SIZE_MAX ? NULL : &interfaces->links.items[link];
}

bool interfaces_takes_loopback(const struct interfaces *interfaces,
			       const struct interface *interface)
{
	return interface->link.up && !interface->link.loopback &&
	       (interface->link.localnet || interfaces->localnet);
}

bool interfaces_is_way(const struct interfaces *interfaces, const struct interface *interface)
{
	size_t whole = interface->link.master ? find_link(interfaces, interface->link.master)
					      : SIZE_MAX;

	return interface->link.up &&
	       (whole == SIZE_MAX || interfaces->links.items[whole].link.vrf);
}

const struct interface_address *interfaces_with(const struct interfaces *interfaces,
						const struct scope_address *address,
						size_t *count)
{
	size_t low = 0, high = interfaces->addresses.count, first;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (compare_address(&interfaces->addresses.items[middle].address, address) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	for (first = low; low < interfaces->addresses.count; low++)
		if (compare_address(&interfaces->addresses.items[low].address, address) != 0)
			break;
	*count = low - first;
	if (*count)
		return &interfaces->addresses.items[first];
	for (size_t i = 0; i < interfaces->wholes.count; i++) {
		if (is_within(address, &interfaces->wholes.items[i])) {
			*count = 1;
			return &interfaces->wholes.items[i];
		}
	}
	return NULL;
}

void interfaces_free(struct interfaces *interfaces)
{
	array_free(&interfaces->links);
	array_free(&interfaces->addresses);
	array_free(&interfaces->wholes);
}
