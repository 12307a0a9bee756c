/* link_info.c - network devices as rtnetlink(7) tells of them. */
#include "wire/link_info.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

static void take_name(const struct nlattr *attr, struct link_info *link)
{
	const char *name = mnl_attr_get_payload(attr);
	size_t size = strnlen(name, mnl_attr_get_payload_len(attr));

	if (size >= sizeof link->name)
		return;
	memcpy(link->name, name, size);
	link->name[size] = '\0';
}

static const struct nlattr *find_within(const struct nlattr *whole, uint16_t type)
{
	const struct nlattr *attr;

	mnl_attr_for_each_payload(mnl_attr_get_payload(whole), mnl_attr_get_payload_len(whole))
		if (mnl_attr_get_type(attr) == type)
			return attr;
	return NULL;
}

static bool is_vrf(const struct nlattr *info)
{
	static const char kind[] = "vrf";
	const struct nlattr *attr;

	attr = find_within(info, IFLA_INFO_KIND);
	return attr && mnl_attr_get_payload_len(attr) == sizeof kind &&
	       memcmp(mnl_attr_get_payload(attr), kind, sizeof kind) == 0;
}

/* All of net.ipv4.conf.NAME, a number each, in the order of the kernel's linux/ip.h from
 * IPV4_DEVCONF_FORWARDING, which is 1. */
static bool takes_localnet(const struct nlattr *families)
{
	enum { AT = (IPV4_DEVCONF_ROUTE_LOCALNET - 1) * sizeof(uint32_t) };
	const struct nlattr *inet = find_within(families, AF_INET);
	const struct nlattr *conf = inet ? find_within(inet, IFLA_INET_CONF) : NULL;
	uint32_t value;

	if (!conf || mnl_attr_get_payload_len(conf) < AT + sizeof value)
		return false;
	memcpy(&value, (const char *)mnl_attr_get_payload(conf) + AT, sizeof value);
	return value;
}

static void take(const struct nlattr *attr, struct link_info *link)
{
	switch (mnl_attr_get_type(attr)) {
	case IFLA_IFNAME:
		take_name(attr, link);
		break;
	case IFLA_MASTER:
		if (mnl_attr_get_payload_len(attr) == sizeof link->master)
			link->master = mnl_attr_get_u32(attr);
		break;
	case IFLA_LINKINFO:
		link->vrf = is_vrf(attr);
		break;
	case IFLA_AF_SPEC:
		link->localnet = takes_localnet(attr);
		break;
	}
}

int link_info_decode(const struct nlmsghdr *nlh, struct link_info *link)
{
	const struct ifinfomsg *msg = mnl_nlmsg_get_payload(nlh);
	struct link_info decoded = { 0 };
	const struct nlattr *attr;
	size_t size;

	if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + sizeof *msg || nlh->nlmsg_type != RTM_NEWLINK)
		return -EBADMSG;
	decoded.ifindex = (uint32_t)msg->ifi_index;
	decoded.up = msg->ifi_flags & IFF_UP;
	decoded.loopback = msg->ifi_flags & IFF_LOOPBACK;
	size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - sizeof *msg;
	mnl_attr_for_each_payload((const void *)(msg + 1), size)
		take(attr, &decoded);
	if ((const char *)attr < (const char *)(msg + 1) + size || !decoded.name[0])
		return -EBADMSG;
	*link = decoded;
	return 0;
}

struct nlmsghdr *link_info_request(char buffer[LINK_INFO_REQUEST_SIZE])
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct ifinfomsg *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = RTM_GETLINK;
	request->ifi_family = AF_UNSPEC;
	/* Who it is and what it is part of, and no numbers of its traffic. */
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return nlh;
}
