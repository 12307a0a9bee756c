/* place.c - which unit and container explains each process? */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/hash.h"
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
	struct process_id id;
	char *unit, *container;         /* "" none, NULL unknown */
	uint64_t next;                  /* monotonic ns: when to read it again */
	bool read;
	unsigned tick;
	UT_hash_handle hh;
};

struct place_source {
	struct source source;
	const struct procfs *fs;
	struct known *known;
	uint64_t now;                   /* monotonic ns of the tick */
	unsigned tick;
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

	text_format(&text, "%d/cgroup", (int)known->id.pid);
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

static struct known *know(struct place_source *source, const struct process *process)
{
	struct process_id id;
	struct known *known;

	memset(&id, 0, sizeof id);
	id.pid = process->id.pid;
	id.identity = process->id.identity;
	HASH_FIND(hh, source->known, &id, sizeof id, known);
	if (!known) {
		known = memory_alloc(1, sizeof *known);
		memcpy(&known->id, &id, sizeof id);
		HASH_ADD(hh, source->known, id, sizeof known->id, known);
	}
	known->tick = source->tick;
	return known;
}

static void forget(struct place_source *source, struct known *known)
{
	HASH_DEL(source->known, known);
	drop_texts(known);
	free(known);
}

static bool is_late(uint64_t deadline)
{
	return deadline != UINT64_MAX && clock_monotonic() >= deadline;
}

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct place_source *source = (struct place_source *)self;
	uint64_t now = snap->at.monotonic;
	struct known *known, *next;
	unsigned again = 0, met = 0;

	source->tick++;
	source->now = now;
	for (size_t i = 0; i < snap->processes.count; i++) {
		struct process *process = &snap->processes.items[i];

		known = know(source, process);
		if (known->read ? now >= known->next && again++ < MOST :
				  met++ < NEW || !is_late(deadline))
			read_place(source, known, now);
		process->label[LABEL_UNIT] = snapshot_keep(snap, known->unit);
		process->label[LABEL_CONTAINER] = snapshot_keep(snap, known->container);
	}
	HASH_ITER(hh, source->known, known, next)
		if (known->tick != source->tick)
			forget(source, known);
}

static bool work(struct source *self, uint64_t deadline)
{
	struct place_source *source = (struct place_source *)self;

	for (struct known *known = source->known; known; known = known->hh.next) {
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
	struct known *known, *next;

	HASH_ITER(hh, source->known, known, next)
		forget(source, known);
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
	source->fs = host_procfs(host);
	return &source->source;
}
