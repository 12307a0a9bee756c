/* nl_events.h - the sockets of one namespace that are being closed, as sock_diag(7) tells of
 * each without being asked. */
#ifndef LSN_WIRE_NL_EVENTS_H
#define LSN_WIRE_NL_EVENTS_H

#include <stddef.h>
#include <stdint.h>

struct nl_events;
struct nl_line;
struct nlmsghdr;

/* Which ones; those with another end, and those without a port, are left out. */
enum { NL_CLOSED_TCP = 1, NL_CLOSED_UDP = 2 };

/* In the namespace we are in; needs no privilege. Gives *events; a negative errno where the
 * kernel cannot tell. What it costs the kernel: 0.7 us for each socket that is closed. */
int nl_events_open(unsigned which, struct nl_events **events);

/* Over that line, which it takes. */
struct nl_events *nl_events_new(struct nl_line *line);

/* Hands out the messages that are here by now, without waiting, and not more at once than
 * fit into the socket's buffer a few times; inet_diag_decode() reads them. Returns how many
 * there were. Of what is told only the cookie counts: the queues in it are no more, and
 * connections that wait at a listener are told of like listeners. */
typedef void (*nl_event_fn)(const struct nlmsghdr *nlh, void *arg);
size_t nl_events_take(struct nl_events *events, nl_event_fn fn, void *arg);

/* So many may wait without one being lost. */
enum { NL_EVENTS_ROOM = 200 };

/* How often messages were lost, as more came than were taken: the next dumps decide. */
uint64_t nl_events_losses(const struct nl_events *events);

/* NULL is fine. */
void nl_events_free(struct nl_events *events);

#endif
