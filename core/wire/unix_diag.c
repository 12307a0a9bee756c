/* unix_diag.c - UNIX sockets as sock_diag(7) tells of them. */
#include "wire/unix_diag.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

static void take_name(const struct nlattr *attr, struct unix_diag *diag)
{
	const char *name = mnl_attr_get_payload(attr);
	size_t size = mnl_attr_get_payload_len(attr);

	/* unix_mkname_bsd() counts the NUL behind a path as part of the name. */
	if (size && name[0] != '\0')
		size = strnlen(name, size);
	diag->name = size ? name : NULL;
	diag->name_size = size;
}

static void take_queue(const struct nlattr *attr, struct unix_diag *diag)
{
	struct unix_diag_rqlen queue;

	if (mnl_attr_get_payload_len(attr) < sizeof queue)
		return;
	memcpy(&queue, mnl_attr_get_payload(attr), sizeof queue);
	diag->queue_known = true;
	diag->rqueue = queue.udiag_rqueue;
	diag->wqueue = queue.udiag_wqueue;
}

static void take_uid(const struct nlattr *attr, struct unix_diag *diag)
{
	if (mnl_attr_get_payload_len(attr) < sizeof diag->uid)
		return;
	diag->uid_known = true;
	diag->uid = mnl_attr_get_u32(attr);
}

static void take_attribute(const struct nlattr *attr, struct unix_diag *diag)
{
	switch (mnl_attr_get_type(attr)) {
	case UNIX_DIAG_NAME:
		take_name(attr, diag);
		break;
	case UNIX_DIAG_RQLEN:
		take_queue(attr, diag);
		break;
	case UNIX_DIAG_UID:
		take_uid(attr, diag);
		break;
	}
}

int unix_diag_decode(const struct nlmsghdr *nlh, struct unix_diag *diag)
{
	const struct unix_diag_msg *msg = mnl_nlmsg_get_payload(nlh);
	struct unix_diag decoded;
	const struct nlattr *attr;
	size_t size;

	if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + sizeof *msg ||
	    nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY)
		return -EBADMSG;
	if (msg->udiag_family != AF_UNIX)
		return -EAFNOSUPPORT;
	decoded = (struct unix_diag){
		.type = msg->udiag_type,
		.state = msg->udiag_state,
		.inode = msg->udiag_ino,
		.cookie = (uint64_t)msg->udiag_cookie[1] << 32 | msg->udiag_cookie[0],
	};
	size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - sizeof *msg;
	mnl_attr_for_each_payload((const void *)(msg + 1), size)
		take_attribute(attr, &decoded);
	if ((const char *)attr < (const char *)(msg + 1) + size)
		return -EBADMSG;
	*diag = decoded;
	return 0;
}

struct nlmsghdr *unix_diag_request_listen(char buffer[UNIX_DIAG_REQUEST_SIZE])
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct unix_diag_req *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request->sdiag_family = AF_UNIX;
	request->udiag_states = 1u << TCP_LISTEN;
	request->udiag_show = UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID;
	return nlh;
}
