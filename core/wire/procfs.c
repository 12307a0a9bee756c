/* procfs.c - files and links below a /proc that may be a copy.
 *
 * In a copy, what the kernel refused to us when it was made is there as the
 * wrong kind of thing: a directory in the place of a file, a file in the place
 * of a directory. So an unprivileged capture replays as one. */
#include "wire/procfs_private.h"

#include "base/number.h"
#include "base/text.h"
#include "wire/capture.h"
#include "wire/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { LINK_ROOM = 64 };

int procfs_gone_or(int error)
{
	return error == -ESRCH ? -ENOENT : error;
}

static bool is_refusal(int error)
{
	return error == -EACCES || error == -EPERM;
}

void procfs_open(struct procfs *fs, int root)
{
	struct stat stat;

	*fs = (struct procfs){ .is_copy = root >= 0 };
	if (fs->is_copy) {
		fs->dir = descriptor_open_beneath(root, "proc", O_RDONLY | O_DIRECTORY);
		return;
	}
	fs->dir = descriptor_open(AT_FDCWD, "/proc", O_RDONLY | O_DIRECTORY, 0);
	/* We have at least this one open, so 0 is a kernel that does not count. */
	if (fs->dir >= 0 && fstatat(fs->dir, "self/fd", &stat, 0) == 0)
		fs->counts_descriptors = stat.st_size > 0;
}

void procfs_close(struct procfs *fs)
{
	descriptor_close(fs->dir);
	fs->dir = -1;
}

uint64_t procfs_own_namespace(const struct procfs *fs, const char *kind)
{
	char path[32], link[LINK_ROOM];
	struct text file = TEXT_OVER(path);
	size_t skip = strlen(kind) + 2; /* "net:[4026531840]" */
	uint64_t inode;
	ssize_t size;

	if (fs->dir < 0 || fs->is_copy)
		return 0;
	text_format(&file, "self/ns/%s", kind);
	size = readlinkat(fs->dir, path, link, sizeof link);
	if (size <= (ssize_t)skip || link[skip - 1] != '[' || link[size - 1] != ']')
		return 0;
	return number_unsigned(link + skip, (size_t)size - skip - 1, 10, &inode) ? inode : 0;
}

pid_t procfs_own_pid(const struct procfs *fs)
{
	char link[LINK_ROOM];
	uint64_t pid;
	ssize_t size;

	if (fs->dir < 0 || fs->is_copy)
		return 0;
	size = readlinkat(fs->dir, "self", link, sizeof link);
	if (size <= 0 || !number_unsigned(link, (size_t)size, 10, &pid) || pid > INT32_MAX)
		return 0;
	return (pid_t)pid;
}

static bool stays_beneath(const char *path)
{
	for (const char *at = path;; at++) {
		size_t size = strcspn(at, "/");

		if (size == 0 || (size == 1 && at[0] == '.') ||
		    (size == 2 && at[0] == '.' && at[1] == '.'))
			return false;
		at += size;
		if (!*at)
			return true;
	}
}

/* A copy is walked without following any link; the kernel's /proc needs that
 * "net" is followed to self/net. */
int procfs_open_path(const struct procfs *fs, const char *path, int flags)
{
	if (fs->dir < 0)
		return -ENOENT;
	if (!stays_beneath(path))
		return -EINVAL;
	if (fs->is_copy)
		return descriptor_open_beneath(fs->dir, path, flags);
	return procfs_gone_or(descriptor_open(fs->dir, path, flags, 0));
}

static int check_copied_file(int fd)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return -errno;
	if (S_ISDIR(stat.st_mode))
		return -EACCES;
	return S_ISREG(stat.st_mode) ? 0 : -EINVAL;
}

static int open_file(const struct procfs *fs, const char *path)
{
	int fd = procfs_open_path(fs, path, O_RDONLY), error;

	if (fd < 0 || !fs->is_copy)
		return fd;
	error = check_copied_file(fd);
	if (error) {
		close(fd);
		return error;
	}
	return fd;
}

static void tee_path(char buffer[PROCFS_PATH_ROOM], const char *path)
{
	struct text text = text_over(buffer, PROCFS_PATH_ROOM);

	text_add(&text, "proc/");
	text_add(&text, path);
}

void procfs_tee_file(const struct procfs *fs, const char *path, const char *bytes, size_t size)
{
	char copy[PROCFS_PATH_ROOM];

	if (!fs->tee)
		return;
	tee_path(copy, path);
	capture_file(fs->tee, copy, bytes, size);
}

