/* tui_keymap.c - the table of keys. */
#include "tui/keymap.h"

#include "tui/key.h"

/* cmocka.h wants these before it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

static void check_every_command(void **state)
{
	(void)state;
	for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++) {
		for (unsigned keys = 0; keys < KEY_SETS; keys++)
			assert_int_not_equal(bindings[command].keys[keys][0], KEY_NOTHING);
		assert_non_null(bindings[command].help);
		assert_non_null(bindings[command].group);
	}
}

/* Only n has two meanings. */
static void check_no_key_twice(void **state)
{
	(void)state;
	for (unsigned keys = 0; keys < KEY_SETS; keys++) {
		for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++) {
			for (size_t i = 0; i < KEYS_PER_COMMAND; i++) {
				uint32_t key = bindings[command].keys[keys][i];

				if (!key || key == 'n')
					continue;
				assert_int_equal(keymap_find((enum keys)keys, key), command);
			}
		}
	}
	assert_int_equal(keymap_find(KEYS_HTOP, 'n'), COMMAND_NEXT_MATCH);
	assert_true(keymap_has(KEYS_HTOP, COMMAND_SERVICES, 'n'));
}

static void check_sets(void **state)
{
	(void)state;
	assert_int_equal(keymap_find(KEYS_HTOP, 'j'), COMMAND_NONE);
	assert_int_equal(keymap_find(KEYS_VI, 'j'), COMMAND_DOWN);
	assert_int_equal(keymap_find(KEYS_VI, 'k'), COMMAND_UP);
	assert_int_equal(keymap_find(KEYS_VI, KEY_DOWN_ARROW), COMMAND_DOWN);
	assert_int_equal(keymap_find(KEYS_HTOP, KEY_NOTHING), COMMAND_NONE);
}

/* Keys of what does not work yet are in no table. */
static void check_nothing_promised(void **state)
{
	static const uint32_t later[] = {
		'v', ',', '.', 'b',
	};

	(void)state;
	for (size_t i = 0; i < sizeof(later) / sizeof(*later); i++)
		assert_int_equal(keymap_find(KEYS_HTOP, later[i]), COMMAND_NONE);
}

static void check_acts(void **state)
{
	struct settings settings = { .keys = KEYS_HTOP };
	char name[24];

	(void)state;
	assert_int_equal(keymap_find(KEYS_HTOP, 'k'), COMMAND_KILL);
	assert_int_equal(keymap_find(KEYS_HTOP, 'e'), COMMAND_EXPECT);
	assert_int_equal(keymap_find(KEYS_VI, 'e'), COMMAND_EXPECT);
	assert_int_equal(keymap_find(KEYS_VI, 'm'), COMMAND_MARKED);
	assert_int_equal(keymap_find(KEYS_HTOP, KEY_FUNCTION + 9), COMMAND_KILL);
	assert_int_equal(keymap_find(KEYS_HTOP, 'K'), COMMAND_CLOSE);
	assert_int_equal(keymap_find(KEYS_VI, 'K'), COMMAND_KILL);
	assert_int_equal(keymap_find(KEYS_VI, 'X'), COMMAND_CLOSE);
	assert_int_equal(keymap_find(KEYS_VI, 'r'), COMMAND_RENICE);
	assert_int_equal(keymap_find(KEYS_HTOP, ']'), COMMAND_NICE_LESS);
	assert_int_equal(keymap_find(KEYS_HTOP, '['), COMMAND_NICE_MORE);
	keymap_bar_name(KEYS_HTOP, COMMAND_NICE_LESS, name, sizeof(name));
	assert_string_equal(name, "F7");
	for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++) {
		bool acts = command == COMMAND_EXPECT ||
			    (command >= COMMAND_KILL && command <= COMMAND_NICE_MORE);

		settings.read_only = false;
		assert_true(keymap_offers(&settings, (enum command)command));
		settings.read_only = true;
		assert_int_equal(keymap_offers(&settings, (enum command)command), !acts);
	}
}

static void check_panes_and_groups(void **state)
{
	char name[24];

	(void)state;
	assert_int_equal(keymap_find(KEYS_HTOP, '3'), COMMAND_KERNEL);
	assert_int_equal(keymap_find(KEYS_HTOP, '4'), COMMAND_JOURNAL);
	assert_int_equal(keymap_find(KEYS_HTOP, 't'), COMMAND_GROUP);
	assert_int_equal(keymap_find(KEYS_VI, KEY_FUNCTION + 5), COMMAND_GROUP);
	assert_int_equal(keymap_find(KEYS_HTOP, '+'), COMMAND_UNFOLD);
	assert_int_equal(keymap_find(KEYS_HTOP, '-'), COMMAND_FOLD);
	assert_int_equal(keymap_find(KEYS_HTOP, '*'), COMMAND_FOLD_ALL);
	keymap_bar_name(KEYS_HTOP, COMMAND_GROUP, name, sizeof(name));
	assert_string_equal(name, "F5");
	/* The ui counts from the first of the panes to the last. */
	assert_int_equal(COMMAND_JOURNAL - COMMAND_LISTENERS, 3);
}

static void check_names(void **state)
{
	char names[64];

	(void)state;
	keymap_names(KEYS_HTOP, COMMAND_QUIT, names, sizeof(names));
	assert_string_equal(names, "q F10 Ctrl-C");
	keymap_names(KEYS_VI, COMMAND_UP, names, sizeof(names));
	assert_string_equal(names, "Up k");
	keymap_names(KEYS_HTOP, COMMAND_TAG, names, sizeof(names));
	assert_string_equal(names, "Space");
	keymap_bar_name(KEYS_HTOP, COMMAND_QUIT, names, sizeof(names));
	assert_string_equal(names, "F10");
	keymap_bar_name(KEYS_HTOP, COMMAND_OPEN, names, sizeof(names));
	assert_string_equal(names, "Enter");
	keymap_names(KEYS_HTOP, COMMAND_QUIT, names, 4);
	assert_string_equal(names, "q F");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(check_every_command),
		cmocka_unit_test(check_no_key_twice),
		cmocka_unit_test(check_sets),
		cmocka_unit_test(check_nothing_promised),
		cmocka_unit_test(check_acts),
		cmocka_unit_test(check_panes_and_groups),
		cmocka_unit_test(check_names),
	};

	return cmocka_run_group_tests_name("tui/keymap", tests, NULL, NULL);
}
