/* baseline_index.h - which lines of a baseline may fit a socket, out of many? */
#ifndef LSN_SOURCE_BASELINE_INDEX_H
#define LSN_SOURCE_BASELINE_INDEX_H

#include "fact/expectation.h"

#include <stddef.h>
#include <stdint.h>

struct listener;

/* Two chains through all lines: those with one address and one port, or a path without
 * wildcards, hang at both of these and are found by either; the others hang loose. */
struct baseline_index {
	const struct expectation *lines;
	uint32_t count;
	uint32_t *next_there, *next_port;       /* by line; NO_LINE ends */
	uint32_t *there, *port;                 /* heads, by hash */
	uint32_t loose[PROTOCOLS];              /* heads; go on in next_there */
	uint32_t mask;                          /* of hashes */
};

/* Borrows the lines. */
void baseline_index_build(struct baseline_index *index, const struct expectation *lines,
			  size_t count);

/* As baseline_next(). */
size_t baseline_index_next(const struct baseline_index *index, const struct listener *listener,
			   size_t before);

void baseline_index_free(struct baseline_index *index);

#endif
