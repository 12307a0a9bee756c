/* fact.c - the facts there are. */
#include "fact/fact.h"

#include <stddef.h>

_Static_assert(LISTENER_FACTS_END < FACT_STATE + FACTS_PER_BLOCK &&
		       PROCESS_FACTS_END < FACT_CPU + FACTS_PER_BLOCK &&
		       NETNS_FACTS_END < FACT_LISTEN_OVERFLOWS + FACTS_PER_BLOCK,
	       "a block has room for 64 facts, and its size must not wrap to 0");

const struct fact_info fact_info[FACT_COUNT] = {
	[FACT_STATE] = { "state", "what the socket is: listen or unconnected", FACT_GAUGE, UNIT_STATE, false },
	[FACT_QUEUE] = { "queue", "connections waiting for accept(2); UDP, raw: bytes not yet read", FACT_GAUGE, UNIT_CONNECTIONS, true },
	[FACT_BACKLOG] = { "backlog", "limit of the queue; UDP, raw: receive buffer in bytes", FACT_GAUGE, UNIT_CONNECTIONS, false },
	[FACT_DROPS] = { "drops", "attempts or datagrams the socket refused since it was made", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_V6ONLY] = { "v6only", "takes no IPv4 (IPV6_V6ONLY)", FACT_GAUGE, UNIT_FLAG, false },

	[FACT_CPU] = { "cpu", "processor time used by the process", FACT_COUNTER, UNIT_NANOSECONDS, true },
	[FACT_RSS] = { "rss", "resident memory", FACT_GAUGE, UNIT_BYTES, false },
	[FACT_THREADS] = { "threads", "threads of the process", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_NICE] = { "nice", "nice value, -20 (first) to 19 (last)", FACT_GAUGE, UNIT_SCORE, false },
	[FACT_FDS] = { "fds", "file descriptors in use", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_FD_LIMIT] = { "fd_limit", "soft limit of file descriptors (RLIMIT_NOFILE)", FACT_GAUGE, UNIT_COUNT, false },

	[FACT_LISTEN_OVERFLOWS] = { "listen_overflows", "a handshake met a full accept queue", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_LISTEN_DROPS] = { "listen_drops", "a handshake was dropped, for whatever reason", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_TCP_REQ_Q_FULL_DROP] = { "tcp_req_q_full_drop", "a SYN met a full SYN queue and was dropped", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_TCP_REQ_Q_FULL_DO_COOKIES] = { "tcp_req_q_full_do_cookies", "a SYN met a full SYN queue and was answered by a cookie", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_SYNCOOKIES_SENT] = { "syncookies_sent", "SYN cookies sent", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_SYNCOOKIES_RECV] = { "syncookies_recv", "SYN cookies that came back good", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_SYNCOOKIES_FAILED] = { "syncookies_failed", "SYN cookies that came back bad", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_TCP_BACKLOG_DROP] = { "tcp_backlog_drop", "a segment met a full socket backlog", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_TCP_DEFER_ACCEPT_DROP] = { "tcp_defer_accept_drop", "a bare ACK was left out by TCP_DEFER_ACCEPT; nothing is lost", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_PF_MEMALLOC_DROP] = { "pf_memalloc_drop", "a packet was dropped to save emergency memory", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_TCP_TIME_WAIT_OVERFLOW] = { "tcp_time_wait_overflow", "too many sockets in TIME_WAIT", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_EMBRYONIC_RSTS] = { "embryonic_rsts", "a reset met an unfinished handshake", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP_RCVBUF_ERRORS] = { "udp_rcvbuf_errors", "a datagram met a full receive buffer", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP_IN_ERRORS] = { "udp_in_errors", "a datagram could not be taken in", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP_MEM_ERRORS] = { "udp_mem_errors", "a datagram met the limit of udp_mem", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP_NO_PORTS] = { "udp_no_ports", "a datagram came for a port nobody listens on", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDPLITE_RCVBUF_ERRORS] = { "udplite_rcvbuf_errors", "UDP-Lite: a datagram met a full receive buffer", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDPLITE_IN_ERRORS] = { "udplite_in_errors", "UDP-Lite: a datagram could not be taken in", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP6_RCVBUF_ERRORS] = { "udp6_rcvbuf_errors", "UDP over IPv6: a datagram met a full receive buffer", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP6_IN_ERRORS] = { "udp6_in_errors", "UDP over IPv6: a datagram could not be taken in", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP6_NO_PORTS] = { "udp6_no_ports", "UDP over IPv6: a datagram came for a port nobody listens on", FACT_COUNTER, UNIT_EVENTS, true },
	[FACT_UDP_INUSE] = { "udp_inuse", "UDP sockets over IPv4", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_UDP6_INUSE] = { "udp6_inuse", "UDP sockets over IPv6", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_UDPLITE_INUSE] = { "udplite_inuse", "UDP-Lite sockets over IPv4", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_UDPLITE6_INUSE] = { "udplite6_inuse", "UDP-Lite sockets over IPv6", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_RAW_INUSE] = { "raw_inuse", "raw sockets over IPv4", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_RAW6_INUSE] = { "raw6_inuse", "raw sockets over IPv6", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_SOMAXCONN] = { "somaxconn", "upper limit of every backlog, at listen(2)", FACT_GAUGE, UNIT_CONNECTIONS, false },
	[FACT_TCP_MAX_SYN_BACKLOG] = { "tcp_max_syn_backlog", "limit of SYN queues where there are no SYN cookies", FACT_GAUGE, UNIT_CONNECTIONS, false },
	[FACT_TCP_SYNCOOKIES] = { "tcp_syncookies", "SYN cookies: 0 never, 1 when the SYN queue is full, 2 always", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_TCP_ABORT_ON_OVERFLOW] = { "tcp_abort_on_overflow", "1: a handshake that finds the queue full is reset", FACT_GAUGE, UNIT_COUNT, false },
	[FACT_RMEM_DEFAULT] = { "rmem_default", "receive buffer a socket starts with", FACT_GAUGE, UNIT_BYTES, false },
	[FACT_RMEM_MAX] = { "rmem_max", "receive buffer SO_RCVBUF can ask for", FACT_GAUGE, UNIT_BYTES, false },
	[FACT_IP_UNPRIVILEGED_PORT_START] = { "ip_unprivileged_port_start", "first port that needs no privilege", FACT_GAUGE, UNIT_COUNT, false },
};

const char *listener_state_name(int64_t state)
{
	static const char *const names[LISTENER_STATES] = {
		[STATE_LISTEN] = "listen",
		[STATE_UNCONNECTED] = "unconnected",
	};

	return state >= 0 && state < LISTENER_STATES ? names[state] : NULL;
}

unsigned fact_block_size(enum fact_block block)
{
	static const unsigned sizes[FACT_BLOCKS] = {
		[FACTS_LISTENER] = LISTENER_FACTS,
		[FACTS_PROCESS] = PROCESS_FACTS,
		[FACTS_NETNS] = NETNS_FACTS,
	};

	return sizes[block];
}

void facts_set(struct facts *facts, enum fact_id id, int64_t value)
{
	facts->present |= UINT64_C(1) << id % FACTS_PER_BLOCK;
	facts->values[id % FACTS_PER_BLOCK] = value;
}

bool facts_get(const struct facts *facts, enum fact_id id, int64_t *value)
{
	if (!(facts->present >> id % FACTS_PER_BLOCK & 1))
		return false;
	*value = facts->values[id % FACTS_PER_BLOCK];
	return true;
}
