/* talk.c - with whom does the process in focus talk?
 *
 * A connection is a process's by the inode of its socket, so that those it made and those
 * it accepted are both there, and workers of one listener are told apart. The kernel has
 * no filter by inode: all connections are walked. What has no inode is no process's, and
 * not counted: half-open ones, those not accepted yet, and what close(2) left behind
 * (TIME_WAIT). Nor is what a process holds of other network namespaces than ours. */
#include "source/sources.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/focus.h"
#include "fact/snapshot.h"
#include "priv/priv.h"
#include "source/lives.h"
#include "source/sockets.h"
#include "source/talk_tally.h"
#include "source/walk.h"
#include "wire/host.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>

enum {
	/* TIME_WAIT has no inode, and there may be very many. One accepted by TCP Fast
	 * Open is in SYN_RECV, and has one. */
	HELD = 1 << TCP_ESTABLISHED | 1 << TCP_SYN_SENT | 1 << TCP_SYN_RECV | 1 << TCP_FIN_WAIT1 |
	       1 << TCP_FIN_WAIT2 | 1 << TCP_CLOSE_WAIT | 1 << TCP_LAST_ACK | 1 << TCP_CLOSING,
	PERIODS_MOST = 5,               /* what is older is unknown */
	SHARE = 200,                    /* tables may take a 200th of a processor */
};
/* The first round through a large table goes on between ticks. A walk for a part of it
 * would only put off the one for the whole. */
static const uint64_t TABLE_PATIENCE = CLOCK_SECOND;

/* What we know of one life of a pid. */
struct known {
	struct life life;
	uint32_t process;               /* index, at this tick */
	uint64_t start;                 /* clock ticks since boot; 0 unknown */
	pid_t thread;                   /* with a table of its own; 0 none */
	struct sockets own, threads;    /* by the process's own table, and by that one */
	int error;                      /* of the last look at them */
	uint64_t next;                  /* monotonic ns: the next round not before */
	uint64_t begun, cost;           /* of the round under way */
};

struct talk_source {
	struct source source;
	struct host *host;
	struct walk *walk;
	struct focus focus;
	bool powerful;                  /* to look into processes of others */
	uint64_t last;                  /* monotonic ns of the last tick */
	struct lives lives;             /* struct known each */
	ARRAY(bool) holders;            /* by process: it holds a listener */

	struct talk_tally asked;        /* of the walk under way */
	struct talk_tally told;
	bool any;                       /* something was told: what follows */
	int error;
	uint64_t at;                    /* monotonic ns when it was known */
};

/* ---- whose ---- */

static bool is_on_show(const struct focus *focus, const struct process *process)
{
	return focus->has_process && process->id.pid == focus->process.pid &&
	       process->id.identity == focus->process.identity;
}

/* Owners have no spans yet. */
static void mark_holders(struct talk_source *talk, const struct snapshot *snap)
{
	array_clear(&talk->holders);
	while (talk->holders.count < snap->processes.count)
		array_add(&talk->holders);
	for (size_t i = 0; talk->focus.everything && i < snap->owners.count; i++)
		talk->holders.items[snap->owners.items[i].process] = true;
}

static void note_thread(struct known *known, pid_t thread)
{
	if (known->thread != thread)
		sockets_forget(&known->threads);
	known->thread = thread;
}

static void follow(struct talk_source *talk, const struct snapshot *snap)
{
	mark_holders(talk, snap);
	lives_begin(&talk->lives);
	for (size_t i = 0; i < snap->processes.count; i++) {
		const struct process *process = &snap->processes.items[i];
		struct known *known;

		if (!talk->holders.items[i] && !is_on_show(&talk->focus, process))
			continue;
		known = lives_know(&talk->lives, process->id, sizeof *known);
		known->process = (uint32_t)i;
		known->start = process->start;
		note_thread(known, process->thread);
	}
	lives_end(&talk->lives);
}

/* ---- their sockets ---- */

/* The pid may have gone to another since the process was found. */
static bool is_another(const struct procfs *fs, const struct known *known)
{
	char path[32], line[1024];
	struct text text = TEXT_OVER(path);
	struct proc_stat stat;
	ssize_t size;

	text_format(&text, "%d/stat", (int)known->life.id.pid);
	size = procfs_read(fs, path, line, sizeof line);
	return size >= 0 && proc_stat_decode(line, (size_t)size, &stat) == 0 && stat.start_known &&
	       known->start && stat.start != known->start;
}

