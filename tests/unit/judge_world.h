/* judge_world.h - listeners in trouble, for the tests of the judge. */
#ifndef LSN_TESTS_JUDGE_WORLD_H
#define LSN_TESTS_JUDGE_WORLD_H

#include "fact/focus.h"
#include "judge/judge.h"

#include "table_world.h"

#include <stdbool.h>

/* What goes on at one listener, over all ticks. Counters are told by their rise per
 * tick of a second; NOT_SET is not known, 0 of a plain number is 0. */
struct situation {
	enum protocol protocol;
	uint8_t family;                 /* 0: AF_INET, or AF_UNIX of a unix socket */
	uint16_t port;                  /* 0: 8080 */
	int64_t queue, peak, backlog, wait, synq;
	int64_t drops;                  /* a tick */
	int64_t full_ms;                /* a tick, of a second; NOT_SET: not counted */

	bool no_netns;                  /* its counters and sysctls are not known */
	int64_t somaxconn, max_syn, syncookies, abort_on_overflow, rmem_default, rmem_max;
	int64_t overflows, other, syn_full, deferred, cookies_sent, cookies_recv; /* a tick */
	int64_t resets, memalloc, udp_mem;

	const char *comm, *command, *state; /* comm NULL: no owner is known */
	int64_t cpu;                    /* percent */
	int64_t fds, fd_limit;
	unsigned threads;               /* looked at, beside the main thread */
	int64_t thread_cpu;             /* percent, of the last of them */
	const char *wchan;

	int64_t elsewhere;              /* backlog of another socket of its owner; 0: it has
					 * none */
	unsigned members;               /* others in its SO_REUSEPORT group, with an empty
					 * queue and a running owner each */
	int64_t connections;            /* seen to wait; NOT_SET: not looked at */
};

/* What is usual stands first, and what is told of a situation overrides it. */
#pragma GCC diagnostic ignored "-Woverride-init"

/* A server of 128 places that cannot keep up, of which all but the drops is known. */
#define SITUATION(...)                                                                        \
	((struct situation){ .queue = 0, .peak = NOT_SET, .backlog = 128, .wait = NOT_SET,     \
			     .full_ms = NOT_SET, .synq = NOT_SET, .somaxconn = 4096,          \
			     .max_syn = 1024,                                                 \
			     .syncookies = 1, .rmem_default = 212992, .rmem_max = 212992,     \
			     .comm = "server", .state = "S", .cpu = 60, .fds = 10,            \
			     .fd_limit = 1024, .connections = NOT_SET, __VA_ARGS__ })

struct court {
	struct world world;
	struct judge *judge;
	int64_t tick;
	int64_t sum[32];                /* the counters' totals */
};

enum { THE_LISTENER = 1, THE_PID = 1234 };

WORLD struct listener_id court_id(uint64_t number)
{
	return (struct listener_id){ 4026531840, number, 0 };
}

WORLD void court_count(struct court *court, unsigned which, struct facts *facts,
		       enum fact_id id, int64_t rise)
{
	court->sum[which] += rise;
	facts_set(facts, id, court->sum[which]);
}

WORLD void court_netns(struct court *court, struct snapshot *snap, const struct situation *of)
{
	struct netns *netns = snapshot_add_netns(snap);
	struct facts *facts = &netns->facts;

	netns->inode = 4026531840;
	if (of->no_netns)
		return;
	world_set(facts, FACT_SOMAXCONN, of->somaxconn);
	world_set(facts, FACT_TCP_MAX_SYN_BACKLOG, of->max_syn);
	world_set(facts, FACT_TCP_SYNCOOKIES, of->syncookies);
	world_set(facts, FACT_TCP_ABORT_ON_OVERFLOW, of->abort_on_overflow);
	world_set(facts, FACT_RMEM_DEFAULT, of->rmem_default);
	world_set(facts, FACT_RMEM_MAX, of->rmem_max);
	world_set(facts, FACT_UDP_MEM_MAX, 1000);
	court_count(court, 1, facts, FACT_LISTEN_OVERFLOWS, of->overflows);
	court_count(court, 2, facts, FACT_LISTEN_DROPS, of->overflows + of->syn_full + of->other);
	court_count(court, 3, facts, FACT_TCP_REQ_Q_FULL_DROP, of->syn_full);
	court_count(court, 4, facts, FACT_TCP_DEFER_ACCEPT_DROP, of->deferred);
	court_count(court, 5, facts, FACT_SYNCOOKIES_SENT, of->cookies_sent);
	court_count(court, 6, facts, FACT_SYNCOOKIES_RECV, of->cookies_recv);
	court_count(court, 7, facts, FACT_EMBRYONIC_RSTS, of->resets);
	court_count(court, 8, facts, FACT_PF_MEMALLOC_DROP, of->memalloc);
	court_count(court, 9, facts, FACT_UDP_MEM_ERRORS, of->udp_mem);
	court_count(court, 10, facts, FACT_TCP_REQ_Q_FULL_DO_COOKIES, of->cookies_sent);
}

WORLD void court_thread(struct court *court, struct snapshot *snap, uint32_t process, pid_t tid,
			unsigned which, int64_t percent, const struct situation *of)
{
	struct thread *thread = snapshot_add_thread(snap, process);

	thread->tid = tid;
	thread->label[LABEL_THREAD_STATE] = of->state;
	thread->label[LABEL_WCHAN] = of->wchan;
	court_count(court, which, &thread->facts, FACT_THREAD_CPU, percent * 10000000);
}

