/* terminal.h - the terminal as a device: taken, given back, whatever happens. */
#ifndef LSN_TUI_TERMINAL_H
#define LSN_TUI_TERMINAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <termios.h>

struct text;

enum { TERMINAL_FAREWELL = 256 };

struct terminal {
	int in, out;                    /* our own descriptions, non-blocking */
	bool shared_in, shared_out;     /* could not be had: the ones of 0 and 1 */
	int flags_out;                  /* of the shared one, to be put back */
	bool taken;
	struct termios before;          /* as we found it */
	/* What a crash writes before it dies. */
	char farewell[TERMINAL_FAREWELL];
	size_t farewell_length;
	void *guard;                    /* the signals as they were */
};

/* Opens the terminal on standard input and output; nothing on it changes yet.
 * False, and one line in `why`: there is none. */
bool terminal_open(struct terminal *terminal, struct text *why);
void terminal_close(struct terminal *terminal);

/* Takes it: keys come one by one, unechoed, and what is written goes out as it
 * is. Taking it again puts the modes right after others changed them. From the
 * background this stops the process (SIGTTOU). False: it is gone. */
bool terminal_take(struct terminal *terminal);
void terminal_give(struct terminal *terminal);

/* Before giving it back: lets output flow that the user has stopped. */
void terminal_unstop(const struct terminal *terminal);

/* From now until terminal_unguard() a signal that would kill writes the
 * farewell, gives the terminal back, and kills. One terminal at a time. */
void terminal_guard(struct terminal *terminal);
void terminal_unguard(struct terminal *terminal);

/* Columns and rows, within what a screen can be; 80x24 where it says 0x0. Left
 * as they are where it says nothing. */
void terminal_size(const struct terminal *terminal, unsigned *width, unsigned *height);

/* Reads what was typed. >0: bytes; 0: nothing now; -errno: it is gone. */
int terminal_read(const struct terminal *terminal, void *bytes, size_t room);

/* Stops the whole job as Ctrl-Z would, and returns when it goes on. */
void terminal_stop(void);

#endif