static bool is_under_way(const struct known *known)
{
	return known->own.under_way || known->threads.under_way;
}

/* Every table has been looked through once. */
static bool is_whole(const struct known *known)
{
	return known->own.whole && (known->threads.whole || !known->threads.under_way);
}

/* Begins with both tables, or goes on with those that are not done. */
static int look_at_tables(struct known *known, const struct procfs *fs, uint64_t deadline)
{
	pid_t pid = known->life.id.pid;
	bool anew = !is_under_way(known);
	int error = 0;

	if (anew || known->own.under_way)
		error = sockets_look(&known->own, fs, pid, 0, deadline);
	if (error || !known->thread || !(anew || known->threads.under_way))
		return error;
	error = sockets_look(&known->threads, fs, pid, known->thread, deadline);
	return error == -ENOENT ? 0 : error;
}

static void forget_tables(struct known *known)
{
	sockets_forget(&known->own);
	sockets_forget(&known->threads);
}

/* What a round takes decides how soon the next may begin, as with a walk. */
static void look(const struct talk_source *talk, struct known *known, uint64_t deadline)
{
	const struct procfs *fs = host_procfs(talk->host);
	uint64_t before = clock_cpu();

	known->error = look_at_tables(known, fs, deadline);
	if (!known->error && is_another(fs, known))
		known->error = -ENOENT;
	if (known->error)
		forget_tables(known);
	known->cost += clock_cpu() - before;
	if (!is_under_way(known))
		known->next = known->begun + known->cost * SHARE;
}

/* A round begins with a walk: before the next one nobody asks for it. */
static void look_at_sockets(struct talk_source *talk, uint64_t now, uint64_t deadline)
{
	bool due = walk_is_due(talk->walk, now);
	uint64_t until = host_is_live(talk->host) ? deadline : UINT64_MAX;

	for (struct known *known = NULL; (known = lives_next(&talk->lives, known));) {
		if (!is_under_way(known) && (!due || now < known->next))
			continue;
		if (!is_under_way(known)) {
			known->begun = now;
			known->cost = 0;
		}
		look(talk, known, until);
	}
}

/* ---- asking ---- */

static void settle(struct talk_source *talk, int error, uint64_t at)
{
	struct talk_tally told = talk->asked;

	talk->any = true;
	talk->error = error;
	talk->at = at;
	if (error)
		return;
	talk->asked = talk->told;
	talk->told = told;
}

static void claim(uint32_t inode, void *arg)
{
	talk_tally_claim(arg, inode);
}

static void list_speakers(struct talk_source *talk)
{
	talk_tally_begin(&talk->asked);
	for (struct known *known = NULL; (known = lives_next(&talk->lives, known));) {
		struct talk_speaker *speaker;

		if (known->error)
			continue;
		speaker = talk_tally_add(&talk->asked);
		speaker->id = known->life.id;
		speaker->descriptors = known->own.descriptors + known->threads.descriptors;
		speaker->looked_at = known->own.looked_at + known->threads.looked_at;
		sockets_each(&known->own, claim, &talk->asked);
		sockets_each(&known->threads, claim, &talk->asked);
	}
}

static bool is_soon_whole(const struct talk_source *talk, uint64_t now)
{
	for (struct known *known = NULL; (known = lives_next(&talk->lives, known));)
		if (is_under_way(known) && !is_whole(known) &&
		    now < known->begun + TABLE_PATIENCE)
			return true;
	return false;
}

/* One walk answers for all of them, and who holds no socket needs none. */
static void ask(struct talk_source *talk, uint64_t now, uint64_t deadline)
{
	struct walk_request request = {
		.label = "tcp-all",
		.open = { .states = HELD },
		.taker = talk_tally_taker(&talk->asked),
	};

	if (!walk_is_due(talk->walk, now) || is_soon_whole(talk, now))
		return;
	list_speakers(talk);
	if (!talk->asked.speakers.count)
		return;
	if (!talk->asked.claims.count) {
		settle(talk, 0, now);
		return;
	}
	walk_start(talk->walk, &request, now);
	walk_wait(talk->walk, walk_patience(talk->walk, deadline));
}

