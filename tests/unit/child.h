/* child.h - checks in a child, which may give up for good what the test still needs. */
#ifndef LSN_TESTS_CHILD_H
#define LSN_TESTS_CHILD_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

/* In such a check: it fails at this line. */
#define REQUIRE(what) do { if (!(what)) return __LINE__ & 0xff ? __LINE__ & 0xff : 1; } while (0)

/* Runs it in a child; it returns the line it failed at, or 0. */
static inline void in_a_child(int (*check)(void))
{
	pid_t child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		_exit(check());
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

#endif
