/* threads.c - what do the threads do of processes in focus, and of those that hold a
 * listener in focus? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/cputime.h"
#include "source/focused.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <stdlib.h>
#include <string.h>

/* Two small files each, 10 us: 1,024 threads are some 10 ms, spent only while there
 * is trouble or a page is open. */
enum {
	PROCESSES = 64,                 /* per tick */
	THREADS = 256,                  /* of a process */
	SHOWN = 768,                    /* of the one whose page is open */
	MOST = 1024,                    /* of all of them */
	FEW = 16,                       /* are read however late it is */
	STAY = 4,                       /* ticks with the same ones, where not all can be
					 * read: a rate needs two looks in a row */
};

struct threads_source {
	struct source source;
	const struct procfs *fs;
	struct focused focused;
	uint64_t tick;                  /* ns */
	size_t turn;                    /* which of the processes comes first */
	unsigned stayed, round;         /* ticks at it, and how often it went on */
	ARRAY(pid_t) tids;              /* of one process */
};

/* One tick. */
struct round {
	struct threads_source *source;
	struct snapshot *snap;
	uint64_t deadline;
	size_t threads;                 /* read so far */
};

static bool is_over(const struct round *round)
{
	if (round->source->focused.focus.everything)
		return false;
	if (round->threads < FEW || round->deadline == UINT64_MAX)
		return round->threads >= MOST;
	return round->threads >= MOST || clock_monotonic() >= round->deadline;
}

static ssize_t read_of(const struct round *round, pid_t pid, pid_t tid, const char *file,
		       char *buffer, size_t size)
{
	char path[64];
	struct text text = TEXT_OVER(path);

	text_format(&text, "%d/task/%d/%s", (int)pid, (int)tid, file);
	return procfs_read(round->source->fs, path, buffer, size);
}

/* "0" is nowhere for a thread that runs, or has ended. For one that sleeps it says that we may not
 * know (ptrace access), or that the kernel has no names for its functions. */
static void tell_wchan(const struct round *round, pid_t pid, struct thread *thread, char state)
{
	char buffer[128];
	ssize_t size;

	if (state == 'R' || state == 'Z' || state == 'X') {
		thread->label[LABEL_WCHAN] = "";
		return;
	}
	size = read_of(round, pid, thread->tid, "wchan", buffer, sizeof buffer);
	if (size <= 0 || strcmp(buffer, "0") == 0)
		return;
	thread->label[LABEL_WCHAN] = snapshot_keep_bytes(round->snap, buffer, (size_t)size);
}

/* False where the pid has gone to another since its owner was found. */
static bool read_thread(struct round *round, uint32_t process, pid_t tid)
{
	struct process_id id = round->snap->processes.items[process].id;
	uint64_t start = round->snap->processes.items[process].start;
	char buffer[1024];
	ssize_t size = read_of(round, id.pid, tid, "stat", buffer, sizeof buffer);
	struct proc_stat stat;
	struct thread *thread;

	if (size < 0 || proc_stat_decode(buffer, (size_t)size, &stat) != 0)
		return true;
	if (tid == id.pid && start && stat.start_known && stat.start != start)
		return false;
	round->threads++;
	thread = snapshot_add_thread(round->snap, process);
	thread->tid = tid;
	thread->label[LABEL_THREAD_COMM] = snapshot_keep(round->snap, stat.comm);
	thread->label[LABEL_THREAD_STATE] = snapshot_keep_bytes(round->snap, &stat.state, 1);
	if (stat.times_known)
		facts_set(&thread->facts, FACT_THREAD_CPU,
			  cputime_of(&stat, round->source->tick));
	if (stat.nice_known)
		facts_set(&thread->facts, FACT_THREAD_NICE, stat.nice);
	tell_wchan(round, id.pid, thread, stat.state);
	return true;
}

static bool on_thread(pid_t tid, void *arg)
{
	struct threads_source *source = arg;

	*array_add(&source->tids) = tid;
	return true;
}

/* The process's own thread first, the others by number: a captured /proc lists them
 * in any order. */
static int by_tid(const void *a, const void *b, void *arg)
{
	pid_t x = *(const pid_t *)a, y = *(const pid_t *)b, pid = *(const pid_t *)arg;

	if ((x == pid) != (y == pid))
		return x == pid ? -1 : 1;
	return (x > y) - (x < y);
}

/* Its own thread at every tick, and as many of the others as there is room for, from
 * one that is another in each round. */
static void read_process(struct round *round, uint32_t process, size_t most)
{
	struct threads_source *source = round->source;
	pid_t pid = round->snap->processes.items[process].id.pid;
	size_t others, wanted, first;

	array_clear(&source->tids);
	if (procfs_each_thread(source->fs, pid, on_thread, source) < 0 || !source->tids.count)
		return;
	array_sort(&source->tids, by_tid, &pid);
	others = source->tids.count - 1;
	wanted = others < most - 1 ? others : most - 1;
	first = wanted < others ? (size_t)source->round * wanted % others : 0;
	if (!read_thread(round, process, source->tids.items[0]))
		return;
	for (size_t i = 0; i < wanted && !is_over(round); i++)
		read_thread(round, process, source->tids.items[1 + (first + i) % others]);
}

/* Whose page is open, whatever trouble others are in. */
static bool is_shown(const struct round *round, uint32_t process)
{
	const struct focus *focus = &round->source->focused.focus;
	const struct process_id *id = &round->snap->processes.items[process].id;

	return focus->has_process && focus->process.pid == id->pid &&
	       focus->process.identity == id->identity;
}

static void read_shown(struct round *round)
{
	const struct focused *focused = &round->source->focused;

	for (size_t i = 0; i < focused->processes.count; i++)
		if (is_shown(round, focused->processes.items[i]))
			read_process(round, focused->processes.items[i], SHOWN);
}

/* How many of them were looked at. */
static size_t read_others(struct round *round)
{
	const struct focused *focused = &round->source->focused;
	size_t count = focused->processes.count, done = 0;
	size_t most = focused->focus.everything ? count : PROCESSES;

	while (done < count && done < most && !is_over(round)) {
		uint32_t process = focused->processes.items[(round->source->turn + done++) % count];

		if (!is_shown(round, process))
			read_process(round, process, THREADS);
	}
	return done;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct threads_source *source = (struct threads_source *)self;
	struct round round = { .source = source, .snap = snap, .deadline = deadline };
	size_t count, done;

	focused_find(&source->focused, snap);
	count = source->focused.processes.count;
	read_shown(&round);
	done = read_others(&round);
	if (++source->stayed < STAY)
		return;
	source->stayed = 0;
	source->round++;
	source->turn = done < count ? (source->turn + done) % count : 0;
}

static void focus(struct source *self, const struct focus *on)
{
	((struct threads_source *)self)->focused.focus = *on;
}

static void close_threads(struct source *self)
{
	struct threads_source *source = (struct threads_source *)self;

	focused_free(&source->focused);
	array_free(&source->tids);
	free(source);
}

struct source *source_threads(struct host *host)
{
	struct threads_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "threads",
		.collect = collect,
		.focus = focus,
		.close = close_threads,
	};
	source->fs = host_procfs(host);
	source->tick = cputime_tick();
	return &source->source;
}