static void take(struct talk_source *talk)
{
	struct walk_result result;

	if (walk_take(talk->walk, &result))
		settle(talk, result.error, result.ended);
}

/* ---- telling ---- */

static void tell_gaps(const struct talk_source *talk, struct snapshot *snap)
{
	for (struct known *known = NULL; (known = lives_next(&talk->lives, known));) {
		bool refused = known->error == -EACCES || known->error == -EPERM;

		if (known->error && known->error != -ENOENT)
			snapshot_add_gap(snap, "talk", "descriptors", -known->error,
					 refused && !talk->powerful ? POWER_OBSERVE : POWER_NONE);
	}
	if (talk->any && talk->error && talk->error != -ENODATA)
		snapshot_add_gap(snap, "talk", "connections", -talk->error, POWER_NONE);
}

static void tell_one(struct snapshot *snap, uint32_t process, const struct talk_speaker *speaker)
{
	struct talk *talk = snapshot_add_talk(snap, process);
	size_t size = speaker->best_count * sizeof *talk->partners;

	talk->descriptors = speaker->descriptors;
	talk->looked_at = speaker->looked_at;
	memcpy(talk->by_state, speaker->by_state, sizeof talk->by_state);
	talk->partners_in_all = speaker->partners_in_all;
	if (!size)
		return;
	talk->partners = arena_alloc(&snap->arena, size);
	memcpy(talk->partners, speaker->best, size);
	talk->partner_count = speaker->best_count;
}

/* What was asked at the last tick is as new as it can be. */
static bool is_stale(const struct talk_source *talk, const struct snapshot *snap)
{
	uint64_t age = snap->at.monotonic > talk->at ? snap->at.monotonic - talk->at : 0;

	return talk->at < talk->last && age > PERIODS_MOST * walk_period(talk->walk);
}

static void tell(const struct talk_source *talk, struct snapshot *snap)
{
	tell_gaps(talk, snap);
	if (!talk->any || talk->error || is_stale(talk, snap))
		return;
	for (size_t i = 0; i < talk->told.speakers.count; i++) {
		const struct talk_speaker *speaker = &talk->told.speakers.items[i];
		const struct known *known = lives_find(&talk->lives, speaker->id);

		if (known && !known->error)
			tell_one(snap, known->process, speaker);
	}
}

/* ---- */

static void collect(struct source *self, struct snapshot *snap, uint64_t deadline)
{
	struct talk_source *talk = (struct talk_source *)self;

	take(talk);
	follow(talk, snap);
	if (talk->lives.first) {
		look_at_sockets(talk, snap->at.monotonic, deadline);
		ask(talk, snap->at.monotonic, deadline);
		take(talk);
		tell(talk, snap);
	}
	talk->last = snap->at.monotonic;
}

/* The first round through a large table: the page waits for it. */
static bool work(struct source *self, uint64_t deadline)
{
	struct talk_source *talk = (struct talk_source *)self;

	for (struct known *known = NULL; (known = lives_next(&talk->lives, known));) {
		if (!is_under_way(known) || is_whole(known))
			continue;
		if (clock_monotonic() >= deadline)
			return true;
		look(talk, known, deadline);
		if (is_under_way(known))
			return true;
	}
	return false;
}

static void focus(struct source *self, const struct focus *on)
{
	((struct talk_source *)self)->focus = *on;
}

static void drop_known(struct life *life)
{
	struct known *known = (struct known *)life;

	sockets_free(&known->own);
	sockets_free(&known->threads);
}

static void close_talk(struct source *self)
{
	struct talk_source *talk = (struct talk_source *)self;

	walk_free(talk->walk);
	talk_tally_free(&talk->asked);
	talk_tally_free(&talk->told);
	lives_free(&talk->lives);
	array_free(&talk->holders);
	free(talk);
}

struct source *source_talk(struct host *host)
{
	struct talk_source *talk = memory_alloc(1, sizeof *talk);

	talk->source = (struct source){
		.name = "talk",
		.collect = collect,
		.focus = focus,
		.work = work,
		.close = close_talk,
	};
	talk->host = host;
	talk->powerful = priv_has(POWER_OBSERVE);
	talk->lives.drop = drop_known;
	talk->walk = walk_new(host, &talk->source);
	return &talk->source;
}