void procfs_tee_list(const struct procfs *fs, const char *path)
{
	char copy[PROCFS_PATH_ROOM];

	if (!fs->tee)
		return;
	tee_path(copy, path);
	capture_directory(fs->tee, copy);
}

void procfs_tee_link(const struct procfs *fs, const char *path, const char *target)
{
	char copy[PROCFS_PATH_ROOM];

	if (!fs->tee)
		return;
	tee_path(copy, path);
	capture_link(fs->tee, copy, target);
}

void procfs_tee_refusal(const struct procfs *fs, const char *path, enum procfs_kind kind, int error)
{
	if (!fs->tee || !is_refusal(error))
		return;
	if (kind == PROCFS_FILE)
		procfs_tee_list(fs, path);
	else
		procfs_tee_file(fs, path, "", 0);
}

/* `got` bytes, or a negative errno. */
static ssize_t finish_read(const struct procfs *fs, const char *path, char *buffer, ssize_t got)
{
	if (got < 0) {
		procfs_tee_refusal(fs, path, PROCFS_FILE, (int)got);
		return procfs_gone_or((int)got);
	}
	buffer[got] = '\0';
	procfs_tee_file(fs, path, buffer, (size_t)got);
	return got;
}

ssize_t procfs_read(const struct procfs *fs, const char *path, char *buffer, size_t size)
{
	int fd = open_file(fs, path);
	ssize_t got = fd;

	if (fd >= 0) {
		got = descriptor_read(fd, buffer, size - 1);
		close(fd);
	}
	return finish_read(fs, path, buffer, got);
}

ssize_t procfs_file_read(const struct procfs *fs, struct procfs_file *file, const char *path,
			 char *buffer, size_t size)
{
	ssize_t got;

	if (fs->is_copy)
		return procfs_read(fs, path, buffer, size);
	if (!file->is_open) {
		file->fd = open_file(fs, path);
		file->is_open = file->fd >= 0;
	}
	got = file->is_open ? descriptor_read_at(file->fd, buffer, size - 1, 0) : file->fd;
	if (got < 0)
		procfs_file_close(file);
	return finish_read(fs, path, buffer, got);
}

void procfs_file_close(struct procfs_file *file)
{
	if (file->is_open)
		close(file->fd);
	file->is_open = false;
}

int procfs_read_all(const struct procfs *fs, const char *path, size_t limit, char **text,
		    size_t *size)
{
	int fd = open_file(fs, path), error = fd;

	if (fd >= 0) {
		error = descriptor_read_all(fd, limit, text, size);
		close(fd);
	}
	if (error) {
		procfs_tee_refusal(fs, path, PROCFS_FILE, error);
		return procfs_gone_or(error);
	}
	procfs_tee_file(fs, path, *text, *size);
	return 0;
}

struct text procfs_descriptors_path(char buffer[PROCFS_PATH_ROOM], pid_t pid, pid_t tid)
{
	struct text text = text_over(buffer, PROCFS_PATH_ROOM);

	text_format(&text, "%d/", (int)pid);
	if (tid)
		text_format(&text, "task/%d/", (int)tid);
	text_add(&text, "fd");
	return text;
}

static bool read_copied_count(const struct procfs *fs, const char *path, uint64_t *count)
{
	char buffer[32];
	ssize_t size = procfs_read(fs, path, buffer, sizeof buffer);

	return size > 0 && number_unsigned(buffer, (size_t)size, 10, count);
}

bool procfs_has_process(const struct procfs *fs, pid_t pid)
{
	char path[32];
	struct text text = TEXT_OVER(path);
	struct stat stat;

	text_format(&text, "%d", (int)pid);
	return fs->dir >= 0 && fstatat(fs->dir, path, &stat, AT_SYMLINK_NOFOLLOW) == 0;
}

bool procfs_fd_count(const struct procfs *fs, pid_t pid, pid_t tid, uint64_t *count)
{
	char path[PROCFS_PATH_ROOM], number[32];
	struct text text = procfs_descriptors_path(path, pid, tid), digits = TEXT_OVER(number);
	struct stat stat;

	if (fs->is_copy) {
		text_add(&text, ".count");
		return read_copied_count(fs, path, count);
	}
	if (!fs->counts_descriptors || fstatat(fs->dir, path, &stat, 0) < 0)
		return false;
	*count = (uint64_t)stat.st_size;
	text_add(&text, ".count");
	text_format(&digits, "%llu", (unsigned long long)*count);
	procfs_tee_file(fs, path, number, digits.length);
	return true;
}
