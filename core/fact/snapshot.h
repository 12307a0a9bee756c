/* snapshot.h - the whole host at one instant, and no past. */
#ifndef LSN_FACT_SNAPSHOT_H
#define LSN_FACT_SNAPSHOT_H

#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "fact/address.h"
#include "fact/fact.h"
#include "fact/label.h"
#include "fact/power.h"
#include "fact/protocol.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

enum listener_id_kind {
	ID_COOKIE,
	ID_INODE,                       /* where the kernel gives no cookie */
	ID_STATED,                      /* of no socket: a hash of what was said of it */
};

/* A socket's whole life, or one line of a baseline that nothing answers to. `netns` is
 * the namespace's inode. */
struct listener_id {
	uint64_t netns, number;
	uint64_t kind;                  /* enum listener_id_kind; as wide as the others, so
					 * that an id has no padding and can be hashed whole */
};

struct listener {
	struct listener_id id;
	uint32_t inode;                 /* joins it to /proc/PID/fd; 0 unknown */
	enum protocol protocol;
	uid_t uid;                      /* who made the socket; (uid_t)-1 unknown */
	struct address local;
	struct facts facts;             /* FACTS_LISTENER */
	const char *label[LISTENER_LABELS];
	uint32_t first_owner, owner_count; /* set by snapshot_seal() */
	uint32_t process_count;         /* set by snapshot_seal(); owners, but a process
					 * with several descriptors counts once */
	uint64_t met;                   /* monotonic ns, when a look between ticks saw it, before
					 * any tick did; 0: none did */
	bool missed;                    /* the newest dump did not tell of it: it is gone, or
					 * was overlooked */
};

struct process_id {
	pid_t pid;
	uint64_t identity;              /* which life of that pid: the inode of its pidfd where
					 * the kernel has pidfs (6.9), which no other life
					 * gets; else its start time in clock ticks; 0 unknown */
};

enum { NO_PROCESS = -1 };               /* as an index: UINT32_MAX */

/* Those that hold a listener and, of processes in focus, themselves and who started
 * them, as far as the first process of all: these may hold none. */
struct process {
	struct process_id id;
	uint64_t start;                 /* clock ticks since boot, 0 unknown; set with the
					 * identity: who reads more of that pid compares */
	uint64_t started;               /* ns since boot, 0 unknown */
	pid_t thread;                   /* that holds a listener by a table of descriptors of
					 * its own; 0 none */
	pid_t parent_pid;               /* 0: none (the first process), or not known */
	uint32_t parent;                /* index; NO_PROCESS: not looked for */
	uid_t uid;                      /* effective; (uid_t)-1 unknown */
	struct facts facts;             /* FACTS_PROCESS */
	const char *label[PROCESS_LABELS];
	uint32_t listener_count;        /* set by snapshot_seal(); a listener held
					 * by several descriptors counts once */
	uint32_t first_held;            /* set by snapshot_seal() */
};

/* Of processes in focus, and of those that hold a listener in focus. */
struct thread {
	uint32_t process;               /* index */
	pid_t tid;
	struct facts facts;             /* FACTS_THREAD */
	const char *label[THREAD_LABELS];
};

enum peer_kind {
	PEER_WAITING,                   /* connected, and not accepted yet */
	PEER_HANDSHAKE,                 /* in the SYN queue */
	PEER_TALKER,                    /* an address with accepted connections: no port */
};

/* Who is at the listener in focus. In a SO_REUSEPORT group the kernel does not say
 * at which member: all who are at the group. */
struct peer {
	uint32_t listener;              /* index */
	enum peer_kind kind;
	struct address remote;
	uint8_t state;                  /* as in netinet/tcp.h; of a talker 0 */
	struct facts facts;             /* FACTS_PEER */
};

enum { CONNECTION_STATES = 13 };        /* by number as in the kernel's tcp_states.h */

/* All connections of the listener in focus, accepted or not, by their state. */
struct connections {
	uint32_t listener;              /* index */
	uint64_t by_state[CONNECTION_STATES];
	uint64_t waiting;               /* of these, not accepted yet */
};

/* An address that a process has connections with. */
struct partner {
	struct address remote;          /* without a port */
	uint64_t connections;
};
enum { TALK_PARTNERS = 20 };

/* The connections that the process in focus holds by its descriptors, wherever they
 * came from or go to. Half-open ones, those not accepted yet and TIME_WAIT are no
 * process's, and not among them. */
