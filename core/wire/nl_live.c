/* nl_live.c - a conversation with this machine's kernel. */
#include "wire/nl_private.h"

#include "base/clock.h"
#include "base/memory.h"
#include "wire/descriptor.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/filter.h>
#include <linux/inet_diag.h>
#include <linux/sock_diag.h>
#include <poll.h>
#include <stddef.h>
#include <stdlib.h>
#include <sys/socket.h>
#include <unistd.h>

struct live_line {
	struct nl_line line;
	struct mnl_socket *socket;
};

static int live_send(struct nl_line *line, const struct nlmsghdr *request, const char *label)
{
	const struct live_line *live = (const struct live_line *)line;
	ssize_t sent;

	(void)label;
	do
		sent = mnl_socket_sendto(live->socket, request, request->nlmsg_len);
	while (sent < 0 && errno == EINTR);
	return sent < 0 ? -errno : 0;
}

/* Who stops us has no means to wake us up. */
static const uint64_t STOPS_WITHIN = 100 * CLOCK_MILLISECOND;

/* 0 where there is something to read. */
static int wait_until(int fd, uint64_t deadline, const atomic_bool *stopped)
{
	struct pollfd ready = { .fd = fd, .events = POLLIN };

	for (;;) {
		uint64_t now = clock_monotonic();
		uint64_t left = deadline > now ? deadline - now : 0;
		int count;

		if (!left)
			return -ETIMEDOUT;
		if (atomic_load_explicit(stopped, memory_order_relaxed))
			return -ECANCELED;
		if (left > STOPS_WITHIN)
			left = STOPS_WITHIN;
		count = poll(&ready, 1, (int)(left / CLOCK_MILLISECOND) + 1);
		if (count > 0)
			return 0;
		if (count < 0 && errno != EINTR)
			return -errno;
	}
}

static int receive_now(int fd, struct nl_datagram *datagram)
{
	struct sockaddr_nl sender = { 0 };
	struct iovec part = { .iov_base = datagram->bytes, .iov_len = datagram->room };
	struct msghdr message = {
		.msg_name = &sender, .msg_namelen = sizeof sender,
		.msg_iov = &part, .msg_iovlen = 1,
	};
	ssize_t size;

	/* With MSG_TRUNC the answer is the length as sent. */
	do
		size = recvmsg(fd, &message, MSG_DONTWAIT | MSG_TRUNC);
	while (size < 0 && errno == EINTR);
	if (size < 0)
		return -errno;
	if (message.msg_namelen != sizeof sender || sender.nl_family != AF_NETLINK)
		return -EBADMSG;
	datagram->size = (size_t)size;
	datagram->sender = sender.nl_pid;
	return 0;
}

/* A dump's first datagrams are there before send() returns, so we read first
 * and wait only where there is nothing. */
static int live_receive(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline)
{
	const struct live_line *live = (const struct live_line *)line;
	int fd = mnl_socket_get_fd(live->socket);

	for (;;) {
		int error = receive_now(fd, datagram);

		if (error != -EAGAIN)
			return error;
		error = wait_until(fd, deadline, line->stopped);
		if (error)
			return error;
	}
}

static void live_close(struct nl_line *line)
{
	struct live_line *live = (struct live_line *)line;

	mnl_socket_close(live->socket);
	free(live);
}

/* Bound to a port the kernel chose, and connected to the kernel: then it refuses
 * other programs' datagrams, root's too. */
static int settle(struct mnl_socket *socket)
{
	struct sockaddr_nl kernel = { .nl_family = AF_NETLINK };

	if (mnl_socket_bind(socket, 0, MNL_SOCKET_AUTOPID) < 0)
		return -errno;
	if (connect(mnl_socket_get_fd(socket), (struct sockaddr *)&kernel, sizeof kernel) < 0)
		return -errno;
	return 0;
}

static int open_live(enum nl_bus bus, struct live_line **line)
{
	static const int buses[NL_BUSES] = {
		[NL_SOCK_DIAG] = NETLINK_SOCK_DIAG,
		[NL_ROUTE] = NETLINK_ROUTE,
	};
	int fd = socket(AF_NETLINK, SOCK_RAW | SOCK_CLOEXEC, buses[bus]);
	struct mnl_socket *opened;
	struct live_line *live;
	int error;

	if (fd < 0)
		return -errno;
	fd = descriptor_lift(fd);
	if (fd < 0)
		return fd;
	opened = mnl_socket_fdopen(fd);
	if (!opened) {
		error = -errno;
		close(fd);
		return error;
	}
	error = settle(opened);
	if (error) {
		mnl_socket_close(opened);
		return error;
	}
	live = memory_alloc(1, sizeof *live);
	live->socket = opened;
	live->line = (struct nl_line){
		.port = mnl_socket_get_portid(opened),
		.send = live_send,
		.receive = live_receive,
		.close = live_close,
	};
	*line = live;
	return 0;
}

int nl_line_live(enum nl_bus bus, struct nl_line **line)
{
	struct live_line *live;
	int error = open_live(bus, &live);

	if (!error)
		*line = &live->line;
	return error;
}

/* ---- what the kernel tells without being asked ---- */

/* A few hundred messages: where more come between two looks, the dumps tell. */
enum { CLOSINGS_BUFFER = 128 * 1024 };

#define PORT_AT(port) (NLMSG_HDRLEN + offsetof(struct inet_diag_msg, id.idiag_##port))

/* Each end of each connection is told of when it closes, on a busy server a flood; a
 * listener has no port at the other end. What was never bound has none at all. */
static int let_listeners_pass(int fd)
{
	struct sock_filter steps[] = {
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, PORT_AT(dport)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 3),
		BPF_STMT(BPF_LD | BPF_H | BPF_ABS, PORT_AT(sport)),
		BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 1, 0),
		BPF_STMT(BPF_RET | BPF_K, UINT32_MAX),
		BPF_STMT(BPF_RET | BPF_K, 0),
	};
	struct sock_fprog filter = { sizeof steps / sizeof *steps, steps };

	return setsockopt(fd, SOL_SOCKET, SO_ATTACH_FILTER, &filter, sizeof filter) < 0 ? -errno : 0;
}

/* Whoever runs a kernel without one of the groups still has the others. */
static int join(int fd, uint32_t groups)
{
	int error = -EINVAL;
	bool joined = false;

	for (int group = 1; group < 32; group++) {
		if (!(groups >> group & 1))
			continue;
		if (setsockopt(fd, SOL_NETLINK, NETLINK_ADD_MEMBERSHIP, &group, sizeof group) < 0)
			error = -errno;
		else
			joined = true;
	}
	return joined ? 0 : error;
}

int nl_line_closings(uint32_t groups, struct nl_line **line)
{
	int error, fd, size = CLOSINGS_BUFFER;
	struct live_line *live;

	error = open_live(NL_SOCK_DIAG, &live);
	if (error)
		return error;
	fd = mnl_socket_get_fd(live->socket);
	setsockopt(fd, SOL_SOCKET, SO_RCVBUF, &size, sizeof size);
	/* The filter before the first message. */
	error = let_listeners_pass(fd);
	if (!error)
		error = join(fd, groups);
	if (error) {
		live_close(&live->line);
		return error;
	}
	*line = &live->line;
	return 0;
}
