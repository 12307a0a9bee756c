/* executable.c - what processes run, and whether that file is still there. */
#include "source/executable.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "base/worker.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "wire/host.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

/* Whoever has asked for all there is to know waits so long for a file system. */
static const uint64_t PATIENCE = CLOCK_SECOND;

/* A file that was deleted may be there anew: an upgrade takes its time. */
static const uint64_t ASK_EVERY = 5 * CLOCK_SECOND;
static const uint64_t GOOD_FOR = 30 * CLOCK_SECOND;

/* ---- on the worker's thread ---- */

/* A pid may be another's by the time it is answered for: with a number before it no
 * question is asked twice. */
static uint64_t question_of(uint32_t number, pid_t pid)
{
	return (uint64_t)number << 32 | (uint32_t)pid;
}

/* A thread is born with the powers that were awake where it was made, and keeps its own
 * from there on: what is needed here is woken here. Without it, those of others stay
 * unknown. */
static bool answer(uint64_t question, char text[WORKER_TEXT_SIZE])
{
	struct text line = text_over(text, WORKER_TEXT_SIZE);
	enum procfs_exe state;

	priv_wake(POWER_OBSERVE);
	state = procfs_exe_look((pid_t)(uint32_t)question);
	priv_sleep(POWER_OBSERVE);
	text_format(&line, "%d", (int)state);
	return state != PROCFS_EXE_UNKNOWN;
}

/* ---- asking ---- */

/* NULL where its process is gone, or the question is not put any more. */
static struct executable *take_asked(struct executables *all, uint64_t question)
{
	for (size_t i = 0; i < all->open.count; i++) {
		struct executable_question *open = &all->open.items[i];
		struct executable *executable;

		if (open->question != question)
			continue;
		all->heard = open->asked_at;
		executable = lives_find(&all->lives, open->id);
		*open = all->open.items[--all->open.count];
		return executable && executable->question == question ? executable : NULL;
	}
	return NULL;
}

static void take_answer(struct executables *all, const struct worker_answer *answered)
{
	struct executable *executable = take_asked(all, answered->question);
	uint64_t state = PROCFS_EXE_UNKNOWN;

	if (!executable)
		return;
	if (answered->known)
		number_unsigned(answered->text, strlen(answered->text), 10, &state);
	executable->question = 0;
	executable->state = (enum procfs_exe)state;
	executable->good_from = executable->asked_at;
	procfs_exe_note(all->fs, executable->life.id.pid, executable->state);
}

/* False where nothing came in time. */
static bool take_answers(struct executables *all, uint64_t deadline)
{
	struct worker_answer answered;

	if (!worker_take(all->worker, &answered, deadline))
		return false;
	do {
		take_answer(all, &answered);
	} while (worker_take(all->worker, &answered, 0));
	return true;
}

static bool is_old(uint64_t from, uint64_t now)
{
	return from && now > from + GOOD_FOR;
}

/* Finds out, where the kernel says that it was deleted, what became of it. What was found
 * out is good for longer where there are many to be asked about, and answers come. False
 * where the queue is full. `now`: monotonic ns of the tick. */
static bool ask(struct executables *all, struct executable *executable, uint64_t now)
{
	uint64_t question;

	if (!all->worker) {
		executable->state = procfs_exe_noted(all->fs, executable->life.id.pid);
		return true;
	}
	if (is_old(executable->good_from, now) && is_old(all->heard, now))
		executable->state = PROCFS_EXE_UNKNOWN;
	if (executable->question ||
	    (executable->asked_at && now - executable->asked_at < ASK_EVERY))
		return true;
	/* /proc has threads too, though it does not list them. */
	question = question_of(++all->asked, executable->tid ? executable->tid :
							       executable->life.id.pid);
	if (!worker_ask(all->worker, question))
		return false;
	executable->question = question;
	executable->asked_at = now;
	*array_add(&all->open) = (struct executable_question){ question, now, executable->life.id };
	return true;
}

/* Those that a full queue did not take come first the next time. False where there are. */
static bool ask_all(struct executables *all, uint64_t now)
{
	struct executable *first = lives_find(&all->lives, all->next), *one;
	bool full = false;

	if (!first)
		first = lives_next(&all->lives, NULL);
	one = first;
	while (one) {
		if (one->marked && !ask(all, one, now) && !full) {
			full = true;
			all->next = one->life.id;
		}
		one = lives_next(&all->lives, one);
		if (!one)
			one = lives_next(&all->lives, NULL);
		if (one == first)
			break;
	}
	return !full;
}

