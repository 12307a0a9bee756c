/* one_life.c - reading files of a process, and of no other life of its pid. */
#include "source/one_life.h"

#include "base/text.h"
#include "source/identity.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

enum { KERNEL_THREAD = 0x00200000 };    /* PF_KTHREAD of the kernel's linux/sched.h */

/* Whoever has the pid now is the process that the snapshot has. Where there was no
 * descriptor to spare, now or when it was met, its start tells. */
static bool is_same(struct process_id id, uint64_t start, const struct identity *found)
{
	bool by_start = !found->by_inode || id.identity == start;

	return found->number == id.identity || (by_start && found->start && found->start == start);
}

bool one_life_read(struct identities *with, struct process_id id, uint64_t start,
		   void (*read)(void *arg), void *arg)
{
	struct identity identity;
	bool same;

	if (!identity_take(with, id.pid, &identity))
		return false;
	same = is_same(id, start, &identity);
	if (same) {
		read(arg);
		same = identity_lasts(with, id.pid, &identity);
	}
	identity_drop(with, &identity);
	return same;
}

int standing_read(const struct procfs *fs, pid_t pid, struct standing *standing)
{
	char path[32], line[1024];
	struct text text = TEXT_OVER(path);
	struct proc_stat stat;
	ssize_t size;
	int error;

	*standing = (struct standing){ 0 };
	text_format(&text, "%d/stat", (int)pid);
	size = procfs_read(fs, path, line, sizeof line);
	error = size < 0 ? (int)size : proc_stat_decode(line, (size_t)size, &stat);
	if (error)
		return error;
	standing->is_kernel_thread = stat.flags_known && stat.flags & KERNEL_THREAD;
	if (proc_stat_lost_main_thread(&stat))
		standing->tid = procfs_other_thread(fs, pid);
	return 0;
}
