/* reach.c - from where is a listener reached, and by which interfaces? */
#include "source/reach.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "source/digest.h"
#include "source/interfaces.h"

#include <string.h>
#include <sys/socket.h>

enum { NAMES_MOST = 8, NAMES_SIZE = 192 };

/* A listener, as far as its address matters. */
struct place {
	struct scope_address address;
	enum exposure scope;
	uint32_t ifindex;
	const struct interface *device; /* NULL: none, or not known */
};

/* ---- by which interfaces ---- */

struct names {
	struct text text;
	unsigned shown, more;
};

static void add_name(struct names *names, const struct link_info *link)
{
	if (!link->up)
		return;
	if (names->shown == NAMES_MOST) {
		names->more++;
		return;
	}
	text_add(&names->text, names->shown++ ? ", " : "");
	text_add(&names->text, link->name);
}

static const char *keep_names(struct reach *reach, struct names *names)
{
	if (names->more)
		text_format(&names->text, " and %u more", names->more);
	return snapshot_keep(reach->snap, names->text.start);
}

static const char *names_of_all(struct reach *reach)
{
	const struct interfaces *interfaces = reach->interfaces;
	char buffer[NAMES_SIZE];
	struct names names = { .text = TEXT_OVER(buffer) };

	if (reach->all)
		return reach->all;
	for (size_t i = 0; i < interfaces->links.count; i++)
		if (interfaces_is_way(interfaces, &interfaces->links.items[i]))
			add_name(&names, &interfaces->links.items[i].link);
	return reach->all = keep_names(reach, &names);
}

/* What takes 127/8 from others takes all of it. */
static void add_takers(const struct reach *reach, const struct place *place,
		       const struct interface_address *with, size_t count, struct names *names)
{
	const struct interfaces *interfaces = reach->interfaces;

	if (!count || place->address.family != AF_INET || place->scope != EXPOSURE_LOOPBACK)
		return;
	for (size_t i = 0; interfaces->takes_loopback && i < interfaces->links.count; i++) {
		const struct interface *taker = &interfaces->links.items[i];
		size_t n = 0;

		while (n < count && with[n].ifindex != taker->link.ifindex)
			n++;
		if (n == count && interfaces_is_way(interfaces, taker) &&
		    interfaces_takes_loopback(interfaces, taker))
			add_name(names, &taker->link);
	}
}

/* Of a VRF: those of its parts. */
static const char *names_of_device(struct reach *reach, const struct interface *device)
{
	const struct interfaces *interfaces = reach->interfaces;
	char buffer[NAMES_SIZE];
	struct names names = { .text = TEXT_OVER(buffer) };

	if (!device->link.vrf)
		add_name(&names, &device->link);
	for (size_t i = 0; device->link.vrf && i < interfaces->links.count; i++)
		if (interfaces->links.items[i].link.master == device->link.ifindex)
			add_name(&names, &interfaces->links.items[i].link);
	return keep_names(reach, &names);
}

static void miss(struct reach *reach, const struct place *place)
{
	uint64_t words[2], digest;

	memcpy(words, place->address.bytes, sizeof words);
	digest = digest_mix(1 + place->address.family, words[0]);
	digest = digest_mix(digest_mix(digest, words[1]), place->ifindex);
	reach->missed += digest;
}

/* No packet of others comes by the loopback device: an address it has for them is theirs by
 * every interface, as of a router or behind a balancer. So is an IPv4 address of a device
 * that is down: it stays local until it is taken away (fib_sync_down_dev()). */
static bool is_everywhere(const struct interface *has, const struct place *place)
{
	if (place->scope <= EXPOSURE_LOOPBACK)
		return false;
	return has->link.loopback || (!has->link.up && place->address.family == AF_INET);
}

static const char *names_of_address(struct reach *reach, const struct place *place)
{
	char buffer[NAMES_SIZE];
	struct names names = { .text = TEXT_OVER(buffer) };
	size_t count;
	const struct interface_address *with =
		interfaces_with(reach->interfaces, &place->address, &count);

	if (!count)
		miss(reach, place);
	for (size_t i = 0; i < count; i++) {
		const struct interface *has = interfaces_find(reach->interfaces, with[i].ifindex);

		if (!has)
			continue;
		if (is_everywhere(has, place))
			return names_of_all(reach);
		add_name(&names, &has->link);
	}
	add_takers(reach, place, with, count, &names);
	return keep_names(reach, &names);
}

