/* procfs_walk.c - who is there, and which sockets each holds. */
#include "wire/procfs_private.h"

#include "base/number.h"
#include "base/text.h"
#include "wire/capture.h"
#include "wire/descriptor.h"
#include "wire/proc_text.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

enum {
	LINK_ROOM = 64,                 /* longer ones are no "socket:[N]" */
	LIST_ROOM = 32 * 1024,
};

static int open_list(const struct procfs *fs, const char *path)
{
	int fd = procfs_open_path(fs, path, O_RDONLY | O_DIRECTORY);

	return fs->is_copy && fd == -ENOTDIR ? -EACCES : fd;
}

/* As getdents64(2) fills it in; readdir(3) would add a malloc and a copy to
 * each of thousands of directories. */
struct list_entry {
	uint64_t inode;
	int64_t offset;
	uint16_t size;
	uint8_t type;
	char name[];
};

/* Returns 1 to go on, 0 to stop, or a negative errno. */
typedef int (*number_fn)(int dir, const char *name, int number, void *arg);

static int each_in_block(int dir, const char *block, size_t size, number_fn fn, void *arg)
{
	int more = 1;

	for (size_t at = 0; at < size && more > 0;) {
		const struct list_entry *entry = (const struct list_entry *)(block + at);
		uint64_t number;

		at += entry->size;
		if (number_unsigned(entry->name, strlen(entry->name), 10, &number) &&
		    number <= INT_MAX)
			more = fn(dir, entry->name, (int)number, arg);
	}
	return more;
}

static int each_number(int dir, number_fn fn, void *arg)
{
	_Alignas(struct list_entry) char block[LIST_ROOM];

	for (;;) {
		long got = syscall(SYS_getdents64, dir, block, sizeof block);
		int more;

		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return procfs_gone_or(-errno);
		if (got == 0)
			return 0;
		more = each_in_block(dir, block, (size_t)got, fn, arg);
		if (more <= 0)
			return more;
	}
}

struct id_walk {
	const struct procfs *fs;
	const char *path;               /* NULL: /proc itself */
	procfs_id_fn fn;
	void *arg;
};

static int on_id(int dir, const char *name, int number, void *arg)
{
	struct id_walk *walk = arg;
	char path[PROCFS_PATH_ROOM];
	struct text text = TEXT_OVER(path);

	(void)dir;
	if (number == 0)
		return 1;
	if (walk->fs->tee) {
		if (walk->path)
			text_format(&text, "%s/", walk->path);
		text_add(&text, name);
		procfs_tee_list(walk->fs, path);
	}
	return walk->fn(number, walk->arg) ? 1 : 0;
}

int procfs_each_pid(const struct procfs *fs, procfs_id_fn fn, void *arg)
{
	struct id_walk walk = { .fs = fs, .fn = fn, .arg = arg };
	int dir, error;

	if (fs->dir < 0)
		return -ENOENT;
	/* Its own open: the kept one's position is shared by all. */
	dir = descriptor_open(fs->dir, ".", O_RDONLY | O_DIRECTORY, 0);
	if (dir < 0)
		return dir;
	error = each_number(dir, on_id, &walk);
	close(dir);
	return error;
}

int procfs_each_thread(const struct procfs *fs, pid_t pid, procfs_id_fn fn, void *arg)
{
	char path[PROCFS_PATH_ROOM];
	struct text text = TEXT_OVER(path);
	struct id_walk walk = { .fs = fs, .path = path, .fn = fn, .arg = arg };
	int dir, error;

	text_format(&text, "%d/task", (int)pid);
	dir = open_list(fs, path);
	if (dir < 0) {
		procfs_tee_refusal(fs, path, PROCFS_LIST, dir);
		return dir;
	}
	error = each_number(dir, on_id, &walk);
	close(dir);
	return error;
}

struct other {
	pid_t pid, tid;
};

