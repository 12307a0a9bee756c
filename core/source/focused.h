/* focused.h - which processes are in focus, by themselves or by a listener they hold? */
#ifndef LSN_SOURCE_FOCUSED_H
#define LSN_SOURCE_FOCUSED_H

#include "base/array.h"
#include "fact/focus.h"

#include <stdint.h>

struct snapshot;

/* What is in focus; a zeroed one is nothing. */
struct focused {
	struct focus focus;
	ARRAY(uint32_t) processes;      /* indices into the snapshot, each once; ascending */
	ARRAY(bool) listeners, holders; /* by index: is one */
};

/* Finds them in a snapshot that need not be sealed. */
void focused_find(struct focused *focused, const struct snapshot *snap);

/* The snapshot's process i is among them, as of the last focused_find(). */
bool focused_has(const struct focused *focused, size_t i);

void focused_free(struct focused *focused);

#endif
