/* rights.c - whether anything may be changed from here: given up for good, or taken in hand. */
#include "tui/rights.h"

#include "act/act.h"
#include "act/audit.h"
#include "base/text.h"
#include "priv/priv.h"
#include "tui/loop.h"
#include "tui/options.h"

#include <string.h>
#include <unistd.h>

/* Only on a screen, of this machine, can anything be changed. */
static bool may_act(const struct options *options)
{
	return options->mode == MODE_SCREEN && isatty(STDOUT_FILENO) && !options->read_only;
}

/* Root and the owner of a process need no capability to signal it: who asks for
 * --read-only is promised that the kernel refuses it. A captured host has nobody. */
bool rights_settle(const struct options *options, struct text *why)
{
	int error = 0;

	if (!may_act(options))
		error = priv_give_up(POWER_ACT);
	if (error)
		text_format(why, "cannot give up capabilities that are not needed: %s",
			    strerror(-error));
	else if (options->read_only && !options->root && (error = priv_forbid_acts()) < 0)
		text_format(why, "--read-only: the kernel takes no filter of system calls: %s",
			    strerror(-error));
	return error == 0;
}

void rights_open(struct loop *loop, const struct options *options, struct text *why)
{
	char buffer[128];
	struct text reason = TEXT_OVER(buffer);

	if (may_act(options)) {
		loop->ops = act_live_new(&reason);
		if (!loop->ops)
			text_format(why, "nothing can be signalled, reniced or closed: %s", buffer);
	}
	loop->settings->read_only = !loop->ops;
	if (loop->ops)
		loop->audit = audit_new();
}

void rights_close(struct loop *loop)
{
	audit_free(loop->audit);
	if (loop->ops)
		loop->ops->close(loop->ops);
}
