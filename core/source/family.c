/* family.c - one kind of internet socket: dumped, remembered, handed out. */
#include "source/family.h"

#include "base/clock.h"
#include "fact/snapshot.h"
#include "wire/host.h"
#include "wire/nl.h"
#include "wire/proc_text.h"
#include "wire/procfs.h"

#include <errno.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	TRIES = 3,
	FILE_LIMIT = 64 << 20,
};

static struct look look_of(const struct inet_diag *diag, uint64_t now)
{
	return (struct look){
		.at = now,
		.queue = diag->rqueue,
		.backlog = diag->wqueue,
		.drops = diag->meminfo_known ? diag->drops : 0,
	};
}

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct family *family = arg;
	struct family_socket *socket;
	struct inet_diag diag;
	struct look look;

	if (inet_diag_decode(nlh, &diag) != 0)
		return 0;
	if (diag.state >= 32 || !(family->kind->states >> diag.state & 1))
		return 0;
	socket = kept_see(&family->kept, diag.cookie, sizeof *socket);
	if (!socket)
		return 0;
	socket->diag = diag;
	socket->protocol = family->kind->protocol;
	socket->states = family->kind->states;
	socket->told = family->now;
	if (!family->kind->watched)
		return 0;
	look = look_of(&diag, family->now);
	if (watch_tick(&socket->watch, &look))
		movers_note(&family->movers, diag.cookie, family->now);
	return 0;
}

static int dump(const struct family *family, struct nl *nl, nl_message_fn fn, void *arg)
{
	const struct family_kind *kind = family->kind;
	char buffer[INET_DIAG_REQUEST_SIZE];
	struct nlmsghdr *request;

	request = kind->family == AF_UNSPEC ?
		  inet_diag_request_tcp_listen(buffer) :
		  inet_diag_request(buffer, kind->family, kind->ipproto, kind->states);
	return nl_dump(nl, kind->label, request, fn, arg);
}

static void on_line(const struct proc_socket *line, void *arg)
{
	struct family *family = arg;
	struct family_socket *socket;

	if (line->state >= 32 || !(family->kind->states >> line->state & 1) || line->inode == 0)
		return;
	socket = kept_see(&family->kept, line->inode, sizeof *socket);
	if (!socket)
		return;
	*socket = (struct family_socket){
		.protocol = family->kind->protocol,
		.states = family->kind->states,
		.told = family->now,
		.diag = {
			.family = line->family,
			.state = line->state,
			.port = line->port,
			.rqueue = line->rqueue,
			.uid = line->uid,
			.inode = line->inode,
			.drops = line->drops < UINT32_MAX ? (uint32_t)line->drops : UINT32_MAX,
		},
	};
	memcpy(socket->diag.source, line->source, sizeof line->source);
}

/* An IPv6 file that is missing means that there is no IPv6. */
static int read_files(struct family *family, struct host *host)
{
	int first = -ENOENT;

	for (size_t i = 0; i < 2 && family->kind->files[i]; i++) {
		size_t size;
		char *text;
		int error = procfs_read_all(host_procfs(host), family->kind->files[i], FILE_LIMIT,
					    &text, &size);

		if (i == 0 || (error && error != -ENOENT))
			first = error;
		if (error)
			continue;
		proc_sockets(text, size, on_line, family);
		free(text);
	}
	return first;
}

static bool is_refusal(int error)
{
	return error == -EPERM || error == -EACCES || error == -EPROTONOSUPPORT ||
	       error == -EAFNOSUPPORT;
}

static bool is_unheard_of(int error)
{
	return error == -ENOENT || error == -EINVAL || error == -ENODATA || error == -EOPNOTSUPP;
}

static int look(struct family *family, struct host *host, uint64_t netns)
{
	struct nl *nl;
	int error;

	if (family->by_file)
		return read_files(family, host);
	error = host_nl(host, netns, NL_SOCK_DIAG, &nl);
	if (error == 0)
		error = dump(family, nl, on_message, family);
	for (int again = 1; error == -EINTR && again < TRIES; again++)
		error = dump(family, nl, on_message, family);
	if (!is_refusal(error) && !is_unheard_of(error))
		return error;
	/* Whether diag has such a family does not change while we run. */
	family->refused = error;
	family->by_file = true;
	error = read_files(family, host);
	if (error == -ENOENT && is_unheard_of(family->refused))
		family->absent = true;
	return error;
}

static void tell_gaps(const struct family *family, int error, const char *source,
		      struct snapshot *snap)
{
	const char *label = family->kind->label;