WORLD void court_owner(struct court *court, struct snapshot *snap, const struct situation *of)
{
	uint32_t process = world_process(snap, THE_PID, of->comm);
	struct process *owner = &snap->processes.items[process];

	owner->label[LABEL_COMMAND] = of->command;
	owner->label[LABEL_STATE] = of->state;
	owner->label[LABEL_UNIT] = "server.service";
	world_set(&owner->facts, FACT_FDS, of->fds);
	world_set(&owner->facts, FACT_FD_LIMIT, of->fd_limit);
	if (of->cpu != NOT_SET)
		court_count(court, 11, &owner->facts, FACT_CPU, of->cpu * 10000000);
	world_set(&owner->facts, FACT_THREADS, of->threads + 1);
	snapshot_add_owner(snap, 0, process, 5);
	if (of->threads || of->wchan)
		court_thread(court, snap, process, THE_PID, 12, 0, of);
	for (unsigned i = 0; i < of->threads; i++)
		court_thread(court, snap, process, THE_PID + 1 + (pid_t)i, 13 + i,
			     i + 1 == of->threads ? of->thread_cpu : 0, of);
}

WORLD void court_elsewhere(struct snapshot *snap, const struct situation *of)
{
	if (!of->elsewhere || !of->comm)
		return;
	world_tcp(snap, 9, 9090, 0, of->elsewhere, 0);
	snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, 0, 6);
}

WORLD void court_members(struct snapshot *snap, const struct situation *of)
{
	for (unsigned i = 0; i < of->members; i++) {
		struct listener *member =
			world_tcp(snap, 10 + i, of->port ? of->port : 8080, 0, of->backlog, 0);
		uint32_t process = world_process(snap, 2000 + (pid_t)i, of->comm);

		member->label[LABEL_REUSEPORT] = "group 1";
		facts_set(&member->facts, FACT_QUEUE_PEAK, 1);
		snap->processes.items[process].label[LABEL_STATE] = "S";
		snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, process, 5);
	}
}

WORLD struct snapshot *court_snapshot(struct court *court, const struct situation *of)
{
	struct snapshot *snap = world_snapshot((double)court->tick++);
	bool is_unix = of->protocol == PROTOCOL_UNIX_STREAM;
	struct listener *listener = world_listener(snap, THE_LISTENER, of->protocol,
						   of->family ? of->family
						   : is_unix  ? AF_UNIX
							      : AF_INET,
						   of->queue, of->backlog, NOT_SET);

	listener->local.path = is_unix ? "/run/server.sock" : NULL;
	listener->local.port = is_unix ? 0 : of->port ? of->port : 8080;
	listener->label[LABEL_REUSEPORT] = of->members ? "group 1" : NULL;
	world_set(&listener->facts, FACT_QUEUE_PEAK, of->peak);
	world_set(&listener->facts, FACT_WAIT, of->wait);
	if (of->full_ms != NOT_SET)
		court_count(court, 31, &listener->facts, FACT_TIME_FULL, of->full_ms);
	world_set(&listener->facts, FACT_SYNQ, of->synq);
	if (!is_unix)
		court_count(court, 0, &listener->facts, FACT_DROPS, of->drops);
	if (of->connections != NOT_SET)
		snapshot_add_connections(snap, 0)->waiting = (uint64_t)of->connections;
	court_netns(court, snap, of);
	if (of->comm)
		court_owner(court, snap, of);
	court_elsewhere(snap, of);
	court_members(snap, of);
	return snap;
}

WORLD void court_take(struct court *court, struct snapshot *snap)
{
	if (!court->judge)
		court->judge = judge_new();
	world_tick(&court->world, snap);
	judge_update(court->judge, court->world.model);
}

/* Two ticks before anything listens. */
WORLD void court_sit_empty(struct court *court, int64_t somaxconn)
{
	for (unsigned i = 0; i < 2; i++) {
		struct snapshot *snap = world_snapshot((double)court->tick++);

		court_netns(court, snap, &SITUATION(.somaxconn = somaxconn));
		court_take(court, snap);
	}
}

/* The situation, for some ticks. */
WORLD void court_sit(struct court *court, struct situation of, unsigned ticks)
{
	for (unsigned i = 0; i < ticks; i++)
		court_take(court, court_snapshot(court, &of));
}

WORLD void court_end(struct court *court)
{
	judge_free(court->judge);
	world_end(&court->world);
	memset(court, 0, sizeof *court);
}

WORLD const struct finding *court_rule(const struct court *court, const char *rule)
{
	const struct finding *finding;

	for (size_t i = 0; (finding = judge_finding(court->judge, i)); i++)
		if (strcmp(finding->rule, rule) == 0)
			return finding;
	return NULL;
}

WORLD size_t court_count_findings(const struct court *court)
{
	size_t count = 0;

	while (judge_finding(court->judge, count))
		count++;
	return count;
}

WORLD void court_says(const char *sentence, const char *part)
{
	if (!strstr(sentence, part))
		fail_msg("\"%s\" does not say \"%s\"", sentence, part);
}

/* As court_says(), of a rule that must be found. */
WORLD const struct finding *court_found(const struct court *court, const char *rule)
{
	const struct finding *finding = court_rule(court, rule);

	if (!finding)
		fail_msg("no %s, but %s", rule, judge_finding(court->judge, 0)
							 ? judge_finding(court->judge, 0)->rule
							 : "nothing");
	return finding;
}

#endif
