/* errand.h - one long piece of work at a time, on a thread of its own. */
#ifndef LSN_BASE_ERRAND_H
#define LSN_BASE_ERRAND_H

#include <stdbool.h>
#include <stdint.h>

/* For what takes too long between two keys but comes to its end, as a walk of all
 * connections does. What `run` works on is nobody else's until it is done. */
struct errand;

typedef void (*errand_fn)(void *arg);

/* The thread starts with the first errand. All signals are blocked in it. The powers
 * that are awake where it starts are awake in it: they are each thread's own. */
struct errand *errand_new(void);

/* Sends it off; false while one is under way. Where no thread can be had it is
 * done here and now. */
bool errand_start(struct errand *errand, errand_fn run, void *arg);

/* None is under way: what the last one did may be looked at. Never blocks. */
bool errand_is_done(struct errand *errand);

/* Waits for the end of the one under way. */
void errand_wait(struct errand *errand);

/* The same, but not beyond `deadline` (monotonic ns); true: none is under way. */
bool errand_wait_until(struct errand *errand, uint64_t deadline);

/* The same, then ends the thread. NULL is fine. */
void errand_free(struct errand *errand);

#endif
