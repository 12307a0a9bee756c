/* fact.h - the facts there are: numbers the kernel gave us, by name. */
#ifndef LSN_FACT_FACT_H
#define LSN_FACT_FACT_H

#include <stdbool.h>
#include <stdint.h>

/* Each noun carries a block of at most 64 facts; the id tells the block. */
enum fact_block { FACTS_LISTENER, FACTS_PROCESS, FACTS_NETNS, FACT_BLOCKS };
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
	UNIT_PERCENT,
	UNIT_SECONDS,
	UNIT_FLAG,                      /* 0 or 1 */
	UNIT_STATE,                     /* enum listener_state */
	UNIT_SCORE,                     /* signed and without dimension: nice */
};

enum fact_id {
	FACT_STATE = FACTS_LISTENER * FACTS_PER_BLOCK,
	FACT_QUEUE,                     /* connections (UDP, raw: bytes) waiting */
	FACT_BACKLOG,                   /* its limit as listen(2) and somaxconn left it */
	FACT_DROPS,                     /* SK_MEMINFO_DROPS, since the socket was made */
	FACT_V6ONLY,
	LISTENER_FACTS_END,

	FACT_CPU = FACTS_PROCESS * FACTS_PER_BLOCK,
	FACT_RSS,
	FACT_THREADS,
	FACT_NICE,
	FACT_FDS,
	FACT_FD_LIMIT,
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
	FACT_UDP_RCVBUF_ERRORS,
	FACT_UDP_IN_ERRORS,
	FACT_UDP_MEM_ERRORS,
	FACT_UDP_NO_PORTS,
	FACT_UDPLITE_RCVBUF_ERRORS,
	FACT_UDPLITE_IN_ERRORS,
	FACT_UDP6_RCVBUF_ERRORS,
	FACT_UDP6_IN_ERRORS,
	FACT_UDP6_NO_PORTS,
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
	FACT_IP_UNPRIVILEGED_PORT_START,
	NETNS_FACTS_END,
};

enum {
	LISTENER_FACTS = LISTENER_FACTS_END % FACTS_PER_BLOCK,
	PROCESS_FACTS = PROCESS_FACTS_END % FACTS_PER_BLOCK,
	NETNS_FACTS = NETNS_FACTS_END % FACTS_PER_BLOCK,
	FACT_COUNT = FACT_BLOCKS * FACTS_PER_BLOCK,
};

struct fact_info {
	const char *key, *help;         /* key NULL: no such fact */
	enum fact_kind kind;
	enum unit unit;
	bool keep;                      /* worth a history */
};

extern const struct fact_info fact_info[FACT_COUNT];

/* What a listener is, as FACT_STATE has it. */
enum listener_state {
	STATE_LISTEN,
	STATE_UNCONNECTED,
	LISTENER_STATES,
};

/* "listen", "unconnected"; NULL for a number that is no state. */
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

/* False, and *value untouched, where the fact is not known. */
bool facts_get(const struct facts *facts, enum fact_id id, int64_t *value);

#endif
