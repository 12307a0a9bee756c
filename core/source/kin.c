/* kin.c - who are the processes in focus, and who started them? */
#include "source/sources.h"

#include "base/array.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "source/identity.h"
#include "source/lives.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <limits.h>
#include <stdlib.h>

enum { HEIGHT = 64 };                   /* so far up */

/* One of the processes in focus. It is held, so that it can be told from whoever gets its
 * pid next, at no cost. */
struct known {
	struct life life;
	struct identities *with;
	struct identity identity;
};

/* Where the snapshot has a pid. */
struct place {
	pid_t pid;
	uint32_t index;
	UT_hash_handle hh;
};

struct kin_source {
	struct source source;
	const struct procfs *fs;
	struct focus focus;
	struct identities identities;
	struct lives lives;             /* struct known each */

	/* One tick. */
	struct snapshot *snap;
	struct place *places;           /* by pid */
	ARRAY(unsigned) climbed;        /* by process: the climb that came by; 0 none */
	unsigned climb;
};

static uint64_t clock_start(const struct proc_stat *stat)
{
	return stat->start_known ? stat->start : 0;
}

static bool read_stat(const struct kin_source *kin, pid_t pid, struct proc_stat *stat)
{
	char path[32], line[1024];
	struct text text = TEXT_OVER(path);
	ssize_t size;

	text_format(&text, "%d/stat", (int)pid);
	size = procfs_read(kin->fs, path, line, sizeof line);
	return size >= 0 && proc_stat_decode(line, (size_t)size, stat) == 0;
}

/* ---- places ---- */

static void note_place(struct kin_source *kin, uint32_t index)
{
	struct place *place = memory_alloc(1, sizeof *place);

	place->pid = kin->snap->processes.items[index].id.pid;
	place->index = index;
	HASH_ADD(hh, kin->places, pid, sizeof place->pid, place);
	*array_add(&kin->climbed) = 0;
}

static bool find_place(const struct kin_source *kin, pid_t pid, uint32_t *index)
{
	const struct place *place;

	HASH_FIND(hh, kin->places, &pid, sizeof pid, place);
	if (place)
		*index = place->index;
	return place != NULL;
}

static void begin(struct kin_source *kin, struct snapshot *snap)
{
	kin->snap = snap;
	kin->climb = 0;
	array_clear(&kin->climbed);
	for (size_t i = 0; i < snap->processes.count; i++)
		note_place(kin, (uint32_t)i);
}

static void end(struct kin_source *kin)
{
	struct place *place, *next;

	HASH_ITER(hh, kin->places, place, next) {
		HASH_DEL(kin->places, place);
		free(place);
	}
	kin->snap = NULL;
}

static uint32_t add(struct kin_source *kin, struct process_id id, uint64_t start)
{
	struct process *process = snapshot_add_process(kin->snap);
	uint32_t index = (uint32_t)kin->snap->processes.count - 1;

	process->id = id;
	process->start = start;
	note_place(kin, index);
	return index;
}

/* ---- climbing ---- */

/* A parent is as old as its child at least: what is younger got the pid of one that ended
 * as we looked. */
static bool is_older(uint64_t parent, uint64_t child)
{
	return !parent || !child || parent <= child;
}

/* The process of that pid, added where the snapshot does not have it yet. False where it
 * is not the parent of one that started then. */
static bool find_parent(struct kin_source *kin, pid_t pid, uint64_t child, uint32_t *index)
{
	struct identity identity;
	struct process_id id;
	struct proc_stat stat;
	uint64_t start;

	if (find_place(kin, pid, index))
		return is_older(kin->snap->processes.items[*index].start, child);
	if (!identity_take(&kin->identities, pid, &identity))
		return false;
	id = (struct process_id){ pid, identity.number };
	start = identity.start;
	identity_drop(&kin->identities, &identity);
	/* Hidden by hidepid, it would be a number and nothing else. (The first process may
	 * have started at tick 0.) */
	if ((!start && !read_stat(kin, pid, &stat)) || !is_older(start, child))
		return false;
	*index = add(kin, id, start);
	return true;
}

