/* live_hold.c - taking hold of one life of a pid. */
#include "act/live_private.h"

#include "base/number.h"
#include "base/text.h"
#include "priv/priv.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum {
	PATH_ROOM = 64, STAT_ROOM = 1024,
	ANCESTORS_MOST = 64,
	/* For what reads /proc and the kernel meanwhile, and the log. */
	DESCRIPTORS_LEFT = 8,
	KERNEL_THREAD = 0x00200000,     /* PF_KTHREAD of the kernel's linux/sched.h */
};

static int open_file(int proc, pid_t pid, const char *name, int flags)
{
	char path[PATH_ROOM];
	struct text text = TEXT_OVER(path);
	int fd;

	if (pid)
		text_format(&text, "%d/%s", (int)pid, name);
	else
		text_format(&text, "self/%s", name);
	/* With hidepid= those of others are there only for CAP_SYS_PTRACE. */
	priv_wake(POWER_OBSERVE);
	do
		fd = openat(proc, path, flags | O_CLOEXEC);
	while (fd < 0 && errno == EINTR);
	if (fd < 0)
		fd = -errno;
	priv_sleep(POWER_OBSERVE);
	return fd;
}

ssize_t live_read(int proc, pid_t pid, const char *name, char *buffer, size_t size)
{
	int fd = open_file(proc, pid, name, O_RDONLY);
	ssize_t got;

	if (fd < 0)
		return fd;
	do
		got = read(fd, buffer, size - 1);
	while (got < 0 && errno == EINTR);
	if (got < 0)
		got = -errno;
	else
		buffer[got] = '\0';
	close(fd);
	return got;
}

static int read_stat(int proc, pid_t pid, struct proc_stat *stat)
{
	char buffer[STAT_ROOM];
	ssize_t size = live_read(proc, pid, "stat", buffer, sizeof buffer);

	return size < 0 ? (int)size : proc_stat_decode(buffer, (size_t)size, stat);
}

int live_threads(int proc, pid_t pid, struct pids *tids)
{
	int fd = open_file(proc, pid, "task", O_RDONLY | O_DIRECTORY);
	const struct dirent *entry;
	DIR *dir;

	if (fd < 0)
		return fd;
	dir = fdopendir(fd);
	if (!dir) {
		close(fd);
		return -ENOMEM;
	}
	while ((entry = readdir(dir)) != NULL) {
		uint64_t tid;

		if (number_unsigned(entry->d_name, strlen(entry->d_name), 10, &tid) && tid &&
		    tid <= INT_MAX)
			*array_add(&tids->of) = (pid_t)tid;
	}
	closedir(dir);
	return 0;
}

void live_ancestors(int proc, struct pids *pids)
{
	struct proc_stat stat;

	for (pid_t pid = getppid(); pid > 1 && pids->of.count < ANCESTORS_MOST;) {
		*array_add(&pids->of) = pid;
		if (read_stat(proc, pid, &stat) < 0 || !stat.parent_known || stat.parent > INT_MAX)
			return;
		pid = (pid_t)stat.parent;
	}
}

/* What was read of the pid while its pidfd is held, and the process lives afterwards, is of
 * that life and no other: its pid was not free in between. */
static int compare(const struct hand *hand, int proc)
{
	uint64_t identity = pidfd_identity(hand->fd);
	struct proc_stat stat;
	int error = read_stat(proc, hand->id.pid, &stat);

	if (!pidfd_lives(hand->fd))
		return -ESRCH;
	if (error == -EMFILE || error == -ENFILE)
		return error;
	if (error || !stat.flags_known)
		return -ENODATA;
	if (stat.flags & KERNEL_THREAD)
		return -EINVAL;
	if (!hand->id.identity || (!identity && !stat.start_known))
		return -ENODATA;
	if (hand->id.identity == (identity ? identity : stat.start))
		return 0;
	/* Whoever met it had no descriptor to spare and took the start time, which another
	 * life may have as well. */
	return identity && hand->id.identity == stat.start ? -ENODATA : -ESRCH;
}

/* Descriptors are given by the lowest number that is free. */
static bool leaves_enough(int fd)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_NOFILE, &limit) < 0 ||
	       (rlim_t)fd + DESCRIPTORS_LEFT < limit.rlim_cur;
}

void hand_take(struct hand *hand, int proc)
{
	hand->fd = -1;
	hand->error = -EINVAL;
	if (hand->id.pid <= 1)
		return;
	hand->error = pidfd_hold(hand->id.pid, &hand->fd);
	if (hand->error)
		return;
	hand->error = leaves_enough(hand->fd) ? compare(hand, proc) : -EMFILE;
	if (hand->error)
		hand_release(hand);
}

void hand_release(struct hand *hand)
{
	pidfd_release(hand->fd);
	hand->fd = -1;
}
