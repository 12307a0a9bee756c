/* application.h - what a program calls its backlog, and when it heeds a new one. */
#ifndef LSN_JUDGE_APPLICATION_H
#define LSN_JUDGE_APPLICATION_H

#include <stdbool.h>
#include <stdint.h>

struct process;

enum { APPLICATION_COMMS = 16 };

struct application {
	const char *name;               /* as people call it */
	const char *comm[APPLICATION_COMMS]; /* its processes are called so: whole names,
					 * NULL behind the last */
	const char *command;            /* ... or this stands in their command line; where
					 * both are given, both are asked for */
	const char *setting;            /* what sets the backlog; a template of wording.h */
	const char *none;               /* where nothing does: what it is instead, told after
					 * "there is no setting: " */
	int64_t usual;                  /* the backlog it asks for unless told otherwise;
					 * 0: it depends, or is not known */
	bool all;                       /* asks for as much as somaxconn allows when it starts */
	const char *takes;              /* what makes it heed a changed setting */
	const char *listens;            /* what makes it call listen(2) again with the same
					 * setting; NULL: a restart of it */
	const char *source;             /* what this rests on */
};

/* By name and command line of a process that holds the listener; NULL: no program we
 * know. */
const struct application *application_of(const struct process *process);

#endif
