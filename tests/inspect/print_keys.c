/* print_keys.c - the table of keys as lines "SET<TAB>KEYS<TAB>HELP", for keys.sh. */
#include "tui/keymap.h"

#include <stdio.h>

int main(void)
{
	char names[128];

	for (unsigned keys = 0; keys < KEY_SETS; keys++) {
		for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++) {
			keymap_names((enum keys)keys, (enum command)command, names, sizeof names);
			printf("%s\t%s\t%s\n", keys_name((enum keys)keys), names,
			       bindings[command].help);
		}
	}
	return fflush(stdout) ? 1 : 0;
}
