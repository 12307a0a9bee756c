/* wire_inet_diag.c - messages a kernel sent, whole, cut short and damaged. */
#include "wire/inet_diag.h"

#include <errno.h>
#include <linux/inet_diag.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { MESSAGE_SIZE = 172, HEADER = 16, FIXED = 72 };
enum { V6ONLY_AT = 88 + 8, SHUTDOWN_AT = 88, CGROUP_AT = 88 + 24, MEMINFO_AT = 88 + 44 };

static void put_attribute(char *at, uint16_t type, const void *payload, uint16_t size)
{
	struct nlattr attr = { .nla_len = (uint16_t)(NLA_HDRLEN + size), .nla_type = type };

	memcpy(at, &attr, sizeof attr);
	memcpy(at + NLA_HDRLEN, payload, size);
}

/* As Linux 6.18 answers. A block of exactly its size, to be freed. */
static struct nlmsghdr *make_message(uint8_t family, uint32_t drops)
{
	char *bytes = calloc(1, MESSAGE_SIZE);
	struct nlmsghdr *nlh = (struct nlmsghdr *)bytes;
	struct inet_diag_msg *msg = (struct inet_diag_msg *)(bytes + HEADER);
	const uint32_t meminfo[SK_MEMINFO_VARS] = {
		[SK_MEMINFO_RMEM_ALLOC] = 512,
		[SK_MEMINFO_RCVBUF] = 131072,
		[SK_MEMINFO_DROPS] = drops,
	};
	const uint64_t cgroup = UINT64_C(0x100000002);

	assert_non_null(bytes);
	*nlh = (struct nlmsghdr){ .nlmsg_len = MESSAGE_SIZE, .nlmsg_type = 18, .nlmsg_flags = 2 };
	msg->idiag_family = family;
	msg->idiag_state = TCP_LISTEN;
	msg->id.idiag_sport = htons(443);
	msg->id.idiag_if = 3;
	msg->id.idiag_cookie[0] = 0x4101;
	msg->id.idiag_cookie[1] = 0x7;
	memset(msg->id.idiag_src, 0xab, sizeof msg->id.idiag_src);
	msg->idiag_rqueue = 17;
	msg->idiag_wqueue = 128;
	msg->idiag_uid = 33;
	msg->idiag_inode = 88878;
	put_attribute(bytes + SHUTDOWN_AT, INET_DIAG_SHUTDOWN, "\0", 1);
	put_attribute(bytes + V6ONLY_AT, INET_DIAG_SKV6ONLY, "\1", 1);
	put_attribute(bytes + V6ONLY_AT + 8, INET_DIAG_TOS, "\0", 1);
	put_attribute(bytes + CGROUP_AT, INET_DIAG_CGROUP_ID, &cgroup, 8);
	put_attribute(bytes + CGROUP_AT + 12, INET_DIAG_SOCKOPT, "\0\0", 2);
	put_attribute(bytes + MEMINFO_AT, INET_DIAG_SKMEMINFO, meminfo, sizeof meminfo);
	return nlh;
}

static void decodes_every_field(void **state)
{
	struct nlmsghdr *nlh = make_message(AF_INET6, 9);
	struct inet_diag diag;
	uint8_t address[16];

	(void)state;
	memset(address, 0xab, sizeof address);
	assert_int_equal(inet_diag_decode(nlh, &diag), 0);
	assert_int_equal(diag.family, AF_INET6);
	assert_int_equal(diag.state, TCP_LISTEN);
	assert_true(diag.v6only_known && diag.v6only);
	assert_true(diag.meminfo_known);
	assert_int_equal(diag.rmem, 512);
	assert_int_equal(diag.rcvbuf, 131072);
	assert_int_equal(diag.drops, 9);
	assert_int_equal(diag.port, 443);
	assert_memory_equal(diag.source, address, 16);
	assert_int_equal(diag.ifindex, 3);
	assert_int_equal(diag.rqueue, 17);
	assert_int_equal(diag.wqueue, 128);
	assert_int_equal(diag.uid, 33);
	assert_int_equal(diag.inode, 88878);
	assert_int_equal(diag.cookie, UINT64_C(0x700004101));
	assert_int_equal(diag.cgroup, UINT64_C(0x100000002));
	free(nlh);
}

/* The kernel leaves twelve bytes behind an IPv4 address as they are. */
static void takes_four_bytes_of_ipv4(void **state)
{
	static const uint8_t address[16] = { 0xab, 0xab, 0xab, 0xab };
	struct nlmsghdr *nlh = make_message(AF_INET, 0);
	struct inet_diag diag;

	(void)state;
	assert_int_equal(inet_diag_decode(nlh, &diag), 0);
	assert_memory_equal(diag.source, address, 16);
	free(nlh);
}

