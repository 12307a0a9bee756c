/* holder.h - what the processes that hold a listener are doing. */
#ifndef LSN_JUDGE_HOLDER_H
#define LSN_JUDGE_HOLDER_H

#include "base/array.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct listener;
struct model;
struct process;

/* What may not be known. */
struct number {
	bool known;
	double value;
};

/* A process's threads, as far as they were looked at. */
struct load {
	unsigned threads;               /* looked at; 0: none was */
	unsigned timed;                 /* of these, with a known rate of cpu */
	unsigned hot;                   /* of these, at HOT_PERCENT of a CPU or more */
	double busiest;                 /* percent; of `busiest_tid` */
	pid_t busiest_tid;
	const char *stuck_in;           /* kernel function a thread in D waits in; NULL */
	const char *sleeps_in;          /* the main thread's; NULL not known */
};

enum { HOT_PERCENT = 90 };

/* Of all processes of a snapshot, by index. A zeroed one is empty. */
struct loads {
	ARRAY(struct load) of;
	bool any;                       /* else `of` is not filled */
};

/* Once a tick; costs nothing while no threads are looked at. */
void loads_fill(struct loads *loads, const struct model *model);
void loads_free(struct loads *loads);

/* All processes that hold one listener, taken together. */
struct holding {
	unsigned processes;
	unsigned stopped, stuck, asleep, running, unseen; /* of these, by state */
	const struct process *first;    /* lowest pid; NULL: none known */
	const struct process *stopped_one, *stuck_one, *full_one; /* the first that is
					 * stopped, in D, out of descriptors; NULL none */
	bool traced;                    /* stopped_one is, by a debugger */
	const struct process *busy_one; /* has the busiest thread; NULL not known */
	struct load busy;               /* of busy_one */
	struct number cpu;              /* percent of a CPU, all together */
	struct number threads;
	unsigned hot;                   /* threads at HOT_PERCENT or more */
	unsigned looked_at;             /* threads whose cpu is known */
	const char *stuck_in;           /* NULL not known */
	const char *sleeps_in[3];       /* kernel functions, different ones; NULL none */
};

void holding_gather(struct holding *holding, const struct loads *loads,
		    const struct model *model, const struct listener *listener);

#endif
