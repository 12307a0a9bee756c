/* selection.h - only these protocols, families, processes, users, ports. */
#ifndef LSN_TABLE_SELECTION_H
#define LSN_TABLE_SELECTION_H

#include "base/array.h"
#include "fact/protocol.h"
#include "table/row.h"

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

struct text;

/* A zeroed selection takes everything. */
struct selection {
	protocol_set protocols;         /* 0: all */
	bool ipv4, ipv6;                /* neither: all families; UNIX only then */
	ARRAY(pid_t) pids;
	ARRAY(uint16_t) ports;          /* first, last, first, last, ... */
	ARRAY(char *) users;            /* names or numbers; owned */
};

void selection_free(struct selection *selection);

/* Adds "1,2,3", "80,8000-8999", "www-data,33", "tcp,unix". False, and one line
 * in `why`, for the first that is wrong. */
bool selection_add_pids(struct selection *selection, const char *list, struct text *why);
bool selection_add_ports(struct selection *selection, const char *list, struct text *why);
bool selection_add_users(struct selection *selection, const char *list, struct text *why);
bool selection_add_protocols(struct selection *selection, const char *list, struct text *why);

/* Does it leave anything out? */
bool selection_is_narrow(const struct selection *selection);

/* Processes and users match the socket's or any owner's. A process is taken for
 * one of the listeners it holds; without one it is not. An event is taken as its
 * listener is, or, if that is gone, by protocol alone; counters, peers and threads are
 * none of its business and taken. */
bool selection_takes(const struct selection *selection, const struct row *row);

#endif
