/* process.c - what are those processes? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "source/cputime.h"
#include "source/focused.h"
#include "source/lives.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	COMMAND_ROOM = 4096,
	PART = 10,                      /* of the processes, per tick, when nobody looks */
	MOST = 20,
	NEW = 16,                       /* are read at once, however late it is */
};

static const uint64_t COMMAND_GOOD_FOR = 30 * CLOCK_SECOND;
static const uint64_t LIMIT_GOOD_FOR = 10 * CLOCK_SECOND;

/* What we know of one life of a pid. */
struct known {
	struct life life;
	uint64_t start;                 /* clock ticks since boot, 0 unknown */
	struct proc_stat stat;
	pid_t tid;                      /* to be asked where the main thread has ended; else 0 */
	bool met;                       /* was read once, or tried to */
	bool stat_known, uid_known, limit_known, fresh;
	uid_t uid;
	uint64_t limit;
	char *command;                  /* NULL unknown */
	uint64_t command_read, limit_read; /* monotonic ns */
};

struct process_source {
	struct source source;
	const struct procfs *fs;
	struct lives lives;             /* struct known each */
	uint64_t now, boot;             /* ns of the tick: monotonic, since boot */
	size_t turn;                    /* whose it is, where not all are read */
	struct focused focused;         /* these at every tick, whatever is on show */
	uint64_t tick, page_size;       /* ns, bytes */
};

/* Bytes read, NUL-terminated, or a negative errno. `tid`: of that thread, if not 0. */
static ssize_t read_of(const struct process_source *source, pid_t pid, pid_t tid,
		       const char *file, char *buffer, size_t size)
{
	char path[64];
	struct text text = TEXT_OVER(path);

	text_format(&text, "%d/", (int)pid);
	if (tid)
		text_format(&text, "task/%d/", (int)tid);
	text_add(&text, file);
	return procfs_read(source->fs, path, buffer, size);
}

/* The arguments end in NULs, and what rewrites its title leaves many. A
 * process without a command line (a kernel thread, a zombie) is its name. */
static char *command_of(char *bytes, ssize_t size, const char *comm)
{
	char name[sizeof((struct proc_stat *)NULL)->comm + 2];
	struct text text = TEXT_OVER(name);

	while (size > 0 && (bytes[size - 1] == '\0' || bytes[size - 1] == ' '))
		size--;
	if (size <= 0) {
		text_format(&text, "[%s]", comm);
		return memory_text(name);
	}
	for (ssize_t i = 0; i < size; i++)
		if (bytes[i] == '\0')
			bytes[i] = ' ';
	bytes[size] = '\0';
	return memory_text(bytes);
}

/* What changes with execve(2) only, and so with comm, or not at all. */
static void read_command(struct process_source *source, struct known *known, uint64_t now)
{
	char buffer[COMMAND_ROOM + 1];
	ssize_t size = read_of(source, known->life.id.pid, known->tid, "cmdline", buffer,
			       sizeof buffer);

	known->command_read = now;
	if (size >= 0) {
		free(known->command);
		known->command = command_of(buffer, size, known->stat.comm);
	}
	size = read_of(source, known->life.id.pid, 0, "status", buffer, sizeof buffer);
	if (size >= 0)
		known->uid_known = proc_status_uid(buffer, (size_t)size, &known->uid);
}

static bool ask_for_stat(const struct process_source *source, pid_t pid, pid_t tid,
			 struct proc_stat *stat)
{
	char buffer[1024];
	ssize_t size = read_of(source, pid, tid, "stat", buffer, sizeof buffer);

	return size >= 0 && proc_stat_decode(buffer, (size_t)size, stat) == 0;
}

/* With its main thread a process lost sight of its memory. */
static void ask_another_thread(struct process_source *source, struct known *known,
			       struct proc_stat *stat)
{
	struct proc_stat other;

	known->tid = 0;
	if (!proc_stat_lost_main_thread(stat))
		return;
	known->tid = procfs_other_thread(source->fs, known->life.id.pid);
	stat->rss_known = known->tid && ask_for_stat(source, known->life.id.pid, known->tid, &other) &&
			  other.rss_known;
	if (stat->rss_known)
		stat->rss = other.rss;
}