	if (family->absent && family->kind->must)
		snapshot_add_gap(snap, source, label, -family->refused, POWER_NONE);
	if (family->absent)
		return;
	/* Said once, not for each family. */
	if (is_refusal(family->refused) && family->kind->must && family->kind->protocol != PROTOCOL_UDP)
		snapshot_add_gap(snap, source, "backlog", -family->refused, POWER_NONE);
	/* A missing file is a protocol that this kernel does not have. */
	if (error && !(error == -ENOENT && family->by_file))
		snapshot_add_gap(snap, source, label, -error, POWER_NONE);
}

static void forget_gone_movers(struct family *family)
{
	for (size_t i = family->movers.count; i-- > 0;)
		if (!kept_find(&family->kept, family->movers.items[i].key))
			movers_drop(&family->movers, i);
}

static bool is_empty(const struct family_kind *kind, const struct netns *netns)
{
	int64_t inuse;

	return kind->counted && facts_get(&netns->facts, kind->inuse, &inuse) && inuse == 0;
}

void family_look(struct family *family, const struct family_look *on, struct snapshot *snap)
{
	int error = 0;

	if (!family->absent) {
		kept_begin(&family->kept);
		family->now = snap->at.monotonic;
		if (!is_empty(family->kind, on->netns))
			error = look(family, on->host, on->netns->inode);
		kept_end(&family->kept, error == 0);
	}
	forget_gone_movers(family);
	tell_gaps(family, error, on->source, snap);
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

/* A socket that no tick has met yet waits for the next one. */
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
	if (!socket)
		return 0;
	peeking->found = peeking->found || diag.cookie == peeking->only;
	look = look_of(&diag, peeking->now);
	if (watch_look(&socket->watch, &look))
		movers_note(&family->movers, diag.cookie, peeking->now);
	return 0;
}

void family_peek(struct family *family, struct host *host, uint64_t netns, uint64_t now)
{
	struct peeking peeking = { .family = family, .now = now };
	struct nl *nl;

	if (host_nl(host, netns, NL_SOCK_DIAG, &nl) == 0)
		dump(family, nl, on_peek, &peeking);
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

/* A counter that this tick's dump did not tell would make a rate of 0, and the
 * next one twice what it is. */
static void set_facts(struct facts *facts, const struct family_socket *socket, bool fresh)
{
	const struct inet_diag *diag = &socket->diag;
	bool listens = socket->states == 1u << TCP_LISTEN;
	bool by_file = diag->cookie == 0;

	facts_set(facts, FACT_STATE, listens ? STATE_LISTEN : STATE_UNCONNECTED);
	/* Of UDP, idiag_rqueue and not SK_MEMINFO_RMEM_ALLOC is what ss shows:
	 * the latter keeps memory of what was read but not given back yet. */
	facts_set(facts, FACT_QUEUE, diag->rqueue);
	if (listens && !by_file)
		facts_set(facts, FACT_BACKLOG, diag->wqueue);
	else if (diag->meminfo_known && !listens)
		facts_set(facts, FACT_BACKLOG, diag->rcvbuf);
	/* /proc/net/tcp has no such column, udp and raw have. */
	if (fresh && (diag->meminfo_known || (by_file && !listens)))
		facts_set(facts, FACT_DROPS, diag->drops);
	if (diag->family == AF_INET6 && diag->v6only_known)
		facts_set(facts, FACT_V6ONLY, diag->v6only);
	if (fresh && socket->watch.last)
		watch_tell(&socket->watch, facts);
}

struct listener *family_add_listener(struct snapshot *snap, uint64_t netns,
				     const struct family_socket *socket)
{
	const struct inet_diag *diag = &socket->diag;
	struct listener *listener = snapshot_add_listener(snap);
	bool by_file = diag->cookie == 0;

	listener->id = (struct listener_id){ netns, by_file ? diag->inode : diag->cookie, by_file };
	listener->inode = diag->inode;
	listener->protocol = socket->protocol;
	listener->uid = diag->uid;
	listener->local.family = diag->family;
	listener->local.dual = diag->family == AF_INET6 && !diag->v6only;
	listener->local.port = diag->port;
	listener->local.ifindex = diag->ifindex;
	memcpy(listener->local.bytes, diag->source, sizeof diag->source);
	set_facts(&listener->facts, socket, socket->told == snap->at.monotonic);
	return listener;
}

void family_free(struct family *family)
{
	kept_free(&family->kept);
}
