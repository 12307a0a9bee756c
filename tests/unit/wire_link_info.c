/* wire_link_info.c - devices, with names of every size. */
#include "wire/link_info.h"

#include <errno.h>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/ip.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

enum { NAME_AT = 16 + sizeof(struct ifinfomsg) };

/* A message with one attribute, in a block of exactly its size, to be freed. */
static struct nlmsghdr *make_link(const char *name, size_t size, uint16_t claimed)
{
	char *bytes = calloc(1, NAME_AT + 4 + size);
	struct nlmsghdr *nlh = (struct nlmsghdr *)bytes;
	struct nlattr attr = { .nla_len = claimed, .nla_type = IFLA_IFNAME };

	assert_non_null(bytes);
	*nlh = (struct nlmsghdr){
		.nlmsg_len = (uint32_t)(NAME_AT + 4 + size), .nlmsg_type = RTM_NEWLINK,
	};
	((struct ifinfomsg *)(bytes + 16))->ifi_index = 42;
	memcpy(bytes + NAME_AT, &attr, sizeof attr);
	memcpy(bytes + NAME_AT + 4, name, size);
	return nlh;
}

static int decode(const char *name, size_t size, struct link_info *link)
{
	struct nlmsghdr *nlh = make_link(name, size, (uint16_t)(4 + size));
	int error = link_info_decode(nlh, link);

	free(nlh);
	return error;
}

static void decodes_index_and_name(void **state)
{
	struct link_info link;

	(void)state;
	assert_int_equal(decode("eth0", 5, &link), 0);
	assert_int_equal(link.ifindex, 42);
	assert_string_equal(link.name, "eth0");
	assert_int_equal(decode("fifteen-letters", 15, &link), 0);
	assert_string_equal(link.name, "fifteen-letters");
}

static void refuses_names_that_are_none(void **state)
{
	struct link_info link = { .ifindex = 1 };

	(void)state;
	assert_int_equal(decode("", 0, &link), -EBADMSG);
	assert_int_equal(decode("", 1, &link), -EBADMSG);
	assert_int_equal(decode("sixteen--letters", 16, &link), -EBADMSG);
	assert_int_equal(link.ifindex, 1);
}

static void refuses_cuts_and_wrong_lengths(void **state)
{
	static const uint16_t lengths[] = { 0, 3, 10, 65535 };
	struct link_info link;

	(void)state;
	for (uint32_t size = 16; size < NAME_AT + 4; size++) {
		struct nlmsghdr *nlh = make_link("eth0", 5, 9), *cut = malloc(size);

		assert_non_null(cut);
		memcpy(cut, nlh, size);
		cut->nlmsg_len = size;
		assert_int_equal(link_info_decode(cut, &link), -EBADMSG);
		free(cut);
		free(nlh);
	}
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		struct nlmsghdr *nlh = make_link("eth0", 5, lengths[i]);

		assert_int_equal(link_info_decode(nlh, &link), -EBADMSG);
		free(nlh);
	}
}

static void refuses_other_types(void **state)
{
	struct nlmsghdr *nlh = make_link("eth0", 5, 9);
	struct link_info link;

	(void)state;
	nlh->nlmsg_type = RTM_DELLINK;
	assert_int_equal(link_info_decode(nlh, &link), -EBADMSG);
	free(nlh);
}

/* "eth0" with one more attribute, `claimed` bytes long as it says itself. */
static int decode_more(unsigned flags, uint16_t type, const void *bytes, size_t size,
		       uint16_t claimed, struct link_info *link)
{
	size_t at = NAME_AT + 4 + 8, whole = at + 4 + (size + 3) / 4 * 4;
	struct nlmsghdr *name = make_link("eth0", 5, 9), *nlh = calloc(1, whole);
	struct nlattr attr = { .nla_len = claimed, .nla_type = type };
	int error;

	assert_non_null(nlh);
	memcpy(nlh, name, NAME_AT + 4 + 5);
	nlh->nlmsg_len = (uint32_t)whole;
	((struct ifinfomsg *)((char *)nlh + 16))->ifi_flags = flags;
	memcpy((char *)nlh + at, &attr, sizeof attr);
	memcpy((char *)nlh + at + 4, bytes, size);
	error = link_info_decode(nlh, link);
	free(name);
	free(nlh);
	return error;
}