/* Every length, each in a block of its own that ends where the message does. */
static void refuses_every_cut(void **state)
{
	struct nlmsghdr *whole = make_message(AF_INET6, 9);

	(void)state;
	for (uint32_t size = HEADER; size < MESSAGE_SIZE; size++) {
		struct nlmsghdr *cut = malloc(size);
		struct inet_diag diag = { .port = 1 };
		int error;

		assert_non_null(cut);
		memcpy(cut, whole, size);
		cut->nlmsg_len = size;
		error = inet_diag_decode(cut, &diag);
		if (size < HEADER + FIXED)
			assert_int_equal(error, -EBADMSG);
		if (error)
			assert_int_equal(diag.port, 1);
		else
			assert_false(diag.meminfo_known);
		free(cut);
	}
	free(whole);
}

static void refuses_wrong_attribute_lengths(void **state)
{
	static const uint16_t lengths[] = { 0, 1, 3, 41, 65535 };

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct nlmsghdr *nlh = make_message(AF_INET6, 9);
		struct nlattr *attr = (struct nlattr *)((char *)nlh + MEMINFO_AT);
		struct inet_diag diag;

		attr->nla_len = lengths[i];
		assert_int_equal(inet_diag_decode(nlh, &diag), -EBADMSG);
		free(nlh);
	}
}

/* Older kernels send fewer words: then the three are unknown, not zero. */
static void short_payloads_are_unknown(void **state)
{
	struct nlmsghdr *nlh = make_message(AF_INET6, 9);
	struct nlattr *attr = (struct nlattr *)((char *)nlh + MEMINFO_AT);
	struct inet_diag diag;

	(void)state;
	attr->nla_len = NLA_HDRLEN + 8 * sizeof(uint32_t);
	nlh->nlmsg_len = MEMINFO_AT + attr->nla_len;
	((struct nlattr *)((char *)nlh + V6ONLY_AT))->nla_type = 999;
	assert_int_equal(inet_diag_decode(nlh, &diag), 0);
	assert_false(diag.meminfo_known);
	assert_false(diag.v6only_known);
	free(nlh);
}

static void refuses_other_types_and_families(void **state)
{
	struct nlmsghdr *nlh = make_message(AF_INET6, 9);
	struct inet_diag diag;

	(void)state;
	((struct inet_diag_msg *)((char *)nlh + HEADER))->idiag_family = AF_UNIX;
	assert_int_equal(inet_diag_decode(nlh, &diag), -EAFNOSUPPORT);
	nlh->nlmsg_type = 16;
	assert_int_equal(inet_diag_decode(nlh, &diag), -EBADMSG);
	nlh->nlmsg_len = 3;
	assert_int_equal(inet_diag_decode(nlh, &diag), -EBADMSG);
	free(nlh);
}

static void asks_for_exactly_one(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	const struct inet_diag listener = {
		.family = AF_INET6, .state = TCP_LISTEN, .port = 443, .source = { 0xfe, 0x80, [15] = 1 },
		.ifindex = 3, .cookie = UINT64_C(0x100000002),
	};
	const struct nlmsghdr *nlh = inet_diag_request_exact(buffer, &listener);
	const struct inet_diag_req_v2 *request = (const void *)(buffer + HEADER);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, SOCK_DIAG_BY_FAMILY);
	assert_int_equal(nlh->nlmsg_len, HEADER + sizeof *request);
	assert_int_equal(nlh->nlmsg_flags, 0);
	assert_int_equal(request->sdiag_family, AF_INET6);
	assert_int_equal(request->sdiag_protocol, IPPROTO_TCP);
	assert_int_equal(request->idiag_ext, 1 << (INET_DIAG_SKMEMINFO - 1));
	assert_int_equal(ntohs(request->id.idiag_sport), 443);
	assert_int_equal(request->id.idiag_dport, 0);
	assert_int_equal(request->id.idiag_if, 3);
	assert_int_equal(request->id.idiag_cookie[0], 2);
	assert_int_equal(request->id.idiag_cookie[1], 1);
	assert_memory_equal(request->id.idiag_src, listener.source, 16);
}

