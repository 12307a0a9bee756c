/* finding.h - one thing that is wrong with one listener. */
#ifndef LSN_JUDGE_FINDING_H
#define LSN_JUDGE_FINDING_H

#include "fact/snapshot.h"

#include <stdbool.h>

enum severity {
	SEVERITY_HINT,                  /* worth knowing: never on the header's line */
	SEVERITY_WARNING,               /* will hurt, or hurts a little */
	SEVERITY_ALARM,                 /* clients are refused, or wait */
};

enum { FINDING_WHO = 200, FINDING_TEXT = 400 };

/* Sentences without a full stop at the end, in plain words, with numbers. They
 * hold what strangers chose (names of processes): raw, made safe by the last hand. */
struct finding {
	const char *rule;               /* its name: "backlog-binds" */
	enum severity severity;
	double weight;                  /* among the same severity: more is worse */
	struct listener_id listener;
	char who[FINDING_WHO];          /* "0.0.0.0:443 nginx" */
	char symptom[FINDING_TEXT];     /* "accept queue full for 12 s (129 of 128), 14
					 * attempts a second are refused" */
	char cause[FINDING_TEXT];       /* "the backlog of 128 is nginx's own: ..." */
	char remedy[FINDING_TEXT];      /* "`listen 443 backlog=4096;` in ... and reload"; what
					 * really helps on a live system */
	char brief[FINDING_TEXT];       /* "full for 12 s, 14/s refused: backlog 128 is nginx's
					 * own limit; ...": what a line has room for */
	bool by_baseline;               /* said of what is expected: its owners need no closer
					 * look */
	const char *source;             /* what the claim rests on: a man page, a kernel
					 * function, a program's documentation */
};

/* The worse first; ties by listener, so that they do not dance. */
int finding_compare(const struct finding *a, const struct finding *b);

#endif
