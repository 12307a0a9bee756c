/* reach.h - which listeners a deed reaches, and who else holds them. */
#ifndef LSN_JUDGE_REACH_H
#define LSN_JUDGE_REACH_H

#include "base/array.h"
#include "fact/snapshot.h"

#include <stdbool.h>
#include <stdint.h>

struct act;

/* A listener that a target holds. Processes with several descriptors count once. */
struct reached {
	const struct listener *listener;
	uint32_t others;                /* that hold it and are no targets; the two below
					 * among them */
	uint32_t workers;               /* whose parent is a target */
	const struct process *master;   /* that target; NULL none */
	const struct process *manager;  /* systemd, which holds it to start a service when
					 * somebody connects; NULL none */
	int64_t queue;                  /* waiting; 0 none, or not known */
};

struct reach {
	const struct snapshot *snap;
	bool *hit;                      /* by index of process */
	ARRAY(const struct process *) targets; /* those that are still there, by pid */
	ARRAY(struct reached) listeners;        /* that for which the act was asked first,
					 * then as the snapshot has them */
};

/* Borrows the snapshot. */
void reach_gather(struct reach *reach, const struct snapshot *snap, const struct act *act);
void reach_free(struct reach *reach);

bool reach_is_hit(const struct reach *reach, const struct process *process);

/* It is systemd, the first process or a user's own, which starts services. */
bool reach_is_manager(const struct process *process);

/* It closes when the targets end, as far as owners are known. */
bool reached_closes(const struct reached *reached);

/* How many other members of its SO_REUSEPORT group stay open. */
uint32_t reach_members(const struct reach *reach, const struct listener *listener);

/* The next process that holds it and is no target; NULL behind the last. *at begins with 0. */
const struct process *reach_other(const struct reach *reach, const struct listener *listener,
				  uint32_t *at);

#endif
