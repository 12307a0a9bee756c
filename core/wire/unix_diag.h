/* unix_diag.h - UNIX sockets as sock_diag(7) tells of them. */
#ifndef LSN_WIRE_UNIX_DIAG_H
#define LSN_WIRE_UNIX_DIAG_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct nlmsghdr;

struct unix_diag {
	uint8_t type, state;            /* SOCK_STREAM, ...; TCP_LISTEN */
	uint32_t inode;
	uint64_t cookie;
	bool queue_known, uid_known;
	uint32_t rqueue, wqueue;        /* of LISTEN: queue and backlog */
	uint32_t uid;
	const char *name;               /* in the message, not NUL-terminated; NULL none.
					 * An abstract name begins with NUL and may
					 * have more; a path has none. */
	size_t name_size;
};

/* -EBADMSG if the message is shorter than its own header claims, or its
 * attributes do not add up; -EAFNOSUPPORT for other families. */
int unix_diag_decode(const struct nlmsghdr *nlh, struct unix_diag *diag);

enum { UNIX_DIAG_REQUEST_SIZE = 64 };

/* Sockets in LISTEN with name, queue and uid. */
struct nlmsghdr *unix_diag_request_listen(char buffer[UNIX_DIAG_REQUEST_SIZE]);

#endif
