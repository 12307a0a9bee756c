/* priv_sandbox.c - what the kernel refuses a process that has forbidden itself to act; each
 * in a child, against a process of the same user that must live on. */
#include "priv/priv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <sched.h>
#include <signal.h>
#include <stdbool.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define REQUIRE(what) do { if (!(what)) return __LINE__ & 0xff ? __LINE__ & 0xff : 1; } while (0)

#if defined(__SANITIZE_ADDRESS__)
#define TRACING_IS_FORBIDDEN 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TRACING_IS_FORBIDDEN 0
#endif
#endif
#ifndef TRACING_IS_FORBIDDEN
#define TRACING_IS_FORBIDDEN 1
#endif

enum { EVERYBODY = 1 };                 /* IOPRIO_WHO_PROCESS */

/* A process of ours that only waits, with no capability either: whoever lacks one that
 * it had could not renice it anyway. */
static pid_t start_other(void)
{
	int settled[2];
	char byte;
	pid_t other;

	assert_int_equal(pipe(settled), 0);
	other = fork();
	assert_true(other >= 0);
	if (other == 0) {
		prctl(PR_SET_PDEATHSIG, (long)SIGKILL);
		if (priv_settle(0) < 0 || write(settled[1], "", 1) != 1)
			_exit(1);
		for (;;)
			pause();
	}
	close(settled[1]);
	assert_int_equal(read(settled[0], &byte, 1), 1);
	close(settled[0]);
	return other;
}

