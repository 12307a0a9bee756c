/* worker.c - one helper thread for what may block for ever. */
#include "base/worker.h"

#include "base/clock.h"
#include "base/memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { QUEUE_ROOM = 256 };

struct worker {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	worker_fn answer;
	bool started, closing, gone;
	unsigned open;                  /* asked and not yet taken */
	unsigned question_first, question_count;
	unsigned answer_first, answer_count;
	uint64_t questions[QUEUE_ROOM];
	struct worker_answer answers[QUEUE_ROOM];
};

static void release(struct worker *worker)
{
	pthread_cond_destroy(&worker->asked);
	pthread_cond_destroy(&worker->answered);
	pthread_mutex_destroy(&worker->lock);
	free(worker);
}

/* Each side gives up its half; whoever comes second frees. */
static void leave(struct worker *worker)
{
	bool last = worker->gone || !worker->started;

	worker->gone = true;
	pthread_mutex_unlock(&worker->lock);
	if (last)
		release(worker);
}

static void *work(void *arg)
{
	struct worker *worker = arg;

	pthread_mutex_lock(&worker->lock);
	while (!worker->closing) {
		struct worker_answer answer = { 0 };

		if (worker->question_count == 0) {
			pthread_cond_wait(&worker->asked, &worker->lock);
			continue;
		}
		answer.question = worker->questions[worker->question_first];
		worker->question_first = (worker->question_first + 1) % QUEUE_ROOM;
		worker->question_count--;
		pthread_mutex_unlock(&worker->lock);
		answer.known = worker->answer(answer.question, answer.text);
		pthread_mutex_lock(&worker->lock);
		worker->answers[(worker->answer_first + worker->answer_count) % QUEUE_ROOM] = answer;
		worker->answer_count++;
		pthread_cond_signal(&worker->answered);
	}
	leave(worker);
	return NULL;
}

struct worker *worker_new(worker_fn answer)
{
	struct worker *worker = memory_alloc(1, sizeof *worker);
	pthread_condattr_t monotonic;

	worker->answer = answer;
	pthread_mutex_init(&worker->lock, NULL);
	pthread_cond_init(&worker->asked, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&worker->answered, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return worker;
}

static bool start(struct worker *worker)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	pthread_t thread;
	bool started;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
	pthread_attr_setstacksize(&attributes, 256 * 1024);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&thread, &attributes, work, worker) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

bool worker_ask(struct worker *worker, uint64_t question)
{
	bool taken = false;

	if (!worker)
		return false;
	pthread_mutex_lock(&worker->lock);
	if (!worker->started)
		worker->started = start(worker);
	if (worker->started && worker->open < QUEUE_ROOM) {
		worker->questions[(worker->question_first + worker->question_count) % QUEUE_ROOM] =
			question;
		worker->question_count++;
		worker->open++;
		taken = true;
		pthread_cond_signal(&worker->asked);
	}
	pthread_mutex_unlock(&worker->lock);
	return taken;
}

bool worker_take(struct worker *worker, struct worker_answer *answer, uint64_t deadline)
{
	struct timespec until = { (time_t)(deadline / CLOCK_SECOND), (long)(deadline % CLOCK_SECOND) };
	bool taken = false;

	if (!worker)
		return false;
	pthread_mutex_lock(&worker->lock);
	while (worker->answer_count == 0 && worker->open && deadline)
		if (pthread_cond_timedwait(&worker->answered, &worker->lock, &until) != 0)
			break;
	if (worker->answer_count) {
		*answer = worker->answers[worker->answer_first];
		worker->answer_first = (worker->answer_first + 1) % QUEUE_ROOM;
		worker->answer_count--;
		worker->open--;
		taken = true;
	}
	pthread_mutex_unlock(&worker->lock);
	return taken;
}

void worker_free(struct worker *worker)
{
	if (!worker)
		return;
	pthread_mutex_lock(&worker->lock);
	worker->closing = true;
	pthread_cond_signal(&worker->asked);
	leave(worker);
}
