/* inet_diag.c - TCP, UDP and raw sockets as sock_diag(7) tells of them. */
#include "wire/inet_diag.h"

#include <arpa/inet.h>
#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stddef.h>
#include <string.h>

enum {
	EXTENSION_SKMEMINFO = 1 << (INET_DIAG_SKMEMINFO - 1),
	EXTENSION_INFO = 1 << (INET_DIAG_INFO - 1),
	/* What stands in the old 8-bit field when the protocol does not fit in
	 * it. Kernels before 5.9 read that field alone: it must name nothing. */
	PROTOCOL_NOBODYS = 253,
};

static void take_meminfo(const struct nlattr *attr, struct inet_diag *diag)
{
	uint32_t memory[SK_MEMINFO_VARS];

	if (mnl_attr_get_payload_len(attr) < sizeof memory)
		return;
	memcpy(memory, mnl_attr_get_payload(attr), sizeof memory);
	diag->meminfo_known = true;
	diag->rmem = memory[SK_MEMINFO_RMEM_ALLOC];
	diag->rcvbuf = memory[SK_MEMINFO_RCVBUF];
	diag->drops = memory[SK_MEMINFO_DROPS];
}

static void take_v6only(const struct nlattr *attr, struct inet_diag *diag)
{
	if (mnl_attr_get_payload_len(attr) < sizeof(uint8_t))
		return;
	diag->v6only_known = true;
	diag->v6only = mnl_attr_get_u8(attr) != 0;
}

static void take_cgroup(const struct nlattr *attr, struct inet_diag *diag)
{
	if (mnl_attr_get_payload_len(attr) >= sizeof(uint64_t))
		diag->cgroup = mnl_attr_get_u64(attr);
}

/* Every kernel adds to the end of it: what we want lies in the oldest part. */
static void take_info(const struct nlattr *attr, struct inet_diag *diag)
{
	const char *info = mnl_attr_get_payload(attr);
	size_t at = offsetof(struct tcp_info, tcpi_last_data_sent);

	if (mnl_attr_get_payload_len(attr) < at + sizeof diag->last_sent)
		return;
	memcpy(&diag->last_sent, info + at, sizeof diag->last_sent);
	diag->info_known = true;
}

static void take_attribute(const struct nlattr *attr, struct inet_diag *diag)
{
	switch (mnl_attr_get_type(attr)) {
	case INET_DIAG_INFO:
		take_info(attr, diag);
		break;
	case INET_DIAG_SKMEMINFO:
		take_meminfo(attr, diag);
		break;
	case INET_DIAG_SKV6ONLY:
		take_v6only(attr, diag);
		break;
	case INET_DIAG_CGROUP_ID:
		take_cgroup(attr, diag);
		break;
	}
}

static void take_fixed(const struct inet_diag_msg *msg, struct inet_diag *diag)
{
	size_t address = msg->idiag_family == AF_INET ? 4 : 16;

	*diag = (struct inet_diag){
		.family = msg->idiag_family,
		.state = msg->idiag_state,
		.port = ntohs(msg->id.idiag_sport),
		.remote_port = ntohs(msg->id.idiag_dport),
		.ifindex = msg->id.idiag_if,
		.rqueue = msg->idiag_rqueue,
		.wqueue = msg->idiag_wqueue,
		.uid = msg->idiag_uid,
		.inode = msg->idiag_inode,
		.cookie = (uint64_t)msg->id.idiag_cookie[1] << 32 | msg->id.idiag_cookie[0],
	};
	memcpy(diag->source, msg->id.idiag_src, address);
	memcpy(diag->remote, msg->id.idiag_dst, address);
}

int inet_diag_decode(const struct nlmsghdr *nlh, struct inet_diag *diag)
{
	const struct inet_diag_msg *msg = mnl_nlmsg_get_payload(nlh);
	struct inet_diag decoded;
	const struct nlattr *attr;
	size_t size;

	if (nlh->nlmsg_len < MNL_NLMSG_HDRLEN + sizeof *msg)
		return -EBADMSG;
	/* A TCPDIAG_GETSOCK request is answered under its own number. */
	if (nlh->nlmsg_type != SOCK_DIAG_BY_FAMILY && nlh->nlmsg_type != TCPDIAG_GETSOCK)
		return -EBADMSG;
	if (msg->idiag_family != AF_INET && msg->idiag_family != AF_INET6)
		return -EAFNOSUPPORT;
	take_fixed(msg, &decoded);
	size = nlh->nlmsg_len - MNL_NLMSG_HDRLEN - sizeof *msg;
	mnl_attr_for_each_payload((const void *)(msg + 1), size)
		take_attribute(attr, &decoded);
	if ((const char *)attr < (const char *)(msg + 1) + size)
		return -EBADMSG;
	*diag = decoded;
	return 0;
}

static struct nlmsghdr *request_both_families(char *buffer, uint32_t states, uint8_t extensions)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = TCPDIAG_GETSOCK;
	request->idiag_family = AF_INET;
	request->idiag_states = states;
	request->idiag_ext = extensions;
	return nlh;
}