/* Runs the check in a child; it returns the line it failed at, or 0. */
static void in_a_child(int (*check)(pid_t other))
{
	pid_t other = start_other(), child = fork();
	int status;

	assert_true(child >= 0);
	if (child == 0)
		_exit(setsid() < 0 ? 1 : check(other));
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_int_equal(waitpid(other, NULL, WNOHANG), 0);
	assert_int_equal(kill(other, SIGKILL), 0);
	assert_int_equal(waitpid(other, NULL, 0), other);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static int forbid(void)
{
	return priv_settle(0) == 0 ? priv_forbid_acts() : -1;
}

static bool is_refused(long result)
{
	return result == -1 && errno == EPERM;
}

struct victim {
	pid_t pid;
	int pidfd, pipe;
	struct rlimit limit;
	cpu_set_t processors;
	siginfo_t info;
	struct { uint32_t size, policy; uint64_t flags; int32_t nice; uint32_t priority;
		 uint64_t times[3]; } scheduling;
	struct sched_param none;
};

static int know(struct victim *victim, pid_t pid)
{
	int pipes[2];

	*victim = (struct victim){
		.pid = pid, .scheduling = { .size = 48, .nice = 5 },
		.info = { .si_signo = SIGCONT, .si_code = SI_QUEUE },
	};
	victim->pidfd = (int)syscall(SYS_pidfd_open, pid, 0);
	REQUIRE(victim->pidfd >= 0 && pipe(pipes) == 0);
	victim->pipe = pipes[0];
	REQUIRE(getrlimit(RLIMIT_NOFILE, &victim->limit) == 0);
	REQUIRE(sched_getaffinity(0, sizeof victim->processors, &victim->processors) == 0);
	return 0;
}

/* Each is harmless, and not refused to a process of the same user. */
static long try_one(struct victim *of, unsigned n)
{
	const long high = 1L << 32;

	errno = 0;
	switch (n) {
	case 0: return syscall(SYS_kill, of->pid, SIGCONT);
	case 1: return syscall(SYS_kill, of->pid | high, SIGCONT);
	case 2: return syscall(SYS_kill, of->pid, SIGCONT | high);
	case 3: return syscall(SYS_kill, of->pid, 0);
	case 4: return syscall(SYS_tkill, of->pid, SIGCONT);
	case 5: return syscall(SYS_tgkill, of->pid, of->pid, SIGCONT);
	case 6: return syscall(SYS_tgkill, of->pid | high, of->pid, SIGCONT);
	case 7: return syscall(SYS_rt_sigqueueinfo, of->pid, SIGCONT, &of->info);
	case 8: return syscall(SYS_rt_tgsigqueueinfo, of->pid, of->pid, SIGCONT, &of->info);
	case 9: return syscall(SYS_pidfd_send_signal, of->pidfd, SIGCONT, NULL, 0);
	case 10: return syscall(SYS_setpriority, PRIO_PROCESS, of->pid, 5);
	case 11: return syscall(SYS_ioprio_set, EVERYBODY, of->pid, 2 << 13 | 5);
	case 12: return syscall(SYS_sched_setscheduler, of->pid, SCHED_OTHER, &of->none);
	case 13: return syscall(SYS_sched_setparam, of->pid, &of->none);
	case 14: return syscall(SYS_sched_setattr, of->pid, &of->scheduling, 0);
	case 15: return syscall(SYS_sched_setaffinity, of->pid, sizeof of->processors,
				&of->processors);
	case 16: return syscall(SYS_sched_setaffinity, of->pid | high, sizeof of->processors,
				&of->processors);
	case 17: return syscall(SYS_prlimit64, of->pid, RLIMIT_NOFILE, &of->limit, NULL);
	case 18: return syscall(SYS_prlimit64, of->pid | high, RLIMIT_NOFILE, &of->limit, NULL);
	case 19: return fcntl(of->pipe, F_SETOWN, of->pid);
	case 20: return fcntl(of->pipe, F_SETSIG, SIGCONT);
	case 21: return fcntl(of->pipe, F_SETOWN_EX, NULL);
	case 22: return ioctl(-1, TIOCSTI, "x");
	case 23: return syscall(SYS_ioctl, -1, TIOCSTI | high, "x");
	case 24: return ioctl(of->pipe, 0x8901, &of->pid);      /* FIOSETOWN */
	case 25: return syscall(SYS_process_vm_writev, of->pid, NULL, 0, NULL, 0, 0);
	case 26: return syscall(SYS_process_madvise, -1, NULL, 0, 0, 0);
	case 27: return syscall(SYS_pidfd_getfd, -1, 0, 0);
	case 28: return syscall(SYS_kill, -(long)of->pid, SIGCONT);
	case 29: return syscall(SYS_kill, (long)(uint32_t)-of->pid, SIGCONT);
	case 30: return syscall(SYS_setns, -1, 0);
	case 31: return syscall(SYS_unshare, 0);
	case 32: return syscall(SYS_io_uring_setup, 0, NULL);
	case 33: return syscall(SYS_execve, NULL, NULL, NULL);
	case 34: return syscall(SYS_execveat, -1, NULL, NULL, NULL, 0);
	case 35: return syscall(SYS_perf_event_open, NULL, of->pid, -1, -1, 0);
	case 36: return syscall(SYS_ptrace, PTRACE_PEEKDATA, of->pid, NULL, NULL);
	default: return -2;
	}
}

enum { TRIES = 36 + TRACING_IS_FORBIDDEN };

/* What is refused afterwards is not refused before: else this would show nothing. */
static int check_others_are_out_of_reach(pid_t other)
{
	struct victim victim;
	int line = know(&victim, other);

	REQUIRE(line == 0);
	REQUIRE(priv_settle(0) == 0);
	for (unsigned i = 0; i < TRIES; i++)
		if (is_refused(try_one(&victim, i)))
			return 100 + (int)i;
	REQUIRE(priv_forbid_acts() == 0);
	REQUIRE(prctl(PR_GET_SECCOMP) == 2);
	for (unsigned i = 0; i < TRIES; i++)
		if (!is_refused(try_one(&victim, i)))
			return 150 + (int)i;
	return 0;
}

static int check_nobody_dies(pid_t other)
{
	REQUIRE(forbid() == 0);
	REQUIRE(is_refused(kill(other, SIGKILL)));
	REQUIRE(is_refused(syscall(SYS_kill, other | 1L << 40, SIGKILL)));
	REQUIRE(is_refused(kill(getppid(), SIGKILL)));
	REQUIRE(is_refused(kill(1, 0)));
	/* A job, everybody, and all of those with some signal or other. */
	for (int signal = 0; signal <= SIGRTMAX; signal++)
		if (signal != SIGTSTP)
			REQUIRE(is_refused(kill(0, signal)));
	REQUIRE(is_refused(kill(-1, 0)));
	REQUIRE(is_refused(kill(-getpid(), SIGTERM)));
	REQUIRE(is_refused(kill(-getpid(), SIGTSTP)));
	return 0;
}

/* Whatever pid: one bit of it tells it from ours. */
static int check_every_bit_counts(pid_t other)
{
	uint32_t own = (uint32_t)getpid();

	(void)other;
	REQUIRE(forbid() == 0);
	for (unsigned bit = 0; bit < 32; bit++) {
		REQUIRE(is_refused(kill((pid_t)(own ^ UINT32_C(1) << bit), 0)));
		REQUIRE(is_refused(kill((pid_t)(UINT32_C(1) << bit), 0)) ||
			own == UINT32_C(1) << bit);
		REQUIRE(is_refused(syscall(SYS_tgkill, own ^ UINT32_C(1) << bit, own, 0)));
	}
	/* Of each set bit alone, and each missing. */
	for (uint32_t rest = own & (own - 1); rest; rest &= rest - 1)
		REQUIRE(is_refused(kill((pid_t)rest, 0)));
	return 0;
}

static volatile sig_atomic_t heard;

static void hear(int signal)
{
	heard = signal;
}

static void *touch(void *arg)
{
	*(int *)arg = 1;
	return NULL;
}

static int check_ourselves_stay(pid_t other)
{
	const long high = 1L << 32;
	int touched = 0;
	pthread_t thread;
	struct victim own;

	(void)other;
	REQUIRE(know(&own, getpid()) == 0);
	REQUIRE(forbid() == 0);
	signal(SIGTERM, hear);
	signal(SIGTSTP, hear);
	REQUIRE(raise(SIGTERM) == 0 && heard == SIGTERM);
	heard = 0;
	REQUIRE(kill(getpid(), SIGTERM) == 0 && heard == SIGTERM);
	REQUIRE(syscall(SYS_kill, getpid() | high, 0) == 0);
	REQUIRE(syscall(SYS_tkill, getpid(), 0) == 0);
	REQUIRE(kill(0, SIGTSTP) == 0 && heard == SIGTSTP);
	REQUIRE(pthread_create(&thread, NULL, touch, &touched) == 0);
	REQUIRE(pthread_join(thread, NULL) == 0 && touched == 1);
	REQUIRE(sched_setaffinity(0, sizeof own.processors, &own.processors) == 0);
	REQUIRE(syscall(SYS_prlimit64, 0, RLIMIT_NOFILE, &own.limit, NULL) == 0);
	REQUIRE(fcntl(own.pipe, F_SETFL, O_NONBLOCK) == 0);
	return 0;
}

static int check_others_can_be_looked_at(pid_t other)
{
	struct rlimit limit;
	char path[64] = "/proc/self/stat";

	REQUIRE(forbid() == 0);
	REQUIRE(access(path, R_OK) == 0);
	REQUIRE(syscall(SYS_prlimit64, other, RLIMIT_NOFILE, NULL, &limit) == 0);
	errno = 0;
	REQUIRE(getpriority(PRIO_PROCESS, (id_t)other) == 0 && errno == 0);
	REQUIRE(syscall(SYS_pidfd_open, other, 0) >= 0);
	return 0;
}

/* The threads of later are under it as well. */
static void *try_to_kill(void *arg)
{
	const pid_t *other = arg;

	return is_refused(kill(*other, SIGKILL)) ? NULL : arg;
}

static int check_threads_and_children_inherit(pid_t other)
{
	pthread_t thread;
	void *result = &other;
	int status;
	pid_t child;

	REQUIRE(forbid() == 0);
	REQUIRE(pthread_create(&thread, NULL, try_to_kill, &other) == 0);
	REQUIRE(pthread_join(thread, &result) == 0 && !result);
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0)
		_exit(is_refused(kill(other, SIGKILL)) ? 0 : 1);
	REQUIRE(waitpid(child, &status, 0) == child);
	REQUIRE(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return 0;
}

#if defined(__x86_64__) && !defined(__ILP32__)
enum { I386_KILL = 37, X32 = 0x40000000 };

static int kill_by_old_door(pid_t other)
{
	int result;

	/* The registers of the old entry have 32 bits: pid, signal. */
	__asm__ volatile("int $0x80" : "=a"(result)
			 : "a"(I386_KILL), "b"(other), "c"(SIGKILL) : "memory");
	return result;
}

/* What another machine's programs enter by, which this kernel runs too. */
static int check_no_other_doors(pid_t other)
{
	pid_t child;
	int status;

	REQUIRE(forbid() == 0);
	REQUIRE(is_refused(syscall(X32 + SYS_kill, other, SIGKILL)));
	child = fork();
	REQUIRE(child >= 0);
	if (child == 0)
		_exit(kill_by_old_door(other) == -EPERM ? 0 : 1);
	REQUIRE(waitpid(child, &status, 0) == child);
	/* A kernel without that entry ends who uses it. */
	REQUIRE((WIFEXITED(status) && WEXITSTATUS(status) == 0) || WIFSIGNALED(status));
	return 0;
}
#else
static int check_no_other_doors(pid_t other)
{
	(void)other;
	return 0;
}
#endif

/* By a user without any power as well, and for good. */
static int check_nobody_can_forbid(pid_t other)
{
	REQUIRE(priv_settle(0) == 0);
	if (getuid() == 0)
		REQUIRE(setresuid(0, 0, 0) == 0);
	REQUIRE(priv_forbid_acts() == 0);
	REQUIRE(priv_forbid_acts() == 0);
	REQUIRE(is_refused(kill(other, SIGKILL)));
	return 0;
}

#define CHILD_TEST(check) \
	static void check##_in_a_child(void **state) { (void)state; in_a_child(check); }

CHILD_TEST(check_others_are_out_of_reach)
CHILD_TEST(check_nobody_dies)
CHILD_TEST(check_every_bit_counts)
CHILD_TEST(check_ourselves_stay)
CHILD_TEST(check_others_can_be_looked_at)
CHILD_TEST(check_threads_and_children_inherit)
CHILD_TEST(check_no_other_doors)
CHILD_TEST(check_nobody_can_forbid)

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_others_are_out_of_reach_in_a_child),
		cmocka_unit_test(check_nobody_dies_in_a_child),
		cmocka_unit_test(check_every_bit_counts_in_a_child),
		cmocka_unit_test(check_ourselves_stay_in_a_child),
		cmocka_unit_test(check_others_can_be_looked_at_in_a_child),
		cmocka_unit_test(check_threads_and_children_inherit_in_a_child),
		cmocka_unit_test(check_no_other_doors_in_a_child),
		cmocka_unit_test(check_nobody_can_forbid_in_a_child),
	};

	return cmocka_run_group_tests_name("priv_sandbox", tests, NULL, NULL);
}
