/* history.h - the past of one number, a ring of fixed length. */
#ifndef LSN_MODEL_HISTORY_H
#define LSN_MODEL_HISTORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { HISTORY_LENGTH = 600 };          /* ticks */

/* What was not known; may be pushed and be what a ring begins with. Values
 * beyond 32 bits are kept as the nearest that fits. */
#define HISTORY_UNKNOWN INT32_MIN

struct history;

/* A ring whose past `before` ticks all held `first`. NULL without memory: the
 * caller goes on without a past. */
struct history *history_new(int64_t first, size_t before);
void history_free(struct history *history);

void history_push(struct history *history, int64_t value);
void history_push_unknown(struct history *history);

/* Ticks remembered, at most HISTORY_LENGTH. */
size_t history_count(const struct history *history);

/* The value `age` ticks ago (0: the newest). False where unknown or too old. */
bool history_at(const struct history *history, size_t age, int64_t *value);

/* The highest of the newest `ticks`; false where all are unknown. */
bool history_peak(const struct history *history, size_t ticks, int64_t *peak);

#endif