static void asks_for_one_connection(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	const struct inet_diag connection = {
		.family = AF_INET, .state = TCP_CLOSE_WAIT, .port = 80, .source = { 192, 0, 2, 1 },
		.remote_port = 1001, .remote = { 198, 51, 100, 7 }, .cookie = 5,
	};
	const struct inet_diag_req_v2 *request = (const void *)(buffer + HEADER);

	(void)state;
	inet_diag_request_exact(buffer, &connection);
	assert_int_equal(request->idiag_ext, 1 << (INET_DIAG_INFO - 1));
	assert_int_equal(request->idiag_states, 1 << TCP_CLOSE_WAIT);
	assert_int_equal(ntohs(request->id.idiag_sport), 80);
	assert_int_equal(ntohs(request->id.idiag_dport), 1001);
	assert_memory_equal(request->id.idiag_src, connection.source, 16);
	assert_memory_equal(request->id.idiag_dst, connection.remote, 16);
	assert_int_equal(request->id.idiag_cookie[0], 5);
}

/* Any state but LISTEN would make the kernel walk all connections. */
static void asks_for_listeners_alone(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	const struct nlmsghdr *nlh = inet_diag_request_tcp_listen(buffer);
	const struct inet_diag_req *request = (const void *)(buffer + HEADER);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, TCPDIAG_GETSOCK);
	assert_int_equal(nlh->nlmsg_len, HEADER + sizeof *request);
	assert_int_equal(request->idiag_states, 1 << TCP_LISTEN);
	assert_int_equal(request->idiag_ext, 1 << (INET_DIAG_SKMEMINFO - 1));
}

static void asks_for_bound_ones(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	const struct nlmsghdr *nlh = inet_diag_request_tcp_bound(buffer);
	const struct inet_diag_req *request = (const void *)(buffer + HEADER);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, TCPDIAG_GETSOCK);
	assert_int_equal(request->idiag_states, 1 << 13);
	assert_int_equal(request->idiag_ext, 0);
}

/* A connection: the other end, and of tcp_info what has always been there. */
static void decodes_connections(void **state)
{
	static const uint16_t sizes[] = { 0, 44, 47, 48, 104, 280 };

	(void)state;
	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		uint32_t length = MEMINFO_AT + NLA_HDRLEN + sizes[i], ago = 12345;
		struct nlmsghdr *nlh = make_message(AF_INET, 9);
		struct inet_diag_msg *msg;
		char info[280] = { 0 };
		struct inet_diag diag;

		nlh = realloc(nlh, length > MESSAGE_SIZE ? length : MESSAGE_SIZE);
		assert_non_null(nlh);
		msg = (struct inet_diag_msg *)((char *)nlh + HEADER);
		msg->idiag_state = TCP_ESTABLISHED;
		msg->id.idiag_dport = htons(40001);
		memset(msg->id.idiag_dst, 0xcd, sizeof msg->id.idiag_dst);
		memcpy(info + 44, &ago, sizeof ago);
		put_attribute((char *)nlh + MEMINFO_AT, INET_DIAG_INFO, info, sizes[i]);
		nlh->nlmsg_len = length;
		assert_int_equal(inet_diag_decode(nlh, &diag), 0);
		assert_int_equal(diag.remote_port, 40001);
		assert_memory_equal(diag.remote, "\xcd\xcd\xcd\xcd\0\0\0\0\0\0\0\0\0\0\0", 16);
		assert_int_equal(diag.info_known, sizes[i] >= 48);
		if (diag.info_known)
			assert_int_equal(diag.last_sent, 12345);
		free(nlh);
	}
}

/* inet_diag_bc_run(), as far as ports go; and what inet_diag_bc_audit() refuses. */
static bool kernel_tells(const char *code, int length, uint16_t port)
{
	int left = length;

	while (left > 0) {
		struct inet_diag_bc_op op[2] = { { 0 } };
		bool yes = true;

		memcpy(op, code + length - left, left < 8 ? 4 : 8);
		assert_true(op->yes >= 4 && op->yes <= left + 4 && op->yes % 4 == 0);
		assert_true(op->no >= 4 && op->no <= left + 4 && op->no % 4 == 0);
		switch (op->code) {
		case INET_DIAG_BC_JMP:
			yes = false;
			break;
		case INET_DIAG_BC_S_GE:
			yes = port >= op[1].no;
			break;
		case INET_DIAG_BC_S_LE:
			yes = port <= op[1].no;
			break;
		default:
			fail_msg("operation %d", op->code);
		}
		left -= yes ? op->yes : op->no;
	}
	return left == 0;
}