static void decodes_flags_and_master(void **state)
{
	struct link_info link;
	uint32_t master = 9;

	(void)state;
	assert_int_equal(decode_more(IFF_UP, IFLA_MASTER, &master, 4, 8, &link), 0);
	assert_true(link.up);
	assert_false(link.loopback);
	assert_int_equal(link.master, 9);
	assert_int_equal(decode_more(IFF_LOOPBACK, IFLA_MASTER, &master, 2, 6, &link), 0);
	assert_false(link.up);
	assert_true(link.loopback);
	assert_int_equal(link.master, 0);
}

/* net.ipv4.conf.NAME as the kernel tells of it: one attribute in another. */
static bool takes_localnet(uint16_t family, uint16_t type, size_t count, uint32_t last)
{
	struct { struct nlattr inet, conf; uint32_t values[40]; } spec;
	size_t size = 2 * sizeof(struct nlattr) + 4 * count;
	struct link_info link = { 0 };

	memset(&spec, 0, sizeof spec);
	spec.inet = (struct nlattr){ (uint16_t)size, family };
	spec.conf = (struct nlattr){ (uint16_t)(size - 4), type };
	if (count)
		spec.values[count - 1] = last;
	assert_int_equal(decode_more(IFF_UP, IFLA_AF_SPEC, &spec, size, (uint16_t)(4 + size), &link), 0);
	return link.localnet;
}

static void knows_route_localnet(void **state)
{
	enum { COUNT = IPV4_DEVCONF_ROUTE_LOCALNET };

	(void)state;
	assert_true(takes_localnet(AF_INET, IFLA_INET_CONF, COUNT, 1));
	assert_false(takes_localnet(AF_INET, IFLA_INET_CONF, COUNT, 0));
	assert_false(takes_localnet(AF_INET, IFLA_INET_CONF, COUNT + 1, 1));
	/* An older kernel's, which has not as many; another family's; another thing. */
	assert_false(takes_localnet(AF_INET, IFLA_INET_CONF, COUNT - 1, 1));
	assert_false(takes_localnet(AF_INET, IFLA_INET_CONF, 0, 1));
	assert_false(takes_localnet(AF_INET6, IFLA_INET_CONF, COUNT, 1));
	assert_false(takes_localnet(AF_INET, IFLA_INET_CONF + 1, COUNT, 1));
}

static void knows_a_vrf(void **state)
{
	static const struct { const char *bytes; size_t size; bool vrf; } cases[] = {
		{ "\x08\0\x01\0vrf", 8, true },
		{ "\x08\0\x01\0tun", 8, false },
		{ "\x08\0\x02\0vrf", 8, false },
		{ "\x07\0\x01\0vrf", 8, false },       /* without its end */
		{ "\x40\0\x01\0vrf", 8, false },       /* longer than what it is in */
		{ "\x08\0", 2, false },
		{ "", 0, false },
	};
	struct link_info link;

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		assert_int_equal(decode_more(0, IFLA_LINKINFO, cases[i].bytes, cases[i].size,
					     (uint16_t)(4 + cases[i].size), &link), 0);
		assert_int_equal(link.vrf, cases[i].vrf);
	}
}

static void asks_for_all_devices(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[LINK_INFO_REQUEST_SIZE];
	const struct nlmsghdr *nlh = link_info_request(buffer);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, RTM_GETLINK);
	assert_in_range(nlh->nlmsg_len, 16 + sizeof(struct ifinfomsg), LINK_INFO_REQUEST_SIZE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_index_and_name),
		cmocka_unit_test(refuses_names_that_are_none),
		cmocka_unit_test(refuses_cuts_and_wrong_lengths),
		cmocka_unit_test(refuses_other_types),
		cmocka_unit_test(decodes_flags_and_master),
		cmocka_unit_test(knows_a_vrf),
		cmocka_unit_test(knows_route_localnet),
		cmocka_unit_test(asks_for_all_devices),
	};

	return cmocka_run_group_tests_name("wire_link_info", tests, NULL, NULL);
}
