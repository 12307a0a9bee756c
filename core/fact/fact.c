/* fact.c - the facts there are. */
#include "fact/fact.h"

#include <stddef.h>

_Static_assert(LISTENER_FACTS_END < FACT_STATE + FACTS_PER_BLOCK &&
		       PROCESS_FACTS_END < FACT_CPU + FACTS_PER_BLOCK &&
		       NETNS_FACTS_END < FACT_LISTEN_OVERFLOWS + FACTS_PER_BLOCK,
	       "a block has room for 64 facts, and its size must not wrap to 0");

const struct fact_info fact_info[FACT_COUNT] = {
	[FACT_STATE] = {
		.key = "state",
		.help = "what the socket is: listen, unconnected, bound; or missing, gone",
		.kind = FACT_GAUGE, .unit = UNIT_STATE,
	},
	[FACT_QUEUE] = {
		.key = "queue",
		.help = "connections waiting for accept(2); UDP, raw: bytes not yet read",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS, .keep = true,
	},
	[FACT_BACKLOG] = {
		.key = "backlog",
		.help = "limit of the queue; UDP, raw: receive buffer in bytes",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS,
	},
	[FACT_DROPS] = {
		.key = "drops",
		.help = "attempts or datagrams the socket refused since it was made",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
	},
	[FACT_V6ONLY] = {
		.key = "v6only",
		.help = "takes no IPv4 (IPV6_V6ONLY)",
		.kind = FACT_GAUGE, .unit = UNIT_FLAG,
	},

	[FACT_QUEUE_PEAK] = {
		.key = "peak",
		.help = "highest queue since the last refresh; sampled: shorter bursts are missed",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS, .keep = true,
	},
	[FACT_TIME_FULL] = {
		.key = "time_full",
		.help = "time with queue above backlog, sampled",
		.kind = FACT_COUNTER, .unit = UNIT_MILLISECONDS, .keep = true,
	},
	[FACT_LOOK_PERIOD] = {
		.key = "look_period",
		.help = "time between looks at the queue",
		.kind = FACT_GAUGE, .unit = UNIT_MILLISECONDS,
	},
	[FACT_SYNQ] = {
		.key = "synq",
		.help = "unfinished handshakes; in a SO_REUSEPORT group all members' together",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS,
	},
	[FACT_WAIT] = {
		.key = "wait",
		.help = "how long the oldest connection has been waiting to be accepted",
		.kind = FACT_GAUGE, .unit = UNIT_MILLISECONDS,
	},
	[FACT_EXPOSURE] = {
		.key = "exposure",
		.help = "from where it can be reached by its address and device alone",
		.kind = FACT_GAUGE, .unit = UNIT_EXPOSURE,
	},
	[FACT_PRIVILEGED] = {
		.key = "privileged",
		.help = "to bind its port took CAP_NET_BIND_SERVICE (ip_unprivileged_port_start)",
		.kind = FACT_GAUGE, .unit = UNIT_FLAG,
	},
	[FACT_UNEXPECTED] = {
		.key = "unexpected",
		.help = "not as the baseline has it",
		.kind = FACT_GAUGE, .unit = UNIT_FLAG,
	},
	[FACT_MISSING] = {
		.key = "missing",
		.help = "in the baseline, and not here",
		.kind = FACT_GAUGE, .unit = UNIT_FLAG,
	},
	[FACT_OWNERLESS] = {
		.key = "ownerless",
		.help = "why no process is shown: not yet, hidden, nobody, closed",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},

	[FACT_CPU] = {
		.key = "cpu",
		.help = "processor time used by the process",
		.kind = FACT_COUNTER, .unit = UNIT_NANOSECONDS, .keep = true,
	},
	[FACT_RSS] = {
		.key = "rss",
		.help = "resident memory",
		.kind = FACT_GAUGE, .unit = UNIT_BYTES,
	},
	[FACT_THREADS] = {
		.key = "threads",
		.help = "threads of the process",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_NICE] = {
		.key = "nice",
		.help = "nice value, -20 (first) to 19 (last)",
		.kind = FACT_GAUGE, .unit = UNIT_SCORE,
	},
	[FACT_FDS] = {
		.key = "fds",
		.help = "file descriptors in use",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT, .keep = true,
	},
	[FACT_FD_LIMIT] = {
		.key = "fd_limit",
		.help = "soft limit of file descriptors (RLIMIT_NOFILE)",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_OOM_SCORE] = {
		.key = "oom_score",
		.help = "how soon the kernel ends it where memory is out: the highest goes first",
		.kind = FACT_GAUGE, .unit = UNIT_SCORE,
	},
	[FACT_OOM_ADJUST] = {
		.key = "oom_score_adj",
		.help = "what was put on top of that by oom_score_adj, -1000 (never) to 1000",
		.kind = FACT_GAUGE, .unit = UNIT_SCORE,
	},

	/* TcpExt of /proc/net/netstat. */
	[FACT_LISTEN_OVERFLOWS] = {
		.key = "listen_overflows",
		.help = "a client was turned away: the accept queue of the listener was full",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "ListenOverflows", .tunable = FACT_SOMAXCONN,
		.where = "tcp_conn_request(), tcp_v4_syn_recv_sock()",
	},
	[FACT_LISTEN_DROPS] = {
		.key = "listen_drops",
		.help = "an attempt to connect was dropped, for whatever reason; overflows are part of it",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "ListenDrops",
		.where = "tcp_listendrop()",
	},
	[FACT_TCP_REQ_Q_FULL_DROP] = {
		.key = "tcp_req_q_full_drop",
		.help = "a SYN was dropped: the SYN queue was full, and SYN cookies are off",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPReqQFullDrop", .tunable = FACT_TCP_SYNCOOKIES,
		.where = "tcp_syn_flood_action()",
	},
	[FACT_TCP_REQ_Q_FULL_DO_COOKIES] = {
		.key = "tcp_req_q_full_do_cookies",
		.help = "a SYN met a full SYN queue (or syncookies is 2): a cookie took its place",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPReqQFullDoCookies", .tunable = FACT_TCP_SYNCOOKIES,
		.where = "tcp_syn_flood_action()",
	},
	[FACT_SYNCOOKIES_SENT] = {
		.key = "syncookies_sent",
		.help = "SYN cookies sent in place of an entry in the SYN queue",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "SyncookiesSent", .tunable = FACT_TCP_SYNCOOKIES,
		.where = "cookie_init_sequence()",
	},
	[FACT_SYNCOOKIES_RECV] = {
		.key = "syncookies_recv",
		.help = "SYN cookies that came back good: a real client completed its handshake",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "SyncookiesRecv", .tunable = FACT_TCP_SYNCOOKIES,
		.where = "cookie_v4_check()",
	},
	[FACT_SYNCOOKIES_FAILED] = {
		.key = "syncookies_failed",
		.help = "ACKs that were no good cookie: too late, or made up",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "SyncookiesFailed", .tunable = FACT_TCP_SYNCOOKIES,
		.where = "cookie_v4_check()",
	},
	[FACT_TCP_BACKLOG_DROP] = {
		.key = "tcp_backlog_drop",
		.help = "a segment was dropped: its connection was busy. Not about accept queues",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPBacklogDrop",
		.where = "tcp_add_backlog()",
	},
	[FACT_TCP_DEFER_ACCEPT_DROP] = {
		.key = "tcp_defer_accept_drop",
		.help = "a handshake waits for data first (TCP_DEFER_ACCEPT): nothing is lost",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPDeferAcceptDrop",
		.where = "tcp_check_req()",
	},
	[FACT_PF_MEMALLOC_DROP] = {
		.key = "pf_memalloc_drop",
		.help = "a packet was dropped to save the last memory: the machine is out of it",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "PFMemallocDrop",
		.where = "sk_filter_trim_cap()",
	},
	[FACT_TCP_TIME_WAIT_OVERFLOW] = {
		.key = "tcp_time_wait_overflow",
		.help = "a closed connection skipped TIME_WAIT: too many (tcp_max_tw_buckets), or no memory",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPTimeWaitOverflow",
		.where = "tcp_time_wait()",
	},
	[FACT_EMBRYONIC_RSTS] = {
		.key = "embryonic_rsts",
		.help = "an unfinished handshake was reset: by the client, or on overflow if so set",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "EmbryonicRsts", .tunable = FACT_TCP_ABORT_ON_OVERFLOW,
		.where = "tcp_check_req()",
	},
	[FACT_TCP_SYN_RETRANS] = {
		.key = "tcp_syn_retrans",
		.help = "a SYN or SYN-ACK of ours was sent again: nobody had answered it",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "TCPSynRetrans",
		.where = "__tcp_retransmit_skb(), tcp_rtx_synack()",
	},

	/* Udp and UdpLite of /proc/net/snmp. */
	[FACT_UDP_RCVBUF_ERRORS] = {
		.key = "udp_rcvbuf_errors",
		.help = "a datagram was dropped: the receive buffer of its socket was full",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp RcvbufErrors", .tunable = FACT_RMEM_DEFAULT,
		.where = "__udp_queue_rcv_skb()",
	},
	[FACT_UDP_IN_ERRORS] = {
		.key = "udp_in_errors",
		.help = "a datagram was dropped: buffer or memory full, bad checksum, filter",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp InErrors",
		.where = "__udp_queue_rcv_skb()",
	},
	[FACT_UDP_MEM_ERRORS] = {
		.key = "udp_mem_errors",
		.help = "a datagram was dropped: all UDP sockets together were at udp_mem",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp MemErrors", .tunable = FACT_UDP_MEM_MAX,
		.where = "__udp_queue_rcv_skb()",
	},
	[FACT_UDP_NO_PORTS] = {
		.key = "udp_no_ports",
		.help = "a datagram came for a port on which nobody listens",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp NoPorts",
		.where = "__udp4_lib_rcv()",
	},
	[FACT_UDPLITE_RCVBUF_ERRORS] = {
		.key = "udplite_rcvbuf_errors",
		.help = "UDP-Lite: a datagram was dropped: the receive buffer of its socket was full",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "UdpLite RcvbufErrors", .tunable = FACT_RMEM_DEFAULT,
		.where = "__udp_queue_rcv_skb()",
	},
	[FACT_UDPLITE_IN_ERRORS] = {
		.key = "udplite_in_errors",
		.help = "UDP-Lite: a datagram was dropped: buffer or memory full, bad checksum, filter",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "UdpLite InErrors",
		.where = "__udp_queue_rcv_skb()",
	},
	[FACT_UDPLITE_MEM_ERRORS] = {
		.key = "udplite_mem_errors",
		.help = "UDP-Lite: a datagram was dropped: all UDP sockets together were at udp_mem",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "UdpLite MemErrors", .tunable = FACT_UDP_MEM_MAX,
		.where = "__udp_queue_rcv_skb()",
	},

	/* /proc/net/snmp6. */
	[FACT_UDP6_RCVBUF_ERRORS] = {
		.key = "udp6_rcvbuf_errors",
		.help = "IPv6: a datagram was dropped: the receive buffer of its socket was full",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp6RcvbufErrors", .tunable = FACT_RMEM_DEFAULT,
		.where = "__udpv6_queue_rcv_skb()",
	},
	[FACT_UDP6_IN_ERRORS] = {
		.key = "udp6_in_errors",
		.help = "IPv6: a datagram was dropped: buffer or memory full, bad checksum, filter",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp6InErrors",
		.where = "__udpv6_queue_rcv_skb()",
	},
	[FACT_UDP6_MEM_ERRORS] = {
		.key = "udp6_mem_errors",
		.help = "IPv6: a datagram was dropped: all UDP sockets together were at udp_mem",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp6MemErrors", .tunable = FACT_UDP_MEM_MAX,
		.where = "__udpv6_queue_rcv_skb()",
	},
	[FACT_UDP6_NO_PORTS] = {
		.key = "udp6_no_ports",
		.help = "IPv6: a datagram came for a port on which nobody listens",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "Udp6NoPorts",
		.where = "__udp6_lib_rcv()",
	},
	[FACT_UDPLITE6_RCVBUF_ERRORS] = {
		.key = "udplite6_rcvbuf_errors",
		.help = "UDP-Lite, IPv6: a datagram was dropped: its receive buffer was full",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "UdpLite6RcvbufErrors", .tunable = FACT_RMEM_DEFAULT,
		.where = "__udpv6_queue_rcv_skb()",
	},
	[FACT_UDPLITE6_IN_ERRORS] = {
		.key = "udplite6_in_errors",
		.help = "UDP-Lite, IPv6: a datagram was dropped: memory, checksum, filter",
		.kind = FACT_COUNTER, .unit = UNIT_EVENTS, .keep = true,
		.name = "UdpLite6InErrors",
		.where = "__udpv6_queue_rcv_skb()",
	},

	/* /proc/net/sockstat and sockstat6. */
	[FACT_UDP_INUSE] = {
		.key = "udp_inuse",
		.help = "UDP sockets over IPv4",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_UDP6_INUSE] = {
		.key = "udp6_inuse",
		.help = "UDP sockets over IPv6",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_UDPLITE_INUSE] = {
		.key = "udplite_inuse",
		.help = "UDP-Lite sockets over IPv4",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_UDPLITE6_INUSE] = {
		.key = "udplite6_inuse",
		.help = "UDP-Lite sockets over IPv6",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_RAW_INUSE] = {
		.key = "raw_inuse",
		.help = "raw sockets over IPv4",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},
	[FACT_RAW6_INUSE] = {
		.key = "raw6_inuse",
		.help = "raw sockets over IPv6",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
	},

	/* /proc/sys. */
	[FACT_SOMAXCONN] = {
		.key = "somaxconn",
		.help = "listen(2) cuts a backlog down to it; a socket that listens already keeps what it has",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS,
		.name = "net.core.somaxconn",
	},
	[FACT_TCP_MAX_SYN_BACKLOG] = {
		.key = "tcp_max_syn_backlog",
		.help = "bounds SYN queues only where tcp_syncookies is 0; else the backlog is their limit",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS,
		.name = "net.ipv4.tcp_max_syn_backlog",
	},
	[FACT_TCP_SYNCOOKIES] = {
		.key = "tcp_syncookies",
		.help = "SYN cookies: 0 never, 1 when the SYN queue is full, 2 always",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
		.name = "net.ipv4.tcp_syncookies",
	},
	[FACT_TCP_ABORT_ON_OVERFLOW] = {
		.key = "tcp_abort_on_overflow",
		.help = "1: a handshake that ends at a full accept queue is reset; 0: the client tries again",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
		.name = "net.ipv4.tcp_abort_on_overflow",
	},
	[FACT_RMEM_DEFAULT] = {
		.key = "rmem_default",
		.help = "receive buffer that a UDP or raw socket starts with",
		.kind = FACT_GAUGE, .unit = UNIT_BYTES,
		.name = "net.core.rmem_default",
	},
	[FACT_RMEM_MAX] = {
		.key = "rmem_max",
		.help = "the most that SO_RCVBUF can ask for; the kernel doubles it",
		.kind = FACT_GAUGE, .unit = UNIT_BYTES,
		.name = "net.core.rmem_max",
	},
	[FACT_UDP_MEM_MIN] = {
		.key = "udp_mem_min",
		.help = "memory of all UDP sockets below which nothing is held back",
		.kind = FACT_GAUGE, .unit = UNIT_PAGES,
		.name = "net.ipv4.udp_mem min",
	},
	[FACT_UDP_MEM_PRESSURE] = {
		.key = "udp_mem_pressure",
		.help = "memory of all UDP sockets from which on the kernel saves",
		.kind = FACT_GAUGE, .unit = UNIT_PAGES,
		.name = "net.ipv4.udp_mem pressure",
	},
	[FACT_UDP_MEM_MAX] = {
		.key = "udp_mem_max",
		.help = "the most memory of all UDP sockets together: beyond it datagrams are dropped",
		.kind = FACT_GAUGE, .unit = UNIT_PAGES,
		.name = "net.ipv4.udp_mem max",
	},
	[FACT_IP_LOCAL_PORT_FIRST] = {
		.key = "ip_local_port_first",
		.help = "first port that the kernel gives to clients, and to listeners that name none",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
		.name = "net.ipv4.ip_local_port_range first",
	},
	[FACT_IP_LOCAL_PORT_LAST] = {
		.key = "ip_local_port_last",
		.help = "last port that the kernel gives to clients, and to listeners that name none",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
		.name = "net.ipv4.ip_local_port_range last",
	},
	[FACT_IP_UNPRIVILEGED_PORT_START] = {
		.key = "ip_unprivileged_port_start",
		.help = "first port that needs no privilege to listen on",
		.kind = FACT_GAUGE, .unit = UNIT_COUNT,
		.name = "net.ipv4.ip_unprivileged_port_start",
	},

	[FACT_THREAD_CPU] = {
		.key = "thread_cpu",
		.help = "processor time used by the thread",
		.kind = FACT_COUNTER, .unit = UNIT_NANOSECONDS,
	},
	[FACT_THREAD_NICE] = {
		.key = "thread_nice",
		.help = "nice value of the thread: on Linux each has its own",
		.kind = FACT_GAUGE, .unit = UNIT_SCORE,
	},

	[FACT_PEER_WAIT] = {
		.key = "waits",
		.help = "how long it has been waiting to be accepted",
		.kind = FACT_GAUGE, .unit = UNIT_MILLISECONDS,
	},
	[FACT_PEER_SENT] = {
		.key = "sent",
		.help = "bytes it has sent that nobody has read",
		.kind = FACT_GAUGE, .unit = UNIT_BYTES,
	},
	[FACT_PEER_CONNECTIONS] = {
		.key = "connections",
		.help = "its connections",
		.kind = FACT_GAUGE, .unit = UNIT_CONNECTIONS,
	},
};