static bool request_tells(const struct inet_diag_open *open, uint16_t port)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_OPEN_SIZE];
	const struct nlmsghdr *nlh = inet_diag_request_tcp_open(buffer, open);
	size_t at = HEADER + NLMSG_ALIGN(sizeof(struct inet_diag_req));
	struct nlattr attr;

	assert_true(nlh->nlmsg_len <= sizeof buffer);
	memcpy(&attr, buffer + at, sizeof attr);
	assert_int_equal(attr.nla_type, INET_DIAG_REQ_BYTECODE);
	assert_int_equal(nlh->nlmsg_len, at + attr.nla_len);
	return kernel_tells(buffer + at + NLA_HDRLEN, attr.nla_len - NLA_HDRLEN, port);
}

static void asks_for_connections_of_ports(void **state)
{
	static const uint16_t ports[INET_DIAG_PORTS_MOST + 1] = {
		1, 2, 5, 22, 80, 443, 1000, 1001, 1002, 1003, 8080, 20000, 30000, 40000, 50000, 65534, 65535,
	};

	(void)state;
	for (size_t count = 1; count <= INET_DIAG_PORTS_MOST; count++) {
		const struct inet_diag_open open = { .states = 2, .ports = ports, .port_count = count };

		for (unsigned port = 0; port <= UINT16_MAX; port++) {
			bool wanted = false;

			for (size_t i = 0; i < count; i++)
				wanted = wanted || ports[i] == port;
			assert_int_equal(request_tells(&open, (uint16_t)port), wanted);
		}
	}
	/* Too many: all from the first to the last. */
	assert_true(request_tells(&(struct inet_diag_open){ 2, false, ports + 1, INET_DIAG_PORTS_MOST }, 4000) ==
		    false);
	for (unsigned port = 0; port <= UINT16_MAX; port += 5)
		assert_int_equal(request_tells(&(struct inet_diag_open){ 2, false, ports,
			INET_DIAG_PORTS_MOST + 1 }, (uint16_t)port), port >= 1);
}

static void asks_for_all_connections(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_OPEN_SIZE];
	const struct nlmsghdr *nlh = inet_diag_request_tcp_open(buffer, &(struct inet_diag_open){
		.states = 1 << TCP_SYN_RECV, .info = true });
	const struct inet_diag_req *request = (const void *)(buffer + HEADER);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, TCPDIAG_GETSOCK);
	assert_int_equal(nlh->nlmsg_len, HEADER + sizeof *request);
	assert_int_equal(request->idiag_states, 1 << TCP_SYN_RECV);
	assert_int_equal(request->idiag_ext, 1 << (INET_DIAG_INFO - 1));
	inet_diag_request_tcp_open(buffer, &(struct inet_diag_open){ .states = 2 });
	assert_int_equal(request->idiag_ext, 0);
}

static void asks_for_wide_protocols_by_attribute(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	const struct nlmsghdr *nlh = inet_diag_request(buffer, AF_INET6, IPPROTO_UDP, 1 << 7);
	const struct inet_diag_req_v2 *request = (const void *)(buffer + HEADER);
	uint32_t protocol;

	(void)state;
	assert_int_equal(nlh->nlmsg_type, SOCK_DIAG_BY_FAMILY);
	assert_int_equal(nlh->nlmsg_len, HEADER + sizeof *request);
	assert_int_equal(request->sdiag_family, AF_INET6);
	assert_int_equal(request->sdiag_protocol, IPPROTO_UDP);
	assert_int_equal(request->idiag_states, 1 << 7);

	/* 262 in eight bits is 6: TCP, to a kernel that reads no more. */
	nlh = inet_diag_request(buffer, AF_INET, 262, 1 << TCP_LISTEN);
	assert_int_equal(nlh->nlmsg_len, HEADER + sizeof *request + 8);
	assert_int_not_equal(request->sdiag_protocol, IPPROTO_TCP);
	memcpy(&protocol, buffer + HEADER + sizeof *request + NLA_HDRLEN, sizeof protocol);
	assert_int_equal(protocol, 262);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_every_field),
		cmocka_unit_test(takes_four_bytes_of_ipv4),
		cmocka_unit_test(refuses_every_cut),
		cmocka_unit_test(refuses_wrong_attribute_lengths),
		cmocka_unit_test(short_payloads_are_unknown),
		cmocka_unit_test(refuses_other_types_and_families),
		cmocka_unit_test(asks_for_listeners_alone),
		cmocka_unit_test(asks_for_bound_ones),
		cmocka_unit_test(asks_for_exactly_one),
		cmocka_unit_test(asks_for_one_connection),
		cmocka_unit_test(decodes_connections),
		cmocka_unit_test(asks_for_connections_of_ports),
		cmocka_unit_test(asks_for_all_connections),
		cmocka_unit_test(asks_for_wide_protocols_by_attribute),
	};

	return cmocka_run_group_tests_name("wire_inet_diag", tests, NULL, NULL);
}
