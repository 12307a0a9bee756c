/* wire_pidfd.c - processes of our own held by descriptors. */
#include "wire/pidfd.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

enum { CHILDREN = 3 };

static pid_t born(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		/* A test that fails leaves nobody behind. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		pause();
		_exit(0);
	}
	return pid;
}

static void buried(pid_t pid)
{
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static int hold(pid_t pid)
{
	int fd = -1, error = pidfd_hold(pid, &fd);

	if (error == -ENOSYS || error == -EPERM)
		skip();
	assert_int_equal(error, 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
	return fd;
}

static void check_nobody(void **state)
{
	pid_t pid = born();
	int fd = 77;

	(void)state;
	pidfd_release(hold(pid));
	buried(pid);
	assert_int_equal(pidfd_hold(pid, &fd), -ESRCH);
	assert_int_equal(pidfd_hold(0, &fd), -ESRCH);
	assert_int_equal(pidfd_hold(-1, &fd), -ESRCH);
	assert_int_equal(fd, 77);
	pidfd_release(-1);
}

/* One life has one number, whenever it is asked for; two have two. */
static void check_identity(void **state)
{
	pid_t pid = born();
	int ours = hold(getpid()), again = hold(getpid()), child = hold(pid);
	uint64_t identity = pidfd_identity(ours);

	(void)state;
	assert_int_equal(pidfd_identity(again), identity);
	pidfd_release(ours);
	pidfd_release(again);
	again = hold(getpid());
	assert_int_equal(pidfd_identity(again), identity);
	if (identity)
		assert_int_not_equal(pidfd_identity(child), identity);
	/* A zombie, and one that is buried, have it still. */
	identity = pidfd_identity(child);
	buried(pid);
	assert_int_equal(pidfd_identity(child), identity);
	pidfd_release(again);
	pidfd_release(child);
}

static void check_other_descriptor(void **state)
{
	int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

	(void)state;
	assert_int_equal(pidfd_identity(fd), 0);
	assert_int_equal(pidfd_identity(-1), 0);
	close(fd);
}

static void check_lives(void **state)
{
	pid_t pid = born();
	int fd = hold(pid);
	siginfo_t info;

	(void)state;
	assert_true(pidfd_lives(fd));
	kill(pid, SIGKILL);
	assert_int_equal(waitid(P_PID, (id_t)pid, &info, WEXITED | WNOWAIT), 0);
	/* A zombie. */
	assert_false(pidfd_lives(fd));
	buried(pid);
	assert_false(pidfd_lives(fd));
	pidfd_release(fd);
}

static void ask_all(struct pollfd *of, size_t dead)
{
	assert_int_equal(pidfd_ended(of, CHILDREN), dead < CHILDREN);
	for (size_t i = 0; i < CHILDREN; i++)
		assert_int_equal(of[i].revents != 0, i == dead);
}

static void check_many(void **state)
{
	struct rlimit limit, low;
	struct pollfd of[CHILDREN];
	pid_t pids[CHILDREN];

	(void)state;
	for (size_t i = 0; i < CHILDREN; i++) {
		pids[i] = born();
		of[i].fd = hold(pids[i]);
	}
	ask_all(of, CHILDREN);
	buried(pids[1]);
	ask_all(of, 1);
	/* A limit below the number of questions, as prlimit(1) may set. */
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = (struct rlimit){ 1, limit.rlim_max };
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	ask_all(of, 1);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(pidfd_ended(NULL, 0), 0);
	buried(pids[0]);
	buried(pids[2]);
	for (size_t i = 0; i < CHILDREN; i++)
		pidfd_release(of[i].fd);
}

/* No descriptor to spare is an error like others, and leaves none behind. */
static void check_limit(void **state)
{
	struct rlimit limit, low;
	int fd = hold(getpid()), other = 77;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	low = (struct rlimit){ (rlim_t)fd, limit.rlim_max };
	pidfd_release(fd);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &low), 0);
	assert_int_equal(pidfd_hold(getpid(), &other), -EMFILE);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(other, 77);
	fd = hold(getpid());
	assert_int_equal(fd, low.rlim_cur);
	pidfd_release(fd);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_nobody),
		cmocka_unit_test(check_identity),
		cmocka_unit_test(check_other_descriptor),
		cmocka_unit_test(check_lives),
		cmocka_unit_test(check_many),
		cmocka_unit_test(check_limit),
	};

	return cmocka_run_group_tests_name("wire_pidfd", tests, NULL, NULL);
}
