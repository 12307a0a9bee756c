/* identity.c - which life of its pid is that process? */
#include "source/identity.h"

#include "base/text.h"
#include "wire/host.h"
#include "wire/pidfd.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>
#include <sys/resource.h>
#include <unistd.h>

enum { SHARE = 4 };                     /* of the descriptors that we may have, one in so many */

/* A kernel before 5.3 has no pidfds, and a filter of system calls may forbid them. */
static bool has_pidfds(void)
{
	int fd;

	if (pidfd_hold(getpid(), &fd) != 0)
		return false;
	pidfd_release(fd);
	return true;
}

void identities_open(struct identities *with, const struct host *host)
{
	struct rlimit limit;

	*with = (struct identities){ .fs = host_procfs(host) };
	with->by_pidfd = host_pids_are_ours(host) && has_pidfds();
	if (with->by_pidfd && getrlimit(RLIMIT_NOFILE, &limit) == 0)
		with->most = limit.rlim_cur / SHARE;
}

static uint64_t read_start(const struct identities *with, pid_t pid)
{
	char path[32], line[1024];
	struct text text = TEXT_OVER(path);
	struct proc_stat stat;
	ssize_t size;

	text_format(&text, "%d/stat", (int)pid);
	size = procfs_read(with->fs, path, line, sizeof line);
	if (size < 0 || proc_stat_decode(line, (size_t)size, &stat) != 0 || !stat.start_known)
		return 0;
	return stat.start;
}

bool identity_take(const struct identities *with, pid_t pid, struct identity *id)
{
	int error = with->by_pidfd ? pidfd_hold(pid, &id->pidfd) : -ENOSYS;

	if (error == -ESRCH)
		return false;
	/* Without a descriptor to spare, start times must do. */
	*id = (struct identity){ .is_held = error == 0, .pidfd = error ? -1 : id->pidfd };
	id->start = read_start(with, pid);
	if (id->is_held)
		id->number = pidfd_identity(id->pidfd);
	id->by_inode = id->number != 0;
	if (!id->by_inode)
		id->number = id->start;
	return true;
}

static void let_go(struct identities *with, struct identity *id)
{
	if (id->is_held)
		pidfd_release(id->pidfd);
	if (id->is_kept)
		with->kept--;
	id->is_held = id->is_kept = false;
	id->pidfd = -1;
}

bool identity_lasts(const struct identities *with, pid_t pid, const struct identity *id)
{
	struct identity now;
	bool same;

	if (id->is_held)
		return pidfd_lives(id->pidfd);
	if (!identity_take(with, pid, &now))
		return false;
	same = identity_is_same(id, &now);
	if (now.is_held)
		pidfd_release(now.pidfd);
	return same;
}

bool identity_is_same(const struct identity *a, const struct identity *b)
{
	if (a->by_inode && b->by_inode)
		return a->number == b->number;
	return !a->start || !b->start || a->start == b->start;
}

void identity_keep(struct identities *with, struct identity *id)
{
	if (!id->is_held || id->is_kept)
		return;
	if (with->kept >= with->most) {
		let_go(with, id);
		return;
	}
	id->is_kept = true;
	with->kept++;
}

void identity_drop(struct identities *with, struct identity *id)
{
	let_go(with, id);
	*id = (struct identity){ 0 };
}

struct identity identity_move(struct identity *from)
{
	struct identity moved = *from;

	*from = (struct identity){ 0 };
	return moved;
}
