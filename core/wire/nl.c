/* nl.c - one netlink conversation: asking, checking, handing out. */
#include "wire/nl_private.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "wire/capture.h"

#include <errno.h>
#include <libmnl/libmnl.h>
#include <stdatomic.h>
#include <stdlib.h>

struct nl {
	struct nl_line *line;
	uint32_t sequence;
	bool unread;                    /* the last dump did not come to its end */
	atomic_bool stopped;
	uint64_t patience;              /* ns */
	void *buffer;
	size_t room;
	struct capture *tee;            /* NULL: none */
	uint64_t netns;                 /* for the tee's path */
};

/* The kernel tells of a loss once and then goes on; who only tells of losses is
 * not waited for. */
enum { LOSSES_MOST = 64 };

/* One dump on its way. */
struct dump {
	nl_message_fn fn;
	void *arg;
	char tee_path[96];
	int refused;                    /* what fn returned: it sees no more */
	int error;                      /* what the kernel said of the whole */
	unsigned losses;
	bool single;                    /* it is no dump: one message ends it */
	bool order;                     /* the same, but only its acknowledgement does */
	bool told;                      /* fn had a message */
	bool ended, torn, lost, cut;
};

struct nl *nl_new(struct nl_line *line)
{
	struct nl *nl = memory_alloc(1, sizeof *nl);

	nl->line = line;
	line->stopped = &nl->stopped;
	nl->patience = CLOCK_SECOND;
	/* The kernel never puts more than 32 KiB into a datagram of a dump unless
	 * a single message needs it, and fills as much as we have room for. */
	nl->room = NL_ROOM;
	nl->buffer = memory_alloc(nl->room, 1);
	return nl;
}

void nl_free(struct nl *nl)
{
	if (!nl)
		return;
	nl->line->close(nl->line);
	free(nl->buffer);
	free(nl);
}

void nl_set_patience(struct nl *nl, uint64_t patience)
{
	nl->patience = patience;
}

void nl_stop(struct nl *nl)
{
	atomic_store(&nl->stopped, true);
}

void nl_tee(struct nl *nl, struct capture *capture, uint64_t netns)
{
	nl->tee = capture;
	nl->netns = netns;
}

/* Takes the errno out of NLMSG_ERROR and NLMSG_DONE, which both begin with one. */
static int message_error(const struct nlmsghdr *nlh, int *error)
{
	int32_t value;

	if (mnl_nlmsg_get_payload_len(nlh) < sizeof value)
		return -EBADMSG;
	value = *(const int32_t *)mnl_nlmsg_get_payload(nlh);
	if (value > 0 || value < -4095)
		return -EBADMSG;
	*error = value;
	return 0;
}

static int take_end(struct dump *dump, const struct nlmsghdr *nlh)
{
	dump->ended = true;
	/* Old dumps end without an errno. */
	if (nlh->nlmsg_type == NLMSG_DONE && !mnl_nlmsg_get_payload_len(nlh))
		return 0;
	return message_error(nlh, &dump->error);
}

/* Negative where it was no netlink. */
static int take_message(struct dump *dump, const struct nlmsghdr *nlh)
{
	if (nlh->nlmsg_flags & NLM_F_DUMP_INTR)
		dump->torn = true;
	if (nlh->nlmsg_type == NLMSG_ERROR || nlh->nlmsg_type == NLMSG_DONE)
		return take_end(dump, nlh);
	if (nlh->nlmsg_type == NLMSG_OVERRUN)
		dump->lost = true;
	if (nlh->nlmsg_type < NLMSG_MIN_TYPE || dump->refused || dump->cut || dump->order)
		return 0;
	dump->refused = dump->fn(nlh, dump->arg);
	dump->told = true;
	dump->ended = dump->single;
	return 0;
}

/* mnl_nlmsg_ok() takes a length above INT_MAX for a negative one, and so for one
 * that fits. */
static bool is_whole(const struct nlmsghdr *nlh, int left)
{
	return left >= (int)sizeof *nlh && nlh->nlmsg_len <= (uint32_t)left &&
	       nlh->nlmsg_len >= sizeof *nlh;
}

static bool is_ours(const struct nl *nl, const struct nlmsghdr *nlh)
{
	return nl->line->is_copy ||
	       (nlh->nlmsg_seq == nl->sequence && nlh->nlmsg_pid == nl->line->port);
}

static void tee_datagram(struct nl *nl, const struct dump *dump, const void *bytes, size_t size)
{
	uint32_t length = (uint32_t)size;

	if (!nl->tee || dump->single)
		return;
	capture_append(nl->tee, dump->tee_path, &length, sizeof length);
	capture_append(nl->tee, dump->tee_path, bytes, size);
}

/* All messages of a datagram belong to one dump, so the first one tells whether
 * it is worth keeping; each is still checked. Any process with CAP_NET_ADMIN
 * may send to our port where connect(2) does not keep it off. */
