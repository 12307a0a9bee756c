/* file.c - users' files: opened with care, replaced at once or not at all. */
#include "wire/file.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <unistd.h>

enum { TRIES = 3 };

static int explain(struct text *why, const char *path, const char *what, int error)
{
	text_printable(why, path, false);
	text_format(why, ": %s", what);
	return error;
}

static int explain_errno(struct text *why, const char *path, int error)
{
	return explain(why, path, strerror(-error), error);
}

static int check_trust(const struct stat *stat, const char *path, struct text *why)
{
	if (stat->st_uid != 0 && stat->st_uid != getuid())
		return explain(why, path, "belongs to another user", -EPERM);
	if (stat->st_mode & (S_IWGRP | S_IWOTH))
		return explain(why, path, "others may write to it", -EPERM);
	return 0;
}

/* All may write to it, and yet nobody can put anything into it. */
static bool is_null_device(const struct stat *stat)
{
	return S_ISCHR(stat->st_mode) && stat->st_rdev == makedev(1, 3);
}

static int check_file(int fd, enum file_trust trust, size_t limit, const char *path,
		      struct text *why)
{
	struct stat stat;

	if (fstat(fd, &stat) < 0)
		return explain_errno(why, path, -errno);
	if (is_null_device(&stat))
		return 0;
	if (S_ISDIR(stat.st_mode))
		return explain(why, path, "is a directory", -EINVAL);
	if (!S_ISREG(stat.st_mode))
		return explain(why, path, "is no regular file", -EINVAL);
	if (trust == FILE_OURS && check_trust(&stat, path, why) < 0)
		return -EPERM;
	if ((uint64_t)stat.st_size > limit)
		return explain(why, path, "is too big", -EFBIG);
	return 0;
}

int file_read(const char *path, enum file_trust trust, size_t limit, char **content, size_t *size,
	      struct text *why)
{
	int fd = descriptor_open(AT_FDCWD, path, O_RDONLY | O_NONBLOCK, 0);
	int error;

	if (fd < 0)
		return explain_errno(why, path, fd);
	error = check_file(fd, trust, limit, path, why);
	if (!error) {
		/* It may have grown meanwhile. */
		error = descriptor_read_all(fd, limit, content, size);
		if (error)
			explain_errno(why, path, error);
	}
	close(fd);
	return error;
}

static int64_t nanoseconds(const struct timespec *time)
{
	return (int64_t)time->tv_sec * 1000000000 + time->tv_nsec;
}

static struct file_mark mark_of(const struct stat *stat)
{
	return (struct file_mark){
		.device = stat->st_dev,
		.inode = stat->st_ino,
		.size = (uint64_t)stat->st_size,
		.modified = nanoseconds(&stat->st_mtim),
		.changed = nanoseconds(&stat->st_ctim),
	};
}

int file_mark(const char *path, struct file_mark *mark)
{
	struct stat found;

	if (stat(path, &found) < 0)
		return -errno;
	*mark = mark_of(&found);
	return 0;
}

bool file_mark_same(const struct file_mark *a, const struct file_mark *b)
{
	return a->device == b->device && a->inode == b->inode && a->size == b->size &&
	       a->modified == b->modified && a->changed == b->changed;
}

/* Where the new content goes: the file itself, behind a symlink that is ours. */
struct place {
	char path[PATH_MAX];
	char *name;                     /* its last component */
	int dir;
	bool exists;
	struct stat old;
};

/* A link that another user laid would let him choose which of our files is
 * replaced. */
static int follow(struct place *place, const char *path, struct text *why)
{
	struct text text = TEXT_OVER(place->path);
	struct stat stat;

	if (lstat(path, &stat) == 0 && S_ISLNK(stat.st_mode)) {
		if (stat.st_uid != geteuid())
			return explain(why, path, "is a symlink of another user", -EPERM);
		return realpath(path, place->path) ? 0 : explain_errno(why, path, -errno);
	}
	text_add(&text, path);
	return text.cut ? explain_errno(why, path, -ENAMETOOLONG) : 0;
}

static int open_directory(struct place *place, struct text *why)
{
	char *slash = strrchr(place->path, '/');
	const char *dir = slash == place->path ? "/" : place->path;

	place->name = slash ? slash + 1 : place->path;
	if (!*place->name)
		return explain(why, place->path, "is no file's name", -EINVAL);
	if (!slash)
		dir = ".";
	else
		*slash = '\0';
	if (slash && mkdir(dir, 0700) < 0 && errno != EEXIST)
		return explain_errno(why, dir, -errno);
	place->dir = descriptor_open(AT_FDCWD, dir, O_RDONLY | O_DIRECTORY, 0);
	if (place->dir < 0)
		return explain_errno(why, dir, place->dir);
	return 0;
}

