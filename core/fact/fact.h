/* fact.h - the facts there are: numbers the kernel gave us, by name. */
#ifndef LSN_FACT_FACT_H
#define LSN_FACT_FACT_H

#include <stdbool.h>
#include <stdint.h>

/* Each noun carries a block of at most 64 facts; the id tells the block. */
enum fact_block {
	FACTS_LISTENER, FACTS_PROCESS, FACTS_NETNS, FACTS_THREAD, FACTS_PEER,
	FACT_BLOCKS,
};
enum { FACTS_PER_BLOCK = 64 };

enum fact_kind {
	FACT_GAUGE,                     /* goes up and down */
	FACT_COUNTER,                   /* only rises; what falls was reset */
};

enum unit {
	UNIT_COUNT,                     /* of something the help line names */
	UNIT_CONNECTIONS,
	UNIT_BYTES,
	UNIT_EVENTS,
	UNIT_NANOSECONDS,
	UNIT_MILLISECONDS,
	UNIT_PAGES,                     /* of memory, as the machine has them */
	UNIT_PERCENT,
	UNIT_SECONDS,
	UNIT_FLAG,                      /* 0 or 1 */
	UNIT_STATE,                     /* enum listener_state */
	UNIT_EXPOSURE,                  /* enum exposure */
	UNIT_SCORE,                     /* signed and without dimension: nice */
};

enum fact_id {
	FACT_STATE = FACTS_LISTENER * FACTS_PER_BLOCK,
	FACT_QUEUE,                     /* connections (UDP, raw: bytes) waiting */
	FACT_BACKLOG,                   /* its limit as listen(2) and somaxconn left it */
	FACT_DROPS,                     /* SK_MEMINFO_DROPS, since the socket was made */
	FACT_V6ONLY,
	FACT_QUEUE_PEAK,                /* highest queue of all looks since the last tick,
					 * this one included; unknown where none was
					 * taken in between */
	FACT_TIME_FULL,                 /* ms with queue > backlog, as far as looks tell:
					 * each speaks for the time since the one before,
					 * the first that is full for a second at most */
	FACT_LOOK_PERIOD,               /* ms between looks since the last tick, mean */
	FACT_SYNQ,                      /* unfinished handshakes; of a listener in a
					 * SO_REUSEPORT group: of all its members */
	FACT_WAIT,                      /* ms that the oldest connection has waited to be
					 * accepted; in a group: at any of its members */
	FACT_EXPOSURE,                  /* enum exposure: from where, by address and device
					 * alone */
	FACT_PRIVILEGED,                /* 1: its port is below ip_unprivileged_port_start: to
					 * bind it took CAP_NET_BIND_SERVICE */
	FACT_UNEXPECTED,                /* by the baseline; unknown where its owner is not
					 * known yet, and it depends on that */
	FACT_MISSING,                   /* 1: in the baseline, and not here */
	FACT_OWNERLESS,                 /* enum ownerless: why no process is shown; unknown
					 * where one is */
	LISTENER_FACTS_END,

	FACT_CPU = FACTS_PROCESS * FACTS_PER_BLOCK,
	FACT_RSS,
	FACT_THREADS,
	FACT_NICE,
	FACT_FDS,
	FACT_FD_LIMIT,
	FACT_OOM_SCORE,                 /* oom_score: 0 (never) to 2000 or so (first) */
	FACT_OOM_ADJUST,                /* oom_score_adj: -1000 to 1000 */
	PROCESS_FACTS_END,

	/* /proc/PID/net/netstat, snmp, snmp6 and sockstat, then /proc/sys/net. */
	FACT_LISTEN_OVERFLOWS = FACTS_NETNS * FACTS_PER_BLOCK,
	FACT_LISTEN_DROPS,
	FACT_TCP_REQ_Q_FULL_DROP,
	FACT_TCP_REQ_Q_FULL_DO_COOKIES,
	FACT_SYNCOOKIES_SENT,
	FACT_SYNCOOKIES_RECV,
	FACT_SYNCOOKIES_FAILED,
	FACT_TCP_BACKLOG_DROP,
	FACT_TCP_DEFER_ACCEPT_DROP,
	FACT_PF_MEMALLOC_DROP,
	FACT_TCP_TIME_WAIT_OVERFLOW,
	FACT_EMBRYONIC_RSTS,
	FACT_TCP_SYN_RETRANS,
	FACT_UDP_RCVBUF_ERRORS,
	FACT_UDP_IN_ERRORS,
	FACT_UDP_MEM_ERRORS,
	FACT_UDP_NO_PORTS,
	FACT_UDPLITE_RCVBUF_ERRORS,
	FACT_UDPLITE_IN_ERRORS,
	FACT_UDPLITE_MEM_ERRORS,
	FACT_UDP6_RCVBUF_ERRORS,
	FACT_UDP6_IN_ERRORS,
	FACT_UDP6_MEM_ERRORS,
	FACT_UDP6_NO_PORTS,
	FACT_UDPLITE6_RCVBUF_ERRORS,
	FACT_UDPLITE6_IN_ERRORS,
	FACT_UDP_INUSE,
	FACT_UDP6_INUSE,
	FACT_UDPLITE_INUSE,
	FACT_UDPLITE6_INUSE,
	FACT_RAW_INUSE,
	FACT_RAW6_INUSE,
	FACT_SOMAXCONN,
	FACT_TCP_MAX_SYN_BACKLOG,
	FACT_TCP_SYNCOOKIES,
	FACT_TCP_ABORT_ON_OVERFLOW,
	FACT_RMEM_DEFAULT,
	FACT_RMEM_MAX,
	FACT_UDP_MEM_MIN,               /* the three of udp_mem, in pages */
	FACT_UDP_MEM_PRESSURE,
	FACT_UDP_MEM_MAX,
	FACT_IP_LOCAL_PORT_FIRST,       /* the two of ip_local_port_range */
	FACT_IP_LOCAL_PORT_LAST,
	FACT_IP_UNPRIVILEGED_PORT_START,
	NETNS_FACTS_END,

