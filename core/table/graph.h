/* graph.h - the past of a row's numbers, tick by tick. */
#ifndef LSN_TABLE_GRAPH_H
#define LSN_TABLE_GRAPH_H

#include "fact/fact.h"
#include "table/row.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The fact (of counters: its step) `age` ticks ago, 0 the newest. False where
 * it is unknown, too old, or the row has no such fact. */
bool graph_at(const struct row *row, enum fact_id fact, size_t age, int64_t *value);

/* How many ticks back graph_at() can know something. */
size_t graph_past(const struct row *row, enum fact_id fact);

/* Seconds since the row's listener, or where it has none its process, was seen
 * to appear. False: it was there before us. */
bool graph_age(const struct row *row, double *seconds);

#endif
