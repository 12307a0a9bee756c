/* base_worker.c - questions to a thread that may hang. */
#include "base/worker.h"

#include "base/clock.h"
#include "base/text.h"

#include <pthread.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

/* A door that the test opens: what is asked of 13 waits behind it. */
static pthread_mutex_t door = PTHREAD_MUTEX_INITIALIZER;

static bool answer(uint64_t question, char text[WORKER_TEXT_SIZE])
{
	struct text out = text_over(text, WORKER_TEXT_SIZE);
	sigset_t blocked;

	if (question == 13) {
		pthread_mutex_lock(&door);
		pthread_mutex_unlock(&door);
	}
	pthread_sigmask(SIG_BLOCK, NULL, &blocked);
	if (question == 14)
		return sigismember(&blocked, SIGTERM) && sigismember(&blocked, SIGINT);
	text_format(&out, "<%d>", (int)question);
	return question % 2 == 0;
}

static uint64_t soon(void)
{
	return clock_monotonic() + 10 * CLOCK_SECOND;
}

static void answers_in_order(void **state)
{
	struct worker *worker = worker_new(answer);
	struct worker_answer got;

	(void)state;
	assert_non_null(worker);
	for (uint64_t question = 0; question < 10; question++)
		assert_true(worker_ask(worker, question));
	for (uint64_t question = 0; question < 10; question++) {
		assert_true(worker_take(worker, &got, soon()));
		assert_int_equal(got.question, question);
		assert_int_equal(got.known, question % 2 == 0);
	}
	assert_string_equal(got.text, "<9>");
	worker_free(worker);
}

static void takes_nothing_where_nothing_is_asked(void **state)
{
	struct worker *worker = worker_new(answer);
	struct worker_answer got;

	(void)state;
	assert_false(worker_take(worker, &got, 0));
	/* no question open: the deadline is not waited for */
	assert_false(worker_take(worker, &got, UINT64_MAX));
	worker_free(worker);
	worker_free(NULL);
}

static void nobody_is_a_worker_too(void **state)
{
	struct worker_answer got;

	(void)state;
	assert_false(worker_ask(NULL, 1));
	assert_false(worker_take(NULL, &got, 0));
}

/* A helper that hangs: asking goes on until the queue is full, taking gives up at
 * the deadline, freeing does not wait. */
static void hangs_alone(void **state)
{
	struct worker *worker = worker_new(answer);
	struct worker_answer got;
	unsigned asked = 0;

	(void)state;
	pthread_mutex_lock(&door);
	assert_true(worker_ask(worker, 13));
	while (worker_ask(worker, 2) && asked < 10000)
		asked++;
	assert_true(asked > 10 && asked < 10000);
	assert_false(worker_take(worker, &got, 0));
	assert_false(worker_take(worker, &got, clock_monotonic() + 20 * CLOCK_MILLISECOND));
	pthread_mutex_unlock(&door);
	assert_true(worker_take(worker, &got, soon()));
	assert_int_equal(got.question, 13);
	for (unsigned i = 0; i < asked; i++)
		assert_true(worker_take(worker, &got, soon()));
	assert_false(worker_take(worker, &got, 0));
	assert_true(worker_ask(worker, 4));
	worker_free(worker);
}

static void is_left_behind_hanging(void **state)
{
	struct worker *worker = worker_new(answer);

	(void)state;
	pthread_mutex_lock(&door);
	assert_true(worker_ask(worker, 13));
	worker_free(worker);
	/* the thread frees it now; the sanitizer sees if it does not */
	pthread_mutex_unlock(&door);
}

static void blocks_all_signals(void **state)
{
	struct worker *worker = worker_new(answer);
	struct worker_answer got;
	sigset_t mine;

	(void)state;
	assert_true(worker_ask(worker, 14));
	assert_true(worker_take(worker, &got, soon()));
	assert_true(got.known);
	pthread_sigmask(SIG_BLOCK, NULL, &mine);
	assert_false(sigismember(&mine, SIGTERM));
	worker_free(worker);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(answers_in_order),
		cmocka_unit_test(takes_nothing_where_nothing_is_asked),
		cmocka_unit_test(nobody_is_a_worker_too),
		cmocka_unit_test(hangs_alone),
		cmocka_unit_test(is_left_behind_hanging),
		cmocka_unit_test(blocks_all_signals),
	};

	return cmocka_run_group_tests_name("base_worker", tests, NULL, NULL);
}