static void read_stat(struct process_source *source, struct known *known)
{
	struct proc_stat stat;

	if (!ask_for_stat(source, known->life.id.pid, 0, &stat))
		return;
	/* The pid has gone to another since its owner was found. */
	if (stat.start_known && known->start && stat.start != known->start)
		return;
	if (known->stat_known && strcmp(stat.comm, known->stat.comm) != 0)
		known->command_read = 0;
	ask_another_thread(source, known, &stat);
	known->stat = stat;
	known->stat_known = known->fresh = true;
}

static void read_limit(struct process_source *source, struct known *known, uint64_t now)
{
	char buffer[4096];
	ssize_t size;

	known->limit_read = now;
	size = read_of(source, known->life.id.pid, 0, "limits", buffer, sizeof buffer);
	known->limit_known = size >= 0 && proc_limits_files(buffer, (size_t)size, &known->limit);
}

static int64_t clamped(uint64_t value)
{
	return value < INT64_MAX ? (int64_t)value : INT64_MAX;
}

/* A counter that was not read in this very tick would make a wrong rate. */
static void tell_stat(const struct process_source *source, const struct known *known,
		      struct snapshot *snap, struct process *process)
{
	const struct proc_stat *stat = &known->stat;
	struct facts *facts = &process->facts;
	uint64_t bytes;

	process->label[LABEL_COMM] = snapshot_keep(snap, stat->comm);
	process->label[LABEL_STATE] = snapshot_keep_bytes(snap, &stat->state, 1);
	if (stat->start_known)
		process->started = stat->start * source->tick;
	/* Who was found to have started it is its parent, whatever has become of either
	 * since. */
	if (process->parent == (uint32_t)NO_PROCESS && stat->parent_known &&
	    stat->parent <= INT_MAX)
		process->parent_pid = (pid_t)stat->parent;
	if (stat->times_known && known->fresh)
		facts_set(facts, FACT_CPU, cputime_of(stat, source->tick));
	if (stat->rss_known && !__builtin_mul_overflow(stat->rss, source->page_size, &bytes))
		facts_set(facts, FACT_RSS, clamped(bytes));
	if (stat->threads_known)
		facts_set(facts, FACT_THREADS, clamped(stat->threads));
	if (stat->nice_known)
		facts_set(facts, FACT_NICE, stat->nice);
}

static void tell(struct process_source *source, struct known *known, struct snapshot *snap,
		 struct process *process, bool closely)
{
	uint64_t count;

	if (known->stat_known)
		tell_stat(source, known, snap, process);
	process->label[LABEL_COMMAND] = snapshot_keep(snap, known->command);
	if (known->uid_known)
		process->uid = known->uid;
	if (known->limit_known)
		facts_set(&process->facts, FACT_FD_LIMIT, clamped(known->limit));
	if (closely && procfs_fd_count(source->fs, known->life.id.pid, known->tid, &count))
		facts_set(&process->facts, FACT_FDS, clamped(count));
}

static void drop_known(struct life *life)
{
	free(((struct known *)life)->command);
}

/* Position i among `count`: is it its turn, where so many are read a tick? */
static bool has_turn(const struct process_source *source, size_t i, size_t count, size_t turns)
{
	return (i + count - source->turn % count) % count < turns;
}

/* Thousands may be new at the first tick: whom there is no time for then, work()
 * meets. */
static void meet(struct process_source *source, struct known *known)
{
	known->met = true;
	read_stat(source, known);
	if (known->fresh)
		read_command(source, known, source->now);
}

static bool is_late(uint64_t deadline)
{
	return deadline != UINT64_MAX && clock_monotonic() >= deadline;
}

static bool is_limit_due(const struct process_source *source, const struct known *known)
{
	return !known->limit_read || source->now - known->limit_read >= LIMIT_GOOD_FOR;
}

