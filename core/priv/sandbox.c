/* sandbox.c - a filter of system calls: nothing is done to other processes. */
#include "priv/priv.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/sockios.h>
#include <seccomp.h>
#include <signal.h>
#include <stddef.h>
#include <sys/ioctl.h>
#include <unistd.h>

/* ptrace(2) is what the leak detector of a sanitizer's build looks at our own threads
 * with. In all others it is forbidden. */
#if defined(__SANITIZE_ADDRESS__)
#define LEAKS_ARE_LOOKED_FOR 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LEAKS_ARE_LOOKED_FOR 1
#endif
#endif
#ifndef LEAKS_ARE_LOOKED_FOR
#define LEAKS_ARE_LOOKED_FOR 0
#endif

enum { PID_BITS = 32 };

enum scope {
	FORBID_ALWAYS,
	FORBID_OTHERS,                  /* argument 0 is a process: but for ourselves */
	FORBID_UNLESS_ZERO,             /* argument 0 is a process: but for 0, the caller */
	FORBID_LIMITS,                  /* the same, where argument 2 is not NULL */
	FORBID_JOBS,                    /* as FORBID_OTHERS, but SIGTSTP to 0, our own job */
	FORBID_REQUEST,                 /* argument 1 is `request` */
};

/* By name: who has headers older than a system call builds without it, and the library
 * knows which of them this machine has not. */
struct ban {
	const char *call;
	enum scope scope;
	unsigned request;
};

static const struct ban bans[] = {
	/* To signal. raise(3) is tgkill(2) in glibc and tkill(2) in musl, of the caller's own
	 * thread; the only thread whose number we know is the first, and no other raises. */
	{ "kill", FORBID_JOBS, 0 },
	{ "tkill", FORBID_OTHERS, 0 },
	{ "tgkill", FORBID_OTHERS, 0 },
	{ "rt_sigqueueinfo", FORBID_OTHERS, 0 },
	{ "rt_tgsigqueueinfo", FORBID_OTHERS, 0 },
	{ "pidfd_send_signal", FORBID_ALWAYS, 0 },
	/* A descriptor sends any signal to anybody when data comes: send_sigio(). */
	{ "fcntl", FORBID_REQUEST, F_SETOWN },
	{ "fcntl", FORBID_REQUEST, F_SETOWN_EX },
	{ "fcntl", FORBID_REQUEST, F_SETSIG },
	{ "fcntl64", FORBID_REQUEST, F_SETOWN },
	{ "fcntl64", FORBID_REQUEST, F_SETOWN_EX },
	{ "fcntl64", FORBID_REQUEST, F_SETSIG },
	{ "ioctl", FORBID_REQUEST, FIOSETOWN },
	{ "ioctl", FORBID_REQUEST, SIOCSPGRP },
	/* What is typed is obeyed by the shell once we are gone. */
	{ "ioctl", FORBID_REQUEST, TIOCSTI },

	/* To renice and the like. */
	{ "setpriority", FORBID_ALWAYS, 0 },
	{ "ioprio_set", FORBID_ALWAYS, 0 },
	{ "sched_setscheduler", FORBID_UNLESS_ZERO, 0 },
	{ "sched_setparam", FORBID_UNLESS_ZERO, 0 },
	{ "sched_setattr", FORBID_UNLESS_ZERO, 0 },
	{ "sched_setaffinity", FORBID_UNLESS_ZERO, 0 },
	{ "prlimit64", FORBID_LIMITS, 0 },
	{ "migrate_pages", FORBID_UNLESS_ZERO, 0 },
	{ "move_pages", FORBID_UNLESS_ZERO, 0 },

	/* To trace, and to reach into others. */
	{ LEAKS_ARE_LOOKED_FOR ? NULL : "ptrace", FORBID_ALWAYS, 0 },
	{ "process_vm_writev", FORBID_ALWAYS, 0 },
	{ "process_madvise", FORBID_ALWAYS, 0 },
	{ "process_mrelease", FORBID_ALWAYS, 0 },
	{ "pidfd_getfd", FORBID_ALWAYS, 0 },
	/* With attr.sigtrap set another's process gets SIGTRAP: perf_sigtrap(). */
	{ "perf_event_open", FORBID_ALWAYS, 0 },

	/* To get round all this. Who is in another's user namespace has every capability
	 * there, and might close its listeners; what a ring does no filter sees; what is
	 * executed is another program. */
	{ "setns", FORBID_ALWAYS, 0 },
	{ "unshare", FORBID_ALWAYS, 0 },
	{ "io_uring_setup", FORBID_ALWAYS, 0 },
	{ "execve", FORBID_ALWAYS, 0 },
	{ "execveat", FORBID_ALWAYS, 0 },
};

/* The kernel looks at the low 32 bits of a pid, a signal and a request; registers have
 * 64, and the library compares all of them unless it is given a mask. */
static struct scmp_arg_cmp low_is(unsigned argument, uint32_t value)
{
	return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, UINT32_MAX, value);
}

