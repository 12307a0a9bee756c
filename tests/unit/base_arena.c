/* base_arena.c - memory of one lifetime is zeroed, aligned and apart. */
#include "base/arena.h"

#include <setjmp.h>
#include <stdalign.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* Sizes around and far beyond a block; what was written elsewhere is not seen. */
static void gives_zeroed_aligned_memory(void **state)
{
	static const size_t sizes[] = { 0, 1, 7, 8, 17, 4096, 8127, 8128, 8129, 100000 };
	struct arena arena = { 0 };

	(void)state;
	for (unsigned round = 0; round < 3; round++) {
		for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
			unsigned char *memory = arena_alloc(&arena, sizes[i]);

			assert_int_equal((uintptr_t)memory % alignof(max_align_t), 0);
			for (size_t byte = 0; byte < sizes[i]; byte++)
				assert_int_equal(memory[byte], 0);
			memset(memory, 0xff, sizes[i]);
		}
	}
	arena_free(&arena);
	assert_null(arena.blocks);
	arena_free(&arena);
}

static void things_do_not_overlap(void **state)
{
	struct arena arena = { 0 };
	char *things[500];

	(void)state;
	for (size_t i = 0; i < 500; i++) {
		things[i] = arena_alloc(&arena, i + 1);
		memset(things[i], (int)(i % 251), i + 1);
	}
	for (size_t i = 0; i < 500; i++)
		for (size_t byte = 0; byte <= i; byte++)
			assert_int_equal((unsigned char)things[i][byte], i % 251);
	arena_free(&arena);
}

static void copies_end_in_nul(void **state)
{
	struct arena arena = { 0 };
	const char *with_nul = arena_copy(&arena, "a\0b", 3);
	const char *empty = arena_copy(&arena, NULL, 0);

	(void)state;
	assert_memory_equal(with_nul, "a\0b", 4);
	assert_string_equal(empty, "");
	arena_free(&arena);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(gives_zeroed_aligned_memory),
		cmocka_unit_test(things_do_not_overlap),
		cmocka_unit_test(copies_end_in_nul),
	};

	return cmocka_run_group_tests_name("base_arena", tests, NULL, NULL);
}
