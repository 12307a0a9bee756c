/* errand.c - one long piece of work at a time, on a thread of its own. */
#include "base/errand.h"

#include "base/clock.h"
#include "base/memory.h"

#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <time.h>

struct errand {
	pthread_mutex_t lock;
	pthread_cond_t sent, done;
	pthread_t thread;
	bool started, closing;
	errand_fn run;                  /* NULL: none is under way */
	void *arg;
};

static void *work(void *arg)
{
	struct errand *errand = arg;

	pthread_mutex_lock(&errand->lock);
	for (;;) {
		errand_fn run = errand->run;

		if (!run && errand->closing)
			break;
		if (!run) {
			pthread_cond_wait(&errand->sent, &errand->lock);
			continue;
		}
		pthread_mutex_unlock(&errand->lock);
		run(errand->arg);
		pthread_mutex_lock(&errand->lock);
		errand->run = NULL;
		pthread_cond_signal(&errand->done);
	}
	pthread_mutex_unlock(&errand->lock);
	return NULL;
}

struct errand *errand_new(void)
{
	struct errand *errand = memory_alloc(1, sizeof *errand);
	pthread_condattr_t monotonic;

	pthread_mutex_init(&errand->lock, NULL);
	pthread_cond_init(&errand->sent, NULL);
	pthread_condattr_init(&monotonic);
	pthread_condattr_setclock(&monotonic, CLOCK_MONOTONIC);
	pthread_cond_init(&errand->done, &monotonic);
	pthread_condattr_destroy(&monotonic);
	return errand;
}

static bool start_thread(struct errand *errand)
{
	pthread_attr_t attributes;
	sigset_t all, before;
	bool started;

	sigfillset(&all);
	pthread_attr_init(&attributes);
	pthread_attr_setstacksize(&attributes, 256 * 1024);
	pthread_sigmask(SIG_SETMASK, &all, &before);
	started = pthread_create(&errand->thread, &attributes, work, errand) == 0;
	pthread_sigmask(SIG_SETMASK, &before, NULL);
	pthread_attr_destroy(&attributes);
	return started;
}

bool errand_start(struct errand *errand, errand_fn run, void *arg)
{
	bool here;

	pthread_mutex_lock(&errand->lock);
	if (errand->run) {
		pthread_mutex_unlock(&errand->lock);
		return false;
	}
	if (!errand->started)
		errand->started = start_thread(errand);
	here = !errand->started;
	if (!here) {
		errand->run = run;
		errand->arg = arg;
		pthread_cond_signal(&errand->sent);
	}
	pthread_mutex_unlock(&errand->lock);
	if (here)
		run(arg);
	return true;
}

bool errand_is_done(struct errand *errand)
{
	bool done;

	pthread_mutex_lock(&errand->lock);
	done = !errand->run;
	pthread_mutex_unlock(&errand->lock);
	return done;
}

bool errand_wait_until(struct errand *errand, uint64_t deadline)
{
	struct timespec until = { (time_t)(deadline / CLOCK_SECOND), (long)(deadline % CLOCK_SECOND) };
	bool done;

	pthread_mutex_lock(&errand->lock);
	while (errand->run)
		if (pthread_cond_timedwait(&errand->done, &errand->lock, &until) != 0)
			break;
	done = !errand->run;
	pthread_mutex_unlock(&errand->lock);
	return done;
}

void errand_wait(struct errand *errand)
{
	pthread_mutex_lock(&errand->lock);
	while (errand->run)
		pthread_cond_wait(&errand->done, &errand->lock);
	pthread_mutex_unlock(&errand->lock);
}

void errand_free(struct errand *errand)
{
	if (!errand)
		return;
	pthread_mutex_lock(&errand->lock);
	errand->closing = true;
	pthread_cond_signal(&errand->sent);
	pthread_mutex_unlock(&errand->lock);
	if (errand->started)
		pthread_join(errand->thread, NULL);
	pthread_cond_destroy(&errand->done);
	pthread_cond_destroy(&errand->sent);
	pthread_mutex_destroy(&errand->lock);
	free(errand);
}
