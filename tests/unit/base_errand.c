/* base_errand.c - long work on a thread that can be waited for. */
#include "base/errand.h"

#include "base/clock.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct work {
	pthread_mutex_t door;           /* that the test opens */
	pthread_t thread;
	bool blocked;
	int runs;
};

static void run(void *arg)
{
	struct work *work = arg;
	sigset_t mask;

	pthread_mutex_lock(&work->door);
	pthread_mutex_unlock(&work->door);
	pthread_sigmask(SIG_BLOCK, NULL, &mask);
	work->blocked = sigismember(&mask, SIGTERM) && sigismember(&mask, SIGWINCH);
	work->thread = pthread_self();
	work->runs++;
}

static const struct work FRESH = { .door = PTHREAD_MUTEX_INITIALIZER };

static void runs_elsewhere(void **state)
{
	struct errand *errand = errand_new();
	struct work work = FRESH;
	sigset_t mine;

	(void)state;
	assert_true(errand_is_done(errand));
	errand_wait(errand);
	for (int i = 1; i <= 3; i++) {
		assert_true(errand_start(errand, run, &work));
		errand_wait(errand);
		assert_true(errand_is_done(errand));
		assert_int_equal(work.runs, i);
	}
	assert_false(pthread_equal(work.thread, pthread_self()));
	assert_true(work.blocked);
	pthread_sigmask(SIG_BLOCK, NULL, &mine);
	assert_false(sigismember(&mine, SIGTERM));
	errand_free(errand);
}

static void takes_one_at_a_time(void **state)
{
	struct errand *errand = errand_new();
	struct work work = FRESH;
	uint64_t until = clock_monotonic() + 20 * CLOCK_MILLISECOND;

	(void)state;
	pthread_mutex_lock(&work.door);
	assert_true(errand_start(errand, run, &work));
	assert_false(errand_is_done(errand));
	assert_false(errand_start(errand, run, &work));
	assert_false(errand_wait_until(errand, until));
	assert_true(clock_monotonic() >= until);
	assert_false(errand_wait_until(errand, 0));
	pthread_mutex_unlock(&work.door);
	assert_true(errand_wait_until(errand, clock_monotonic() + 10 * CLOCK_SECOND));
	assert_int_equal(work.runs, 1);
	assert_true(errand_start(errand, run, &work));
	errand_free(errand);
	assert_int_equal(work.runs, 2);
}

static void is_freed_unused(void **state)
{
	(void)state;
	errand_free(NULL);
	errand_free(errand_new());
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(runs_elsewhere),
		cmocka_unit_test(takes_one_at_a_time),
		cmocka_unit_test(is_freed_unused),
	};

	return cmocka_run_group_tests_name("base_errand", tests, NULL, NULL);
}
