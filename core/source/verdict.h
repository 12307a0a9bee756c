/* verdict.h - one listener compared with the lines of a baseline. */
#ifndef LSN_SOURCE_VERDICT_H
#define LSN_SOURCE_VERDICT_H

#include "fact/expectation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baseline;
struct listener;
struct process;
struct text;

/* Who holds it, and what is known of where it is. */
struct suspect {
	const struct listener *listener;
	const struct process *processes; /* of the snapshot */
	const uint32_t *holders;        /* indices of them */
	size_t holder_count;
	bool searching;                 /* more of them may be found */
	bool nobody;                    /* no process holds it */
	bool hidden;                    /* who does cannot be known */
	const char *netns;
	struct expectation_ports dynamic;
};

enum verdict_kind {
	VERDICT_KNOWN,                  /* see why */
	VERDICT_UNKNOWN,                /* it depends on what is not known yet */
	VERDICT_HIDDEN,                 /* it depends on the owner, which cannot be known */
	VERDICT_CLIENT,                 /* a UDP socket on a dynamic port that no line is about */
};

struct verdict {
	enum verdict_kind kind;
	enum expectation_why why;
	const struct expectation *line; /* that decided; NULL none */
	const struct process *process;  /* that differs from it; NULL nobody */
};

/* `found` is called for each line that is about the listener's address, by index. */
struct verdict verdict_of(const struct suspect *suspect, const struct baseline *baseline,
			  void (*found)(size_t line, void *arg), void *arg);

/* "line 12 expects user=www-data", "no line for it". */
void verdict_detail(const struct verdict *verdict, struct text *text);

#endif
