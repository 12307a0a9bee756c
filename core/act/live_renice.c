/* live_renice.c - one nice value for all threads of a process. */
#include "act/live_private.h"

#include "priv/priv.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	LIMITS_ROOM = 4096, MAP_ROOM = 256,
	NICE_LOWEST = -20, NICE_NOTHING = 20,
	ROUNDS_MOST = 64,
};

/* linux/capability.h */
#define CAPABILITY_SYS_NICE (UINT64_C(1) << 23)

/* capable() asks the first user namespace; who is in another one may read there, but lower
 * no nice, whatever it holds. Its uid_map maps all to themselves. */
static bool maps_all(const char *map)
{
	static const uint64_t whole[] = { 0, 0, UINT32_MAX };
	const char *at = map;

	for (size_t i = 0; i < sizeof whole / sizeof *whole; i++) {
		char *end;

		if (strtoull(at, &end, 10) != whole[i] || end == at)
			return false;
		at = end;
	}
	return true;
}

void live_rights(int proc, struct rights *rights)
{
	char buffer[LIVE_STATUS_ROOM];
	ssize_t size = live_read(proc, 0, "status", buffer, sizeof buffer);

	*rights = (struct rights){ .uid = geteuid() };
	if (size > 0)
		proc_status_capabilities(buffer, (size_t)size, "CapPrm", &rights->permitted);
	size = live_read(proc, 0, "uid_map", buffer, MAP_ROOM);
	rights->first_user_namespace = size > 0 && maps_all(buffer);
}

/* What the kernel will look at, in set_one_prio(), can_nice() and cap_safe_nice(). */
struct subject {
	uint32_t uid, effective;
	uint64_t permitted;
	uint64_t limit;                 /* RLIMIT_NICE */
	int lowest, highest;            /* nice, of its threads */
};

static bool look_at_threads(const struct hand *hand, int proc, struct subject *subject)
{
	struct pids tids = { 0 };
	bool known = false;

	if (live_threads(proc, hand->id.pid, &tids) < 0)
		return false;
	for (size_t i = 0; i < tids.of.count; i++) {
		int nice;

		errno = 0;
		nice = getpriority(PRIO_PROCESS, (id_t)tids.of.items[i]);
		if (nice == -1 && errno)
			continue;
		if (!known || nice < subject->lowest)
			subject->lowest = nice;
		if (!known || nice > subject->highest)
			subject->highest = nice;
		known = true;
	}
	array_free(&tids.of);
	return known;
}

static bool look_at(const struct hand *hand, int proc, struct subject *subject)
{
	char buffer[LIVE_STATUS_ROOM];
	ssize_t size = live_read(proc, hand->id.pid, "status", buffer, sizeof buffer);

	if (size <= 0 || !proc_status_uids(buffer, (size_t)size, &subject->uid,
					   &subject->effective) ||
	    !proc_status_capabilities(buffer, (size_t)size, "CapPrm", &subject->permitted))
		return false;
	size = live_read(proc, hand->id.pid, "limits", buffer, LIMITS_ROOM);
	return size > 0 && proc_limits_nice(buffer, (size_t)size, &subject->limit) &&
	       look_at_threads(hand, proc, subject);
}

/* The lowest that can be set for all its threads: what one has already is no lowering. */
static int lowest_allowed(const struct subject *subject, const struct rights *rights)
{
	int by_limit;

	if (rights->permitted & CAPABILITY_SYS_NICE && rights->first_user_namespace)
		return NICE_LOWEST;
	by_limit = subject->limit >= NICE_NOTHING - NICE_LOWEST ?
		NICE_LOWEST : NICE_NOTHING - (int)subject->limit;
	return by_limit < subject->highest ? by_limit : subject->highest;
}

void renice_aim(const struct hand *hand, int proc, const struct rights *rights,
		struct aimed *aimed)
{
	struct subject subject = { 0 };
	bool able = rights->permitted & CAPABILITY_SYS_NICE;

	aimed->nice_lowest = NICE_NOTHING;
	if (!look_at(hand, proc, &subject)) {
		aimed->error = pidfd_lives(hand->fd) ? -ENODATA : -ESRCH;
		return;
	}
	aimed->nice = subject.lowest;
	aimed->nice_known = true;
	aimed->outranks = !able && subject.permitted & ~rights->permitted;
	if (aimed->outranks ||
	    (!able && rights->uid != subject.uid && rights->uid != subject.effective))
		aimed->error = -EPERM;
	else
		aimed->nice_lowest = lowest_allowed(&subject, rights);
}

/* The number is a thread of this process and of no other: tgkill(2) compares the group, and
 * while the process lives its own number is nobody else's. Any answer but ESRCH says so. */
static bool has_thread(const struct hand *hand, pid_t tid)
{
	return (syscall(SYS_tgkill, hand->id.pid, tid, 0) == 0 || errno != ESRCH) &&
	       pidfd_lives(hand->fd);
}

/* -ESRCH where the thread was not there, or ended about when it was done: then it may have
 * been done to nobody, and nobody can say. */
static int renice_thread(const struct hand *hand, pid_t tid, int nice)
{
	int error = 0;

	if (!has_thread(hand, tid))
		return -ESRCH;
	priv_wake(POWER_ACT);
	if (setpriority(PRIO_PROCESS, (id_t)tid, nice) < 0)
		error = -errno;
	priv_sleep(POWER_ACT);
	return error || has_thread(hand, tid) ? error : -ESRCH;
}

static int by_number(const void *a, const void *b, void *arg)
{
	const pid_t *x = a, *y = b;

	(void)arg;
	return (*x > *y) - (*x < *y);
}

static int by_number_only(const void *a, const void *b)
{
	return by_number(a, b, NULL);
}

/* All threads not seen yet, which are then seen; how many. A new one has the nice of the one
 * that made it, so those made meanwhile are looked for again. */
static int renice_round(const struct hand *hand, int proc, int nice, struct pids *seen,
			struct done *done, int *error)
{
	struct pids tids = { 0 };
	size_t before = seen->of.count;
	int listed = live_threads(proc, hand->id.pid, &tids);

	for (size_t i = 0; i < tids.of.count; i++) {
		pid_t tid = tids.of.items[i];
		int failed;

		if (before && bsearch(&tid, seen->of.items, before, sizeof tid, by_number_only))
			continue;
		*array_add(&seen->of) = tid;
		failed = renice_thread(hand, tid, nice);
		done->threads += failed != -ESRCH;
		done->threads_gone += failed == -ESRCH;
		done->threads_failed += failed && failed != -ESRCH;
		if (!*error && failed != -ESRCH)
			*error = failed;
	}
	array_free(&tids.of);
	array_sort(&seen->of, by_number, NULL);
	return listed < 0 ? listed : (int)(seen->of.count - before);
}

int renice_perform(const struct hand *hand, int proc, int nice, struct done *done)
{
	struct pids seen = { 0 };
	int error = 0, fresh = 0, quiet = 0;

	for (int round = 0; round < ROUNDS_MOST && quiet < 2 && fresh >= 0; round++) {
		fresh = renice_round(hand, proc, nice, &seen, done, &error);
		quiet = fresh ? 0 : quiet + 1;
	}
	array_free(&seen.of);
	if (!pidfd_lives(hand->fd))
		return -ESRCH;
	if (error)
		return error;
	return fresh < 0 ? fresh : 0;
}