const char *listener_state_name(int64_t state)
{
	static const char *const names[LISTENER_STATES] = {
		[STATE_LISTEN] = "listen",
		[STATE_UNCONNECTED] = "unconnected",
		[STATE_BOUND] = "bound",
		[STATE_MISSING] = "missing",
		[STATE_GONE] = "gone",
	};

	return state >= 0 && state < LISTENER_STATES ? names[state] : NULL;
}

const char *exposure_name(int64_t exposure)
{
	static const char *const names[EXPOSURES] = {
		[EXPOSURE_LOCAL] = "local",
		[EXPOSURE_LOOPBACK] = "loopback",
		[EXPOSURE_LINK] = "link",
		[EXPOSURE_PRIVATE] = "private",
		[EXPOSURE_PUBLIC] = "public",
		[EXPOSURE_ANY] = "any",
	};

	return exposure >= 0 && exposure < EXPOSURES ? names[exposure] : NULL;
}

unsigned fact_block_size(enum fact_block block)
{
	static const unsigned sizes[FACT_BLOCKS] = {
		[FACTS_LISTENER] = LISTENER_FACTS,
		[FACTS_PROCESS] = PROCESS_FACTS,
		[FACTS_NETNS] = NETNS_FACTS,
		[FACTS_THREAD] = THREAD_FACTS,
		[FACTS_PEER] = PEER_FACTS,
	};

	return sizes[block];
}

void facts_set(struct facts *facts, enum fact_id id, int64_t value)
{
	facts->present |= UINT64_C(1) << id % FACTS_PER_BLOCK;
	facts->values[id % FACTS_PER_BLOCK] = value;
}
