/* owner_reason.h - why is no process shown? */
#ifndef LSN_SOURCE_OWNER_REASON_H
#define LSN_SOURCE_OWNER_REASON_H

#include <stdbool.h>
#include <stddef.h>

struct procfs;
struct text;

enum owner_reason {
	REASON_NOT_YET,
	REASON_ELSEWHERE,               /* in our pid namespace, which is not the first */
	REASON_NOBODY,                  /* all could be looked into */
	REASON_HIDDEN,                  /* some could not, for want of a power */
	REASON_REFUSED,                 /* some could not although we have it */
};

/* A line for people; names the capabilities that would help. */
void owner_reason_format(enum owner_reason reason, struct text *text);

/* Are processes left out of /proc by its mount option hidepid? */
bool owner_hidepid(const struct procfs *fs);

/* The same of a text of mounts (proc_mounts(5)). */
bool owner_hidepid_in(const char *mounts, size_t size);

#endif
