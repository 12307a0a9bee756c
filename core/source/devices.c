/* devices.c - what is device 3 called? */
#include "source/devices.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/nl.h"

#include <stddef.h>

static const uint64_t GOOD_FOR = 300 * CLOCK_SECOND;

static int on_link(const struct nlmsghdr *nlh, void *arg)
{
	struct devices *devices = arg;
	struct link_info link;

	if (link_info_decode(nlh, &link) == 0)
		*array_add(&devices->links) = link;
	return 0;
}

static const struct link_info *find(const struct devices *devices, uint32_t ifindex)
{
	for (size_t i = 0; i < devices->links.count; i++)
		if (devices->links.items[i].ifindex == ifindex)
			return &devices->links.items[i];
	return NULL;
}

static void ask(struct devices *devices, struct host *host, uint64_t netns, struct snapshot *snap)
{
	char buffer[LINK_INFO_REQUEST_SIZE];
	struct nl *nl;
	int error = host_nl(host, netns, NL_ROUTE, &nl);

	array_clear(&devices->links);
	devices->asked = snap->at.monotonic;
	if (error == 0)
		error = nl_dump(nl, "links", link_info_request(buffer), on_link, devices);
	if (error)
		snapshot_add_gap(snap, "diag", "devices", -error, POWER_NONE);
}

const char *devices_name(struct devices *devices, struct host *host, uint64_t netns,
			 uint32_t ifindex, struct snapshot *snap)
{
	const struct link_info *link = find(devices, ifindex);
	struct link_info *gone;
	struct text name;

	if (ifindex == 0)
		return NULL;
	if (!devices->asked || (!link && devices->asked != snap->at.monotonic) ||
	    snap->at.monotonic - devices->asked > GOOD_FOR) {
		ask(devices, host, netns, snap);
		link = find(devices, ifindex);
	}
	if (link)
		return link->name;
	/* Indices are not used again soon: remember that it is not there, or a
	 * socket bound to a removed device would cost a dump every tick. */
	gone = array_add(&devices->links);
	gone->ifindex = ifindex;
	name = TEXT_OVER(gone->name);
	text_format(&name, "if%u", ifindex);
	return gone->name;
}

void devices_free(struct devices *devices)
{
	array_free(&devices->links);
}
