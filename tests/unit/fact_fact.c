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
static void unknown_is_nothing(void **state)
{
	int64_t values[FACTS_PER_BLOCK] = { 0 };
	struct facts facts = { .values = values };

	(void)state;
	assert_false(facts_have(&facts, FACT_MISSING, 0));
	facts_set(&facts, FACT_MISSING, 0);
	assert_true(facts_have(&facts, FACT_MISSING, 0));
	assert_false(facts_have(&facts, FACT_MISSING, 1));
}

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

static bool is_of_netns(enum fact_id id)
{
	return id / FACTS_PER_BLOCK == FACTS_NETNS;
}

/* What is read at three in the morning: one line, no more, and who counts it. */
static void namespaces_are_explained(void **state)
{
	(void)state;
	for (unsigned i = 0; i < NETNS_FACTS; i++) {
		const struct fact_info *info = &fact_info[FACTS_NETNS * FACTS_PER_BLOCK + i];

		if (strlen(info->help) > 90 || strchr(info->help, '\n'))
			fail_msg("%s: %s", info->key, info->help);
		if (info->kind == FACT_COUNTER) {
			assert_non_null(info->name);
			assert_non_null(info->where);
			assert_non_null(strstr(info->where, "()"));
			assert_true(info->keep);
		} else {
			assert_null(info->where);
			assert_int_equal(info->tunable, FACT_STATE);
		}
	}
}

/* A counter points to what binds it: a sysctl by its name. */
static void tunables_are_sysctls(void **state)
{
	size_t bound = 0;

	(void)state;
	for (unsigned id = 0; id < FACT_COUNT; id++) {
		enum fact_id tunable = fact_info[id].tunable;

		if (tunable == FACT_STATE)
			continue;
		bound++;
		assert_true(is_of_netns(id) && is_of_netns(tunable));
		assert_int_equal(fact_info[tunable].kind, FACT_GAUGE);
		assert_int_equal(strncmp(fact_info[tunable].name, "net.", 4), 0);
	}
	assert_true(bound > 5);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_fact_has_a_key_of_its_own),
		cmocka_unit_test(unknown_is_not_zero),
		cmocka_unit_test(unknown_is_nothing),
		cmocka_unit_test(facts_do_not_meet),
		cmocka_unit_test(states_have_names),
		cmocka_unit_test(namespaces_are_explained),
		cmocka_unit_test(tunables_are_sysctls),
	};

	return cmocka_run_group_tests_name("fact_fact", tests, NULL, NULL);
}