static uint64_t age_of(const struct process_source *source, const struct known *known)
{
	uint64_t started = known->stat.start * source->tick;

	return known->stat.start_known && source->boot > started ? source->boot - started : 0;
}

/* A service that is started as root, binds and becomes another user does so soon, if ever:
 * it is asked again each time when it is twice as old as it was. */
static bool is_command_due(const struct process_source *source, const struct known *known)
{
	uint64_t wait = age_of(source, known) / 2;

	return source->now - known->command_read >=
	       (wait < COMMAND_GOOD_FOR ? wait : COMMAND_GOOD_FOR);
}

static bool is_young(const struct process_source *source, const struct known *known)
{
	return known->command_read && age_of(source, known) < COMMAND_GOOD_FOR;
}

/* How often what seldom changes is read: its page shows what is so now. */
enum interest { INTEREST_LITTLE, INTEREST_NUMBERS, INTEREST_ALL };

static void look(struct process_source *source, struct known *known, enum interest interest,
		 bool turn)
{
	if (interest || turn || !known->stat_known)
		read_stat(source, known);
	/* Else the pid may have gone to another. */
	if (!known->fresh)
		return;
	if (!known->command_read || interest == INTEREST_ALL ||
	    (turn && is_command_due(source, known)))
		read_command(source, known, source->now);
}

static enum interest interest_in(const struct process_source *source, size_t i,
				 const struct process_id *id)
{
	const struct focus *focus = &source->focused.focus;

	if (focus_has_process(focus, id))
		return INTEREST_ALL;
	return focus->processes || focused_has(&source->focused, i) ? INTEREST_NUMBERS :
								      INTEREST_LITTLE;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct process_source *source = (struct process_source *)self;
	size_t count = snap->processes.count, turns = (count + PART - 1) / PART;
	unsigned met = 0, young = 0;

	focused_find(&source->focused, snap);
	lives_begin(&source->lives);
	source->now = snap->at.monotonic;
	source->boot = snap->at.boot;
	turns = turns < MOST ? turns : MOST;
	for (size_t i = 0; i < count; i++) {
		struct process *process = &snap->processes.items[i];
		struct known *known = lives_know(&source->lives, process->id, sizeof *known);
		bool turn = has_turn(source, i, count, turns);
		enum interest interest = interest_in(source, i, &process->id);

		known->start = process->start;
		known->fresh = false;
		turn = turn || (is_young(source, known) && is_command_due(source, known) &&
				young++ < MOST);
		if (!known->met && (met++ < NEW || focused_has(&source->focused, i) ||
				    !is_late(deadline)))
			meet(source, known);
		else if (known->met)
			look(source, known, interest, turn);
		if (known->fresh && interest &&
		    (interest == INTEREST_ALL || is_limit_due(source, known)))
			read_limit(source, known, source->now);
		tell(source, known, snap, process, interest != INTEREST_LITTLE);
	}
	source->turn = count ? (source->turn + turns) % count : 0;
	lives_end(&source->lives);
}

static bool work(struct source *self, uint64_t deadline)
{
	struct process_source *source = (struct process_source *)self;

	for (struct known *known = NULL; (known = lives_next(&source->lives, known));) {
		if (known->met)
			continue;
		if (is_late(deadline))
			return true;
		meet(source, known);
	}
	return false;
}

static void focus(struct source *self, const struct focus *on)
{
	((struct process_source *)self)->focused.focus = *on;
}

static void close_process(struct source *self)
{
	struct process_source *source = (struct process_source *)self;

	focused_free(&source->focused);
	lives_free(&source->lives);
	free(source);
}

static uint64_t page_size(void)
{
	long size = sysconf(_SC_PAGESIZE);

	return size > 0 ? (uint64_t)size : 4096;
}

struct source *source_process(struct host *host)
{
	struct process_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "process",
		.collect = collect,
		.focus = focus,
		.work = work,
		.close = close_process,
	};
	source->lives.drop = drop_known;
	source->fs = host_procfs(host);
	source->tick = cputime_tick();
	source->page_size = page_size();
	return &source->source;
}