static bool on_other(pid_t tid, void *arg)
{
	struct other *other = arg;

	if (tid != other->pid && (!other->tid || tid < other->tid))
		other->tid = tid;
	return true;
}

pid_t procfs_other_thread(const struct procfs *fs, pid_t pid)
{
	struct other other = { .pid = pid };

	return procfs_each_thread(fs, pid, on_other, &other) == 0 ? other.tid : 0;
}

/* Reads a link and says which socket it is. -ENOTSOCK where it is something
 * else, also where it is no link at all. */
static int read_socket(int dir, const char *path, uint32_t *inode)
{
	char link[LINK_ROOM];
	ssize_t size = readlinkat(dir, path, link, sizeof link);

	if (size < 0)
		return errno == EINVAL ? -ENOTSOCK : procfs_gone_or(-errno);
	return proc_socket_link(link, (size_t)size, inode) ? 0 : -ENOTSOCK;
}

static void tee_socket(const struct procfs *fs, const char *path, uint32_t inode)
{
	char target[LINK_ROOM];
	struct text text = TEXT_OVER(target);

	text_format(&text, "socket:[%u]", inode);
	procfs_tee_link(fs, path, target);
}

struct socket_walk {
	const struct procfs *fs;
	const char *path;
	procfs_socket_fn fn;
	void *arg;
	size_t looked;
};

static int on_descriptor(int dir, const char *name, int number, void *arg)
{
	struct socket_walk *walk = arg;
	char path[PROCFS_PATH_ROOM];
	struct text text = TEXT_OVER(path);
	uint32_t inode;
	int error = read_socket(dir, name, &inode);

	walk->looked++;
	if (error == -ENOTSOCK || error == -ENOENT)
		return 1;
	/* Listed, but not to be read: CAP_DAC_READ_SEARCH without CAP_SYS_PTRACE.
	 * It is the same for all of them. */
	if (error)
		return error;
	if (walk->fs->tee) {
		text_format(&text, "%s/%s", walk->path, name);
		tee_socket(walk->fs, path, inode);
	}
	return walk->fn(number, inode, walk->arg) ? 1 : 0;
}

int procfs_each_socket(const struct procfs *fs, pid_t pid, pid_t tid, procfs_socket_fn fn,
		       void *arg, size_t *looked)
{
	char path[PROCFS_PATH_ROOM];
	struct socket_walk walk = { .fs = fs, .path = path, .fn = fn, .arg = arg };
	int dir, error;

	procfs_descriptors_path(path, pid, tid);
	error = dir = open_list(fs, path);
	if (dir >= 0) {
		procfs_tee_list(fs, path);
		error = each_number(dir, on_descriptor, &walk);
		close(dir);
	}
	if (error < 0 && walk.looked <= 1)
		procfs_tee_refusal(fs, path, PROCFS_LIST, error);
	if (looked)
		*looked = walk.looked;
	return error;
}

/* A copy could lead a path elsewhere by a link in its middle. */
static int read_copied_socket(const struct procfs *fs, const char *path, const char *name,
			      uint32_t *inode)
{
	int dir = open_list(fs, path), error;

	if (dir < 0)
		return dir;
	error = read_socket(dir, name, inode);
	close(dir);
	return error;
}

int procfs_socket(const struct procfs *fs, pid_t pid, pid_t tid, int fd, uint32_t *inode)
{
	char path[PROCFS_PATH_ROOM];
	struct text text = procfs_descriptors_path(path, pid, tid);
	size_t slash = text.length;
	uint32_t found;
	int error;

	if (fs->dir < 0)
		return -ENOENT;
	text_format(&text, "/%d", fd);
	if (fs->is_copy) {
		path[slash] = '\0';
		error = read_copied_socket(fs, path, path + slash + 1, &found);
		path[slash] = '/';
	} else {
		error = read_socket(fs->dir, path, &found);
	}
	if (error)
		return error;
	tee_socket(fs, path, found);
	*inode = found;
	return 0;
}