struct talk {
	uint32_t process;               /* index */
	uint64_t by_state[CONNECTION_STATES];
	uint64_t descriptors, looked_at;        /* of its table; what was not looked at may
					 * be more connections */
	struct partner *partners;       /* the most connections first; in the arena */
	size_t partner_count;           /* at most TALK_PARTNERS */
	uint64_t partners_in_all;
};

/* Indices into the arrays below; sorted by listener, then pid, then fd. */
struct owner {
	uint32_t listener, process;
	int fd;
};

/* A socket of a listener was closed between two ticks, as the kernel or a look told. The
 * listener itself is in the snapshot only where no tick has met it: it was opened and
 * closed in between. */
struct closing {
	struct listener_id listener;
	uint64_t when;                  /* monotonic ns: told by then */
};

/* The baseline that listeners are compared with. */
struct baseline_facts {
	const char *path;               /* NULL: none, and nobody is unexpected or missing */
	size_t lines;                   /* good ones */
	size_t bad_lines, first_bad;    /* those not understood; number of the first */
};

struct netns {
	uint64_t inode;
	pid_t witness;                  /* a process in it; 0: our own */
	const char *name;               /* NULL: none known */
	struct facts facts;             /* FACTS_NETNS */
};

/* What we could not see. */
struct gap {
	const char *source;             /* which source: "owner" */
	const char *what;               /* of what: "processes", "sctp", "udplite";
					 * both live as long as the program */
	int error;                      /* errno; 0: not yet, still looking */
	unsigned count;                 /* how many things */
	enum power need;                /* which power would show them */
};

/* Filled by sources, sealed by the sampler, then never changed. Owns all that
 * it points to. */
struct snapshot {
	struct instant at;
	bool sealed;
	ARRAY(struct listener) listeners;
	ARRAY(struct process) processes;
	ARRAY(struct owner) owners;
	ARRAY(uint32_t) held;           /* listeners by process; set by snapshot_seal() */
	ARRAY(struct netns) netns;
	ARRAY(struct thread) threads;
	ARRAY(struct peer) peers;       /* by kind; waiting: the oldest first, talkers:
					 * the most connections first */
	ARRAY(struct connections) connections;
	ARRAY(struct talk) talks;
	ARRAY(struct gap) gaps;
	ARRAY(struct closing) closings; /* each listener once */
	struct baseline_facts baseline; /* path in the arena */
	struct arena arena;
};

struct snapshot *snapshot_new(struct instant at);

/* NULL is fine. */
void snapshot_free(struct snapshot *snap);

/* The new thing, with no fact and no label set; uids unknown. Pointers to its
 * siblings may move: keep indices. */
struct listener *snapshot_add_listener(struct snapshot *snap);
struct process *snapshot_add_process(struct snapshot *snap);
struct netns *snapshot_add_netns(struct snapshot *snap);
struct thread *snapshot_add_thread(struct snapshot *snap, uint32_t process);
struct peer *snapshot_add_peer(struct snapshot *snap, uint32_t listener, enum peer_kind kind);
struct connections *snapshot_add_connections(struct snapshot *snap, uint32_t listener);
struct talk *snapshot_add_talk(struct snapshot *snap, uint32_t process);
void snapshot_add_owner(struct snapshot *snap, uint32_t listener, uint32_t process, int fd);

void snapshot_add_closing(struct snapshot *snap, const struct listener_id *id, uint64_t when);

/* Gaps of one source, thing, error and need are counted, not repeated. */
void snapshot_add_gap(struct snapshot *snap, const char *source, const char *what, int error,
		      enum power need);

/* A copy that lives as long as the snapshot. NULL stays NULL. */
const char *snapshot_keep(struct snapshot *snap, const char *text);
const char *snapshot_keep_bytes(struct snapshot *snap, const char *bytes, size_t size);

/* Sorts owners, gives each listener its span of them and each process its span of listeners;
 * once. Sources run before it, and may not ask for spans. */
void snapshot_seal(struct snapshot *snap);

/* The listener's n-th owner's process, lowest pid first; n < owner_count. */
const struct process *snapshot_owner(const struct snapshot *snap, const struct listener *listener,
				     uint32_t n);

/* The n-th listener the process holds; n < listener_count. */
const struct listener *snapshot_held(const struct snapshot *snap, const struct process *process,
				     uint32_t n);

/* NULL where there is none. Linear, both: for single questions. */
const struct process *snapshot_find_process(const struct snapshot *snap,
					    const struct process_id *id);
const struct netns *snapshot_find_netns(const struct snapshot *snap, uint64_t inode);

/* A socket that is there and takes connections or datagrams: neither bound only, nor
 * missing. */
bool listener_listens(const struct listener *listener);

int listener_id_compare(const struct listener_id *a, const struct listener_id *b);

#endif
