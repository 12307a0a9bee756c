/* origin.h - what explains a process: what started it, and may start it again. */
#ifndef LSN_JUDGE_ORIGIN_H
#define LSN_JUDGE_ORIGIN_H

#include "fact/snapshot.h"

#include <stdbool.h>

enum origin_kind {
	ORIGIN_CONTAINER,
	ORIGIN_UNIT,                    /* a service of systemd's */
	ORIGIN_SUPERVISOR,              /* runit, s6, supervisord, a master that makes workers */
	ORIGIN_CRON,                    /* cron, at */
	ORIGIN_SSH,                     /* an ssh session */
	ORIGIN_SESSION,                 /* another login: a console, su, tmux, screen */
	ORIGIN_FIRST,                   /* the first process of all, for want of anything better */
};

enum { ORIGIN_TEXT = 200 };

struct origin {
	enum origin_kind kind;
	const struct process *process;  /* the one above it that says so; NULL: its own cgroup
					 * does. Lent by the snapshot */
	bool restarts;                  /* starts it again when it ends, always or by its
					 * settings */
	char text[ORIGIN_TEXT];         /* "nginx.service", "container 0123456789ab", "ssh
					 * session of alice", "supervised by runsv (812)",
					 * "worker of nginx (1234)"; raw */
	char after[ORIGIN_TEXT];        /* a sentence, what comes when it has ended: "nginx.service:
					 * systemd starts it again if its unit says Restart=";
					 * "" nothing that is known; raw */
};

/* The nearest that explains it, as far as its parents are in the snapshot (they are of
 * processes in focus). What is above it within its own unit or container is nearer than
 * these. False: nothing does, or it is not known. */
bool origin_of(const struct snapshot *snap, const struct process *process,
	       struct origin *origin);

#endif