static const char *names_of_same(struct reach *reach, const struct place *place)
{
	if (!reach->last_names || memcmp(&reach->last, &place->address, sizeof reach->last) != 0) {
		reach->last_names = names_of_address(reach, place);
		reach->last = place->address;
	}
	return reach->last_names;
}

/* NULL: not known. Which interfaces joined a multicast group is said by neither dump. */
static const char *names_of(struct reach *reach, const struct place *place)
{
	const struct interfaces *interfaces = reach->interfaces;

	if (!interfaces->has_links)
		return NULL;
	if (place->ifindex && !place->device)
		return "";
	if (place->device)
		return names_of_device(reach, place->device);
	if (place->scope == EXPOSURE_ANY || scope_is_broadcast(&place->address))
		return names_of_all(reach);
	if (scope_is_multicast(&place->address) || !interfaces->has_addresses)
		return NULL;
	return names_of_same(reach, place);
}

/* ---- from where ---- */

static int widest(const struct place *place)
{
	const struct interface *device = place->device;
	int scope = place->address.family == AF_INET ? device->widest4 : device->widest6;

	if (place->address.both && device->widest4 > scope)
		scope = device->widest4;
	return scope;
}

/* Routers do not pass on what is for all of a network (RFC 2644). */
static bool is_for_all(const struct reach *reach, const struct place *place)
{
	size_t count, n = 0;
	const struct interface_address *with;

	if (place->scope <= EXPOSURE_LINK || place->scope == EXPOSURE_ANY ||
	    place->address.family != AF_INET)
		return false;
	with = interfaces_with(reach->interfaces, &place->address, &count);
	while (n < count && with[n].broadcast)
		n++;
	return count && n == count;
}

/* 127/8 is for this host alone, but where route_localnet has it taken from others. No
 * router passes it on. */
static bool is_taken(const struct reach *reach, const struct place *place)
{
	if (place->address.family != AF_INET || place->scope != EXPOSURE_LOOPBACK)
		return false;
	return place->device ? interfaces_takes_loopback(reach->interfaces, place->device)
			     : reach->interfaces->takes_loopback;
}

/* By a device comes only what is sent to it. By the loopback device that is this host
 * alone, whatever the address. By any other it may be every address of the host (hosts
 * are weak: who is on the link can send to addresses of other devices), so an address
 * counts as it is, and a wildcard as far as the device's own addresses are known to
 * others. Without any, as far as its link: broadcast and multicast. */
static bool exposure_of(const struct reach *reach, const struct place *place, enum exposure *exposure)
{
	int scope;

	*exposure = place->scope;
	if (place->device && place->device->link.loopback) {
		*exposure = EXPOSURE_LOOPBACK;
		return true;
	}
	if (is_for_all(reach, place) || is_taken(reach, place)) {
		*exposure = EXPOSURE_LINK;
		return true;
	}
	if (!place->ifindex || place->scope != EXPOSURE_ANY)
		return true;
	if (!place->device || !reach->interfaces->has_addresses)
		return false;
	scope = widest(place);
	*exposure = scope == NO_ADDRESS ? EXPOSURE_LINK : (enum exposure)scope;
	return true;
}

void reach_tell(struct reach *reach, struct listener *listener)
{
	const char **label = &listener->label[LABEL_INTERFACES];
	struct place place = { .ifindex = listener->local.ifindex };
	enum exposure exposure;

	if (!scope_address_of(&listener->local, &place.address))
		return;
	place.scope = scope_of(&place.address);
	if (place.ifindex)
		place.device = interfaces_find(reach->interfaces, place.ifindex);
	if (place.ifindex && !place.device)
		miss(reach, &place);
	if (exposure_of(reach, &place, &exposure))
		facts_set(&listener->facts, FACT_EXPOSURE, exposure);
	else
		reach->unknown = true;
	*label = names_of(reach, &place);
	if (!*label && (!reach->interfaces->has_links || !scope_is_multicast(&place.address)))
		reach->unnamed = true;
}
