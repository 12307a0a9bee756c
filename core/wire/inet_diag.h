/* inet_diag.h - TCP, UDP and raw sockets as sock_diag(7) tells of them. */
#ifndef LSN_WIRE_INET_DIAG_H
#define LSN_WIRE_INET_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

struct inet_diag {
	uint8_t family, state;          /* AF_INET or AF_INET6; TCP_LISTEN, ... */
	bool v6only_known, v6only;
	bool meminfo_known;             /* the three below */
	uint32_t rmem, rcvbuf, drops;   /* SK_MEMINFO_RMEM_ALLOC, _RCVBUF, _DROPS */
	uint16_t port;                  /* host order */
	uint8_t source[16];             /* network order; IPv4 uses four */
	uint16_t remote_port;           /* of connections: the other end */
	uint8_t remote[16];
	uint32_t ifindex;
	uint32_t rqueue, wqueue;        /* of LISTEN: queue and backlog */
	uint32_t uid, inode;
	uint64_t cookie;
	uint64_t cgroup;                /* cgroup v2 id, 0 unknown */
	bool info_known;                /* the one below */
	uint32_t last_sent;             /* ms since we last sent data; since the handshake
					 * was finished, where nothing was sent yet */
};

/* -EBADMSG if the message is shorter than its own header claims, or its
 * attributes do not add up; -EAFNOSUPPORT for other families. */
int inet_diag_decode(const struct nlmsghdr *nlh, struct inet_diag *diag);

/* For these and the other requests of this room: the buffer must be aligned as
 * a struct nlmsghdr (a local array of this size is). */
enum { INET_DIAG_REQUEST_SIZE = 128 };

/* All TCP listeners of both families in one walk of the listening hash alone
 * (TCPDIAG_GETSOCK, states 1 << TCP_LISTEN: inet_diag_dump_icsk() then never
 * touches the established hash), with SKMEMINFO. */
struct nlmsghdr *inet_diag_request_tcp_listen(char buffer[INET_DIAG_REQUEST_SIZE]);

/* TCP sockets of both families that are bound to a port, and neither listen nor are
 * connected (Linux 6.8; before, there are none). They are told of with the state TCP_CLOSE.
 * Walks all that are bound (inet_hashinfo.bhash2), and then the established hash too: 4 ms
 * with caches cold, 9 with 72,000 connections. */
struct nlmsghdr *inet_diag_request_tcp_bound(char buffer[INET_DIAG_REQUEST_SIZE]);

/* TCP_BOUND_INACTIVE: no state of a socket, but one that can be asked for. */
enum { INET_DIAG_BOUND = 13 };

/* The one TCP socket that was told of as this, to be asked for by nl_ask(): a listener
 * with SKMEMINFO, a connection with tcp_info. The kernel looks up whoever is bound there
 * and compares cookies: of a SO_REUSEPORT group it finds but one member, and where a
 * connection is gone a listener (-ESTALE). What has become of a connection is in its
 * state and inode. */
struct nlmsghdr *inet_diag_request_exact(char buffer[INET_DIAG_REQUEST_SIZE],
					 const struct inet_diag *socket);

/* Which connections to ask for. */
struct inet_diag_open {
	uint32_t states;                /* 1 << TCP_ESTABLISHED, ...; none of LISTEN, CLOSE */
	bool info;                      /* with tcp_info: `last_sent`; 280 bytes each */
	const uint16_t *ports;          /* only to these local ports, ascending; of more than
					 * INET_DIAG_PORTS_MOST all in between are asked too */
	size_t port_count;              /* 0: to all */
};
enum { INET_DIAG_PORTS_MOST = 16, INET_DIAG_OPEN_SIZE = 512 };

/* TCP connections of both families in one walk of the established hash, which takes
 * time by its size, however few come out. No SKMEMINFO. */
struct nlmsghdr *inet_diag_request_tcp_open(char buffer[INET_DIAG_OPEN_SIZE],
					    const struct inet_diag_open *open);

/* Sockets of one family and protocol (IPPROTO_UDP, IPPROTO_RAW, IPPROTO_MPTCP,
 * ...) in the states of the mask, with SKMEMINFO. */
struct nlmsghdr *inet_diag_request(char buffer[INET_DIAG_REQUEST_SIZE], uint8_t family,
				   int protocol, uint32_t states);

#endif
