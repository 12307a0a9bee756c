/* wire_sock_destroy.c - what is refused before the kernel is asked. */
#include "wire/sock_destroy.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/socket.h>
#include <sys/stat.h>

#include <cmocka.h>

static void refuses_what_it_cannot_name(void **state)
{
	static const struct address local = { .family = AF_INET, .port = 80 };
	struct listener_id id = { .number = 7 };
	struct stat ours;

	(void)state;
	assert_int_equal(stat("/proc/self/ns/net", &ours), 0);
	id.netns = ours.st_ino + 1;
	/* Another namespace's cookie may be a stranger's in ours. */
	assert_int_equal(sock_destroy(&id, PROTOCOL_TCP, &local), -EXDEV);
	assert_int_equal(sock_destroy_finds(&id, PROTOCOL_TCP), -EXDEV);
	id.netns = 0;
	assert_int_equal(sock_destroy(&id, PROTOCOL_TCP, &local), -EXDEV);
	id.netns = ours.st_ino;
	for (int protocol = 0; protocol < PROTOCOLS; protocol++)
		if (protocol != PROTOCOL_TCP)
			assert_int_equal(sock_destroy(&id, (enum protocol)protocol, &local),
					 -EOPNOTSUPP);
	/* An inode is no cookie, and 0 is none. */
	id.kind = 1;
	assert_int_equal(sock_destroy(&id, PROTOCOL_TCP, &local), -EOPNOTSUPP);
	id = (struct listener_id){ .netns = ours.st_ino };
	assert_int_equal(sock_destroy(&id, PROTOCOL_TCP, &local), -EOPNOTSUPP);
	assert_int_equal(sock_destroy_finds(&id, PROTOCOL_TCP), -EOPNOTSUPP);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(refuses_what_it_cannot_name),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
