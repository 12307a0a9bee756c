/* wire_unix_diag.c - messages a kernel sent, whole, cut short and damaged. */
#include "wire/unix_diag.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <linux/unix_diag.h>
#include <netinet/tcp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

#include <cmocka.h>

/* As Linux 6.18 sent them, sequence and port aside. */
static const unsigned char seqpacket_with_path[88] = {
	0x58, 0, 0, 0, 0x14, 0, 2, 0, 7, 0, 0, 0, 0x1a, 3, 0, 0,
	1, 5, 10, 0, 0x31, 0x5b, 1, 0, 0x17, 0x10, 0, 0, 9, 0, 0, 0,
	0x19, 0, 0, 0, '/', 'r', 'u', 'n', '/', 'e', 'x', 'a', 'm', 'p', 'l', 'e',
	'/', 's', '.', 's', 'o', 'c', 'k', 'e', 0, 0, 0, 0, 0x0c, 0, 4, 0,
	2, 0, 0, 0, 3, 0, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0,
	8, 0, 7, 0, 33, 0, 0, 0,
};
static const unsigned char stream_abstract[72] = {
	0x48, 0, 0, 0, 0x14, 0, 2, 0, 7, 0, 0, 0, 0x1a, 3, 0, 0,
	1, 1, 10, 0, 0x30, 0x5b, 1, 0, 0x18, 0x10, 0, 0, 0, 0, 0, 0,
	0x0b, 0, 0, 0, 0, 'b', 'u', 's', 0, 'x', '\n', 0, 0x0c, 0, 4, 0,
	0, 0, 0, 0, 7, 0, 0, 0, 5, 0, 6, 0, 0, 0, 0, 0,
	8, 0, 7, 0, 0, 0, 0, 0,
};

/* In a block of exactly that size, to be freed. */
static struct nlmsghdr *copy_of(const unsigned char *bytes, size_t size)
{
	struct nlmsghdr *nlh = malloc(size);

	assert_non_null(nlh);
	memcpy(nlh, bytes, size);
	nlh->nlmsg_len = (uint32_t)size;
	return nlh;
}

static void decodes_a_path_without_its_nul(void **state)
{
	struct nlmsghdr *nlh = copy_of(seqpacket_with_path, sizeof seqpacket_with_path);
	struct unix_diag diag;

	(void)state;
	assert_int_equal(unix_diag_decode(nlh, &diag), 0);
	assert_int_equal(diag.type, SOCK_SEQPACKET);
	assert_int_equal(diag.state, TCP_LISTEN);
	assert_int_equal(diag.inode, 88881);
	assert_int_equal(diag.cookie, UINT64_C(0x900001017));
	assert_true(diag.queue_known && diag.uid_known);
	assert_int_equal(diag.rqueue, 2);
	assert_int_equal(diag.wqueue, 3);
	assert_int_equal(diag.uid, 33);
	assert_int_equal(diag.name_size, 20);
	assert_memory_equal(diag.name, "/run/example/s.socke", 20);
	free(nlh);
}

static void keeps_the_nuls_of_an_abstract_name(void **state)
{
	struct nlmsghdr *nlh = copy_of(stream_abstract, sizeof stream_abstract);
	struct unix_diag diag;

	(void)state;
	assert_int_equal(unix_diag_decode(nlh, &diag), 0);
	assert_int_equal(diag.type, SOCK_STREAM);
	assert_int_equal(diag.name_size, 7);
	assert_memory_equal(diag.name, "\0bus\0x\n", 7);
	free(nlh);
}

/* A path of 108 bytes has no NUL at all; one of none has no name. */
static void names_of_odd_sizes(void **state)
{
	unsigned char bytes[32 + 4 + 108] = { 0 };
	struct nlattr attr = { .nla_len = 4 + 108, .nla_type = UNIX_DIAG_NAME };
	struct unix_diag diag;
	struct nlmsghdr *nlh;

	(void)state;
	memcpy(bytes, stream_abstract, 32);
	memset(bytes + 36, 'p', 108);
	memcpy(bytes + 32, &attr, sizeof attr);
	nlh = copy_of(bytes, sizeof bytes);
	assert_int_equal(unix_diag_decode(nlh, &diag), 0);
	assert_int_equal(diag.name_size, 108);
	assert_false(diag.queue_known || diag.uid_known);
	free(nlh);

	attr.nla_len = 4;
	memcpy(bytes + 32, &attr, sizeof attr);
	nlh = copy_of(bytes, 36);
	assert_int_equal(unix_diag_decode(nlh, &diag), 0);
	assert_null(diag.name);
	assert_int_equal(diag.name_size, 0);
	free(nlh);
}

static void refuses_every_cut(void **state)
{
	const size_t whole = sizeof seqpacket_with_path;

	(void)state;
	for (size_t size = 16; size < whole; size++) {
		struct nlmsghdr *nlh = copy_of(seqpacket_with_path, size);
		struct unix_diag diag = { .inode = 1 };
		int error = unix_diag_decode(nlh, &diag);

		if (size < 32)
			assert_int_equal(error, -EBADMSG);
		if (error)
			assert_int_equal(diag.inode, 1);
		else
			assert_false(diag.uid_known);
		free(nlh);
	}
}

static void refuses_wrong_lengths_types_families(void **state)
{
	static const uint16_t lengths[] = { 0, 1, 3, 57, 65535 };
	struct nlmsghdr *nlh = copy_of(seqpacket_with_path, sizeof seqpacket_with_path);
	struct nlattr *name = (struct nlattr *)((char *)nlh + 32);
	struct unix_diag diag;

	(void)state;
	for (size_t i = 0; i < sizeof lengths / sizeof *lengths; i++) {
		name->nla_len = lengths[i];
		assert_int_equal(unix_diag_decode(nlh, &diag), -EBADMSG);
	}
	((char *)nlh)[16] = AF_INET;
	assert_int_equal(unix_diag_decode(nlh, &diag), -EAFNOSUPPORT);
	nlh->nlmsg_type = 18;
	assert_int_equal(unix_diag_decode(nlh, &diag), -EBADMSG);
	free(nlh);
}

static void asks_for_listeners_with_their_queue(void **state)
{
	_Alignas(struct nlmsghdr) char buffer[UNIX_DIAG_REQUEST_SIZE];
	const struct nlmsghdr *nlh = unix_diag_request_listen(buffer);
	const struct unix_diag_req *request = (const void *)(buffer + 16);

	(void)state;
	assert_int_equal(nlh->nlmsg_type, SOCK_DIAG_BY_FAMILY);
	assert_int_equal(nlh->nlmsg_len, 16 + sizeof *request);
	assert_int_equal(request->sdiag_family, AF_UNIX);
	assert_int_equal(request->udiag_states, 1 << TCP_LISTEN);
	assert_int_equal(request->udiag_show,
			 UDIAG_SHOW_NAME | UDIAG_SHOW_RQLEN | UDIAG_SHOW_UID);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(decodes_a_path_without_its_nul),
		cmocka_unit_test(keeps_the_nuls_of_an_abstract_name),
		cmocka_unit_test(names_of_odd_sizes),
		cmocka_unit_test(refuses_every_cut),
		cmocka_unit_test(refuses_wrong_lengths_types_families),
		cmocka_unit_test(asks_for_listeners_with_their_queue),
	};

	return cmocka_run_group_tests_name("wire_unix_diag", tests, NULL, NULL);
}
