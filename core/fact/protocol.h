/* protocol.h - the kinds of sockets that listen. */
#ifndef LSN_FACT_PROTOCOL_H
#define LSN_FACT_PROTOCOL_H

#include <stdbool.h>
#include <stdint.h>

enum protocol {
	PROTOCOL_TCP,
	PROTOCOL_MPTCP,
	PROTOCOL_UDP,
	PROTOCOL_UDPLITE,
	PROTOCOL_RAW,
	PROTOCOL_UNIX_STREAM,
	PROTOCOL_UNIX_SEQPACKET,
	PROTOCOL_SCTP,
	PROTOCOL_PACKET,
	PROTOCOL_VSOCK,
	PROTOCOLS,
};

/* Sets of them, for options and sources. */
typedef uint32_t protocol_set;
#define PROTOCOL_BIT(protocol) (UINT32_C(1) << (protocol))

/* "tcp", "mptcp", ..., "unix" (stream), "unix_seq", as the `proto` column. */
const char *protocol_name(enum protocol protocol);

/* Selection words as in ss -A: tcp (mptcp too), udp, udplite, unix, raw,
 * mptcp, sctp, packet, vsock. Adds to *set; false for anything else. */
bool protocol_select(const char *word, protocol_set *set);

/* The queue holds bytes, not connections: UDP, UDP-Lite, raw, packet. */
bool protocol_counts_bytes(enum protocol protocol);

#endif
