/* descriptor.c - opening, reading, writing, each to the end. */
#include "wire/descriptor.h"

#include "base/memory.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int descriptor_lift(int fd)
{
	int lifted, error;

	if (fd < 0 || fd > STDERR_FILENO)
		return fd;
	lifted = fcntl(fd, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
	error = errno;
	close(fd);
	return lifted < 0 ? -error : lifted;
}

int descriptor_open(int dir, const char *path, int flags, mode_t mode)
{
	int fd;

	do
		fd = openat(dir, path, flags | O_CLOEXEC | O_NOCTTY, mode);
	while (fd < 0 && errno == EINTR);
	return fd < 0 ? -errno : descriptor_lift(fd);
}

/* Copies the component at *path and moves *path behind it and its slash. */
static int next_component(const char **path, char component[NAME_MAX + 1])
{
	size_t size = strcspn(*path, "/");

	if (size == 0)
		return -EINVAL;
	if (size > NAME_MAX)
		return -ENAMETOOLONG;
	memcpy(component, *path, size);
	component[size] = '\0';
	if (strcmp(component, ".") == 0 || strcmp(component, "..") == 0)
		return -EINVAL;
	*path += size;
	if (**path != '/')
		return 0;
	(*path)++;
	return **path ? 0 : -EINVAL;
}

int descriptor_open_beneath(int dir, const char *path, int flags)
{
	char component[NAME_MAX + 1];
	int at = dir, fd = -EINVAL;

	flags |= O_NOFOLLOW | O_NONBLOCK;
	for (bool last = false; !last;) {
		fd = next_component(&path, component);
		if (fd == 0) {
			last = !*path;
			fd = descriptor_open(at, component,
					     last ? flags : O_PATH | O_DIRECTORY | O_NOFOLLOW, 0);
		}
		if (at != dir)
			close(at);
		if (fd < 0)
			break;
		at = fd;
	}
	return fd;
}

void descriptor_close(int fd)
{
	if (fd >= 0)
		close(fd);
}

ssize_t descriptor_read(int fd, void *buffer, size_t size)
{
	ssize_t got;

	do
		got = read(fd, buffer, size);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

ssize_t descriptor_read_at(int fd, void *buffer, size_t size, off_t offset)
{
	ssize_t got;

	do
		got = pread(fd, buffer, size, offset);
	while (got < 0 && errno == EINTR);
	return got < 0 ? -errno : got;
}

int descriptor_read_all(int fd, size_t limit, char **content, size_t *size)
{
	/* One byte more than the limit tells "full" from "too long". */
	size_t room = limit < 4096 ? limit + 1 : 4096, length = 0;
	char *text = memory_alloc(room + 1, 1);

	for (;;) {
		ssize_t got = descriptor_read(fd, text + length, room - length);

		if (got > 0)
			length += (size_t)got;
		if (got < 0 || length > limit) {
			free(text);
			return got < 0 ? (int)got : -EFBIG;
		}
		if (got == 0)
			break;
		if (length == room) {
			room = room > limit / 2 ? limit + 1 : room * 2;
			text = memory_resize(text, room + 1, 1);
		}
	}
	text[length] = '\0';
	*content = text;
	*size = length;
	return 0;
}

int descriptor_write_all(int fd, const void *bytes, size_t size)
{
	const char *at = bytes;

	while (size) {
		ssize_t put = write(fd, at, size);

		if (put < 0 && errno == EINTR)
			continue;
		if (put < 0)
			return -errno;
		at += put;
		size -= (size_t)put;
	}
	return 0;
}
