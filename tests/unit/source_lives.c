/* source_lives.c - a source's memory of processes: one life each, forgotten in time. */
#include "source/lives.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

struct thing {
	struct life life;
	int number;
	int *dropped;
};

static void drop(struct life *life)
{
	++*((struct thing *)life)->dropped;
}

static struct thing *know(struct lives *lives, pid_t pid, uint64_t identity, int *dropped)
{
	struct thing *thing = lives_know(lives, (struct process_id){ pid, identity }, sizeof *thing);

	thing->dropped = dropped;
	return thing;
}

static void remembers_one_life(void **state)
{
	struct lives lives = { .drop = drop };
	int dropped = 0;

	(void)state;
	lives_begin(&lives);
	assert_int_equal(know(&lives, 7, 100, &dropped)->number, 0);
	know(&lives, 7, 100, &dropped)->number = 1;
	lives_end(&lives);
	lives_begin(&lives);
	assert_int_equal(know(&lives, 7, 100, &dropped)->number, 1);
	assert_ptr_equal(lives_find(&lives, (struct process_id){ 7, 100 }),
			 know(&lives, 7, 100, &dropped));
	assert_null(lives_find(&lives, (struct process_id){ 7, 101 }));
	/* The pid in its next life is nobody we know. */
	assert_int_equal(know(&lives, 7, 101, &dropped)->number, 0);
	lives_end(&lives);
	assert_int_equal(dropped, 0);
	lives_free(&lives);
	assert_int_equal(dropped, 2);
	assert_null(lives_next(&lives, NULL));
}

static void forgets_whom_nobody_asked_for(void **state)
{
	struct lives lives = { .drop = drop };
	int dropped = 0;
	struct thing *thing;

	(void)state;
	lives_begin(&lives);
	know(&lives, 7, 100, &dropped);
	know(&lives, 8, 100, &dropped);
	lives_end(&lives);
	lives_begin(&lives);
	know(&lives, 8, 100, &dropped);
	lives_end(&lives);
	assert_int_equal(dropped, 1);
	thing = lives_next(&lives, NULL);
	assert_int_equal(thing->life.id.pid, 8);
	assert_null(lives_next(&lives, thing));
	lives_begin(&lives);
	lives_end(&lives);
	assert_int_equal(dropped, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(remembers_one_life),
		cmocka_unit_test(forgets_whom_nobody_asked_for),
	};

	return cmocka_run_group_tests_name("source_lives", tests, NULL, NULL);
}
