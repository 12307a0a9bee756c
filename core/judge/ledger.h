/* ledger.h - the drops of listeners beside the counters that moved. */
#ifndef LSN_JUDGE_LEDGER_H
#define LSN_JUDGE_LEDGER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct model;
struct text;

enum ledger_span { LEDGER_TICK, LEDGER_MINUTE, LEDGER_SPANS };

/* TCP (and MPTCP) of one namespace. The kernel counts a refusal on the socket and in
 * the namespace, but not evenly:
 *
 *                                            socket  Overflows  Drops  another
 *   SYN met a full accept queue                  +1         +1     +1
 *   last ACK met a full accept queue             +2         +1     +1
 *   the same, of a handshake by cookie           +1         +1     +1
 *   SYN met a full SYN queue, no cookies         +1                +1  TCPReqQFullDrop
 *   SYN got a cookie in place of that queue                            TCPReqQFullDoCookies
 *   no memory, no route, ...                  +1, +2               +1
 *   bare ACK under TCP_DEFER_ACCEPT              +1                    TCPDeferAcceptDrop
 *   stray segment, socket filter                 +1
 *
 * So what the sockets have more than the counters is guessed: what TCPDeferAcceptDrop
 * accounts for is that; the rest were overflows at the last ACK, as far as there were
 * overflows, and as far as listeners that were seen full have dropped more than they
 * overflowed; what is left is a remainder. The sockets are read a moment before the
 * counters, so that a remainder of one tick may be made up for by the next: the
 * minute is balanced as a whole. */
struct ledger {
	double seconds;                 /* covered */

	/* On the sockets: steps of the listeners that were there at both ticks; of those
	 * that are new, what they have dropped since they were made, as far as the
	 * counters lack it. */
	int64_t drops;
	unsigned listeners;             /* of these, how many dropped; over the last
					 * minute the most at one tick */

	/* In the namespace: steps of its counters. */
	int64_t overflows;              /* ListenOverflows: the accept queue was full */
	int64_t syn_full;               /* TCPReqQFullDrop: the SYN queue was */
	int64_t other;                  /* ListenDrops that are neither: memory, routing,
					 * tcp_max_syn_backlog; never negative */
	int64_t deferred;               /* TCPDeferAcceptDrop: bare ACKs, on the socket alone */
	int64_t cookies;                /* TCPReqQFullDoCookies: SYNs with a cookie in place of
					 * the SYN queue; no drops, but one that then met a
					 * full accept queue is among the overflows too */

	/* drops = overflows + syn_full + other + deferred + twice + remainder. */
	int64_t twice;                  /* overflows at the last ACK, the second time; at
					 * most `overflows` */
	int64_t remainder;              /* above 0: only on sockets (port scan, filter); below:
					 * of listeners that we did not see or are closed */
};

/* The n-th line of the books as a person reads them, numbers first, without what
 * is 0 but for the sums; false behind the last. Plain ASCII of our own. */
bool ledger_line(const struct ledger *ledger, size_t n, struct text *line);

/* The books of all namespaces. A zeroed one is empty. */
struct ledgers {
	struct books *books;
	uint64_t ticks;
};

/* Once behind each model_update(). */
void ledgers_update(struct ledgers *ledgers, const struct model *model);

/* The books of namespace `netns` (its inode) over the last tick, or over the ticks of
 * the last minute. False, and *ledger untouched, where there are none: at the first
 * tick, behind a hole in time, where its counters are unknown. */
bool ledgers_get(const struct ledgers *ledgers, uint64_t netns, enum ledger_span span,
		 struct ledger *ledger);

void ledgers_free(struct ledgers *ledgers);

#endif
