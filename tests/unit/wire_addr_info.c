/* wire_addr_info.c - addresses of devices, cut at every length. */
#include "wire/addr_info.h"

#include <arpa/inet.h>
#include <errno.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { ATTRIBUTES_AT = 16 + sizeof(struct ifaddrmsg), ROOM = 256 };

struct message {
	_Alignas(struct nlmsghdr) char bytes[ROOM];
};

static struct nlmsghdr *begin(struct message *message, uint8_t family, uint8_t prefix)
{
	struct nlmsghdr *nlh = (struct nlmsghdr *)message->bytes;
	struct ifaddrmsg *msg = (struct ifaddrmsg *)(message->bytes + 16);

	*message = (struct message){ 0 };
	nlh->nlmsg_len = ATTRIBUTES_AT;
	nlh->nlmsg_type = RTM_NEWADDR;
	msg->ifa_family = family;
	msg->ifa_prefixlen = prefix;
	msg->ifa_index = 7;
	return nlh;
}

static void put(struct nlmsghdr *nlh, uint16_t type, const void *bytes, uint16_t size)
{
	struct nlattr attr = { (uint16_t)(4 + size), type };
	char *end = (char *)nlh + nlh->nlmsg_len;

	memcpy(end, &attr, sizeof attr);
	memcpy(end + sizeof attr, bytes, size);
	nlh->nlmsg_len += (uint32_t)(sizeof attr + (size + 3U) / 4 * 4);
}

static void put4(struct nlmsghdr *nlh, uint16_t type, const char *address)
{
	uint8_t bytes[4];

	assert_int_equal(inet_pton(AF_INET, address, bytes), 1);
	put(nlh, type, bytes, sizeof bytes);
}

/* Its answer does not depend on what lies behind the message. */
static int decode(const struct nlmsghdr *nlh, uint32_t size, struct addr_info *addr)
{
	struct nlmsghdr *cut = malloc(size);
	int error;

	assert_non_null(cut);
	memcpy(cut, nlh, size);
	cut->nlmsg_len = size;
	error = addr_info_decode(cut, addr);
	free(cut);
	return error;
}

static void decodes_ipv4(void **state)
{
	struct message message;
	struct nlmsghdr *nlh = begin(&message, AF_INET, 24);
	struct addr_info addr;

	(void)state;
	put4(nlh, IFA_ADDRESS, "192.0.2.10");
	put4(nlh, IFA_LOCAL, "192.0.2.10");
	put4(nlh, IFA_BROADCAST, "192.0.2.255");
	put(nlh, IFA_LABEL, "eth0", 5);
	assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), 0);
	assert_int_equal(addr.ifindex, 7);
	assert_int_equal(addr.family, AF_INET);
	assert_int_equal(addr.prefix, 24);
	assert_memory_equal(addr.bytes, "\xc0\x00\x02\x0a", 4);
	assert_true(addr.has_broadcast);
	assert_memory_equal(addr.broadcast, "\xc0\x00\x02\xff", 4);
}

/* IFA_ADDRESS is the other side's then. */
static void decodes_point_to_point(void **state)
{
	struct message message;
	struct nlmsghdr *nlh = begin(&message, AF_INET, 32);
	struct addr_info addr;

	(void)state;
	put4(nlh, IFA_ADDRESS, "10.0.0.2");
	put4(nlh, IFA_LOCAL, "10.0.0.1");
	assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), 0);
	assert_memory_equal(addr.bytes, "\x0a\x00\x00\x01", 4);
	assert_false(addr.has_broadcast);
}

static void decodes_ipv6(void **state)
{
	struct message message;
	struct nlmsghdr *nlh = begin(&message, AF_INET6, 64);
	struct addr_info addr;
	uint8_t bytes[16] = { 0xfe, 0x80, [15] = 9 };

	(void)state;
	put(nlh, IFA_ADDRESS, bytes, sizeof bytes);
	assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), 0);
	assert_int_equal(addr.family, AF_INET6);
	assert_int_equal(addr.prefix, 64);
	assert_memory_equal(addr.bytes, bytes, sizeof bytes);
}

static void refuses_cuts(void **state)
{
	struct message message;
	struct nlmsghdr *nlh = begin(&message, AF_INET, 24);
	struct addr_info addr = { .ifindex = 1 };
	uint32_t whole;

	(void)state;
	put4(nlh, IFA_LOCAL, "192.0.2.10");
	put4(nlh, IFA_BROADCAST, "192.0.2.255");
	whole = nlh->nlmsg_len;
	for (uint32_t size = 16; size < whole; size++) {
		/* An attribute that ends where the message does is whole. */
		int expected = size == ATTRIBUTES_AT + 8 ? 0 : -EBADMSG;

		assert_int_equal(decode(nlh, size, &addr), expected);
		if (!expected)
			addr.ifindex = 1;
		assert_int_equal(addr.ifindex, 1);
	}
	assert_int_equal(decode(nlh, whole, &addr), 0);
}

static void refuses_what_is_none(void **state)
{
	static const struct { uint8_t family, prefix; uint16_t type, size; } cases[] = {
		{ AF_INET, 33, IFA_LOCAL, 4 },   { AF_INET6, 129, IFA_ADDRESS, 16 },
		{ AF_UNIX, 0, IFA_LOCAL, 4 },    { AF_INET, 24, IFA_LOCAL, 3 },
		{ AF_INET, 24, IFA_LOCAL, 16 },  { AF_INET6, 64, IFA_ADDRESS, 4 },
		{ AF_INET, 24, IFA_BROADCAST, 4 },
	};
	uint8_t bytes[16] = { 1 };
	struct addr_info addr;
	struct message message;
	struct nlmsghdr *nlh;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		nlh = begin(&message, cases[i].family, cases[i].prefix);
		put(nlh, cases[i].type, bytes, cases[i].size);
		assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), -EBADMSG);
	}
	nlh = begin(&message, AF_INET, 24);
	put4(nlh, IFA_LOCAL, "192.0.2.10");
	assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), 0);
	nlh->nlmsg_type = RTM_DELADDR;
	assert_int_equal(decode(nlh, nlh->nlmsg_len, &addr), -EBADMSG);
}

static void asks_for_all_addresses(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[ADDR_INFO_REQUEST_SIZE];
	const struct nlmsghdr *nlh = addr_info_request(buffer);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, RTM_GETADDR);
	assert_int_equal(nlh->nlmsg_len, ATTRIBUTES_AT);
	assert_int_equal(((const struct ifaddrmsg *)(buffer + 16))->ifa_family, AF_UNSPEC);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_ipv4),
		cmocka_unit_test(decodes_point_to_point),
		cmocka_unit_test(decodes_ipv6),
		cmocka_unit_test(refuses_cuts),
		cmocka_unit_test(refuses_what_is_none),
		cmocka_unit_test(asks_for_all_addresses),
	};

	return cmocka_run_group_tests_name("wire_addr_info", tests, NULL, NULL);
}
