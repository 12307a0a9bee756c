/* place.c - which unit and container explains each process? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/lives.h"
#include "source/place_text.h"
#include "wire/host.h"
#include "wire/procfs.h"

#include <stdlib.h>
#include <string.h>

enum {
	MOST = 5,                       /* read again, per tick */
	NEW = 16,                       /* are read at once, however late it is */
};

/* A process is moved soon after it was made, if ever. */
static const uint64_t YOUNG_GOOD_FOR = 5 * CLOCK_SECOND;
static const uint64_t GOOD_FOR = 120 * CLOCK_SECOND;

struct known {
	struct life life;
	char *unit, *container;         /* "" none, NULL unknown */
	uint64_t next;                  /* monotonic ns: when to read it again */
	bool read;
};

struct place_source {
	struct source source;
	const struct procfs *fs;
	struct lives lives;             /* struct known each */
	uint64_t now;                   /* monotonic ns of the tick */
};

static void drop_texts(struct known *known)
{
	free(known->unit);
	free(known->container);
	known->unit = known->container = NULL;
}

static void read_place(struct place_source *source, struct known *known, uint64_t now)
{
	char path[64], buffer[8192];
	struct text text = TEXT_OVER(path);
	struct place place;
	ssize_t size;

	text_format(&text, "%d/cgroup", (int)known->life.id.pid);
	size = procfs_read(source->fs, path, buffer, sizeof buffer);
	known->next = now + (known->read ? GOOD_FOR : YOUNG_GOOD_FOR);
	known->read = true;
	if (size < 0)
		return;
	place = place_of(buffer, (size_t)size);
	drop_texts(known);
	known->unit = memory_text(place.unit);
	known->container = memory_text(place.container);
}

static void drop_known(struct life *life)
{
	drop_texts((struct known *)life);
}

static bool is_late(uint64_t deadline)
{
	return deadline != UINT64_MAX && clock_monotonic() >= deadline;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct place_source *source = (struct place_source *)self;
	uint64_t now = snap->at.monotonic;
	unsigned again = 0, met = 0;

	lives_begin(&source->lives);
	source->now = now;
	for (size_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];
		struct known *known = lives_know(&source->lives, process->id, sizeof *known);

		if (known->read ? now >= known->next && again++ < MOST :
				  met++ < NEW || !is_late(deadline))
			read_place(source, known, now);
		process->label[LABEL_UNIT] = snapshot_keep(snap, known->unit);
		process->label[LABEL_CONTAINER] = snapshot_keep(snap, known->container);
	}
	lives_end(&source->lives);
}

static bool work(struct source *self, uint64_t deadline)
{
	struct place_source *source = (struct place_source *)self;

	for (struct known *known = NULL; (known = lives_next(&source->lives, known));) {
		if (known->read)
			continue;
		if (is_late(deadline))
			return true;
		read_place(source, known, source->now);
	}
	return false;
}

static void close_place(struct source *self)
{
	struct place_source *source = (struct place_source *)self;

	lives_free(&source->lives);
	free(source);
}

struct source *source_place(struct host *host)
{
	struct place_source *source = memory_alloc(1, sizeof *source);

	source->source = (struct source){
		.name = "place",
		.collect = collect,
		.work = work,
		.close = close_place,
	};
	source->lives.drop = drop_known;
	source->fs = host_procfs(host);
	return &source->source;
}
