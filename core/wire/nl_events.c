/* nl_events.c - the sockets of one namespace that are being closed. */
#include "wire/nl_events.h"

#include "base/memory.h"
#include "wire/nl_private.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <linux/sock_diag.h>
#include <stdlib.h>

/* One message comes in one datagram, 400 bytes with a tcp_info. */
enum { ROOM = 4096, MOST = 2048, LOSSES_AT_ONCE = 16 };

struct nl_events {
	struct nl_line *line;
	atomic_bool stopped;            /* never: nobody waits */
	uint64_t losses;
	void *buffer;
};

struct nl_events *nl_events_new(struct nl_line *line)
{
	struct nl_events *events = memory_alloc(1, sizeof *events);

	events->line = line;
	line->stopped = &events->stopped;
	events->buffer = memory_alloc(ROOM, 1);
	return events;
}

int nl_events_open(unsigned which, struct nl_events **events)
{
	struct nl_line *line;
	uint32_t groups = 0;
	int error;

	if (which & NL_CLOSED_TCP)
		groups |= 1u << SKNLGRP_INET_TCP_DESTROY | 1u << SKNLGRP_INET6_TCP_DESTROY;
	if (which & NL_CLOSED_UDP)
		groups |= 1u << SKNLGRP_INET_UDP_DESTROY | 1u << SKNLGRP_INET6_UDP_DESTROY;
	error = nl_line_closings(groups, &line);
	if (!error)
		*events = nl_events_new(line);
	return error;
}

/* mnl_nlmsg_ok() takes a length above INT_MAX for a negative one. */
static bool is_whole(const struct nlmsghdr *nlh, int left)
{
	return mnl_nlmsg_ok(nlh, left) && nlh->nlmsg_len <= (uint32_t)left;
}

static size_t hand_out(const struct nl_datagram *datagram, nl_event_fn fn, void *arg)
{
	const struct nlmsghdr *nlh = datagram->bytes;
	int left = (int)datagram->size;
	size_t count = 0;

	/* Root may send to the group as well. */
	if (datagram->sender != 0 || datagram->size > datagram->room)
		return 0;
	for (; is_whole(nlh, left); nlh = mnl_nlmsg_next(nlh, &left)) {
		if (nlh->nlmsg_type < NLMSG_MIN_TYPE)
			continue;
		fn(nlh, arg);
		count++;
	}
	return count;
}

size_t nl_events_take(struct nl_events *events, nl_event_fn fn, void *arg)
{
	unsigned losses = 0;
	size_t count = 0;

	for (unsigned i = 0; i < MOST && losses < LOSSES_AT_ONCE; i++) {
		struct nl_datagram datagram = { .bytes = events->buffer, .room = ROOM };
		int error = events->line->receive(events->line, &datagram, 0);

		if (!error)
			count += hand_out(&datagram, fn, arg);
		else if (error == -ENOBUFS)
			losses++;
		else
			break;
	}
	events->losses += losses;
	return count;
}

uint64_t nl_events_losses(const struct nl_events *events)
{
	return events->losses;
}

void nl_events_free(struct nl_events *events)
{
	if (!events)
		return;
	events->line->close(events->line);
	free(events->buffer);
	free(events);
}
