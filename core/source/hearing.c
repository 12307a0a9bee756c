/* hearing.c - the sockets of a namespace that are closed between two dumps. */
#include "source/hearing.h"

#include "base/clock.h"
#include "source/family.h"
#include "wire/host.h"
#include "wire/nl_events.h"

/* Each time costs a wake-up, and less tells of no rate. */
static const uint64_t NOT_SOONER = 20 * CLOCK_MILLISECOND;
/* Fewer than this say nothing of a rate, and are far from too many. */
enum { A_FEW = 20 };

void hearing_open(struct hearing *hearing, const struct host *host, uint64_t netns,
		  unsigned which)
{
	hearing->due = UINT64_MAX;
	if (which)
		host_nl_events(host, netns, which, &hearing->events);
}

struct listening {
	struct family *families;
	size_t count;
	uint64_t now;
	size_t known;
};

/* One that listened may have been met before, when it was only bound. */
static void on_closed(const struct nlmsghdr *nlh, void *arg)
{
	struct listening *listening = arg;
	struct inet_diag diag;
	bool known = false;

	if (inet_diag_decode(nlh, &diag) != 0)
		return;
	for (size_t i = 0; i < listening->count; i++)
		if (family_hear_closed(&listening->families[i], diag.cookie, listening->now))
			known = true;
	listening->known += known;
}

/* When half of what there is room for will be there. Clients' UDP sockets, of which a busy
 * server closes thousands, are none that are waited for. */
static uint64_t next(const struct hearing *hearing, uint64_t now)
{
	uint64_t wait;

	if (hearing->known < A_FEW || !hearing->since)
		return UINT64_MAX;
	wait = (now - hearing->since) / hearing->count * (NL_EVENTS_ROOM / 2);
	return now + (wait > NOT_SOONER ? wait : NOT_SOONER);
}

void hearing_listen(struct hearing *hearing, struct family *families, size_t count, uint64_t now)
{
	struct listening listening = { families, count, now, 0 };

	if (!hearing->events)
		return;
	hearing->count += nl_events_take(hearing->events, on_closed, &listening);
	hearing->known += listening.known;
	if (now < hearing->since + NOT_SOONER)
		return;
	hearing->due = next(hearing, now);
	hearing->since = now;
	hearing->count = hearing->known = 0;
}

uint64_t hearing_due(const struct hearing *hearing)
{
	return hearing->events ? hearing->due : UINT64_MAX;
}

void hearing_close(struct hearing *hearing)
{
	nl_events_free(hearing->events);
	hearing->events = NULL;
}