/* One step up. False where the way ends. */
static bool climb_one(struct kin_source *kin, uint32_t *index)
{
	struct process *process = &kin->snap->processes.items[*index];
	pid_t pid = process->id.pid;
	struct proc_stat stat;
	uint32_t parent;

	/* Another climb came by, or this one did: then it is a loop, which no kernel makes. */
	if (kin->climbed.items[*index])
		return false;
	kin->climbed.items[*index] = kin->climb;
	if (!read_stat(kin, pid, &stat) ||
	    (process->start && stat.start_known && stat.start != process->start))
		return false;
	if (!stat.parent_known || stat.parent == 0 || stat.parent > INT_MAX)
		return false;
	process->parent_pid = (pid_t)stat.parent;
	if (!find_parent(kin, (pid_t)stat.parent, clock_start(&stat), &parent) ||
	    kin->climbed.items[parent] == kin->climb)
		return false;
	/* It may have moved. */
	kin->snap->processes.items[*index].parent = parent;
	*index = parent;
	return true;
}

static void climb(struct kin_source *kin, uint32_t index)
{
	kin->climb++;
	for (int height = 0; height < HEIGHT && climb_one(kin, &index); height++)
		;
}

/* ---- those in focus ---- */

/* It is that life of its pid still. */
static bool is_there(struct kin_source *kin, struct known *known)
{
	struct identity *identity = &known->identity;
	struct process_id id = known->life.id;

	if (identity->is_held)
		return identity_lasts(&kin->identities, id.pid, identity);
	identity_drop(&kin->identities, identity);
	if (!identity_take(&kin->identities, id.pid, identity))
		return false;
	/* Where there was no descriptor to spare when it was met, its start tells. */
	if (!id.identity || (identity->number != id.identity && identity->start != id.identity)) {
		identity_drop(&kin->identities, identity);
		return false;
	}
	identity_keep(&kin->identities, identity);
	return true;
}

static void follow(struct kin_source *kin, struct process_id id)
{
	struct known *known = lives_know(&kin->lives, id, sizeof *known);
	uint32_t index;

	known->with = &kin->identities;
	/* With another life of its pid there, this one is gone. */
	if (find_place(kin, id.pid, &index)) {
		if (kin->snap->processes.items[index].id.identity == id.identity)
			climb(kin, index);
		return;
	}
	if (!is_there(kin, known))
		return;
	index = add(kin, id, known->identity.start);
	climb(kin, index);
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct kin_source *kin = (struct kin_source *)self;
	const struct focus *focus = &kin->focus;
	size_t held = snap->processes.count;

	(void)deadline;
	lives_begin(&kin->lives);
	if (focus->has_process || focus->target_count || focus->everything) {
		begin(kin, snap);
		if (focus->has_process)
			follow(kin, focus->process);
		for (size_t i = 0; i < focus->target_count; i++)
			follow(kin, focus->targets[i]);
		for (size_t i = 0; focus->everything && i < held; i++)
			climb(kin, (uint32_t)i);
		end(kin);
	}
	lives_end(&kin->lives);
}

static void focus(struct source *self, const struct focus *on)
{
	((struct kin_source *)self)->focus = *on;
}

static void drop_known(struct life *life)
{
	struct known *known = (struct known *)life;

	identity_drop(known->with, &known->identity);
}

static void close_kin(struct source *self)
{
	struct kin_source *kin = (struct kin_source *)self;

	lives_free(&kin->lives);
	array_free(&kin->climbed);
	free(kin);
}

struct source *source_kin(struct host *host)
{
	struct kin_source *kin = memory_alloc(1, sizeof *kin);

	kin->source = (struct source){
		.name = "kin",
		.collect = collect,
		.focus = focus,
		.close = close_kin,
	};
	kin->lives.drop = drop_known;
	kin->fs = host_procfs(host);
	identities_open(&kin->identities, host);
	return &kin->source;
}
