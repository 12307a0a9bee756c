/* addr_info.c - addresses of network devices as rtnetlink(7) tells of them. */
#include "wire/addr_info.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_addr.h>
#include <linux/rtnetlink.h>
#include <string.h>
#include <sys/socket.h>

/* Bytes of an address of that family; 0: not one of ours. */
static size_t size_of(uint8_t family)
{
	if (family == AF_INET)
		return 4;
	return family == AF_INET6 ? 16 : 0;
}

/* What was found on the way to an address. */
struct found {
	const struct nlattr *local, *address, *broadcast;
};

static void take(const struct nlattr *attr, size_t size, struct found *found)
{
	if (mnl_attr_get_payload_len(attr) != size)
		return;
	switch (mnl_attr_get_type(attr)) {
	case IFA_LOCAL:
		found->local = attr;
		break;
	case IFA_ADDRESS:
		found->address = attr;
		break;
	case IFA_BROADCAST:
		found->broadcast = attr;
		break;
	}
}

int addr_info_decode(const struct nlmsghdr *nlh, struct addr_info *addr)
{
	const struct ifaddrmsg *msg = mnl_nlmsg_get_payload(nlh);
	struct found found = { 0 };
	struct addr_info decoded = { 0 };
	const struct nlattr *attr;
	size_t size, bytes;

	if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + sizeof *msg || nlh->nlmsg_type != RTM_NEWADDR)
		return -EBADMSG;
	bytes = size_of(msg->ifa_family);
	if (!bytes || msg->ifa_prefixlen > 8 * bytes)
		return -EBADMSG;
	size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - sizeof *msg;
	mnl_attr_for_each_payload((const void *)(msg + 1), size)
		take(attr, bytes, &found);
	if ((const char *)attr < (const char *)(msg + 1) + size)
		return -EBADMSG;
	/* Of a point-to-point link IFA_ADDRESS is the other side's; where there is
	 * IFA_LOCAL, that is ours. IPv6 has it only there. */
	if (!found.local)
		found.local = found.address;
	if (!found.local)
		return -EBADMSG;
	decoded.ifindex = msg->ifa_index;
	decoded.family = msg->ifa_family;
	decoded.prefix = msg->ifa_prefixlen;
	memcpy(decoded.bytes, mnl_attr_get_payload(found.local), bytes);
	decoded.has_broadcast = found.broadcast && msg->ifa_family == AF_INET;
	if (decoded.has_broadcast)
		memcpy(decoded.broadcast, mnl_attr_get_payload(found.broadcast), bytes);
	*addr = decoded;
	return 0;
}

struct nlmsghdr *addr_info_request(char buffer[ADDR_INFO_REQUEST_SIZE])
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct ifaddrmsg *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = RTM_GETADDR;
	request->ifa_family = AF_UNSPEC;
	return nlh;
}
