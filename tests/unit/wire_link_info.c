/* wire_link_info.c - devices, with names of every size. */
#include "wire/link_info.h"

#include <errno.h>
#include <linux/rtnetlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

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
		cmocka_unit_test(asks_for_all_devices),
	};

	return cmocka_run_group_tests_name("wire_link_info", tests, NULL, NULL);
}
