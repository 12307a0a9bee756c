/* base_array.c - arrays grow and keep what they hold; sorting is stable. */
#include "base/array.h"

#include "base/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include <cmocka.h>

struct item {
	unsigned key, place;
};

static int by_key(const void *a, const void *b, void *arg)
{
	const struct item *x = a, *y = b;

	++*(unsigned *)arg;
	return (x->key > y->key) - (x->key < y->key);
}

static void grows_zeroed(void **state)
{
	ARRAY(struct item) array = { 0 };

	(void)state;
	for (unsigned i = 0; i < 1000; i++) {
		struct item *item = array_add(&array);

		assert_int_equal(item->key, 0);
		assert_int_equal(item->place, 0);
		*item = (struct item){ i, 1000 - i };
	}
	assert_int_equal(array.count, 1000);
	for (unsigned i = 0; i < 1000; i++)
		assert_int_equal(array.items[i].key, i);
	array_free(&array);
	assert_null(array.items);
	assert_int_equal(array.count, 0);
	assert_int_equal(array.room, 0);
}

static void zeroes_what_was_used_before(void **state)
{
	ARRAY(struct item) array = { 0 };
	void *memory;

	(void)state;
	array_add(&array)->key = 7;
	memory = array.items;
	array_clear(&array);
	assert_int_equal(array.count, 0);
	assert_int_equal(array_add(&array)->key, 0);
	assert_ptr_equal(array.items, memory);
	array_free(&array);
}

static void sorts_nothing_and_one(void **state)
{
	ARRAY(struct item) array = { 0 };
	unsigned compared = 0;

	(void)state;
	array_sort(&array, by_key, &compared);
	array_add(&array)->key = 3;
	array_sort(&array, by_key, &compared);
	assert_int_equal(compared, 0);
	assert_int_equal(array.items[0].key, 3);
	array_free(&array);
}

/* Every size up to 200, few keys: order is right, and equals stay as they stood. */
static void sorts_stably(void **state)
{
	unsigned compared = 0;

	(void)state;
	srand(1);
	for (unsigned size = 2; size <= 200; size++) {
		ARRAY(struct item) array = { 0 };

		for (unsigned i = 0; i < size; i++)
			*array_add(&array) = (struct item){ (unsigned)rand() % 5, i };
		array_sort(&array, by_key, &compared);
		for (unsigned i = 1; i < size; i++) {
			const struct item *a = &array.items[i - 1], *b = &array.items[i];

			assert_true(a->key < b->key || (a->key == b->key && a->place < b->place));
		}
		array_free(&array);
	}
	assert_true(compared > 0);
}

static jmp_buf failed;

static void on_failure(size_t wanted)
{
	longjmp(failed, wanted == SIZE_MAX ? 2 : 1);
}

static void overflowing_sizes_end_in_the_hook(void **state)
{
	(void)state;
	memory_on_failure(on_failure);
	switch (setjmp(failed)) {
	case 0:
		free(memory_resize(NULL, SIZE_MAX / 2, 4));
		fail();
		break;
	default:
		break;
	}
	if (setjmp(failed) == 0) {
		/* volatile: gcc sees through it otherwise and warns */
		volatile size_t much = SIZE_MAX / 2;

		free(memory_alloc(much, 4));
		fail();
	}
	memory_on_failure(NULL);
}

static void nothing_is_memory_too(void **state)
{
	void *none = memory_alloc(0, 8), *tried = memory_try(8, 0);

	(void)state;
	assert_non_null(none);
	assert_non_null(tried);
	free(none);
	free(tried);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(grows_zeroed),
		cmocka_unit_test(zeroes_what_was_used_before),
		cmocka_unit_test(sorts_nothing_and_one),
		cmocka_unit_test(sorts_stably),
		cmocka_unit_test(overflowing_sizes_end_in_the_hook),
		cmocka_unit_test(nothing_is_memory_too),
	};

	return cmocka_run_group_tests_name("base_array", tests, NULL, NULL);
}
