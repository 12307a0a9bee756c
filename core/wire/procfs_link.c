/* procfs_link.c - where links of a process lead, and what became of its executable. */
#include "wire/procfs_private.h"

#include "base/text.h"
#include "wire/capture.h"
#include "wire/descriptor.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/openat2.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Older headers than the kernel that we may run on. */
#ifndef SYS_openat2
#define SYS_openat2 437
#endif

/* What d_path() of the kernel puts behind the name of a file that was unlinked. */
static const char mark[] = " (deleted)";

static ssize_t read_link(int dir, const char *path, char *buffer, size_t size)
{
	ssize_t got = readlinkat(dir, path, buffer, size);

	if (got < 0)
		return -errno;
	return (size_t)got < size ? got : -ENAMETOOLONG;
}

/* A copy could lead a path elsewhere by a link in its middle. */
static ssize_t read_copied_link(const struct procfs *fs, const char *path, char *buffer,
				size_t size)
{
	const char *slash = strrchr(path, '/');
	char parent[PROCFS_PATH_ROOM];
	struct text text = TEXT_OVER(parent);
	struct stat stat;
	ssize_t got;
	int dir;

	if (!slash)
		return -EINVAL;
	text_add_bytes(&text, path, (size_t)(slash - path));
	dir = procfs_open_path(fs, parent, O_RDONLY | O_DIRECTORY);
	if (dir < 0)
		return dir;
	got = read_link(dir, slash + 1, buffer, size);
	/* What was refused to the capture is a directory. */
	if (got == -EINVAL && fstatat(dir, slash + 1, &stat, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISDIR(stat.st_mode))
		got = -EACCES;
	close(dir);
	return got;
}

static void tee_link(const struct procfs *fs, const char *path, const char *bytes, size_t size)
{
	char target[PATH_MAX];
	struct text text = TEXT_OVER(target);

	if (!fs->tee)
		return;
	text_add_bytes(&text, bytes, size);
	/* symlink(2) takes no empty one, and a part would be another's name. */
	if (size && !text.cut)
		procfs_tee_link(fs, path, target);
}

ssize_t procfs_link(const struct procfs *fs, const char *path, char *buffer, size_t size)
{
	ssize_t got;

	if (fs->dir < 0)
		return -ENOENT;
	got = fs->is_copy ? read_copied_link(fs, path, buffer, size) :
			    read_link(fs->dir, path, buffer, size);
	if (got < 0) {
		procfs_tee_refusal(fs, path, PROCFS_FILE, (int)got);
		return procfs_gone_or((int)got);
	}
	tee_link(fs, path, buffer, (size_t)got);
	return got;
}

bool procfs_in_other_user_namespace(const struct procfs *fs, pid_t pid)
{
	/* The kernel's first has the same number everywhere (PROC_USER_INIT_INO). */
	static const char first[] = "user:[4026531837]";
	char path[PROCFS_PATH_ROOM], ours[64], theirs[64];
	struct text text = TEXT_OVER(path);
	ssize_t size = sizeof first - 1, got;

	text_format(&text, "%d/ns/user", (int)pid);
	got = procfs_link(fs, path, theirs, sizeof theirs);
	if (fs->is_copy)
		memcpy(ours, first, sizeof first - 1);
	else
		size = read_link(fs->dir, "self/ns/user", ours, sizeof ours);
	return got > 0 && size > 0 &&
	       (got != size || memcmp(ours, theirs, (size_t)size) != 0);
}

bool procfs_exe_cut(const char *link, size_t *size)
{
	size_t skip = strlen(mark);

	if (*size <= skip || memcmp(link + *size - skip, mark, skip) != 0)
		return false;
	*size -= skip;
	return true;
}

/* ---- looking, perhaps for ever ---- */

static struct text path_of(char *buffer, size_t size, pid_t pid, const char *name)
{
	struct text text = text_over(buffer, size);

	text_format(&text, "/proc/%d/%s", (int)pid, name);
	return text;
}

static bool is_our_mounts(pid_t pid)
{
	char path[64], ours[64], theirs[64];
	ssize_t size = read_link(AT_FDCWD, "/proc/self/ns/mnt", ours, sizeof ours);

	path_of(path, sizeof path, pid, "ns/mnt");
	return size > 0 && read_link(AT_FDCWD, path, theirs, sizeof theirs) == size &&
	       memcmp(ours, theirs, (size_t)size) == 0;
}

/* The directory from which the kernel names its executable. For us it does so from our own
 * root, also where the process has gone into a smaller one by chroot(2); one of another
 * mount namespace it names from the top of that, which is the process's root or is not to
 * be had. */
static int open_root(pid_t pid)
{
	char path[64], link[2];

	if (is_our_mounts(pid))
		return descriptor_open(AT_FDCWD, "/", O_PATH | O_DIRECTORY, 0);
	path_of(path, sizeof path, pid, "root");
	if (read_link(AT_FDCWD, path, link, sizeof link) != 1 || *link != '/')
		return -EXDEV;
	return descriptor_open(AT_FDCWD, path, O_PATH | O_DIRECTORY, 0);
}

/* Links on the way are taken as they are there: "/usr" of a container is its own. What the
 * name itself is, is not asked: a link by that name is another file. */
static int stat_beneath(int root, const char *path, struct stat *stat)
{
	struct open_how how = {
		.flags = O_PATH | O_NOFOLLOW | O_CLOEXEC,
		.resolve = RESOLVE_IN_ROOT | RESOLVE_NO_MAGICLINKS,
	};
	long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
	int error = 0;

	if (fd < 0)
		return -errno;
	if (fstat((int)fd, stat) < 0)
		error = -errno;
	close((int)fd);
	return error;
}

static bool is_same_file(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* `link` is NUL-terminated and ends in the mark. */
static enum procfs_exe compare(int root, char *link, const struct stat *running)
{
	size_t size = strlen(link);
	struct stat there;
	int error;

	/* A file may be called so. One that has no name at all any more is not. */
	error = running->st_nlink ? stat_beneath(root, link, &there) : -ENOENT;
	if (error == 0 && is_same_file(&there, running))
		return PROCFS_EXE_NAMED;
	if (error && error != -ENOENT && error != -ENOTDIR)
		return PROCFS_EXE_UNKNOWN;
	procfs_exe_cut(link, &size);
	link[size] = '\0';
	error = stat_beneath(root, link, &there);
	if (error == -ENOENT || error == -ENOTDIR)
		return PROCFS_EXE_DELETED;
	if (error)
		return PROCFS_EXE_UNKNOWN;
	return is_same_file(&there, running) ? PROCFS_EXE_RESTORED : PROCFS_EXE_REPLACED;
}

enum procfs_exe procfs_exe_look(pid_t pid)
{
	char path[64], link[PATH_MAX + 1];
	enum procfs_exe state;
	struct stat running;
	ssize_t got;
	size_t size;
	int root;

	path_of(path, sizeof path, pid, "exe");
	got = read_link(AT_FDCWD, path, link, sizeof link);
	if (got <= 0)
		return PROCFS_EXE_UNKNOWN;
	link[got] = '\0';
	size = (size_t)got;
	if (!procfs_exe_cut(link, &size))
		return PROCFS_EXE_NAMED;
	if (stat(path, &running) < 0)
		return PROCFS_EXE_UNKNOWN;
	root = open_root(pid);
	if (root < 0)
		return PROCFS_EXE_UNKNOWN;
	state = compare(root, link, &running);
	close(root);
	return state;
}

/* ---- captures ---- */

static const char *const names[] = {
	[PROCFS_EXE_NAMED] = "named",
	[PROCFS_EXE_RESTORED] = "restored",
	[PROCFS_EXE_DELETED] = "deleted",
	[PROCFS_EXE_REPLACED] = "replaced",
};

enum procfs_exe procfs_exe_noted(const struct procfs *fs, pid_t pid)
{
	char path[PROCFS_PATH_ROOM], name[32];
	struct text text = TEXT_OVER(path);

	text_format(&text, "%d/exe.state", (int)pid);
	if (!fs->is_copy || procfs_read(fs, path, name, sizeof name) < 0)
		return PROCFS_EXE_UNKNOWN;
	for (enum procfs_exe state = PROCFS_EXE_NAMED; state <= PROCFS_EXE_REPLACED; state++)
		if (strcmp(name, names[state]) == 0)
			return state;
	return PROCFS_EXE_UNKNOWN;
}

void procfs_exe_note(const struct procfs *fs, pid_t pid, enum procfs_exe state)
{
	char path[PROCFS_PATH_ROOM];
	struct text text = TEXT_OVER(path);

	text_format(&text, "%d/exe.state", (int)pid);
	if (state != PROCFS_EXE_UNKNOWN)
		procfs_tee_file(fs, path, names[state], strlen(names[state]));
}