	FACT_THREAD_CPU = FACTS_THREAD * FACTS_PER_BLOCK,
	FACT_THREAD_NICE,               /* nice values are per thread on Linux */
	THREAD_FACTS_END,

	FACT_PEER_WAIT = FACTS_PEER * FACTS_PER_BLOCK,
	FACT_PEER_SENT,
	FACT_PEER_CONNECTIONS,
	PEER_FACTS_END,
};

enum {
	LISTENER_FACTS = LISTENER_FACTS_END % FACTS_PER_BLOCK,
	PROCESS_FACTS = PROCESS_FACTS_END % FACTS_PER_BLOCK,
	NETNS_FACTS = NETNS_FACTS_END % FACTS_PER_BLOCK,
	THREAD_FACTS = THREAD_FACTS_END % FACTS_PER_BLOCK,
	PEER_FACTS = PEER_FACTS_END % FACTS_PER_BLOCK,
	FACT_COUNT = FACT_BLOCKS * FACTS_PER_BLOCK,
};

struct fact_info {
	const char *key, *help;         /* key NULL: no such fact */
	enum fact_kind kind;
	enum unit unit;
	bool keep;                      /* worth a history */
	const char *name;               /* of namespaces: as the kernel calls it,
					 * "ListenOverflows", "net.core.somaxconn" */
	const char *where;              /* of counters: who counts it, by function of the
					 * kernel: "tcp_conn_request()"; NULL nobody said */
	enum fact_id tunable;           /* of counters: the sysctl that binds; FACT_STATE,
					 * which is none, where there is none */
};

extern const struct fact_info fact_info[FACT_COUNT];

/* What a listener is, as FACT_STATE has it. */
enum listener_state {
	STATE_LISTEN,
	STATE_UNCONNECTED,
	STATE_BOUND,                    /* holds its port, and does not listen */
	STATE_MISSING,                  /* a line of the baseline that no socket answers to */
	STATE_GONE,                     /* closed; its last numbers */
	LISTENER_STATES,
};

/* From where a listener can be reached, as FACT_EXPOSURE has it: each reaches farther
 * than the one before. */
enum exposure {
	EXPOSURE_LOCAL,                 /* UNIX: from this host's file system or namespace */
	EXPOSURE_LOOPBACK,
	EXPOSURE_LINK,                  /* link-local addresses, multicast and broadcast */
	EXPOSURE_PRIVATE,               /* RFC 1918, 6598, 4193 */
	EXPOSURE_PUBLIC,
	EXPOSURE_ANY,                   /* every address there is and will be */
	EXPOSURES,
};

enum ownerless {
	OWNERLESS_NOT_YET,              /* still looked for */
	OWNERLESS_HIDDEN,               /* some processes could not be looked into, or are in
					 * another pid namespace */
	OWNERLESS_NOBODY,               /* no process holds it: the kernel's own, or on its way
					 * from one to another */
	OWNERLESS_CLOSED,               /* it was gone before anybody could be asked */
};

/* "local", "loopback", ... "any"; NULL for a number that is none. */
const char *exposure_name(int64_t exposure);

/* "listen", "unconnected", "bound", ...; NULL for a number that is no state. */
const char *listener_state_name(int64_t state);

/* The facts of one thing. The values lie where the thing's owner keeps them:
 * in the snapshot's arena, or in the model's series. */
struct facts {
	uint64_t present;               /* bit i: the block's fact i is known */
	int64_t *values;
};

/* How many facts a block has: the room `values` needs. */
unsigned fact_block_size(enum fact_block block);

void facts_set(struct facts *facts, enum fact_id id, int64_t value);

/* False, and *value untouched, where the fact is not known. Here, as each listener is asked
 * for some thirty at every tick. */
static inline bool facts_get(const struct facts *facts, enum fact_id id, int64_t *value)
{
	if (!(facts->present >> id % FACTS_PER_BLOCK & 1))
		return false;
	*value = facts->values[id % FACTS_PER_BLOCK];
	return true;
}

/* It is known, and this. */
static inline bool facts_have(const struct facts *facts, enum fact_id id, int64_t value)
{
	int64_t known;

	return facts_get(facts, id, &known) && known == value;
}

#endif
