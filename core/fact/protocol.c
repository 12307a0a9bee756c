/* protocol.c - the kinds of sockets that listen. */
#include "fact/protocol.h"

#include <stddef.h>
#include <string.h>

static const char *const names[PROTOCOLS] = {
	[PROTOCOL_TCP] = "tcp",
	[PROTOCOL_MPTCP] = "mptcp",
	[PROTOCOL_UDP] = "udp",
	[PROTOCOL_UDPLITE] = "udplite",
	[PROTOCOL_RAW] = "raw",
	[PROTOCOL_UNIX_STREAM] = "unix",
	[PROTOCOL_UNIX_SEQPACKET] = "unix_seq",
	[PROTOCOL_SCTP] = "sctp",
	[PROTOCOL_PACKET] = "packet",
	[PROTOCOL_VSOCK] = "vsock",
};

const char *protocol_name(enum protocol protocol)
{
	return names[protocol];
}

bool protocol_select(const char *word, protocol_set *set)
{
	static const struct { const char *word; protocol_set set; } words[] = {
		{ "tcp", PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) },
		{ "mptcp", PROTOCOL_BIT(PROTOCOL_MPTCP) },
		{ "udp", PROTOCOL_BIT(PROTOCOL_UDP) },
		{ "udplite", PROTOCOL_BIT(PROTOCOL_UDPLITE) },
		{ "raw", PROTOCOL_BIT(PROTOCOL_RAW) },
		{ "unix", PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) | PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET) },
		{ "sctp", PROTOCOL_BIT(PROTOCOL_SCTP) },
		{ "packet", PROTOCOL_BIT(PROTOCOL_PACKET) },
		{ "vsock", PROTOCOL_BIT(PROTOCOL_VSOCK) },
	};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
		if (strcmp(words[i].word, word) == 0) {
			*set |= words[i].set;
			return true;
		}
	}
	return false;
}

bool protocol_counts_bytes(enum protocol protocol)
{
	return protocol == PROTOCOL_UDP || protocol == PROTOCOL_UDPLITE ||
	       protocol == PROTOCOL_RAW || protocol == PROTOCOL_PACKET;
}