/* Other than a regular file is not ours to replace. */
static int look_at_old(struct place *place, const char *path, struct text *why)
{
	place->exists = fstatat(place->dir, place->name, &place->old, AT_SYMLINK_NOFOLLOW) == 0;
	if (!place->exists)
		return errno == ENOENT ? 0 : explain_errno(why, path, -errno);
	return S_ISREG(place->old.st_mode) ? 0
					   : explain(why, path, "is no regular file", -EINVAL);
}

static bool is_owned_alike(const struct stat *old, int fd)
{
	struct stat now;

	return fstat(fd, &now) == 0 && now.st_uid == old->st_uid && now.st_gid == old->st_gid;
}

static int write_temporary(const struct place *place, int fd, const char *content, size_t size)
{
	const mode_t bits = S_IRWXU | S_IRWXG | S_IRWXO;
	int error;

	if (place->exists && !is_owned_alike(&place->old, fd) &&
	    fchown(fd, place->old.st_uid, place->old.st_gid) < 0)
		return -errno;
	if (place->exists && fchmod(fd, place->old.st_mode & bits) < 0)
		return -errno;
	error = descriptor_write_all(fd, content, size);
	if (error)
		return error;
	/* Else a crash could leave the new name with nothing in it. */
	return fsync(fd) < 0 ? -errno : 0;
}

/* It is still as it was read; NULL: there was none. */
static bool is_as_read(const struct place *place, const struct file_mark *read)
{
	struct file_mark now;
	struct stat stat;

	if (fstatat(place->dir, place->name, &stat, AT_SYMLINK_NOFOLLOW) < 0)
		return !read && errno == ENOENT;
	now = mark_of(&stat);
	return read && file_mark_same(read, &now);
}

/* What is to be written, and what it is made from. */
struct content {
	const char *bytes;
	size_t size;
	bool depends;                   /* on what was there: `read`, NULL nothing */
	const struct file_mark *read;
};

static int replace(const struct place *place, const struct content *content)
{
	char temporary[NAME_MAX + 1];
	struct text text = TEXT_OVER(temporary);
	int fd, error;

	text_format(&text, ".%s.%d", place->name, (int)getpid());
	if (text.cut)
		return -ENAMETOOLONG;
	/* Only a run of the same pid that was killed here can have left one. */
	unlinkat(place->dir, temporary, 0);
	fd = descriptor_open(place->dir, temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0600);
	if (fd < 0)
		return fd;
	error = write_temporary(place, fd, content->bytes, content->size);
	if (close(fd) < 0 && !error)
		error = -errno;
	if (!error && content->depends && !is_as_read(place, content->read))
		error = -EAGAIN;
	if (!error && renameat(place->dir, temporary, place->dir, place->name) < 0)
		error = -errno;
	if (error)
		unlinkat(place->dir, temporary, 0);
	else
		(void)fsync(place->dir);
	return error;
}

static int put(const char *path, const struct content *content, struct text *why)
{
	struct place place = { .dir = -1 };
	int error = follow(&place, path, why);

	if (!error)
		error = open_directory(&place, why);
	if (error)
		return error;
	error = look_at_old(&place, path, why);
	if (!error) {
		error = replace(&place, content);
		if (error && error != -EAGAIN)
			explain_errno(why, path, error);
	}
	close(place.dir);
	return error;
}

int file_replace(const char *path, const char *content, size_t size, struct text *why)
{
	return put(path, &(struct content){ .bytes = content, .size = size }, why);
}

/* ---- one more line ---- */

/* A new text: the old one, its last line ended, and the new ones. */
static char *join(const char *old, size_t *size, const char *lines)
{
	size_t added = strlen(lines);
	bool ended = !*size || old[*size - 1] == '\n';
	char *all = memory_alloc(*size + added + 2, 1);

	if (*size)
		memcpy(all, old, *size);
	if (!ended)
		all[(*size)++] = '\n';
	memcpy(all + *size, lines, added);
	*size += added;
	return all;
}

static int append_once(const char *path, const char *lines, size_t limit, struct text *why)
{
	struct content content = { .depends = true };
	char *old = NULL, *all;
	struct file_mark mark;
	int error = file_mark(path, &mark);

	if (error && error != -ENOENT)
		return explain_errno(why, path, error);
	/* Marked before it is read: what changes meanwhile is seen at the end. */
	if (!error) {
		content.read = &mark;
		error = file_read(path, FILE_OURS, limit, &old, &content.size, why);
		if (error)
			return error;
	}
	all = join(old, &content.size, lines);
	content.bytes = all;
	if (content.size > limit)
		error = explain(why, path, "is too big for more", -EFBIG);
	else
		error = put(path, &content, why);
	free(all);
	free(old);
	return error;
}

int file_append(const char *path, const char *lines, size_t limit, struct text *why)
{
	int error = -EAGAIN;

	for (int i = 0; i < TRIES && error == -EAGAIN; i++)
		error = append_once(path, lines, limit, why);
	if (error == -EAGAIN)
		explain(why, path, "somebody else is writing to it", error);
	return error;
}
