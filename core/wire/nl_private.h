/* nl_private.h - private to wire: the making of a conversation, and the line it
 * is held over. */
#ifndef LSN_WIRE_NL_PRIVATE_H
#define LSN_WIRE_NL_PRIVATE_H

#include "wire/nl.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>

struct capture;

enum { NL_ROOM = 32 * 1024, NL_ROOM_MAX = 1024 * 1024 };

struct nl_datagram {
	void *bytes;
	size_t room;
	size_t size;                    /* as sent; what is above room was cut off */
	uint32_t sender;                /* 0: the kernel */
};

/* What carries datagrams: a socket, a captured file, a test. Embedded as the
 * first member of the line's own struct. */
struct nl_line {
	uint32_t port;                  /* what the kernel calls us */
	bool is_copy;                   /* sequence and port are another program's */
	const atomic_bool *stopped;     /* nl_new() sets it: true ends a receive() that waits */

	/* `label` names the dump. 0 or a negative errno. */
	int (*send)(struct nl_line *line, const struct nlmsghdr *request, const char *label);

	/* Fills in size and sender. Waits until `deadline` (monotonic ns; 0: not at
	 * all). 0, -ETIMEDOUT where nothing came or nothing more will, -ECANCELED
	 * where it was stopped meanwhile, or another negative errno. */
	int (*receive)(struct nl_line *line, struct nl_datagram *datagram, uint64_t deadline);

	void (*close)(struct nl_line *line);
};

/* A socket on this machine, in the network namespace we are in. */
int nl_line_live(enum nl_bus bus, struct nl_line **line);

/* The same, and it has joined those multicast groups of sock_diag's, the first being bit 1:
 * only messages whose socket had no other end and a port pass the filter in the kernel.
 * It is never sent to. */
int nl_line_closings(uint32_t groups, struct nl_line **line);

/* The files of one namespace below a captured host. Takes `dir`, which may be
 * negative: then every dump is -ENODATA. */
struct nl_line *nl_line_copy(int dir);

/* Takes the line. */
struct nl *nl_new(struct nl_line *line);

/* From here on what is accepted is also written as netlink/NETNS/LABEL.nl. */
void nl_tee(struct nl *nl, struct capture *capture, uint64_t netns);

#endif
