/* power.c - the privileges there are, by what they are for. */
#include "fact/power.h"

#include <stddef.h>

/* Either of SYS_PTRACE and DAC_READ_SEARCH alone finds no foreign descriptor:
 * proc_fd_access_allowed() asks for the one, the directory's mode for the other. */
static const char *const capabilities[POWERS][4] = {
	[POWER_NONE] = { NULL },
	[POWER_OBSERVE] = { "CAP_SYS_PTRACE", "CAP_DAC_READ_SEARCH", NULL },
	[POWER_ENTER] = { "CAP_SYS_ADMIN", NULL },
	[POWER_ACT] = { "CAP_KILL", "CAP_SYS_NICE", "CAP_NET_ADMIN", NULL },
};

const char *const *power_capabilities(enum power power)
{
	return capabilities[power];
}