struct nlmsghdr *inet_diag_request_tcp_listen(char buffer[INET_DIAG_REQUEST_SIZE])
{
	return request_both_families(buffer, 1u << TCP_LISTEN, EXTENSION_SKMEMINFO);
}

struct nlmsghdr *inet_diag_request_tcp_bound(char buffer[INET_DIAG_REQUEST_SIZE])
{
	return request_both_families(buffer, 1u << INET_DIAG_BOUND, 0);
}

/* Of a listener the far end is all zero, as it was told. */
struct nlmsghdr *inet_diag_request_exact(char buffer[INET_DIAG_REQUEST_SIZE],
					 const struct inet_diag *socket)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req_v2 *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request->sdiag_family = socket->family;
	request->sdiag_protocol = IPPROTO_TCP;
	request->idiag_ext = socket->state == TCP_LISTEN ? EXTENSION_SKMEMINFO : EXTENSION_INFO;
	request->idiag_states = 1u << socket->state;
	request->id.idiag_sport = htons(socket->port);
	request->id.idiag_dport = htons(socket->remote_port);
	request->id.idiag_if = socket->ifindex;
	request->id.idiag_cookie[0] = (uint32_t)socket->cookie;
	request->id.idiag_cookie[1] = (uint32_t)(socket->cookie >> 32);
	memcpy(request->id.idiag_src, socket->source, sizeof socket->source);
	memcpy(request->id.idiag_dst, socket->remote, sizeof socket->remote);
	return nlh;
}

/* "low <= port <= high, or else what follows", in the kernel's own small language: each
 * operation says by how many bytes to go on. Who comes to the very end is told of, who
 * is sent beyond it is not (inet_diag_bc_run()). */
enum { RANGE_OPS = 5, OP_SIZE = sizeof(struct inet_diag_bc_op) };

/* `follow` bytes of other ranges. The last one comes without its jump, so that who does
 * not fit is sent beyond the end. */
static void put_range(struct inet_diag_bc_op ops[RANGE_OPS], uint16_t low, uint16_t high,
		      size_t follow)
{
	ops[0] = (struct inet_diag_bc_op){ INET_DIAG_BC_S_GE, 2 * OP_SIZE, RANGE_OPS * OP_SIZE };
	ops[1] = (struct inet_diag_bc_op){ .no = low };
	ops[2] = (struct inet_diag_bc_op){ INET_DIAG_BC_S_LE, 2 * OP_SIZE,
					   (RANGE_OPS - 2) * OP_SIZE };
	ops[3] = (struct inet_diag_bc_op){ .no = high };
	ops[4] = (struct inet_diag_bc_op){ INET_DIAG_BC_JMP, OP_SIZE,
					   (uint16_t)(OP_SIZE + follow) };
}

static void put_ports(struct nlmsghdr *nlh, const uint16_t *ports, size_t count)
{
	struct inet_diag_bc_op ops[INET_DIAG_PORTS_MOST * RANGE_OPS];
	bool merged = count > INET_DIAG_PORTS_MOST;
	size_t ranges = merged ? 1 : count, size = (ranges * RANGE_OPS - 1) * OP_SIZE;

	for (size_t i = 0; i < ranges; i++) {
		size_t behind = (i + 1) * RANGE_OPS * OP_SIZE;

		put_range(&ops[i * RANGE_OPS], ports[i], merged ? ports[count - 1] : ports[i],
			  size > behind ? size - behind : 0);
	}
	mnl_attr_put(nlh, INET_DIAG_REQ_BYTECODE, size, ops);
}

struct nlmsghdr *inet_diag_request_tcp_open(char buffer[INET_DIAG_OPEN_SIZE],
					    const struct inet_diag_open *open)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = TCPDIAG_GETSOCK;
	request->idiag_family = AF_INET;
	request->idiag_states = open->states;
	if (open->info)
		request->idiag_ext = EXTENSION_INFO;
	if (open->port_count)
		put_ports(nlh, open->ports, open->port_count);
	return nlh;
}

struct nlmsghdr *inet_diag_request(char buffer[INET_DIAG_REQUEST_SIZE], uint8_t family,
				   int protocol, uint32_t states)
{
	struct nlmsghdr *nlh = mnl_nlmsg_put_header(buffer);
	struct inet_diag_req_v2 *request = mnl_nlmsg_put_extra_header(nlh, sizeof *request);

	nlh->nlmsg_type = SOCK_DIAG_BY_FAMILY;
	request->sdiag_family = family;
	request->idiag_states = states;
	request->idiag_ext = EXTENSION_SKMEMINFO;
	if (protocol <= UINT8_MAX) {
		request->sdiag_protocol = (uint8_t)protocol;
	} else {
		request->sdiag_protocol = PROTOCOL_NOBODYS;
		mnl_attr_put_u32(nlh, INET_DIAG_REQ_PROTOCOL, (uint32_t)protocol);
	}
	return nlh;
}
