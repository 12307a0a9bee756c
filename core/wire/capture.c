/* capture.c - the copy of a host, while it is written. */
#include "wire/capture.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/descriptor.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct capture {
	int dir, error;
	char *name;
	char where[256];                /* the file of the error */
};

static int explain(struct text *why, const char *dir, const char *what, int error)
{
	text_printable(why, dir, false);
	text_format(why, ": %s", what);
	return error;
}

/* 1 empty, 0 not, or -errno. */
static int is_empty(int dir)
{
	int copy = descriptor_open(dir, ".", O_RDONLY | O_DIRECTORY, 0);
	const struct dirent *entry;
	int empty = 1;
	DIR *stream;

	if (copy < 0)
		return copy;
	stream = fdopendir(copy);
	if (!stream) {
		close(copy);
		return -ENOMEM;
	}
	while (empty && (entry = readdir(stream)))
		empty = strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0;
	closedir(stream);
	return empty;
}

/* Somebody else's directory would give its owner the names in it, and let him
 * put his own files among ours. */
static int check_directory(int fd, const char *dir, struct text *why)
{
	struct stat stat;
	int empty;

	if (fstat(fd, &stat) < 0)
		return explain(why, dir, strerror(errno), -errno);
	if (stat.st_uid != geteuid())
		return explain(why, dir, "the directory belongs to another user", -EPERM);
	if (stat.st_mode & (S_IWGRP | S_IWOTH))
		return explain(why, dir, "others may write to the directory", -EPERM);
	empty = is_empty(fd);
	if (empty < 0)
		return explain(why, dir, strerror(-empty), empty);
	if (!empty)
		return explain(why, dir, "the directory is not empty", -ENOTEMPTY);
	return 0;
}

int capture_open(const char *dir, struct capture **capture, struct text *why)
{
	struct capture *made;
	int fd, error;

	if (mkdir(dir, 0700) < 0 && errno != EEXIST)
		return explain(why, dir, strerror(errno), -errno);
	fd = descriptor_open(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY | O_NOFOLLOW, 0);
	if (fd < 0)
		return explain(why, dir, strerror(-fd), fd);
	error = check_directory(fd, dir, why);
	if (error) {
		close(fd);
		return error;
	}
	made = memory_alloc(1, sizeof *made);
	made->dir = fd;
	made->name = memory_text(dir);
	*capture = made;
	return 0;
}

void capture_close(struct capture *capture)
{
	if (!capture)
		return;
	descriptor_close(capture->dir);
	free(capture->name);
	free(capture);
}

static void note_error(struct capture *capture, const char *path, int error)
{
	struct text where;

	if (!error || capture->error)
		return;
	capture->error = error;
	where = TEXT_OVER(capture->where);
	text_printable(&where, path, false);
}

/* Opens the directory `name` of `dir`, made where it is missing. */
static int open_child(int dir, const char *name)
{
	if (mkdirat(dir, name, 0700) < 0 && errno != EEXIST)
		return -errno;
	return descriptor_open_beneath(dir, name, O_RDONLY | O_DIRECTORY);
}

/* Opens the directory that `path` lies in, made on the way, and tells the last
 * component. Each step goes from the one before: mkdirat(2) would follow a link
 * that was laid among them. */
static int open_parent(struct capture *capture, const char *path, const char **name)
{
	int at = descriptor_open(capture->dir, ".", O_RDONLY | O_DIRECTORY, 0);

	for (const char *slash; at >= 0 && (slash = strchr(path, '/')); path = slash + 1) {
		char step[NAME_MAX + 1];
		struct text text = TEXT_OVER(step);
		int child;

		text_add_bytes(&text, path, (size_t)(slash - path));
		child = text.cut ? -ENAMETOOLONG : open_child(at, step);
		close(at);
		at = child;
	}
	*name = path;
	return at;
}

/* A stand-in directory (see procfs.c) may lie where a file is to be. */
static void remove_old(int dir, const char *name)
{
	if (unlinkat(dir, name, 0) < 0 && errno == EISDIR)
		unlinkat(dir, name, AT_REMOVEDIR);
}

static int write_file(int dir, const char *name, int flags, const void *bytes, size_t size)
{
	int fd = descriptor_open(dir, name, O_WRONLY | O_CREAT | O_NOFOLLOW | flags, 0600);
	int error;

	if (fd < 0)
		return fd;
	error = descriptor_write_all(fd, bytes, size);
	if (close(fd) < 0 && !error)
		error = -errno;
	return error;
}

void capture_file(struct capture *capture, const char *path, const void *bytes, size_t size)
{
	const char *name;
	int dir;

	if (!capture)
		return;
	dir = open_parent(capture, path, &name);
	if (dir < 0) {
		note_error(capture, path, dir);
		return;
	}
	remove_old(dir, name);
	note_error(capture, path, write_file(dir, name, O_EXCL, bytes, size));
	close(dir);
}

void capture_append(struct capture *capture, const char *path, const void *bytes, size_t size)
{
	const char *name;
	int dir;

	if (!capture)
		return;
	dir = open_parent(capture, path, &name);
	if (dir < 0) {
		note_error(capture, path, dir);
		return;
	}
	note_error(capture, path, write_file(dir, name, O_APPEND, bytes, size));
	close(dir);
}

void capture_link(struct capture *capture, const char *path, const char *target)
{
	const char *name;
	int dir;

	if (!capture)
		return;
	dir = open_parent(capture, path, &name);
	if (dir < 0) {
		note_error(capture, path, dir);
		return;
	}
	remove_old(dir, name);
	if (symlinkat(target, dir, name) < 0)
		note_error(capture, path, -errno);
	close(dir);
}

void capture_directory(struct capture *capture, const char *path)
{
	const char *name;
	int dir;

	if (!capture)
		return;
	dir = open_parent(capture, path, &name);
	if (dir < 0) {
		note_error(capture, path, dir);
		return;
	}
	if (mkdirat(dir, name, 0700) < 0 && errno != EEXIST)
		note_error(capture, path, -errno);
	close(dir);
}

int capture_error(const struct capture *capture, struct text *why)
{
	if (!capture || !capture->error)
		return 0;
	text_printable(why, capture->name, false);
	text_format(why, "/%s: %s", capture->where, strerror(-capture->error));
	return capture->error;
}
