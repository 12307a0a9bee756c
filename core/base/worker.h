/* worker.h - one helper thread for what may block for ever. */
#ifndef LSN_BASE_WORKER_H
#define LSN_BASE_WORKER_H

#include <stdbool.h>
#include <stdint.h>

/* Questions and answers go by value: a number in, a text out (or none). The
 * house itself has one thread; only `answer` runs on the helper's. */
enum { WORKER_TEXT_SIZE = 256 };

struct worker_answer {
	uint64_t question;
	bool known;                     /* false: there is no answer */
	char text[WORKER_TEXT_SIZE];
};

typedef bool (*worker_fn)(uint64_t question, char text[WORKER_TEXT_SIZE]);

struct worker;

/* NULL where no thread can be had: do without. The thread starts with the
 * first question. All signals are blocked in it. */
struct worker *worker_new(worker_fn answer);

/* Asks; false while too many questions wait. Never blocks. */
bool worker_ask(struct worker *worker, uint64_t question);

/* Takes one answer, waiting until `deadline` (monotonic ns; 0: not at all)
 * where questions are open. False where none came. */
bool worker_take(struct worker *worker, struct worker_answer *answer, uint64_t deadline);

/* Leaves a thread that hangs in a question behind, rather than hang with it. */
void worker_free(struct worker *worker);

#endif
