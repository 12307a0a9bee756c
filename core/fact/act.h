/* act.h - a deed as a value: what is to be done, and to whom. */
#ifndef LSN_FACT_ACT_H
#define LSN_FACT_ACT_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <sys/types.h>

enum act_kind {
	ACT_SIGNAL,                     /* `argument` is the signal */
	ACT_RENICE,                     /* `argument` is the nice value, for every thread */
	ACT_CLOSE,                      /* the listener's socket, not its owners */
};

enum { ACT_TARGETS = 256, ACT_NAME = 64, ACT_LOCAL = 160 };

/* Who, and which life of that pid. */
struct target {
	struct process_id process;
	uid_t uid;                      /* effective; (uid_t)-1 unknown */
	char name[ACT_NAME];            /* its comm, raw */
	char user[ACT_NAME];            /* raw; "" unknown */
};

/* Nothing in it points elsewhere: ticks may pass between its making and its doing. */
struct act {
	enum act_kind kind;
	int argument;
	struct target targets[ACT_TARGETS];     /* of ACT_CLOSE none */
	size_t count;

	/* The listener for which it was asked, and of ACT_CLOSE the one to be closed. */
	bool has_listener;
	struct listener_id listener;
	enum protocol protocol;
	struct address address;
	char local[ACT_LOCAL];          /* the same as ss writes it, raw */
};

#endif
