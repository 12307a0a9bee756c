/* owner_scan.c - looking into one process for listeners' sockets. */
#include "source/owner_scan.h"

#include "base/clock.h"
#include "wire/procfs.h"

#include <errno.h>

enum {
	SLICE = 2000,                   /* descriptors looked at without a pause: about 4 ms */
	MISSES = 65536,                 /* so large a hole ends a table */
};

static const uint64_t DENIED_FOR = 60 * CLOCK_SECOND;

static bool on_socket(int fd, uint32_t inode, void *arg)
{
	struct owner_scan *scan = arg;

	if (owner_map_socket(scan->map, inode))
		*array_add(&scan->found) = (struct owner_found){ inode, fd };
	return true;
}

/* What is not there still, read anew, was another's or is gone. */
static void keep_confirmed(struct owner_scan *scan, pid_t pid, pid_t tid)
{
	size_t kept = 0;

	for (size_t i = 0; i < scan->found.count; i++) {
		struct owner_found found = scan->found.items[i];
		uint32_t inode;

		if (procfs_socket(scan->fs, pid, tid, found.fd, &inode) == 0 &&
		    inode == found.inode)
			scan->found.items[kept++] = found;
	}
	scan->found.count = kept;
}

/* Whose is what was found? A table is looked through by pid, and the pid may be given to
 * another process in the midst of it. A pidfd is one process's, and no other has the pid
 * while that one has not ended. So what is read between the taking of a pidfd and an
 * answer that it lives was that process's:
 *   held since before the look:  look, lives?
 *   not held:                    look, take, read again what was found, lives?
 * and few are held in vain: most processes have nothing that we look for. Moves who it is
 * out of the holder, into *id; where that is another than before, the holder has lost all.
 * False where it ended. */
static bool identify(struct owner_scan *scan, struct holder *holder, pid_t tid, struct identity *id)
{
	struct identities *with = &scan->map->identities;
	bool lives;

	if (!scan->found.count || (holder->identity.is_held &&
				   identity_lasts(with, holder->pid, &holder->identity))) {
		*id = identity_move(&holder->identity);
		return true;
	}
	if (!identity_take(with, holder->pid, id))
		return false;
	keep_confirmed(scan, holder->pid, tid);
	lives = identity_lasts(with, holder->pid, id);
	if (holder->identity.is_held || !identity_is_same(&holder->identity, id))
		owner_map_drop_all(scan->map, holder, true);
	if (!lives) {
		identity_drop(with, id);
		return false;
	}
	/* The number it was told by first, be it of another kind, is who it is. */
	if (holder->identity.number) {
		id->number = holder->identity.number;
		id->by_inode = holder->identity.by_inode;
	}
	identity_drop(with, &holder->identity);
	return true;
}

/* False where the process ended meanwhile. */
static bool take_found(struct owner_scan *scan, struct holder *holder)
{
	struct identity id;

	if (!identify(scan, holder, 0, &id)) {
		owner_map_drop_all(scan->map, holder, true);
		return false;
	}
	owner_map_drop_all(scan->map, holder, false);
	for (size_t i = 0; i < scan->found.count; i++) {
		/* A tick may have passed since, and the listener with it. */
		struct held *held = owner_map_socket(scan->map, scan->found.items[i].inode);

		if (held)
			owner_map_hold(scan->map, holder, held, scan->found.items[i].fd, 0);
	}
	owner_map_identify(scan->map, holder, id);
	return true;
}

static bool finish(struct owner_scan *scan, struct holder *holder, int error)
{
	bool denied = error == -EACCES || error == -EPERM, gone = error == -ENOENT;

	scan->big = 0;
	scan->ended = false;
	holder->scanned = true;
	/* What kept us out for another reason (EIO, EMFILE) hides its sockets for
	 * more than this tick too: it is counted, and looked into again later. */
	owner_map_set_denied(scan->map, holder, error && !gone, scan->now);
	if (error == 0)
		scan->ended = !take_found(scan, holder);
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

static bool look_into(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	uint64_t count = 0;
	bool known = procfs_fd_count(scan->fs, holder->pid, 0, &count);

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

bool owner_scan_process(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	if (holder->denied && scan->now - holder->denied_at < DENIED_FOR)
		return true;
	if (!look_into(scan, holder, deadline))
		return false;
	/* The pid may be another's by now, who has not been looked into. */
	return !scan->ended || look_into(scan, holder, deadline);
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
	struct identity id;

	array_clear(&scan->found);
	if (procfs_each_socket(scan->fs, holder->pid, tid, on_socket, scan, NULL) != 0)
		return;
	if (!identify(scan, holder, tid, &id)) {
		owner_map_drop_all(scan->map, holder, true);
		return;
	}
	for (size_t i = 0; i < scan->found.count; i++) {
		struct held *held = owner_map_socket(scan->map, scan->found.items[i].inode);

		/* Nearly all threads share the table of their process. */
		if (!held->holdings || held->holdings->tid)
			owner_map_hold(scan->map, holder, held, scan->found.items[i].fd, tid);
	}
	owner_map_identify(scan->map, holder, id);
}

bool owner_scan_threads(struct owner_scan *scan, struct holder *holder, uint64_t deadline)
{
	/* One without a descriptor may have threads with some: it has no table any more where
	 * its main thread has ended. */
	if (holder->denied)
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
