/* remark.h - what is to be said before a deed, gathered; impact.c hands it out. */
#ifndef LSN_JUDGE_REMARK_H
#define LSN_JUDGE_REMARK_H

#include "base/text.h"
#include "judge/impact.h"
#include "judge/reach.h"

enum {
	REMARK_TEXT = 320,
	REMARK_NAMED = 2,               /* of each kind; the rest is counted */
};

struct remark {
	enum impact_weight weight;
	struct text text;
	char buffer[REMARK_TEXT];
};

struct remarks {
	struct remark of[IMPACT_LINES];
	size_t count;
	struct remark spare;            /* what is too much is written into it */
};

/* A new, empty one; the spare one where there are enough. */
struct text *remark_add(struct remarks *remarks, enum impact_weight weight);

bool remark_is_said(const struct remarks *remarks, const char *sentence);

/* "nginx (1234)", raw. */
void remark_process(struct text *text, const struct process *process);

/* "0.0.0.0:443", raw. */
void remark_address(struct text *text, const struct listener *listener);

/* "(1235, 1236, 1237, 1238)", "(1235, 1236, 1237 and 9 more)": those that hold it and are
 * no targets. */
void remark_others(struct text *text, const struct reach *reach, const struct reached *reached);

/* "37 connections waiting at 0.0.0.0:443 will be reset". */
void remark_waiting(struct text *text, const struct reach *reach,
		    const struct reached *reached);

/* Systemd that holds the socket, a container behind a proxy, what origin.h knows. */
void remark_again(struct remarks *remarks, const struct reach *reach);

/* Those on whom the signal will not work now, or not as expected: stopped, traced, waiting
 * in the kernel. */
void remark_states(struct remarks *remarks, const struct reach *reach, int signal);

/* What each kind of deed would hit. */
void remark_signal(struct remarks *remarks, const struct reach *reach, const struct act *act);
void remark_close(struct remarks *remarks, const struct reach *reach, const struct act *act);

#endif
