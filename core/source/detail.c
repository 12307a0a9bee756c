/* detail.c - what else is known of processes in focus: executable, capabilities, cgroup? */
#include "source/sources.h"

#include "base/memory.h"
#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "source/executable.h"
#include "source/identity.h"
#include "source/one_life.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>
#include <stdlib.h>

enum {
	ROOM = 8192,
	MOST = 1 << 20,                 /* a member of 65,536 groups has 700,000 bytes of status */
};

struct detail_source {
	struct source source;
	const struct procfs *fs;
	struct focus focus;
	struct identities identities;
	struct executables executables;
	bool powerful;                  /* to look into processes of others */
};

struct number {
	bool known;
	int64_t value;
};

/* One process at one tick: what was read, until it is sure whose it is. */
struct look {
	struct detail_source *detail;
	struct snapshot *snap;
	uint32_t process;               /* index */
	pid_t pid;
	pid_t tid;                      /* to be asked where the main thread has ended; else 0 */
	struct executable *executable;
	bool refused, is_kernel_thread;
	const char *capabilities, *cgroup;
	struct number score, adjust;
};

static bool is_refusal(ssize_t error)
{
	return error == -EACCES || error == -EPERM;
}

static struct text path_of(char *buffer, size_t size, const struct look *look, pid_t tid,
			   const char *file)
{
	struct text text = text_over(buffer, size);

	text_format(&text, "%d/", (int)look->pid);
	if (tid)
		text_format(&text, "task/%d/", (int)tid);
	text_add(&text, file);
	return text;
}

static ssize_t note_refusal(struct look *look, ssize_t got)
{
	look->refused = look->refused || is_refusal(got);
	return got;
}

/* Bytes read, NUL-terminated, or a negative errno. */
static ssize_t read_of(struct look *look, const char *file, char *buffer, size_t size)
{
	char path[64];

	path_of(path, sizeof path, look, 0, file);
	return note_refusal(look, procfs_read(look->detail->fs, path, buffer, size));
}

/* What may be long: status has all groups, and what we look for behind them. The text is
 * to be freed where it is not `buffer`. NULL: there is none. */
static char *read_whole(struct look *look, pid_t tid, const char *file, char buffer[ROOM],
			size_t *size)
{
	char path[64], *text;
	ssize_t got;

	path_of(path, sizeof path, look, tid, file);
	got = note_refusal(look, procfs_read(look->detail->fs, path, buffer, ROOM));
	if (got < 0)
		return NULL;
	*size = (size_t)got;
	if (got < ROOM - 1)
		return buffer;
	return procfs_read_all(look->detail->fs, path, MOST, &text, size) == 0 ? text : buffer;
}

static void read_life(struct look *look)
{
	struct standing standing;

	note_refusal(look, standing_read(look->detail->fs, look->pid, &standing));
	look->is_kernel_thread = standing.is_kernel_thread;
	look->tid = standing.tid;
}

/* A kernel thread never had one, which is no secret; others are. */
static void read_executable(struct look *look)
{
	int error = executable_read(&look->detail->executables, look->executable, look->tid);

	if (!error)
		look->is_kernel_thread = false;
	else if (!look->is_kernel_thread)
		note_refusal(look, error);
}

static void describe(struct look *look, uint64_t set)
{
	char line[2048];
	struct text text = TEXT_OVER(line);

	if (set && procfs_in_other_user_namespace(look->detail->fs, look->pid))
		text_add(&text, "in another user namespace: ");
	priv_describe(set, &text);
	look->capabilities = snapshot_keep(look->snap, line);
}

static void read_capabilities(struct look *look)
{
	char buffer[ROOM];
	size_t size;
	char *status = read_whole(look, 0, "status", buffer, &size);
	uint64_t set;

	if (status && proc_status_capabilities(status, size, "CapEff", &set))
		describe(look, set);
	if (status != buffer)
		free(status);
}

static void read_cgroup(struct look *look)
{
	char buffer[ROOM];
	size_t size, length;
	char *text = read_whole(look, look->tid, "cgroup", buffer, &size);
	const char *path;

	if (text && proc_cgroup_path(text, size, &path, &length))
		look->cgroup = snapshot_keep_bytes(look->snap, path, length);
	if (text != buffer)
		free(text);
}

static void read_number(struct look *look, const char *file, struct number *number)
{
	char buffer[32];
	ssize_t size = read_of(look, file, buffer, sizeof buffer);

	number->known = size >= 0 && proc_numbers(buffer, (size_t)size, &number->value, 1);
}

static void read_all(void *arg)
{
	struct look *look = arg;

	read_life(look);
	read_executable(look);
	read_capabilities(look);
	read_cgroup(look);
	read_number(look, "oom_score", &look->score);
	read_number(look, "oom_score_adj", &look->adjust);
}

static void tell(const struct look *look)
{
	struct process *process = &look->snap->processes.items[look->process];

	if (look->is_kernel_thread)
		process->label[LABEL_EXECUTABLE] = process->label[LABEL_EXECUTABLE_STATE] = "";
	process->label[LABEL_CAPABILITIES] = look->capabilities;
	process->label[LABEL_CGROUP] = look->cgroup;
	if (look->score.known)
		facts_set(&process->facts, FACT_OOM_SCORE, look->score.value);
	if (look->adjust.known)
		facts_set(&process->facts, FACT_OOM_ADJUST, look->adjust.value);
	/* What nobody looks at is not missed. */
	if (look->refused && !look->detail->powerful &&
	    focus_has_process(&look->detail->focus, &process->id))
		snapshot_add_gap(look->snap, "detail", "processes", EACCES, POWER_OBSERVE);
}

static void look_at(struct detail_source *detail, struct snapshot *snap, uint32_t index)
{
	struct process_id id = snap->processes.items[index].id;
	uint64_t start = snap->processes.items[index].start;
	struct look look = {
		.detail = detail,
		.snap = snap,
		.process = index,
		.pid = id.pid,
		.executable = executable_of(&detail->executables, id, index),
	};

	if (!one_life_read(&detail->identities, id, start, read_all, &look)) {
		executable_forget(look.executable);
		return;
	}
	tell(&look);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct detail_source *detail = (struct detail_source *)self;
	const struct focus *focus = &detail->focus;

	executables_begin(&detail->executables);
	for (size_t i = 0; i < snap->processes.count; i++)
		if (focus->everything || focus_has_process(focus, &snap->processes.items[i].id))
			look_at(detail, snap, (uint32_t)i);
	executables_tell(&detail->executables, snap, deadline);
}

static void focus(struct source *self, const struct focus *on)
{
	((struct detail_source *)self)->focus = *on;
}

static void close_detail(struct source *self)
{
	struct detail_source *detail = (struct detail_source *)self;

	executables_free(&detail->executables);
	free(detail);
}

struct source *source_detail(struct host *host)
{
	struct detail_source *detail = memory_alloc(1, sizeof *detail);

	detail->source = (struct source){
		.name = "detail",
		.collect = collect,
		.focus = focus,
		.close = close_detail,
	};
	detail->fs = host_procfs(host);
	detail->powerful = priv_has(POWER_OBSERVE);
	identities_open(&detail->identities, host);
	executables_open(&detail->executables, host, sizeof(struct executable));
	return &detail->source;
}
