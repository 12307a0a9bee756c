/* sockets.c - the sockets among a process's descriptors, remembered. */
#include "source/sockets.h"

#include "base/clock.h"
#include "wire/procfs.h"

#include <errno.h>

enum {
	PAUSE = 64,                     /* descriptors between two looks at the clock */
	MISSES = 65536,                 /* so large a hole ends a table */
};

static bool on_socket(int fd, uint32_t inode, void *arg)
{
	struct sockets *sockets = arg;

	*array_add(&sockets->found) = (struct socket_at){ fd, inode };
	return true;
}

static void begin(struct sockets *sockets, pid_t tid, uint64_t count)
{
	array_clear(&sockets->found);
	sockets->tid = tid;
	sockets->under_way = true;
	sockets->count = sockets->left = count;
	sockets->next = 0;
	sockets->missed = 0;
}

/* What was found is what is known from here on. */
static void end(struct sockets *sockets)
{
	__typeof__(sockets->known) known = { sockets->found.items, sockets->found.count,
					     sockets->found.room };

	sockets->found.items = sockets->known.items;
	sockets->found.room = sockets->known.room;
	sockets->found.count = 0;
	sockets->known = known;
	sockets->descriptors = sockets->count;
	sockets->looked_at = sockets->count - sockets->left;
	sockets->whole = true;
	sockets->under_way = false;
}

static int look_at_all(struct sockets *sockets, const struct procfs *fs, pid_t pid, pid_t tid)
{
	uint64_t count = 0;
	size_t looked = 0;
	bool counted;
	int error;

	begin(sockets, tid, 0);
	/* What the list does not give any more is no descriptor now. A captured host
	 * lists the sockets alone. */
	error = procfs_each_socket(fs, pid, tid, on_socket, sockets, &looked);
	counted = procfs_fd_count(fs, pid, tid, &count);
	if (error)
		return error;
	sockets->count = counted ? count : looked;
	end(sockets);
	return 0;
}

/* readdir(3) of a table cannot be gone on with at the next tick, numbers can. */
static int look_by_number(struct sockets *sockets, const struct procfs *fs, pid_t pid,
			  uint64_t deadline)
{
	unsigned looked = 0;

	while (sockets->left && sockets->missed < MISSES) {
		uint32_t inode;
		int error;

		if (looked && looked % PAUSE == 0 && clock_monotonic() >= deadline)
			break;
		error = procfs_socket(fs, pid, sockets->tid, sockets->next, &inode);
		if (error && error != -ENOENT && error != -ENOTSOCK)
			return error;
		if (error == 0)
			on_socket(sockets->next, inode, sockets);
		sockets->missed = error == -ENOENT ? sockets->missed + 1 : 0;
		sockets->left -= error != -ENOENT;
		sockets->next++;
		looked++;
	}
	if (!sockets->left || sockets->missed >= MISSES) {
		end(sockets);
	} else if (!sockets->whole) {
		sockets->descriptors = sockets->count;
		sockets->looked_at = sockets->count - sockets->left;
	}
	return 0;
}

/* That none is there says that of a descriptor, and of a process alike. */
static int look(struct sockets *sockets, const struct procfs *fs, pid_t pid, pid_t tid,
		uint64_t deadline)
{
	uint64_t count = 0;
	bool counted = procfs_fd_count(fs, pid, tid, &count);

	if (!counted && !procfs_has_process(fs, pid))
		return -ENOENT;
	if (counted && !count && !tid && (tid = procfs_other_thread(fs, pid)))
		counted = procfs_fd_count(fs, pid, tid, &count);
	/* A kernel thread or a zombie: nobody may look into it, and there is nothing. */
	if (counted && !count) {
		begin(sockets, tid, 0);
		end(sockets);
		return 0;
	}
	if (deadline == UINT64_MAX || (!sockets->under_way && count <= SOCKETS_SLICE))
		return look_at_all(sockets, fs, pid, tid);
	if (!sockets->under_way)
		begin(sockets, tid, count);
	return look_by_number(sockets, fs, pid, deadline);
}

int sockets_look(struct sockets *sockets, const struct procfs *fs, pid_t pid, pid_t tid,
		 uint64_t deadline)
{
	int error = look(sockets, fs, pid, tid, deadline);

	if (error)
		sockets_forget(sockets);
	return error;
}

void sockets_each(const struct sockets *sockets, void (*fn)(uint32_t inode, void *arg), void *arg)
{
	for (size_t i = 0; sockets->under_way && i < sockets->found.count; i++)
		fn(sockets->found.items[i].inode, arg);
	for (size_t i = 0; i < sockets->known.count; i++)
		if (!sockets->under_way || sockets->known.items[i].fd >= sockets->next)
			fn(sockets->known.items[i].inode, arg);
}

void sockets_forget(struct sockets *sockets)
{
	array_clear(&sockets->known);
	array_clear(&sockets->found);
	sockets->whole = sockets->under_way = false;
	sockets->descriptors = sockets->looked_at = 0;
}

void sockets_free(struct sockets *sockets)
{
	array_free(&sockets->known);
	array_free(&sockets->found);
}
