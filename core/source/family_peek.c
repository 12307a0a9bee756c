/* family_peek.c - one kind of internet socket between ticks. */
#include "source/family_private.h"

#include "wire/host.h"

#include <netinet/tcp.h>

struct look family_look_of(const struct inet_diag *diag, uint64_t now)
{
	return (struct look){
		.at = now,
		.queue = diag->rqueue,
		.backlog = diag->wqueue,
		.drops = diag->meminfo_known ? diag->drops : 0,
	};
}

bool family_can_peek(const struct family *family)
{
	return family->kind->watched && !family->by_file && !family->absent;
}

/* One look between ticks, on its way. */
struct peeking {
	struct family *family;
	uint64_t now;
	uint64_t only;                  /* cookie of the one that was asked for; 0: all */
	bool found;                     /* and told of */
};

static int on_peek(const struct nlmsghdr *nlh, void *arg)
{
	struct peeking *peeking = arg;
	struct family *family = peeking->family;
	struct family_socket *socket;
	struct inet_diag diag;
	struct look look;

	if (inet_diag_decode(nlh, &diag) != 0 || diag.state != TCP_LISTEN)
		return 0;
	socket = kept_find(&family->kept, diag.cookie);
	if (!socket) {
		if (!peeking->only)
			strangers_meet(&family->strangers, &diag, peeking->now);
		return 0;
	}
	peeking->found = peeking->found || diag.cookie == peeking->only;
	look = family_look_of(&diag, peeking->now);
	if (watch_look(&socket->watch, &look))
		movers_note(&family->movers, diag.cookie, peeking->now);
	return 0;
}

void family_peek(struct family *family, struct host *host, uint64_t netns, uint64_t now)
{
	struct peeking peeking = { .family = family, .now = now };
	struct nl *nl;

	if (host_nl(host, netns, NL_SOCK_DIAG, &nl) == 0 &&
	    family_dump(family, nl, on_peek, &peeking) == 0)
		strangers_miss(&family->strangers, now);
}

static bool ask_for(struct family *family, struct nl *nl, uint64_t key, uint64_t now)
{
	struct peeking peeking = { .family = family, .now = now, .only = key };
	const struct family_socket *socket = kept_find(&family->kept, key);
	char buffer[INET_DIAG_REQUEST_SIZE];

	return socket &&
	       nl_ask(nl, "tcp-one", inet_diag_request_exact(buffer, &socket->diag), on_peek,
		      &peeking) == 0 &&
	       peeking.found;
}

void family_ask_movers(struct family *family, struct host *host, uint64_t netns, uint64_t now)
{
	struct movers *movers = &family->movers;
	struct nl *nl;

	if (host_nl(host, netns, NL_SOCK_DIAG, &nl) != 0)
		return;
	for (size_t i = 0; i < movers->count; i++)
		if (!ask_for(family, nl, movers->items[i].key, now))
			movers->items[i].hidden = true;
}
