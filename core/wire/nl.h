/* nl.h - one netlink conversation: live, captured, or teed. */
#ifndef LSN_WIRE_NL_H
#define LSN_WIRE_NL_H

#include <stdint.h>

struct nl;
struct nlmsghdr;

enum nl_bus {
	NL_SOCK_DIAG,                   /* sock_diag(7) */
	NL_ROUTE,                       /* rtnetlink(7) */
	NL_BUSES,
};

/* A message of a dump, its length already checked against the datagram's. Not
 * called for errors, DONE and no-ops. Return 0 to go on, a negative errno to
 * stop; the rest of the dump is then drained unseen. */
typedef int (*nl_message_fn)(const struct nlmsghdr *nlh, void *arg);

/* Sends the request (its sequence, pid and NLM_F_REQUEST|NLM_F_DUMP are set
 * here) and hands out every message of the answer. `label` names the dump in
 * a captured host ("tcp", "udp6"); it must stay the same over releases.
 *
 * 0, or: -EINTR the kernel said the dump is torn (NLM_F_DUMP_INTR; all of it was
 * handed out), -ENOBUFS messages were lost, -ETIMEDOUT no end within a second,
 * -EBADMSG what came was no netlink, -ENODATA a captured host does not have it,
 * what fn returned, else the kernel's own error (-ENOENT: no such diag family).
 * Messages of others (pid not 0, or another sequence) are dropped unseen.
 * Where a datagram did not fit, the dump is asked for again with more room, up to
 * 1 MiB (-EMSGSIZE): a message may then be handed out twice. */
int nl_dump(struct nl *nl, const char *label, struct nlmsghdr *request, nl_message_fn fn,
	    void *arg);

/* Asks for one thing: no NLM_F_DUMP, one message is the answer. Errors as above
 * (-ENOENT, -ESTALE: there is no such thing), and 0 only where fn had its message.
 * Never teed: what is asked for between ticks is no part of a captured host. */
int nl_ask(struct nl *nl, const char *label, struct nlmsghdr *request, nl_message_fn fn,
	   void *arg);

/* Asks for a deed (sock_diag's SOCK_DESTROY): its acknowledgement is the answer. 0 where it
 * was done; errors as above, -ENOENT and the like the kernel's own. Never teed. */
int nl_order(struct nl *nl, const char *label, struct nlmsghdr *request);

/* How long a dump may take, in ns, instead of a second. */
void nl_set_patience(struct nl *nl, uint64_t patience);

/* The one call that may come from another thread than the conversation's: the dump
 * under way, and any later, ends soon with -ECANCELED. */
void nl_stop(struct nl *nl);

/* Ends a conversation of one's own, as host_nl_apart() gives. NULL is fine. */
void nl_free(struct nl *nl);

#endif
