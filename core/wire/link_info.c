/* link_info.c - network devices as rtnetlink(7) tells of them. */
#include "wire/link_info.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/if_link.h>
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

int link_info_decode(const struct nlmsghdr *nlh, struct link_info *link)
{
	const struct ifinfomsg *msg = mnl_nlmsg_get_payload(nlh);
	struct link_info decoded = { 0 };
	const struct nlattr *attr;
	size_t size;

	if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + sizeof *msg || nlh->nlmsg_type != RTM_NEWLINK)
		return -EBADMSG;
	decoded.ifindex = (uint32_t)msg->ifi_index;
	size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - sizeof *msg;
	mnl_attr_for_each_payload((const void *)(msg + 1), size)
		if (mnl_attr_get_type(attr) == IFLA_IFNAME)
			take_name(attr, &decoded);
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
	/* Names are all we want of it. */
	mnl_attr_put_u32(nlh, IFLA_EXT_MASK, RTEXT_FILTER_SKIP_STATS);
	return nlh;
}
