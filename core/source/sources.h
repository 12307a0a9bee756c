/* sources.h - one constructor per source, in the order they run. */
#ifndef LSN_SOURCE_SOURCES_H
#define LSN_SOURCE_SOURCES_H

#include "fact/protocol.h"
#include "fact/source.h"

#include <stdbool.h>

struct baseline;
struct host;

/* Each borrows the host, and gives a source that the sampler frees. */

/* Which network namespaces? (our own) */
struct source *source_netns(struct host *host);

/* Who listens by TCP, MPTCP, UDP, UDP-Lite in each namespace, and how full? */
struct source *source_diag(struct host *host, protocol_set wanted);

/* What did each namespace count, and which sysctls bind? Right behind the queues, so
 * that both speak of the same instant. */
struct source *source_counter(struct host *host);

/* Raw sockets, by diag or else /proc/net/raw. */
struct source *source_raw(struct host *host, protocol_set wanted);

/* UNIX listeners. */
struct source *source_unixes(struct host *host, protocol_set wanted);

/* Which TCP listeners share one address, port and device: SO_REUSEPORT groups. */
struct source *source_reuseport(void);

/* What this kernel cannot tell (sctp, vsock, packet): gaps where they were
 * asked for by name. */
struct source *source_unseen(struct host *host, protocol_set asked);

/* How many handshakes wait at each TCP listener? Walks all connections, within a
 * budget, and only when something moves. */
struct source *source_syn(struct host *host);

/* Who waits to be accepted where a queue is not empty, and since when? Who is at
 * the listener in focus? Within a budget too. */
struct source *source_peers(struct host *host);

/* Which processes hold each socket? Remembered, not looked up again. */
struct source *source_owner(struct host *host);

/* Who are the processes in focus, and who started them? Adds them to the snapshot, where
 * they hold no listener. */
struct source *source_kin(struct host *host);

/* What are those processes? */
struct source *source_process(struct host *host);

/* What do the threads do of processes in focus, and of those that hold a listener in
 * focus? */
struct source *source_threads(struct host *host);

/* Which unit and container explains each process? */
struct source *source_place(struct host *host);

/* What else is known of processes in focus: executable, capabilities, cgroup? */
struct source *source_detail(struct host *host);

/* With whom does the process in focus talk? Walks all connections, within a budget.
 * Behind those that add processes. */
struct source *source_talk(struct host *host);

/* From where can each listener be reached, by its address and device; by which interfaces;
 * what class is its port? */
struct source *source_exposure(struct host *host);

/* What do all processes run that hold a listener, where the focus asks for executables?
 * Behind the details, of which it leaves alone what is there. */
struct source *source_programs(struct host *host);

/* Is each listener in the baseline, and as it was? What is not there of `wanted` protocols
 * becomes a listener that is missing. Borrows the baseline; NULL: NULL. Behind the names. */
struct source *source_expect(struct baseline *baseline, protocol_set wanted);

/* What are uid 33 and port 443 called? */
struct source *source_names(struct host *host);

/* Does this machine know a user of that name? May ask a name service, and wait
 * for it: before the first tick only. */
bool names_know_user(const char *name);

#endif
