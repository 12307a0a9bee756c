/* learn.h - a baseline of what listens now. */
#ifndef LSN_OUT_LEARN_H
#define LSN_OUT_LEARN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

struct scene;
struct query;

/* What could not be written as it should be. */
struct learned {
	size_t lines;
	size_t ownerless;               /* lines without an owner: any process would do */
	size_t clients;                 /* UDP sockets on dynamic ports, left out */
};

/* A line per listener that the query takes, each once, in order; a comment above those
 * whose owner is not known. False where the file could not take it; errno says why. */
bool learn_write(FILE *file, const struct scene *scene, const struct query *query,
		 struct learned *learned);

#endif
