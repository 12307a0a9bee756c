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
	uint32_t ifindex;
	uint32_t rqueue, wqueue;        /* of LISTEN: queue and backlog */
	uint32_t uid, inode;
	uint64_t cookie;
	uint64_t cgroup;                /* cgroup v2 id, 0 unknown */
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

/* Sockets of one family and protocol (IPPROTO_UDP, IPPROTO_RAW, IPPROTO_MPTCP,
 * ...) in the states of the mask, with SKMEMINFO. */
struct nlmsghdr *inet_diag_request(char buffer[INET_DIAG_REQUEST_SIZE], uint8_t family,
				   int protocol, uint32_t states);

#endif
