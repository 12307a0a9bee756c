/* priv.h - capabilities kept asleep, woken by name. */
#ifndef LSN_PRIV_PRIV_H
#define LSN_PRIV_PRIV_H

#include "fact/power.h"

#include <stdbool.h>
#include <stdint.h>

struct text;

/* The first call in main. Everything but the capabilities of `kept` (bits by
 * enum power) leaves the permitted, inheritable, ambient and, where allowed,
 * the bounding set for good; what is kept sleeps: permitted, not effective.
 * Sets no_new_privs. Returns 0 or a negative errno; what could not be dropped
 * is then still there, and the program must not go on.
 * capabilities(7), PR_SET_NO_NEW_PRIVS(2const). */
int priv_settle(unsigned kept);
#define PRIV_KEEP(power) (1u << (power))

/* Gives up a power that was kept, for good. Capabilities that another kept power is made
 * of as well stay. Errors as above. */
int priv_give_up(enum power power);

/* From here on the kernel refuses this process, with EPERM and whatever it may else, to
 * signal others, to renice, to trace, to enter namespaces, to execute: by a filter of system
 * calls, as root and the owner of a process need no capability for that. SIGTSTP to its own
 * job stays, which is how the screen is suspended. To be called before any thread is made;
 * for good. A negative errno where the kernel has no such filters. seccomp(2) */
int priv_forbid_acts(void);

/* "cap_kill,cap_net_admin" for a set of capabilities as /proc/PID/status has it; "none",
 * "all", "all but cap_sys_resource" where few are missing. Numbers that have no name are
 * told as such. */
void priv_describe(uint64_t capabilities, struct text *line);

/* All capabilities of the power are permitted. */
bool priv_has(enum power power);

/* Makes what is permitted of a power effective, and ineffective again. Brackets
 * do not nest. Waking a power one does not have, or before priv_settle(), does
 * nothing. */
void priv_wake(enum power power);
void priv_sleep(enum power power);

/* The process was started with more rights than its user has (AT_SECURE):
 * its environment is a stranger's. */
bool priv_is_elevated(void);

#endif
