/* walk.c - the connections of the host, dumped on a thread of their own. */
#include "source/walk.h"

#include "base/clock.h"
#include "base/errand.h"
#include "base/memory.h"
#include "fact/source.h"
#include "priv/priv.h"
#include "wire/host.h"
#include "wire/nl.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
	SHARE = 200,                    /* a walk may take a 200th of a processor */
	PORTS_ROOM = INET_DIAG_PORTS_MOST + 1,
};
static const uint64_t PERIOD_LEAST = CLOCK_SECOND;
/* Ticks that come every second come a little early now and then. */
static const uint64_t EARLY = 50 * CLOCK_MILLISECOND;
/* Memory that is short comes back, a refusal stays: longer each time. */
static const uint64_t REST_LEAST = 2 * CLOCK_SECOND, REST_MOST = 60 * CLOCK_SECOND;
/* A million connections take a second and more. */
static const uint64_t DUMP_TIME = 20 * CLOCK_SECOND;
/* What a key may find the program busy with. */
static const uint64_t SHORT_WAIT = 5 * CLOCK_MILLISECOND;

struct walk {
	struct host *host;
	struct source *source;
	struct errand *errand;
	struct nl *apart;               /* NULL: none yet, or none can be had */

	bool open, apart_used;          /* begun and not yet taken; where */
	uint64_t next;                  /* monotonic ns: not due before */
	uint64_t period;                /* ns */
	uint64_t last_wall;             /* ns that the last one took */
	uint64_t rest;                  /* ns behind the last one, which failed; else 0 */

	/* From walk_start() to the end of it the errand's. */
	struct walk_request request;
	uint16_t ports[PORTS_ROOM];
	struct nl *nl;
	struct walk_result result;
	uint64_t cpu, wall;             /* ns that it took */
};

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct walk *walk = arg;
	struct inet_diag diag;

	if (inet_diag_decode(nlh, &diag) == 0)
		walk->request.taker.take(walk->request.taker.arg, &diag);
	return 0;
}

/* That a table changed while it was read is in its nature: what came is good. */
static void ask(struct walk *walk)
{
	_Alignas(max_align_t) char buffer[INET_DIAG_OPEN_SIZE];
	uint64_t before = clock_cpu();
	int error = nl_dump(walk->nl, walk->request.label,
			    (void *)inet_diag_request_tcp_open(buffer, &walk->request.open),
			    on_message, walk);

	walk->request.taker.finish(walk->request.taker.arg);
	walk->result.error = error == -EINTR ? 0 : error;
	walk->cpu = clock_cpu() - before;
}

static void run(void *arg)
{
	struct walk *walk = arg;

	uint64_t before = clock_monotonic();

	/* A thread is born with the powers that were awake, and needs none of them; where
	 * there is no thread the tick goes on needing them. */
	if (gettid() != getpid())
		priv_sleep(POWER_OBSERVE);
	ask(walk);
	walk->result.ended = clock_monotonic();
	walk->wall = walk->result.ended - before;
}

struct walk *walk_new(struct host *host, struct source *source)
{
	struct walk *walk = memory_alloc(1, sizeof *walk);

	walk->host = host;
	walk->source = source;
	walk->errand = errand_new();
	walk->period = PERIOD_LEAST;
	return walk;
}

/* On a captured host time stands still, and to wait spares nothing. */
bool walk_is_due(const struct walk *walk, uint64_t now)
{
	return !walk->open && (now >= walk->next || now == walk->result.begun);
}

uint64_t walk_period(const struct walk *walk)
{
	return walk->period;
}

/* Of more ports than there is room for the first and the last must be there: the
 * request then asks for all in between. */
static void copy_request(struct walk *walk, const struct walk_request *request)
{
	struct inet_diag_open *open = &walk->request.open;
	size_t count;

	walk->request = *request;
	count = open->port_count < PORTS_ROOM ? open->port_count : PORTS_ROOM;
	if (count) {
		memcpy(walk->ports, open->ports, count * sizeof *open->ports);
		walk->ports[count - 1] = open->ports[open->port_count - 1];
	}
	open->ports = walk->ports;
	open->port_count = count;
}

void walk_start(struct walk *walk, const struct walk_request *request, uint64_t now)
{
	uint64_t netns = host_netns(walk->host);

	copy_request(walk, request);
	walk->open = true;
	walk->result = (struct walk_result){ .begun = now, .ended = now };
	walk->cpu = walk->wall = 0;
	if (!walk->apart && host_nl_apart(walk->host, netns, NL_SOCK_DIAG, &walk->apart) == 0)
		nl_set_patience(walk->apart, DUMP_TIME);
	walk->apart_used = walk->apart != NULL;
	walk->nl = walk->apart;
	if (walk->apart) {
		errand_start(walk->errand, run, walk);
		return;
	}
	walk->result.error = host_nl(walk->host, netns, NL_SOCK_DIAG, &walk->nl);
	if (!walk->result.error)
		ask(walk);
}

void walk_wait(struct walk *walk, uint64_t deadline)
{
	if (deadline == UINT64_MAX)
		errand_wait(walk->errand);
	else if (deadline)
		errand_wait_until(walk->errand, deadline);
}

uint64_t walk_patience(const struct walk *walk, uint64_t deadline)
{
	uint64_t until = clock_monotonic() + SHORT_WAIT;

	if (deadline == UINT64_MAX)
		return deadline;
	if (walk->last_wall >= SHORT_WAIT)
		return 0;
	return until < deadline ? until : deadline;
}

static uint64_t later(uint64_t a, uint64_t b)
{
	return a > b ? a : b;
}

static uint64_t rest_behind(const struct walk *walk)
{
	int error = walk->result.error;

	if (!error || error == -ENODATA)
		return 0;
	if (!walk->rest)
		return later(REST_LEAST, walk->period);
	return walk->rest < REST_MOST / 2 ? 2 * walk->rest : REST_MOST;
}

static void settle(struct walk *walk)
{
	const struct walk_result *result = &walk->result;

	walk->last_wall = walk->wall;
	walk->period = later(PERIOD_LEAST, later(walk->cpu * SHARE, 2 * walk->wall));
	walk->next = result->begun + walk->period;
	if (walk->period == PERIOD_LEAST)
		walk->next -= EARLY;
	walk->rest = rest_behind(walk);
	if (walk->rest)
		walk->next = result->ended + walk->rest;
	if (walk->apart_used)
		walk->source->apart += walk->cpu;
}

bool walk_take(struct walk *walk, struct walk_result *result)
{
	if (!walk->open || !errand_is_done(walk->errand))
		return false;
	walk->open = false;
	settle(walk);
	*result = walk->result;
	return true;
}

void walk_free(struct walk *walk)
{
	if (!walk)
		return;
	if (walk->apart)
		nl_stop(walk->apart);
	errand_free(walk->errand);
	nl_free(walk->apart);
	free(walk);
}
