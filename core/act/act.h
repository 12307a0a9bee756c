/* act.h - aiming a deed and doing it, through hands that can be anybody's. */
#ifndef LSN_ACT_ACT_H
#define LSN_ACT_ACT_H

#include "fact/act.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

/* Why one should think twice. */
enum act_danger {
	DANGER_NONE,
	DANGER_SELF,                    /* lsntop itself */
	DANGER_ABOVE,                   /* a process that lsntop runs under: its shell, the
					 * terminal's, the session's */
};

/* What aiming at one target gave. */
struct aimed {
	int error;                      /* 0: held. -ESRCH: it ended, or its pid is another's
					 * by now. -EPERM: it may not be done (without a
					 * capability that act_explain() names). -EINVAL:
					 * refused to everybody: pid 1 and below, kernel
					 * threads. -ENODATA: which life of the pid it is
					 * cannot be known. -ENOSYS: a kernel without pidfds.
					 * Of ACT_CLOSE as sock_destroy() says */
	enum act_danger danger;
	bool nice_known;                /* of ACT_RENICE, the two below */
	int nice;                       /* its own now: the lowest of its threads */
	int nice_lowest;                /* what may be set: from here to 19; 20: nothing */
	bool outranks;                  /* of ACT_RENICE: it may not be reniced at all, since
					 * it holds capabilities that we lack */
};

struct aim {
	struct aimed of[ACT_TARGETS];   /* as act->targets; of ACT_CLOSE of[0] */
	size_t count;
	bool ready;                     /* one at least can be acted on */
};

/* What doing it gave. */
struct done {
	int error[ACT_TARGETS];         /* as act->targets; of ACT_CLOSE error[0] */
	size_t count;
	size_t succeeded;
	/* Of ACT_RENICE, all targets together. Who ended about then is in the last alone. */
	unsigned threads, threads_failed, threads_gone;
};

/* The hands. `live` ones are act_live_new(); a test brings its own. */
struct act_ops {
	/* Takes hold of each target and says what may be done; whom it held before is let
	 * go. What is held is this life of the pid and no other. */
	void (*aim)(struct act_ops *self, const struct act *act, struct aim *aim);

	/* Does it to those that are held; the others have the error of the aim. They stay
	 * held. `act` is the one aimed at; its argument may have changed since. */
	void (*perform)(struct act_ops *self, const struct act *act, struct done *done);

	/* Is the n-th target of the last aim still there? False: it ended (a zombie has). */
	bool (*lives)(struct act_ops *self, size_t n);

	/* Lets all go. */
	void (*drop)(struct act_ops *self);
	void (*close)(struct act_ops *self);
};

/* Hands that touch this machine: pidfds, setpriority(2), SOCK_DESTROY. NULL, with a
 * line in `why`, where there can be none (no /proc). */
struct act_ops *act_live_new(struct text *why);

/* "SIGTERM to nginx (1234)", "SIGTERM to 4 processes", "nice 5 for redis (77)", "close of
 * tcp 0.0.0.0:80". Raw names are made safe. */
void act_describe(const struct act *act, struct text *line);

/* The same without whom: "SIGTERM to ", "nice 5 for ", "close of ". */
void act_begin(const struct act *act, struct text *line);

/* Why not: "not permitted (CAP_KILL)", "it has ended; its pid may be another's by now",
 * "the first process and kernel threads are never signalled". `error` as above. */
void act_explain(const struct act *act, int error, struct text *line);

/* The same for one target of an aim, which knows more: whether a process outranks us, or
 * which nice values may be set. Writes nothing where act->argument may be done to it. */
void act_explain_aimed(const struct act *act, const struct aimed *aimed, struct text *line);

/* One line of what became of it at once: "SIGTERM sent to nginx (1234)"; "SIGTERM sent to 3
 * of 4: nginx (7): not permitted (CAP_KILL)". */
void act_tell(const struct act *act, const struct done *done, struct text *line);

/* Signals by name and number; "SIGTERM", "term" and "15" are the same. False: there is no
 * such signal, or it is 0. Real-time signals are SIGRTMIN+n. */
bool act_signal_find(const char *word, int *number);
/* "SIGTERM"; NULL for a number that is none. */
const char *act_signal_name(int number);
/* The n-th signal for a menu, the usual ones first; 0 behind the last. */
int act_signal_at(size_t n);
/* What it does, in a few words: "asks to end", "ends at once, cannot be caught". "" where
 * nothing need be said. */
const char *act_signal_help(int number);

#endif