static int take_datagram(struct nl *nl, struct dump *dump, const struct nl_datagram *datagram)
{
	const struct nlmsghdr *nlh = datagram->bytes;
	int left = (int)datagram->size;

	if (datagram->sender != 0)
		return 0;
	if (datagram->size > datagram->room) {
		dump->cut = true;
		return 0;
	}
	if (is_whole(nlh, left) && is_ours(nl, nlh))
		tee_datagram(nl, dump, datagram->bytes, datagram->size);
	for (; is_whole(nlh, left) && !dump->ended; nlh = mnl_nlmsg_next(nlh, &left)) {
		if (is_ours(nl, nlh) && take_message(dump, nlh) < 0)
			return -EBADMSG;
	}
	return left > 0 && !dump->ended ? -EBADMSG : 0;
}

/* A dump goes on behind a loss. */
static int take_failure(struct dump *dump, int error)
{
	if (error != -ENOBUFS || ++dump->losses > LOSSES_MOST)
		return error;
	dump->lost = true;
	return 0;
}

/* Receives until the dump has ended. */
static int drain(struct nl *nl, struct dump *dump, uint64_t deadline)
{
	while (!dump->ended) {
		struct nl_datagram datagram = { .bytes = nl->buffer, .room = nl->room };
		int error = -ECANCELED;

		if (!atomic_load_explicit(&nl->stopped, memory_order_relaxed))
			error = nl->line->receive(nl->line, &datagram, deadline);
		if (!error)
			error = take_datagram(nl, dump, &datagram);
		else
			error = take_failure(dump, error);
		if (error)
			return error;
		/* Strangers must not hold us for ever by sending. */
		if (!dump->ended && clock_monotonic() > deadline)
			return -ETIMEDOUT;
	}
	return 0;
}

/* What is left of a dump that failed must go: the kernel answers EBUSY to a new
 * one while it has an old one to give, and it only goes on giving as we read. */
static void discard_unread(struct nl *nl, uint64_t deadline)
{
	struct nl_datagram datagram = { .bytes = nl->buffer, .room = nl->room };
	unsigned losses = 0;
	int error = 0;

	while ((!error || error == -ENOBUFS) && losses <= LOSSES_MOST &&
	       clock_monotonic() < deadline) {
		error = nl->line->receive(nl->line, &datagram, 0);
		losses += error == -ENOBUFS;
	}
	nl->unread = false;
}

static void begin_tee(struct nl *nl, struct dump *dump, const char *label)
{
	struct text path = TEXT_OVER(dump->tee_path);

	if (!nl->tee || dump->single)
		return;
	text_format(&path, "netlink/%llu/%s.nl", (unsigned long long)nl->netns, label);
	capture_file(nl->tee, dump->tee_path, "", 0);
}

static int ask_once(struct nl *nl, const char *label, struct nlmsghdr *request,
		     struct dump *dump)
{
	uint64_t deadline = clock_monotonic() + nl->patience;
	int error;

	if (nl->unread)
		discard_unread(nl, deadline);
	request->nlmsg_flags |= NLM_F_REQUEST;
	if (dump->order)
		request->nlmsg_flags |= NLM_F_ACK;
	else if (!dump->single)
		request->nlmsg_flags |= NLM_F_DUMP;
	request->nlmsg_seq = ++nl->sequence;
	request->nlmsg_pid = nl->line->port;
	error = nl->line->send(nl->line, request, label);
	if (error)
		return error;
	begin_tee(nl, dump, label);
	error = drain(nl, dump, deadline);
	nl->unread = !dump->ended;
	if (dump->refused)
		return dump->refused;
	if (error)
		return error;
	if (dump->error)
		return dump->error;
	if (dump->lost)
		return -ENOBUFS;
	return dump->torn ? -EINTR : 0;
}

static bool grow(struct nl *nl)
{
	if (nl->room >= NL_ROOM_MAX)
		return false;
	free(nl->buffer);
	nl->room *= 2;
	nl->buffer = memory_alloc(nl->room, 1);
	return true;
}

int nl_dump(struct nl *nl, const char *label, struct nlmsghdr *request, nl_message_fn fn,
	    void *arg)
{
	for (;;) {
		struct dump dump = { .fn = fn, .arg = arg };
		int error = ask_once(nl, label, request, &dump);

		if (!dump.cut || dump.refused)
			return error;
		if (!grow(nl))
			return -EMSGSIZE;
	}
}

int nl_ask(struct nl *nl, const char *label, struct nlmsghdr *request, nl_message_fn fn,
	   void *arg)
{
	struct dump dump = { .fn = fn, .arg = arg, .single = true };
	int error = ask_once(nl, label, request, &dump);

	if (error)
		return error;
	if (dump.cut)
		return -EMSGSIZE;
	/* An acknowledgement that nobody asked for is no answer. */
	return dump.told ? 0 : -ENOENT;
}

int nl_order(struct nl *nl, const char *label, struct nlmsghdr *request)
{
	struct dump dump = { .single = true, .order = true };
	int error = ask_once(nl, label, request, &dump);

	if (error)
		return error;
	return dump.cut ? -EMSGSIZE : 0;
}
