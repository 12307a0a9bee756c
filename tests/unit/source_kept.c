/* source_kept.c - gone means missing twice. */
#include "source/kept.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static size_t count(const struct kept *kept)
{
	size_t count = 0;

	for (struct kept_socket *at = kept_next(kept, NULL); at; at = kept_next(kept, at))
		count++;
	return count;
}

static void round_of(struct kept *kept, const uint64_t *keys, size_t size, bool whole)
{
	kept_begin(kept);
	for (size_t i = 0; i < size; i++)
		kept_see(kept, keys[i], sizeof(int));
	kept_end(kept, whole);
}

static void check_missing_once_stays(void **state)
{
	struct kept kept = { 0 };

	(void)state;
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	assert_true(kept.news);
	round_of(&kept, (uint64_t[]){ 1 }, 1, true);
	assert_false(kept.news);
	assert_int_equal(count(&kept), 2);
	round_of(&kept, (uint64_t[]){ 1 }, 1, true);
	assert_int_equal(count(&kept), 1);
	kept_free(&kept);
}

static void check_back_again_counts_anew(void **state)
{
	struct kept kept = { 0 };

	(void)state;
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	round_of(&kept, (uint64_t[]){ 1 }, 1, true);
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	assert_false(kept.news);
	round_of(&kept, (uint64_t[]){ 1 }, 1, true);
	assert_int_equal(count(&kept), 2);
	kept_free(&kept);
}

static void check_torn_dump_proves_nothing(void **state)
{
	struct kept kept = { 0 };

	(void)state;
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	for (int i = 0; i < 5; i++)
		round_of(&kept, NULL, 0, false);
	assert_int_equal(count(&kept), 2);
	kept_free(&kept);
}

static void check_told_twice_is_one(void **state)
{
	struct kept kept = { 0 };
	int *about;

	(void)state;
	kept_begin(&kept);
	about = kept_see(&kept, 7, sizeof *about);
	assert_non_null(about);
	*about = 42;
	assert_null(kept_see(&kept, 7, sizeof *about));
	kept_end(&kept, true);
	assert_int_equal(count(&kept), 1);
	assert_int_equal(*(const int *)kept_about(kept_next(&kept, NULL)), 42);
	kept_free(&kept);
}

static void check_seen_and_larger(void **state)
{
	struct kept kept = { 0 };
	char *about;

	(void)state;
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	kept_begin(&kept);
	about = kept_see(&kept, 1, 4096);
	memset(about, 'x', 4096);
	kept_end(&kept, true);
	assert_int_equal(count(&kept), 2);
	for (struct kept_socket *at = kept_next(&kept, NULL); at; at = kept_next(&kept, at))
		assert_int_equal(kept_is_seen(&kept, at), *(const char *)kept_about(at) == 'x');
	kept_free(&kept);
}

/* A look from outside is no part of a dump. */
static void check_found_is_not_seen(void **state)
{
	struct kept kept = { 0 };

	(void)state;
	round_of(&kept, (uint64_t[]){ 1 }, 1, true);
	*(int *)kept_find(&kept, 1) = 42;
	assert_null(kept_find(&kept, 2));
	assert_int_equal(count(&kept), 1);
	round_of(&kept, NULL, 0, true);
	assert_int_equal(*(int *)kept_find(&kept, 1), 42);
	assert_false(kept_is_seen(&kept, kept_next(&kept, NULL)));
	round_of(&kept, NULL, 0, true);
	assert_null(kept_find(&kept, 1));
	kept_free(&kept);
}

/* Said to be gone: one miss will do, and none where the dump has it. */
static void check_doubt(void **state)
{
	struct kept kept = { 0 };

	(void)state;
	round_of(&kept, (uint64_t[]){ 1, 2 }, 2, true);
	kept_doubt(&kept, 1);
	kept_doubt(&kept, 9);
	assert_non_null(kept_find(&kept, 1));
	round_of(&kept, NULL, 0, false);
	assert_int_equal(count(&kept), 2);
	round_of(&kept, (uint64_t[]){ 2 }, 1, true);
	assert_int_equal(count(&kept), 1);
	kept_doubt(&kept, 2);
	round_of(&kept, (uint64_t[]){ 2 }, 1, true);
	round_of(&kept, NULL, 0, true);
	assert_int_equal(count(&kept), 1);
	kept_free(&kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_doubt),
		cmocka_unit_test(check_missing_once_stays),
		cmocka_unit_test(check_back_again_counts_anew),
		cmocka_unit_test(check_torn_dump_proves_nothing),
		cmocka_unit_test(check_told_twice_is_one),
		cmocka_unit_test(check_seen_and_larger),
		cmocka_unit_test(check_found_is_not_seen),
	};

	return cmocka_run_group_tests_name("source_kept", tests, NULL, NULL);
}
