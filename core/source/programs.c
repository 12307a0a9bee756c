/* programs.c - what do all processes run that hold a listener?
 *
 * A process that has called execve(2) keeps its pid and its pidfd, and a file that was
 * deleted shows by its link alone: so each is asked for its link again and again. While
 * that leads where it did there is nothing to be proven; where it does not, it is read
 * anew, with proof of whose it is. */
#include "source/sources.h"

#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "source/executable.h"
#include "source/identity.h"
#include "source/one_life.h"
#include "wire/host.h"

#include <errno.h>
#include <stdlib.h>

enum { NEW = 16 };                      /* are read at once, however late it is */

static const uint64_t AGAIN_AFTER = 10 * CLOCK_SECOND;

/* One life of a pid. */
struct program {
	struct executable executable;
	uint64_t start;                 /* as in struct process */
	uint64_t due;                   /* monotonic ns: when to look again */
	bool met;                       /* was read, or tried to */
	bool refused, is_kernel_thread;
};

struct programs_source {
	struct source source;
	const struct procfs *fs;
	struct focus focus;
	struct identities identities;
	struct executables executables;
	ARRAY(bool) holders;            /* by index of process: holds a listener */
	uint64_t now;                   /* monotonic ns of the tick */
	bool powerful;                  /* to look into processes of others */
};

struct look {
	struct programs_source *source;
	struct program *program;
};

/* What has no executable is a thread of the kernel, a zombie, or what is left of a main
 * thread that has ended. */
static int read_elsewhere(struct programs_source *source, struct program *program)
{
	struct standing standing;
	int error = standing_read(source->fs, program->executable.life.id.pid, &standing);

	program->is_kernel_thread = standing.is_kernel_thread;
	if (error || !standing.tid)
		return error;
	return executable_read(&source->executables, &program->executable, standing.tid);
}

static void read_program(void *arg)
{
	struct look *look = arg;
	struct program *program = look->program;
	int error = executable_read(&look->source->executables, &program->executable, 0);

	program->is_kernel_thread = false;
	if (error == -ENOENT)
		error = read_elsewhere(look->source, program);
	program->refused = error == -EACCES || error == -EPERM;
}

/* Those that are met together are looked at again apart. */
static uint64_t spread(pid_t pid)
{
	return (uint32_t)pid * UINT32_C(2654435769) % (AGAIN_AFTER / CLOCK_MILLISECOND) *
	       CLOCK_MILLISECOND;
}

static void meet(struct programs_source *source, struct program *program)
{
	struct process_id id = program->executable.life.id;
	struct look look = { source, program };

	program->due = source->now + (program->met ? AGAIN_AFTER : spread(id.pid));
	program->met = true;
	if (one_life_read(&source->identities, id, program->start, read_program, &look))
		return;
	executable_forget(&program->executable);
	program->refused = program->is_kernel_thread = false;
}

static void look_again(struct programs_source *source, struct program *program)
{
	if (executable_is_there(&source->executables, &program->executable))
		program->due = source->now + AGAIN_AFTER;
	else
		meet(source, program);
}

static bool is_late(uint64_t deadline)
{
	return deadline != UINT64_MAX && clock_monotonic() >= deadline;
}

static void look_at(struct programs_source *source, struct program *program, uint64_t deadline,
		    unsigned *met)
{
	if (program->met && source->now >= program->due)
		look_again(source, program);
	else if (!program->met && ((*met)++ < NEW || !is_late(deadline)))
		meet(source, program);
}

/* A gap of one whose page is open is told by who looks at all of it. */
static void tell(const struct programs_source *source, const struct program *program,
		 struct snapshot *snap, struct process *process)
{
	if (program->is_kernel_thread)
		process->label[LABEL_EXECUTABLE] = process->label[LABEL_EXECUTABLE_STATE] = "";
	if (program->refused && !source->powerful && !focus_has_process(&source->focus, &process->id))
		snapshot_add_gap(snap, "detail", "processes", EACCES, POWER_OBSERVE);
}

/* The snapshot has who started them as well. */
static void find_holders(struct programs_source *source, const struct snapshot *snap)
{
	array_clear(&source->holders);
	while (source->holders.count < snap->processes.count)
		array_add(&source->holders);
	for (size_t i = 0; i < snap->owners.count; i++)
		source->holders.items[snap->owners.items[i].process] = true;
}

static void collect_all(struct programs_source *source, struct snapshot *snap, uint64_t deadline)
{
	unsigned met = 0;

	find_holders(source, snap);
	for (uint32_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];
		struct program *program;

		if (!source->holders.items[i])
			continue;
		program = (struct program *)executable_of(&source->executables, process->id, i);
		program->start = process->start;
		look_at(source, program, deadline, &met);
		tell(source, program, snap, process);
	}
}

/* Where everything is in focus, the details have these too. */
static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct programs_source *source = (struct programs_source *)self;

	source->now = snap->at.monotonic;
	executables_begin(&source->executables);
	if (source->focus.executables && !source->focus.everything)
		collect_all(source, snap, deadline);
	executables_tell(&source->executables, snap, deadline);
}

static bool work(struct source *self, uint64_t deadline)
{
	struct programs_source *source = (struct programs_source *)self;
	struct program *program = NULL;

	while ((program = lives_next(&source->executables.lives, program))) {
		if (program->met)
			continue;
		if (is_late(deadline))
			return true;
		meet(source, program);
	}
	return false;
}

static void focus(struct source *self, const struct focus *on)
{
	((struct programs_source *)self)->focus = *on;
}

static void close_programs(struct source *self)
{
	struct programs_source *source = (struct programs_source *)self;

	executables_free(&source->executables);
	array_free(&source->holders);
	free(source);
}

struct source *source_programs(struct host *host)
{
	struct programs_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "programs",
		.collect = collect,
		.focus = focus,
		.work = work,
		.close = close_programs,
	};
	source->fs = host_procfs(host);
	source->powerful = priv_has(POWER_OBSERVE);
	identities_open(&source->identities, host);
	executables_open(&source->executables, host, sizeof(struct program));
	return &source->source;
}
