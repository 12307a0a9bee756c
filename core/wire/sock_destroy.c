/* sock_destroy.c - closing a socket from outside. */
#include "wire/sock_destroy.h"

#include "wire/inet_diag.h"
#include "wire/nl_private.h"

#include <errno.h>
#include <linux/netlink.h>
#include <linux/sock_diag.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/stat.h>

/* Of a SO_REUSEPORT group the kernel picks a member by a hash of the other end's address
 * and port, and only then compares cookies (inet_lookup_reuseport()). As many ports as find
 * each of 200 members but for once in 10,000. */
enum { TRIES = 2048 };

/* The kernel looks among its own namespace's sockets, and older ones number them anew in
 * each: there a cookie of another namespace may be a stranger's. */
static bool is_in_our_netns(uint64_t netns)
{
	struct stat ours;

	return stat("/proc/self/ns/net", &ours) == 0 && ours.st_ino == netns;
}

static int check(const struct listener_id *id, enum protocol protocol)
{
	if (protocol != PROTOCOL_TCP || id->kind != ID_COOKIE || !id->number)
		return -EOPNOTSUPP;
	return is_in_our_netns(id->netns) ? 0 : -EXDEV;
}

static int open_conversation(struct nl **nl)
{
	struct nl_line *line;
	int error = nl_line_live(NL_SOCK_DIAG, &line);

	if (error)
		return error;
	*nl = nl_new(line);
	return 0;
}

struct search {
	uint64_t cookie;
	bool found;
};

static int on_listener(const struct nlmsghdr *nlh, void *arg)
{
	struct search *search = arg;
	struct inet_diag diag;

	if (inet_diag_decode(nlh, &diag) == 0 && diag.state == TCP_LISTEN &&
	    diag.cookie == search->cookie)
		search->found = true;
	return 0;
}

/* By a dump, which gives every member of a group. */
static int find(struct nl *nl, uint64_t cookie)
{
	struct search search = { .cookie = cookie };
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	int error = nl_dump(nl, "tcp", inet_diag_request_tcp_listen(buffer), on_listener, &search);

	if (search.found)
		return 0;
	return error ? error : -ENOENT;
}

static int destroy_as(struct nl *nl, const struct inet_diag *socket)
{
	_Alignas(struct nlmsghdr) char buffer[INET_DIAG_REQUEST_SIZE];
	struct nlmsghdr *request = inet_diag_request_exact(buffer, socket);

	request->nlmsg_type = SOCK_DESTROY;
	return nl_order(nl, "destroy", request);
}

/* -ENOENT says that there is none, or one with another cookie: the kernel has but one word
 * for both. */
static bool may_be_another(int error)
{
	return error == -ENOENT || error == -ESTALE;
}

static int destroy(struct nl *nl, struct inet_diag *socket)
{
	int error = destroy_as(nl, socket);

	if (!may_be_another(error))
		return error;
	error = find(nl, socket->cookie);
	if (error)
		return error;
	for (uint16_t port = 1; port <= TRIES; port++) {
		socket->remote_port = port;
		error = destroy_as(nl, socket);
		if (!may_be_another(error))
			return error;
	}
	return find(nl, socket->cookie) == -ENOENT ? -ENOENT : -ENODATA;
}

int sock_destroy(const struct listener_id *id, enum protocol protocol, const struct address *local)
{
	struct inet_diag socket = {
		.family = local->family,
		.state = TCP_LISTEN,
		.port = local->port,
		.ifindex = local->ifindex,
		.cookie = id->number,
	};
	struct nl *nl;
	int error = check(id, protocol);

	if (!error)
		error = open_conversation(&nl);
	if (error)
		return error;
	memcpy(socket.source, local->bytes, sizeof socket.source);
	error = destroy(nl, &socket);
	nl_free(nl);
	return error;
}

int sock_destroy_finds(const struct listener_id *id, enum protocol protocol)
{
	struct nl *nl;
	int error = check(id, protocol);

	if (!error)
		error = open_conversation(&nl);
	if (error)
		return error;
	error = find(nl, id->number);
	nl_free(nl);
	return error;
}
