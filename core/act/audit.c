/* audit.c - a line about each deed, for the system's log. */
#include "act/audit.h"

#include "act/act.h"

#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/worker.h"

#include <stdlib.h>
#include <syslog.h>
#include <unistd.h>

enum { LOST_ROOM = 64 };

struct audit {
	struct worker *worker;
	unsigned open;                  /* asked of it, and not answered */
	unsigned lost;                  /* lines it had no room for */
};

/* Runs on the worker's thread; the number is where the line is. */
static bool log_line(uint64_t question, char text[WORKER_TEXT_SIZE])
{
	char *line = (char *)(uintptr_t)question;

	(void)text;
	syslog(LOG_AUTH | LOG_NOTICE, "%s", line);
	free(line);
	return false;
}

struct audit *audit_new(void)
{
	struct audit *audit = memory_alloc(1, sizeof *audit);

	/* Connects with the first line, and so on the worker's thread. */
	openlog("lsntop", LOG_PID, LOG_AUTH);
	audit->worker = worker_new(log_line);
	return audit;
}

static void add_subject(const struct act *act, size_t target, struct text *line)
{
	const struct target *at = &act->targets[target];

	text_printable(line, *at->name ? at->name : "?", true);
	text_format(line, "(%d) uid ", (int)at->process.pid);
	if (at->uid == (uid_t)-1)
		text_add(line, "?");
	else
		text_format(line, "%u", (unsigned)at->uid);
}

static void add_listener(const struct act *act, struct text *line)
{
	text_format(line, "%s ", protocol_name(act->protocol));
	text_printable(line, act->local, true);
}

void audit_line(const struct act *act, size_t target, int error, struct text *line)
{
	text_format(line, "uid %u: ", (unsigned)getuid());
	act_begin(act, line);
	if (act->kind == ACT_CLOSE)
		add_listener(act, line);
	else if (target < act->count)
		add_subject(act, target, line);
	if (act->kind != ACT_CLOSE && act->has_listener) {
		text_add(line, " for ");
		add_listener(act, line);
	}
	text_add(line, ": ");
	if (error)
		act_explain(act, error, line);
	else
		text_add(line, "done");
}

static void take_answers(struct audit *audit, uint64_t deadline)
{
	struct worker_answer answer;

	while (audit->open && worker_take(audit->worker, &answer, deadline))
		audit->open--;
}

static bool hand_over(struct audit *audit, const char *line)
{
	char *copy = memory_text(line);

	if (!worker_ask(audit->worker, (uint64_t)(uintptr_t)copy)) {
		free(copy);
		return false;
	}
	audit->open++;
	return true;
}

static void own_up(struct audit *audit)
{
	char buffer[LOST_ROOM];
	struct text line = TEXT_OVER(buffer);

	if (!audit->lost)
		return;
	text_format(&line, "%u lines about acts were lost", audit->lost);
	if (hand_over(audit, buffer))
		audit->lost = 0;
}

void audit_write(struct audit *audit, const char *line)
{
	if (!audit)
		return;
	take_answers(audit, 0);
	own_up(audit);
	if (audit->lost || !hand_over(audit, line))
		audit->lost++;
}

void audit_free(struct audit *audit)
{
	if (!audit)
		return;
	take_answers(audit, 0);
	own_up(audit);
	take_answers(audit, clock_monotonic() + CLOCK_SECOND);
	worker_free(audit->worker);
	free(audit);
}