/* ---- reading ---- */

void executable_forget(struct executable *executable)
{
	free(executable->link);
	executable->link = NULL;
	executable->marked = false;
	executable->state = PROCFS_EXE_UNKNOWN;
	executable->question = executable->asked_at = executable->good_from = 0;
}

/* What was found out of another name, before execve(2) or before the file was deleted, says
 * nothing of this one. */
static void note_link(struct executable *executable, const char *link, size_t size)
{
	size_t cut = size;

	if (executable->link && executable->size == size &&
	    memcmp(executable->link, link, size) == 0)
		return;
	executable_forget(executable);
	executable->link = memory_alloc(size + 1, 1);
	memcpy(executable->link, link, size);
	executable->size = size;
	executable->marked = procfs_exe_cut(link, &cut);
}

/* Where it leads: bytes, or a negative errno. */
static ssize_t read_link(const struct executables *all, const struct executable *executable,
			 char link[PATH_MAX + 1])
{
	char path[64];
	struct text text = TEXT_OVER(path);

	text_format(&text, "%d/", (int)executable->life.id.pid);
	if (executable->tid)
		text_format(&text, "task/%d/", (int)executable->tid);
	text_add(&text, "exe");
	return procfs_link(all->fs, path, link, PATH_MAX + 1);
}

int executable_read(struct executables *all, struct executable *executable, pid_t tid)
{
	char link[PATH_MAX + 1];
	ssize_t size;

	executable->tid = tid;
	size = read_link(all, executable, link);
	if (size <= 0) {
		executable_forget(executable);
		return size < 0 ? (int)size : -ENOENT;
	}
	note_link(executable, link, (size_t)size);
	return 0;
}

bool executable_is_there(struct executables *all, const struct executable *executable)
{
	char link[PATH_MAX + 1];
	ssize_t size = read_link(all, executable, link);

	return executable->link && size == (ssize_t)executable->size &&
	       memcmp(executable->link, link, executable->size) == 0;
}

struct executable *executable_of(struct executables *all, struct process_id id, uint32_t process)
{
	struct executable *executable = lives_know(&all->lives, id, all->size);

	executable->process = process;
	return executable;
}

/* ---- telling ---- */

/* While it is not known what became of it, the name is all that the kernel says: the mark
 * may be part of it. */
static void tell(const struct executable *executable, struct snapshot *snap)
{
	static const char *const states[] = {
		[PROCFS_EXE_UNKNOWN] = NULL,
		[PROCFS_EXE_NAMED] = "",
		[PROCFS_EXE_RESTORED] = "",
		[PROCFS_EXE_DELETED] = "deleted",
		[PROCFS_EXE_REPLACED] = "replaced",
	};
	const char **label = snap->processes.items[executable->process].label;
	bool is_name = !executable->marked || executable->state <= PROCFS_EXE_NAMED;
	size_t size = executable->size;

	/* Another source knows as much, or more. */
	if (label[LABEL_EXECUTABLE] && label[LABEL_EXECUTABLE_STATE])
		return;
	if (!is_name)
		procfs_exe_cut(executable->link, &size);
	label[LABEL_EXECUTABLE] = snapshot_keep_bytes(snap, executable->link, size);
	label[LABEL_EXECUTABLE_STATE] = executable->marked ? states[executable->state] : "";
}

void executables_begin(struct executables *all)
{
	take_answers(all, 0);
	lives_begin(&all->lives);
}

void executables_tell(struct executables *all, struct snapshot *snap, uint64_t deadline)
{
	uint64_t until = deadline == UINT64_MAX ? clock_monotonic() + PATIENCE : 0;
	bool done;

	lives_end(&all->lives);
	done = ask_all(all, snap->at.monotonic);
	while (until && all->open.count && take_answers(all, until))
		done = done || ask_all(all, snap->at.monotonic);
	for (struct executable *one = NULL; (one = lives_next(&all->lives, one));)
		if (one->link)
			tell(one, snap);
}

/* ---- */

static void drop(struct life *life)
{
	free(((struct executable *)life)->link);
}

void executables_open(struct executables *all, const struct host *host, size_t size)
{
	*all = (struct executables){ .fs = host_procfs(host), .size = size, .lives.drop = drop };
	if (host_is_live(host))
		all->worker = worker_new(answer);
}

void executables_free(struct executables *all)
{
	worker_free(all->worker);
	array_free(&all->open);
	lives_free(&all->lives);
}
