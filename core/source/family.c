/* family.c - one kind of internet socket: dumped, remembered, handed out. */
#include "source/family_private.h"

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

static uint8_t state_told(const struct family_kind *kind)
{
	return kind->states == 1u << TCP_LISTEN ? TCP_LISTEN : TCP_CLOSE;
}

static int on_message(const struct nlmsghdr *nlh, void *arg)
{
	struct family *family = arg;
	struct family_socket *socket;
	struct inet_diag diag;
	struct look look;

	if (inet_diag_decode(nlh, &diag) != 0)
		return 0;
	if (diag.state != state_told(family->kind))
		return 0;
	socket = kept_see(&family->kept, diag.cookie, sizeof *socket);
	if (!socket)
		return 0;
	if (!socket->told)
		socket->met = strangers_since(&family->strangers, diag.cookie);
	socket->diag = diag;
	socket->protocol = family->kind->protocol;
	socket->states = family->kind->states;
	socket->told = family->now;
	/* Whatever was said of it. */
	socket->closed = 0;
	if (!family->kind->watched)
		return 0;
	look = family_look_of(&diag, family->now);
	if (watch_tick(&socket->watch, &look))
		movers_note(&family->movers, diag.cookie, family->now);
	return 0;
}

int family_dump(const struct family *family, struct nl *nl, nl_message_fn fn, void *arg)
{
	const struct family_kind *kind = family->kind;
	char buffer[INET_DIAG_REQUEST_SIZE];
	struct nlmsghdr *request;

	if (kind->family != AF_UNSPEC)
		request = inet_diag_request(buffer, kind->family, kind->ipproto, kind->states);
	else if (kind->states == 1u << TCP_LISTEN)
		request = inet_diag_request_tcp_listen(buffer);
	else
		request = inet_diag_request_tcp_bound(buffer);
	return nl_dump(nl, kind->label, request, fn, arg);
}

static void on_line(const struct proc_socket *line, void *arg)
{
	struct family *family = arg;
	struct family_socket *socket;

	if (line->state != state_told(family->kind) || line->inode == 0)
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
		error = family_dump(family, nl, on_message, family);
	for (int again = 1; error == -EINTR && again < TRIES; again++)
		error = family_dump(family, nl, on_message, family);
	if (!is_refusal(error) && !is_unheard_of(error))
		return error;
	/* Whether diag has such a family does not change while we run. */
	family->refused = error;
	family->by_file = true;
	strangers_free(&family->strangers);
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

/* ---- what was heard of ---- */

bool family_hear_closed(struct family *family, uint64_t cookie, uint64_t now)
{
	struct family_socket *socket;

	/* From the files come inodes. */
	if (family->by_file)
		return false;
	socket = kept_find(&family->kept, cookie);
	if (!socket)
		return strangers_close(&family->strangers, cookie, now);
	if (socket->closed)
		return true;
	socket->closed = now;
	kept_doubt(&family->kept, cookie);
	*array_add(&family->closings) = (struct family_closing){ cookie, now };
	return true;
}

/* Who holds a port and does not listen has no end that anybody waits for. */
static void tell_closing(const struct family *family, const struct family_closing *closing,
			 uint64_t netns, struct snapshot *snap)
{
	struct listener_id id = { netns, closing->cookie, ID_COOKIE };

	if (family->kind->states != 1u << INET_DIAG_BOUND)
		snapshot_add_closing(snap, &id, closing->when);
}

static void settle_closings(struct family *family, uint64_t netns, struct snapshot *snap)
{
	size_t left = 0;

	for (size_t i = 0; i < family->closings.count; i++) {
		struct family_closing closing = family->closings.items[i];
		const struct family_socket *socket = kept_find(&family->kept, closing.cookie);

		if (!socket)
			tell_closing(family, &closing, netns, snap);
		else if (socket->closed)
			family->closings.items[left++] = closing;
	}
	family->closings.count = left;
}

/* ---- */

void family_look(struct family *family, const struct family_look *on, struct snapshot *snap)
{
	int error = 0;

	if (!family->absent) {
		kept_begin(&family->kept);
		family->now = snap->at.monotonic;
		if (!is_empty(family->kind, on->netns))
			error = look(family, on->host, on->netns->inode);
		kept_end(&family->kept, error == 0);
		settle_closings(family, on->netns->inode, snap);
		if (error == 0)
			strangers_settle(&family->strangers, &family->kept, family->now);
	}
	forget_gone_movers(family);
	tell_gaps(family, error, on->source, snap);
}

void family_forget(struct family *family)
{
	kept_free(&family->kept);
	strangers_free(&family->strangers);
	family->kept = (struct kept){ 0 };
	family->strangers = (struct strangers){ 0 };
	array_clear(&family->closings);
}

void family_free(struct family *family)
{
	family_forget(family);
	array_free(&family->closings);
}
