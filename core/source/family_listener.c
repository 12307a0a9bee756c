/* family_listener.c - one kind of internet socket, as the snapshot has it. */
#include "source/family.h"

#include "fact/snapshot.h"

#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>

/* A counter that this tick's dump did not tell would make a rate of 0, and the
 * next one twice what it is. */
static void set_facts(struct facts *facts, const struct family_socket *socket, bool fresh)
{
	const struct inet_diag *diag = &socket->diag;
	bool listens = socket->states == 1u << TCP_LISTEN;
	bool by_file = diag->cookie == 0;

	if (diag->family == AF_INET6 && diag->v6only_known)
		facts_set(facts, FACT_V6ONLY, diag->v6only);
	if (socket->states == 1u << INET_DIAG_BOUND) {
		facts_set(facts, FACT_STATE, STATE_BOUND);
		return;
	}
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
	if (fresh && socket->watch.last)
		watch_tell(&socket->watch, facts);
}

struct listener *family_add_listener(struct snapshot *snap, uint64_t netns,
				     const struct family_socket *socket)
{
	const struct inet_diag *diag = &socket->diag;
	struct listener *listener = snapshot_add_listener(snap);
	bool by_file = diag->cookie == 0;

	listener->id = by_file ? (struct listener_id){ netns, diag->inode, ID_INODE }
			       : (struct listener_id){ netns, diag->cookie, ID_COOKIE };
	listener->inode = diag->inode;
	listener->protocol = socket->protocol;
	listener->uid = diag->uid;
	listener->met = socket->met;
	listener->local.family = diag->family;
	listener->local.dual = diag->family == AF_INET6 && !diag->v6only;
	listener->local.port = diag->port;
	listener->local.ifindex = diag->ifindex;
	memcpy(listener->local.bytes, diag->source, sizeof diag->source);
	set_facts(&listener->facts, socket, socket->told == snap->at.monotonic);
	return listener;
}

static const char CLOSED_EARLY[] = "closed: before anybody could be asked whose it is";

struct listener *family_add_ended(struct family *family, struct snapshot *snap, uint64_t netns)
{
	struct family_socket socket = {
		.protocol = family->kind->protocol,
		.states = family->kind->states,
		.told = snap->at.monotonic,
	};
	struct stranger_ended ended;
	struct listener *listener;

	if (!strangers_take_ended(&family->strangers, &ended))
		return NULL;
	socket.diag = ended.diag;
	socket.met = ended.since;
	listener = family_add_listener(snap, netns, &socket);
	facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
	listener->label[LABEL_NO_OWNER] = snapshot_keep(snap, CLOSED_EARLY);
	snapshot_add_closing(snap, &listener->id, ended.when);
	return listener;
}
