/* sock_destroy.h - closing a socket from outside. */
#ifndef LSN_WIRE_SOCK_DESTROY_H
#define LSN_WIRE_SOCK_DESTROY_H

#include "fact/snapshot.h"

/* Asks the kernel to abort that TCP listener of our own namespace (SOCK_DESTROY,
 * sock_diag(7)), by its address and cookie: no other socket is hit, whoever has the
 * address by now. Opens and closes a conversation of its own.
 * 0, or: -EPERM without CAP_NET_ADMIN, -ENOENT it is gone, -EOPNOTSUPP the kernel cannot
 * (CONFIG_INET_DIAG_DESTROY), it is no TCP listener or has no cookie, -EXDEV it is in
 * another namespace, -ENODATA a member of a SO_REUSEPORT group that the kernel's look-up
 * did not give, however often it was asked. */
int sock_destroy(const struct listener_id *id, enum protocol protocol,
		 const struct address *local);

/* 0 where sock_destroy() would find it; else its -ENOENT, -EOPNOTSUPP or -EXDEV. Needs no
 * capability and changes nothing. */
int sock_destroy_finds(const struct listener_id *id, enum protocol protocol);

#endif
