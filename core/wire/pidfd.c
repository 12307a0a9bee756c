/* pidfd.c - a process held by a descriptor, so that its pid can be nobody else's. */
#include "wire/pidfd.h"

#include "wire/descriptor.h"

#include <errno.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

/* Older headers than the kernel that we may run on. */
#ifndef SYS_pidfd_open
#define SYS_pidfd_open 434
#endif
#ifndef PID_FS_MAGIC
#define PID_FS_MAGIC 0x50494446
#endif

int pidfd_hold(pid_t pid, int *fd)
{
	long opened = syscall(SYS_pidfd_open, pid, 0);

	/* A number that only a thread has, or one that none can have. */
	if (opened < 0 && (errno == EINVAL || errno == ENOENT))
		return -ESRCH;
	if (opened < 0)
		return -errno;
	opened = descriptor_lift((int)opened);
	if (opened < 0)
		return (int)opened;
	*fd = (int)opened;
	return 0;
}

uint64_t pidfd_identity(int fd)
{
	struct statfs system;
	struct stat stat;

	/* Before 6.9 it is an anonymous inode, one for all. */
	if (fstatfs(fd, &system) < 0 || system.f_type != PID_FS_MAGIC || fstat(fd, &stat) < 0)
		return 0;
	return stat.st_ino;
}

/* EINTR cannot be: it does not wait. */
static int ask(struct pollfd *of, size_t count)
{
	return poll(of, (nfds_t)count, 0);
}

bool pidfd_lives(int fd)
{
	struct pollfd of = { .fd = fd, .events = POLLIN };

	return ask(&of, 1) == 0;
}

size_t pidfd_ended(struct pollfd *of, size_t count)
{
	size_t ended = 0;
	int answer;

	for (size_t i = 0; i < count; i++)
		of[i] = (struct pollfd){ .fd = of[i].fd, .events = POLLIN };
	answer = ask(of, count);
	/* poll(2) refuses more than the limit of descriptors, which may have been lowered. */
	for (size_t i = 0; answer != 0 && i < count; i++) {
		if (answer < 0)
			of[i].revents = pidfd_lives(of[i].fd) ? 0 : POLLIN;
		ended += of[i].revents != 0;
	}
	return ended;
}

void pidfd_release(int fd)
{
	descriptor_close(fd);
}
