/* worker.c - one helper thread for what may block for ever. */
#include "base/worker.h"

#include "base/clock.h"
#include "base/memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

enum { OPEN_MOST = 256 };

/* A question, and in the same place its answer. */
struct item {
	struct item *next;
	struct worker_answer answer;
};

/* Room for all that may be open would be 70 KiB, for a thread that most never need. */
struct line {
	struct item *first, *last;
};

struct worker {
	pthread_mutex_t lock;
	pthread_cond_t asked, answered;
	worker_fn answer;
	bool started, closing, gone;
	unsigned open;                  /* asked and not yet taken */
	struct line questions, answers;
};

static void put(struct line *line, struct item *item)
{
	item->next = NULL;
	if (line->first)
		line->last->next = item;
	else
		line->first = item;
	line->last = item;
}

static struct item *take_first(struct line *line)
{
	struct item *item = line->first;

	if (item)
		line->first = item->next;
	return item;
}

static void drop_all(struct line *line)
{
	for (struct item *item; (item = take_first(line));)
		free(item);
}

static void release(struct worker *worker)
{
	pthread_cond_destroy(&worker->asked);
	pthread_cond_destroy(&worker->answered);
	pthread_mutex_destroy(&worker->lock);
	drop_all(&worker->questions);
	drop_all(&worker->answers);
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
		struct item *item = take_first(&worker->questions);

		if (!item) {
			pthread_cond_wait(&worker->asked, &worker->lock);
			continue;
		}
		pthread_mutex_unlock(&worker->lock);
		item->answer.known = worker->answer(item->answer.question, item->answer.text);
		pthread_mutex_lock(&worker->lock);
		put(&worker->answers, item);
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

static void ask(struct worker *worker, uint64_t question)
{
	struct item *item = memory_alloc(1, sizeof *item);

	item->answer.question = question;
	put(&worker->questions, item);
	worker->open++;
	pthread_cond_signal(&worker->asked);
}

bool worker_ask(struct worker *worker, uint64_t question)
{
	bool taken;

	if (!worker)
		return false;
	pthread_mutex_lock(&worker->lock);
	if (!worker->started)
		worker->started = start(worker);
	taken = worker->started && worker->open < OPEN_MOST;
	if (taken)
		ask(worker, question);
	pthread_mutex_unlock(&worker->lock);
	return taken;
}

bool worker_take(struct worker *worker, struct worker_answer *answer, uint64_t deadline)
{
	struct timespec until = { (time_t)(deadline / CLOCK_SECOND), (long)(deadline % CLOCK_SECOND) };
	struct item *item;

	if (!worker)
		return false;
	pthread_mutex_lock(&worker->lock);
	while (!worker->answers.first && worker->open && deadline)
		if (pthread_cond_timedwait(&worker->answered, &worker->lock, &until) != 0)
			break;
	item = take_first(&worker->answers);
	worker->open -= item != NULL;
	pthread_mutex_unlock(&worker->lock);
	if (!item)
		return false;
	*answer = item->answer;
	free(item);
	return true;
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