/* One bit of it differs from the same of `value`: what is forbidden for each bit is
 * forbidden for all but `value`. The library has no other "not equal" under a mask. */
static struct scmp_arg_cmp low_differs(unsigned argument, uint32_t value, unsigned bit)
{
	uint64_t mask = UINT64_C(1) << bit;

	return SCMP_CMP64(argument, SCMP_CMP_MASKED_EQ, mask, ~(uint64_t)value & mask);
}

static int forbid(scmp_filter_ctx filter, int call, unsigned count,
		  const struct scmp_arg_cmp *when)
{
	int error = seccomp_rule_add_array(filter, SCMP_ACT_ERRNO(EPERM), call, count, when);

	/* Twice the same: there are machines where two calls are one. */
	return error == -EEXIST ? 0 : error;
}

static int forbid_but(scmp_filter_ctx filter, int call, uint32_t value)
{
	int error = 0;

	for (unsigned bit = 0; bit < PID_BITS && !error; bit++) {
		struct scmp_arg_cmp when[] = { low_differs(0, value, bit) };

		error = forbid(filter, call, 1, when);
	}
	return error;
}

static int forbid_limits(scmp_filter_ctx filter, int call)
{
	int error = 0;

	for (unsigned bit = 0; bit < PID_BITS && !error; bit++) {
		struct scmp_arg_cmp when[] = {
			low_differs(0, 0, bit), SCMP_CMP64(2, SCMP_CMP_NE, 0, 0),
		};

		error = forbid(filter, call, 2, when);
	}
	return error;
}

/* Neither 0 nor ourselves. Both have no bit that our pid has not, and of those that it
 * has, in a ring, each is set where the one before it is. */
static int forbid_strangers(scmp_filter_ctx filter, int call, uint32_t own)
{
	unsigned before = PID_BITS - 1;
	int error = 0;

	while (!(own & UINT32_C(1) << before))
		before--;
	for (unsigned bit = 0; bit < PID_BITS && !error; bit++) {
		uint64_t mask = UINT64_C(1) << bit, value = mask;
		struct scmp_arg_cmp when;

		if (own & mask) {
			value = UINT64_C(1) << before;
			mask |= value;
			before = bit;
			if (mask == value)      /* it has but this one bit */
				continue;
		}
		when = SCMP_CMP64(0, SCMP_CMP_MASKED_EQ, mask, value);
		error = forbid(filter, call, 1, &when);
	}
	return error;
}

/* Of the signals to a job, 0, only the one that suspends it. */
static int forbid_jobs(scmp_filter_ctx filter, int call, uint32_t own)
{
	int error = forbid_strangers(filter, call, own);

	for (unsigned bit = 0; bit < PID_BITS && !error; bit++) {
		struct scmp_arg_cmp when[] = { low_is(0, 0), low_differs(1, SIGTSTP, bit) };

		error = forbid(filter, call, 2, when);
	}
	return error;
}

static int forbid_request(scmp_filter_ctx filter, int call, unsigned request)
{
	struct scmp_arg_cmp when[] = { low_is(1, request) };

	return forbid(filter, call, 1, when);
}

static int add_ban(scmp_filter_ctx filter, const struct ban *ban)
{
	int call = ban->call ? seccomp_syscall_resolve_name(ban->call) : __NR_SCMP_ERROR;

	/* Negative: this machine has no such call, or the library has never heard of it. */
	if (call < 0)
		return 0;
	switch (ban->scope) {
	case FORBID_ALWAYS:
		return forbid(filter, call, 0, NULL);
	case FORBID_OTHERS:
		return forbid_but(filter, call, (uint32_t)getpid());
	case FORBID_UNLESS_ZERO:
		return forbid_but(filter, call, 0);
	case FORBID_LIMITS:
		return forbid_limits(filter, call);
	case FORBID_JOBS:
		return forbid_jobs(filter, call, (uint32_t)getpid());
	case FORBID_REQUEST:
		return forbid_request(filter, call, ban->request);
	}
	return -EINVAL;
}

/* What the filter knows is the system calls of this machine: those of another it runs
 * (32 bits by int 0x80, x32) are refused as a whole. */
static int prepare(scmp_filter_ctx filter)
{
	int error = seccomp_attr_set(filter, SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_ERRNO(EPERM));

	/* priv_settle() has set no_new_privs. */
	if (!error)
		error = seccomp_attr_set(filter, SCMP_FLTATR_CTL_NNP, false);
	/* The kernel's own errno instead of one for all. */
	if (!error)
		error = seccomp_attr_set(filter, SCMP_FLTATR_API_SYSRAWRC, true);
	for (size_t i = 0; i < sizeof bans / sizeof *bans && !error; i++)
		error = add_ban(filter, &bans[i]);
	return error;
}

int priv_forbid_acts(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int error;

	if (!filter)
		return -ENOMEM;
	error = prepare(filter);
	if (!error)
		error = seccomp_load(filter);
	seccomp_release(filter);
	return error;
}
