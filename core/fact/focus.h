/* focus.h - what the user looks at, and so what is worth a closer look. */
#ifndef LSN_FACT_FOCUS_H
#define LSN_FACT_FOCUS_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stddef.h>

enum { FOCUS_SUSPECTS = 16, FOCUS_TARGETS = 16 };

struct focus {
	bool processes;                 /* the numbers of processes are on show:
					 * cpu, rss, fds, threads */
	bool handshakes;                /* SYN queues are on show or asked for */
	bool executables;               /* what owners of listeners run is to be compared with
					 * a baseline */
	bool bound;                     /* TCP sockets that are bound and do not listen are
					 * asked for */
	bool everything;                /* a host is captured, or a captured one looked at: all
					 * that is known of any listener */
	bool has_listener;              /* `listener`'s page is open */
	struct listener_id listener;
	bool has_process;               /* `process`'s page is open */
	struct process_id process;
	/* About to be signalled, or the like: what explains them is worth knowing. */
	struct process_id targets[FOCUS_TARGETS];
	size_t target_count;
	/* In trouble, the worst first: what holds their owners up is worth knowing. */
	struct listener_id suspects[FOCUS_SUSPECTS];
	size_t suspect_count;
};

/* The listener is in trouble, or its page is open. */
bool focus_has(const struct focus *focus, const struct listener_id *id);

/* The process's page is open, or it is about to be signalled. */
bool focus_has_process(const struct focus *focus, const struct process_id *id);

#endif
