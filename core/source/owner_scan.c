/* owner_scan.c - looking into one process for listeners' sockets. */
#include "source/owner_scan.h"

#include "base/clock.h"
#include "base/text.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>

enum {
	SLICE = 2000,                   /* descriptors looked at without a pause: about 4 ms */
	MISSES = 65536,                 /* so large a hole ends a table */
};

static const uint64_t DENIED_FOR = 60 * CLOCK_SECOND;

bool owner_scan_start(const struct owner_scan *scan, pid_t pid, uint64_t *start)
{
	char path[32], line[1024];
	struct text text = TEXT_OVER(path);
	struct proc_stat stat;
	ssize_t size;

	text_format(&text, "%d/stat", (int)pid);
	size = procfs_read(scan->fs, path, line, sizeof line);
	if (size < 0 || proc_stat_decode(line, (size_t)size, &stat) != 0 || !stat.start_known)
		return false;
	*start = stat.start;
	return true;
}

static bool on_socket(int fd, uint32_t inode, void *arg)
{
	struct owner_scan *scan = arg;

	if (owner_map_socket(scan->map, inode))
		*array_add(&scan->found) = (struct owner_found){ inode, fd };
	return true;
}

static void take_found(struct owner_scan *scan, struct holder *holder)
{
	uint64_t start = 0;
	bool known = scan->found.count && owner_scan_start(scan, holder->pid, &start);
	bool other_life = known && holder->start && holder->start != start;

	owner_map_drop_all(scan->map, holder, other_life);
	if (known)
		holder->start = start;
	for (size_t i = 0; i < scan->found.count; i++) {
		/* A tick may have passed since, and the listener with it. */
		struct held *held = owner_map_socket(scan->map, scan->found.items[i].inode);

		if (held)
			owner_map_hold(scan->map, holder, held, scan->found.items[i].fd, 0);
	}
}

static bool finish(struct owner_scan *scan, struct holder *holder, int error)
{
	bool denied = error == -EACCES || error == -EPERM, gone = error == -ENOENT;

	scan->big = 0;
	holder->scanned = true;
	/* What kept us out for another reason (EIO, EMFILE) hides its sockets for
	 * more than this tick too: it is counted, and looked into again later. */
	owner_map_set_denied(scan->map, holder, error && !gone, scan->now);
	if (error == 0)
		take_found(scan, holder);
	else if (denied || gone)
		owner_map_drop_all(scan->map, holder, true);
	else
		scan->error = error;
	return true;
}

/* readdir(3) of a table cannot be gone on with at the next tick, numbers can. */
static bool scan_by_number(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	if (scan->big != holder->pid) {
		scan->big_fd = scan->big_missed = 0;
		scan->big_left = holder->fd_count;
		scan->big = holder->pid;
		array_clear(&scan->found);
	}
	while (scan->big_left && scan->big_missed < MISSES) {
		uint32_t inode;
		int error = procfs_socket(scan->fs, holder->pid, 0, scan->big_fd, &inode);

		if (error == 0)
			on_socket(scan->big_fd, inode, scan);
		if (error && error != -ENOENT && error != -ENOTSOCK)
			return finish(scan, holder, error);
		scan->big_missed = error == -ENOENT ? scan->big_missed + 1 : 0;
		scan->big_left -= error != -ENOENT;
		scan->big_fd++;
		if (scan->big_fd % 64 == 0 && clock_monotonic() >= deadline)
			return false;
	}
	return finish(scan, holder, 0);
}

bool owner_scan_process(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	uint64_t count = 0;
	bool known;

	if (holder->denied && scan->now - holder->denied_at < DENIED_FOR)
		return true;
	known = procfs_fd_count(scan->fs, holder->pid, &count);
	holder->count_known = known;
	holder->fd_count = count;
	/* Kernel threads and zombies; so they never count as hidden either. */
	if (known && count == 0) {
		array_clear(&scan->found);
		return finish(scan, holder, 0);
	}
	if (known && count > SLICE && deadline != UINT64_MAX)
		return scan_by_number(scan, holder, deadline);
	array_clear(&scan->found);
	return finish(scan, holder,
		      procfs_each_socket(scan->fs, holder->pid, 0, on_socket, scan, NULL));
}

static bool on_thread(pid_t tid, void *arg)
{
	struct owner_scan *scan = arg;

	if (tid != scan->parent)
		*array_add(&scan->threads) = tid;
	return true;
}

static void scan_thread(struct owner_scan *scan, struct holder *holder, pid_t tid)
{
	array_clear(&scan->found);
	if (procfs_each_socket(scan->fs, holder->pid, tid, on_socket, scan, NULL) != 0)
		return;
	for (size_t i = 0; i < scan->found.count; i++) {
		struct held *held = owner_map_socket(scan->map, scan->found.items[i].inode);

		/* Nearly all threads share the table of their process. */
		if (!held->holdings || held->holdings->tid)
			owner_map_hold(scan->map, holder, held, scan->found.items[i].fd, tid);
	}
	if (holder->holdings && !holder->start)
		owner_scan_start(scan, holder->pid, &holder->start);
}

bool owner_scan_threads(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	if (holder->denied || (holder->count_known && holder->fd_count == 0))
		return true;
	scan->big = 0;
	if (scan->parent != holder->pid) {
		scan->parent = holder->pid;
		scan->threads_done = 0;
		array_clear(&scan->threads);
		procfs_each_thread(scan->fs, holder->pid, on_thread, scan);
	}
	while (scan->threads_done < scan->threads.count) {
		scan_thread(scan, holder, scan->threads.items[scan->threads_done++]);
		if (clock_monotonic() >= deadline)
			return scan->threads_done == scan->threads.count;
	}
	scan->parent = 0;
	return true;
}

void owner_scan_free(struct owner_scan *scan)
{
	array_free(&scan->found);
	array_free(&scan->threads);
}
