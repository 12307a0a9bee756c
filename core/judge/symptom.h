/* symptom.h - all that is known of one listener in trouble, gathered for the rules. */
#ifndef LSN_JUDGE_SYMPTOM_H
#define LSN_JUDGE_SYMPTOM_H

#include "fact/fact.h"
#include "judge/holder.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct application;
struct listener;
struct members;
struct model;
struct series;
struct snapshot;

/* What the rise of a listener's drops stands for, as far as the counters of its
 * namespace tell: the kernel says which socket, and how many of what kind, but not
 * what kind on which socket. */
enum drops_meaning {
	DROPS_NONE,                     /* they did not rise */
	DROPS_UNKNOWN,
	DROPS_OVERFLOW,                 /* of the accept queue */
	DROPS_SYN_FULL,                 /* of the SYN queue, without cookies */
	DROPS_OTHER,                    /* ListenDrops that are neither */
	DROPS_DEFERRED,                 /* TCPDeferAcceptDrop: nothing is lost */
	DROPS_SOCKET_ONLY,              /* no counter moved with them */
};

/* Unknown stays unknown. Borrows from the model's snapshot. */
struct symptoms {
	const struct snapshot *snap;
	const struct listener *listener;
	const struct series *series;    /* of the listener */
	const struct series *netns;     /* of its namespace; NULL not known */

	struct number queue, backlog, peak; /* connections; of UDP and raw bytes */
	struct number full_for;         /* s at each tick; unknown: not full now */
	struct number drop_rate;        /* a second */
	struct number wait;             /* s */
	struct number synq, synq_limit; /* in a group of all members */
	struct number somaxconn;
	struct number somaxconn_was;    /* what it was before it was changed under our eyes */
	struct number elsewhere;        /* highest backlog of the owner's other sockets, if
					 * that is above this one's */
	bool asked_so;                  /* somaxconn has not changed since it began to listen */
	struct number dead;             /* waiting connections whose client has gone */
	enum drops_meaning meaning;
	bool full;                      /* now */
	bool steady;                    /* ... and never seen to drain since it overflows */
	bool overflows;                 /* now, or between the last two looks */
	bool counts_bytes, is_unix;

	const struct members *members;  /* of its SO_REUSEPORT group; NULL: in none */
	struct holding holding;
	const struct application *application; /* NULL unknown */
};

/* Where the judge keeps what is needed of many listeners. */
struct symptom_sources {
	const struct model *model;
	const struct loads *loads;
	const struct members *members;  /* of the listener, or NULL */
	struct number full_for;         /* s, as its episode has it: at most */
	bool steady;                    /* as its episode has it */
	struct number somaxconn_was;
};

/* A few comparisons: the listener's own numbers give no reason to look closer. */
bool symptoms_none(const struct model *model, size_t index);

void symptoms_gather(struct symptoms *symptoms, const struct symptom_sources *sources,
		     size_t index);

/* Of the namespace: a fact now, a counter's rate per second; the rise of a counter
 * over the last two ticks, or of FACT_DROPS of the listener. */
struct number symptoms_now(const struct symptoms *symptoms, enum fact_id id);
struct number symptoms_rate(const struct symptoms *symptoms, enum fact_id id);
struct number symptoms_risen(const struct symptoms *symptoms, enum fact_id id);

/* False where not known. */
bool is_above(struct number number, double limit);
bool is_below(struct number number, double limit);
bool is_equal(struct number number, struct number other);

#endif
