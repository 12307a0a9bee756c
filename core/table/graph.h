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

/* Of a counter its rise per second `age` ticks ago, by measured time. A tick that
 * came early, before half of the delay asked for was over, counts together with the
 * ones before it: what happens at once is no rate of so short a time. False where
 * it is not known, and of gauges. */
bool graph_rate(const struct row *row, enum fact_id fact, size_t age, double *rate);

/* How many ticks back graph_at() can know something. */
size_t graph_past(const struct row *row, enum fact_id fact);

#endif
