/* fact_fact.c - the list of facts is sound; absence is not 0. */
#include "fact/fact.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Outputs and expressions go by keys: each block has all of them, once, in the
 * letters that an expression can have. */
static void every_fact_has_a_key_of_its_own(void **state)
{
	(void)state;
	for (unsigned block = 0; block < FACT_BLOCKS; block++) {
		const struct fact_info *infos = &fact_info[block * FACTS_PER_BLOCK];
		unsigned size = fact_block_size((enum fact_block)block);

		assert_in_range(size, 1, FACTS_PER_BLOCK - 1);
		for (unsigned i = 0; i < size; i++) {
			assert_non_null(infos[i].key);
			assert_non_null(infos[i].help);
			assert_int_equal(strspn(infos[i].key, "abcdefghijklmnopqrstuvwxyz0123456789_"),
					 strlen(infos[i].key));
			for (unsigned j = 0; j < i; j++)
				assert_string_not_equal(infos[i].key, infos[j].key);
		}
		for (unsigned i = size; i < FACTS_PER_BLOCK; i++)
			assert_null(infos[i].key);
	}
}

static void unknown_is_not_zero(void **state)
{
	int64_t values[FACTS_PER_BLOCK] = { 0 }, value = 4711;
	struct facts facts = { .values = values };

	(void)state;
	assert_false(facts_get(&facts, FACT_QUEUE, &value));
	assert_int_equal(value, 4711);
	facts_set(&facts, FACT_QUEUE, 0);
	assert_true(facts_get(&facts, FACT_QUEUE, &value));
	assert_int_equal(value, 0);
	assert_false(facts_get(&facts, FACT_BACKLOG, &value));
	facts_set(&facts, FACT_STATE, -20);
	assert_true(facts_get(&facts, FACT_STATE, &value));
	assert_int_equal(value, -20);
	facts_set(&facts, FACT_QUEUE, INT64_MAX);
	assert_true(facts_get(&facts, FACT_QUEUE, &value));
	assert_true(value == INT64_MAX);
}

/* Each fact has a place of its own within its block's values. */
static void facts_do_not_meet(void **state)
{
	(void)state;
	for (unsigned block = 0; block < FACT_BLOCKS; block++) {
		unsigned size = fact_block_size((enum fact_block)block);
		int64_t values[FACTS_PER_BLOCK] = { 0 };
		struct facts facts = { .values = values };

		for (unsigned i = 0; i < size; i++)
			facts_set(&facts, (enum fact_id)(block * FACTS_PER_BLOCK + i), i + 100);
		for (unsigned i = 0; i < size; i++) {
			int64_t value = 0;

			assert_true(facts_get(&facts, (enum fact_id)(block * FACTS_PER_BLOCK + i),
					      &value));
			assert_int_equal(value, i + 100);
		}
		for (unsigned i = size; i < FACTS_PER_BLOCK; i++)
			assert_int_equal(values[i], 0);
	}
}

static void states_have_names(void **state)
{
	(void)state;
	assert_string_equal(listener_state_name(STATE_LISTEN), "listen");
	assert_string_equal(listener_state_name(STATE_UNCONNECTED), "unconnected");
	assert_null(listener_state_name(LISTENER_STATES));
	assert_null(listener_state_name(-1));
	assert_null(listener_state_name(INT64_MAX));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_has_a_key_of_its_own),
		cmocka_unit_test(unknown_is_not_zero),
		cmocka_unit_test(facts_do_not_meet),
		cmocka_unit_test(states_have_names),
	};

	return cmocka_run_group_tests_name("fact_fact", tests, NULL, NULL);
}
