/* act.c - deeds in words. */
#include "act/act.h"

#include "base/text.h"

#include <errno.h>
#include <string.h>

static void add_name(const struct target *target, struct text *line)
{
	text_printable(line, *target->name ? target->name : "?", false);
	text_format(line, " (%d)", (int)target->process.pid);
}

static void add_listener(const struct act *act, struct text *line)
{
	text_format(line, "%s ", protocol_name(act->protocol));
	text_printable(line, act->local, false);
}

static void add_targets(const struct act *act, struct text *line)
{
	if (act->kind == ACT_CLOSE)
		add_listener(act, line);
	else if (act->count == 1)
		add_name(&act->targets[0], line);
	else
		text_format(line, "%zu processes", act->count);
}

static void add_signal(int number, struct text *line)
{
	const char *name = act_signal_name(number);

	if (name)
		text_add(line, name);
	else
		text_format(line, "signal %d", number);
}

void act_begin(const struct act *act, struct text *line)
{
	switch (act->kind) {
	case ACT_SIGNAL:
		add_signal(act->argument, line);
		text_add(line, " to ");
		break;
	case ACT_RENICE:
		text_format(line, "nice %d for ", act->argument);
		break;
	case ACT_CLOSE:
		text_add(line, "close of ");
		break;
	}
}

void act_describe(const struct act *act, struct text *line)
{
	act_begin(act, line);
	add_targets(act, line);
}

enum { KINDS = ACT_CLOSE + 1 };

/* The first that fits; a sentence of NULL kinds is for all of them. */
static const struct reason {
	int error;
	const char *of[KINDS];
} reasons[] = {
	{ EPERM, {
		[ACT_SIGNAL] = "not permitted (CAP_KILL)",
		[ACT_RENICE] = "not permitted (CAP_SYS_NICE): it is another user's, or holds "
			       "capabilities that we lack",
		[ACT_CLOSE] = "not permitted (CAP_NET_ADMIN)",
	} },
	{ EACCES, {
		[ACT_SIGNAL] = "refused by the system's security policy",
		[ACT_RENICE] = "not permitted (CAP_SYS_NICE): RLIMIT_NICE does not allow so low a "
			       "nice",
		[ACT_CLOSE] = "refused by the system's security policy",
	} },
	{ ESRCH, {
		[ACT_SIGNAL] = "it has ended; its pid may be another's by now",
		[ACT_RENICE] = "it has ended; its pid may be another's by now",
	} },
	{ ENOENT, { [ACT_CLOSE] = "it is gone; its address may be another's by now" } },
	{ EINVAL, {
		[ACT_SIGNAL] = "the first process and kernel threads are never signalled",
		[ACT_RENICE] = "the first process and kernel threads are never reniced",
	} },
	{ ENODATA, {
		[ACT_SIGNAL] = "which process has that pid by now cannot be known",
		[ACT_RENICE] = "which process has that pid by now cannot be known",
		[ACT_CLOSE] = "the kernel's look-up gives other sockets of its SO_REUSEPORT group",
	} },
	{ ENOSYS, {
		[ACT_SIGNAL] = "this kernel has no pidfds, so it might hit another process",
		[ACT_RENICE] = "this kernel has no pidfds, so it might hit another process",
	} },
	{ EOPNOTSUPP, { [ACT_CLOSE] = "only TCP listeners can be closed, by kernels that can "
				      "(CONFIG_INET_DIAG_DESTROY)" } },
	{ EXDEV, { [ACT_CLOSE] = "it is in another network namespace" } },
	{ EMFILE, {
		[ACT_SIGNAL] = "too many files open to hold it",
		[ACT_RENICE] = "too many files open to hold it",
		[ACT_CLOSE] = "too many files open to ask the kernel",
	} },
};

static const char *reason_of(enum act_kind kind, int error)
{
	for (size_t i = 0; i < sizeof reasons / sizeof *reasons; i++)
		if (reasons[i].error == -error)
			return reasons[i].of[kind];
	return NULL;
}

/* What no process could be the reason of. */
static const char *nonsense(const struct act *act)
{
	if (act->kind == ACT_SIGNAL && act->argument <= 0)
		return "there is no such signal";
	if (act->kind == ACT_RENICE && (act->argument < -20 || act->argument > 19))
		return "nice is between -20 and 19";
	return NULL;
}

void act_explain(const struct act *act, int error, struct text *line)
{
	const char *reason = reason_of(act->kind, error);

	if (error == -EINVAL && nonsense(act))
		reason = nonsense(act);
	/* Rare enough to be told in the words of the C library. */
	if (!reason)
		reason = strerror(-error);
	if (reason)
		text_add(line, reason);
	else
		text_format(line, "error %d", -error);
}

void act_explain_aimed(const struct act *act, const struct aimed *aimed, struct text *line)
{
	bool renice = act->kind == ACT_RENICE;

	if (renice && aimed->error == -EPERM)
		text_format(line, "not permitted (CAP_SYS_NICE): it %s",
			    aimed->outranks ? "holds capabilities that we lack" :
					      "is another user's");
	else if (aimed->error)
		act_explain(act, aimed->error, line);
	else if (renice && nonsense(act))
		text_add(line, nonsense(act));
	else if (renice && aimed->nice_lowest <= 19 && act->argument < aimed->nice_lowest)
		text_format(line, "nice below %d needs CAP_SYS_NICE (RLIMIT_NICE allows %d to 19)",
			    aimed->nice_lowest, aimed->nice_lowest);
}

static const char *plural(size_t count)
{
	return count == 1 ? "" : "s";
}

/* "nice 5 set for 2 of 3" needs the deed in the past. */
static void add_past(const struct act *act, struct text *line)
{
	switch (act->kind) {
	case ACT_SIGNAL:
		add_signal(act->argument, line);
		text_add(line, " sent to ");
		break;
	case ACT_RENICE:
		text_format(line, "nice %d set for ", act->argument);
		break;
	case ACT_CLOSE:
		text_add(line, "SOCK_DESTROY sent to ");
		break;
	}
}

static void add_threads(const struct done *done, struct text *line)
{
	if (done->threads_failed)
		text_format(line, ", %u of %u threads", done->threads - done->threads_failed,
			    done->threads);
	else
		text_format(line, ", %u thread%s", done->threads, plural(done->threads));
}

static size_t first_failed(const struct done *done)
{
	size_t n = 0;

	while (n < done->count && !done->error[n])
		n++;
	return n;
}

/* None was reached, or a part: the first that was not, and why; how many others. */
static void add_failures(const struct act *act, const struct done *done, bool named,
			 struct text *line)
{
	size_t n = first_failed(done), others = done->count - done->succeeded;

	if (n == done->count)
		return;
	text_add(line, ": ");
	if (named) {
		add_name(&act->targets[n], line);
		text_add(line, ": ");
	}
	act_explain(act, done->error[n], line);
	if (others > 1)
		text_format(line, " (and %zu more)", others - 1);
}

void act_tell(const struct act *act, const struct done *done, struct text *line)
{
	bool several = done->count > 1;

	/* Some threads took it, some did not: that is no failure of the whole. */
	if (!done->succeeded && done->threads == done->threads_failed) {
		act_describe(act, line);
		add_failures(act, done, several, line);
		return;
	}
	add_past(act, line);
	if (done->succeeded == done->count || !several)
		add_targets(act, line);
	else
		text_format(line, "%zu of %zu", done->succeeded, done->count);
	if (act->kind == ACT_RENICE)
		add_threads(done, line);
	add_failures(act, done, several, line);
}
