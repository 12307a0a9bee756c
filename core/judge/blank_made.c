/* blank_made.c - blanks that have to be put together. */
#include "judge/blank.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "judge/application.h"
#include "judge/members.h"
#include "judge/phrase.h"
#include "judge/symptom.h"
#include "judge/wording.h"

static bool write_number(struct text *text, bool known, double value)
{
	if (known)
		text_format(text, "%.0f", value);
	return known;
}

static bool write_known(struct text *text, const char *known)
{
	if (known)
		text_add(text, known);
	return known && *known;
}

/* The deepest that was seen since the tick before. */
static bool write_deepest(struct text *text, const struct symptoms *s)
{
	struct number deepest = s->queue;

	if (s->peak.known && s->peak.value > deepest.value)
		deepest = s->peak;
	if (deepest.known)
		phrase_count(text, (uint64_t)deepest.value);
	return deepest.known;
}

static bool write_fill(struct text *text, const struct symptoms *s)
{
	double backlog = s->backlog.value > 1 ? s->backlog.value : 1;

	return write_number(text, s->queue.known && s->backlog.known,
			    100 * s->queue.value / backlog);
}

static bool write_full_for(struct text *text, const struct symptoms *s)
{
	if (!is_above(s->full_for, 0.05))
		return false;
	phrase_duration(text, (uint64_t)(s->full_for.value * 1e9));
	return true;
}

/* The drops of the last two ticks. */
static bool write_risen(struct text *text, const struct symptoms *s)
{
	return write_number(text, symptoms_risen(s, FACT_DROPS).known,
			    symptoms_risen(s, FACT_DROPS).value);
}

/* A backlog worth asking for. */
static bool write_room(struct text *text, const struct symptoms *s)
{
	return write_number(text, s->somaxconn.known, s->somaxconn.value);
}

/* A somaxconn worth setting. */
static bool write_more(struct text *text, const struct symptoms *s)
{
	double twice = 2 * s->somaxconn.value;

	return write_number(text, s->somaxconn.known, twice < 4096 ? 4096 : twice);
}

/* What SO_RCVBUF was given: the kernel keeps twice as much. */
static bool write_rcvbuf(struct text *text, const struct symptoms *s)
{
	if (s->backlog.known)
		phrase_count(text, (uint64_t)s->backlog.value / 2);
	return s->backlog.known;
}

/* Where no owner is known, sentences still need a subject. */
static bool write_program(struct text *text, const struct symptoms *s)
{
	return (s->holding.first && write_known(text, s->holding.first->label[LABEL_COMM])) ||
	       write_known(text, "the application");
}

static bool write_stopped_how(struct text *text, const struct symptoms *s)
{
	return write_known(text, s->holding.traced ? "stopped by a debugger (state t)"
						   : "stopped (state T)");
}

static bool write_halted(struct text *text, const struct symptoms *s)
{
	return write_known(text, s->holding.traced ? "stopped by a debugger" : "stopped");
}

/* Who is traced runs on when its tracer wants it, whatever signals come. */
static bool write_resume(struct text *text, const struct symptoms *s)
{
	return wording_fill(text, s->holding.traced ? "only the debugger can let it go on"
						    : "`kill -CONT {stopped_pid}` lets it go on",
			    s);
}

static bool write_part(struct text *text, unsigned part, unsigned of)
{
	if (of > 1)
		text_format(text, "%u of %u", part, of);
	return of > 1;
}

static bool write_stopped_part(struct text *text, const struct symptoms *s)
{
	return write_part(text, s->holding.stopped, s->holding.processes);
}

static bool write_stuck_part(struct text *text, const struct symptoms *s)
{
	return write_part(text, s->holding.stuck, s->holding.processes);
}

static bool write_sleeps_in(struct text *text, const struct symptoms *s)
{
	const char *const *in = s->holding.sleeps_in;

	for (size_t i = 0; i < 3 && in[i]; i++)
		text_format(text, "%s%s", i ? ", " : "", in[i]);
	return in[0];
}

static struct number limit_of(const struct process *process)
{
	int64_t limit;

	if (!process || !facts_get(&process->facts, FACT_FD_LIMIT, &limit))
		return (struct number){ 0 };
	return (struct number){ true, (double)limit };
}

static bool write_fd_limit(struct text *text, const struct symptoms *s)
{
	struct number limit = limit_of(s->holding.full_one);

	if (limit.known)
		phrase_count(text, (uint64_t)limit.value);
	return limit.known;
}

static bool write_more_fds(struct text *text, const struct symptoms *s)
{
	struct number limit = limit_of(s->holding.full_one);

	return write_number(text, limit.known,
			    limit.value < 16384 ? 65536 : 4 * limit.value);
}

static bool write_fds_unit(struct text *text, const struct symptoms *s)
{
	return s->holding.full_one && write_known(text, s->holding.full_one->label[LABEL_UNIT]);
}

static bool write_cpu(struct text *text, const struct symptoms *s)
{
	return write_number(text, s->holding.cpu.known, s->holding.cpu.value) &&
	       write_known(text, " %");
}

/* "its only thread is", "all 4 threads are", "1 of 5 threads is" */
static bool write_busy_part(struct text *text, const struct symptoms *s)
{
	unsigned hot = s->holding.hot, of = s->holding.looked_at;

	if (of == 1)
		text_add(text, "its only thread is");
	else if (hot == of)
		text_format(text, "all %u threads are", of);
	else
		text_format(text, "%u of %u threads %s", hot, of, hot == 1 ? "is" : "are");
	return hot > 0;
}

static bool write_busiest(struct text *text, const struct symptoms *s)
{
	return write_number(text, s->holding.busy_one, s->holding.busy.busiest) &&
	       write_known(text, " %");
}

static bool write_busiest_tid(struct text *text, const struct symptoms *s)
{
	return write_number(text, s->holding.busy_one, s->holding.busy.busiest_tid);
}

static bool write_members(struct text *text, const struct symptoms *s)
{
	return s->members && write_number(text, true, s->members->count);
}

/* What the other members hold, on average. */
static bool write_others(struct text *text, const struct symptoms *s)
{
	const struct members *members = s->members;
	double others;

	if (!members || members->known < 2)
		return false;
	others = (members->queues - members->deepest) / (members->known - 1);
	text_format(text, "%.*f", others > 0 && others < 1 ? 1 : 0, others);
	return true;
}

static bool write_application(struct text *text, const struct symptoms *s)
{
	return s->application && write_known(text, s->application->name);
}

static bool write_usual(struct text *text, const struct symptoms *s)
{
	if (!s->application || !s->application->usual)
		return false;
	phrase_count(text, (uint64_t)s->application->usual);
	return true;
}

static bool write_setting(struct text *text, const struct symptoms *s)
{
	return s->application && s->application->setting &&
	       wording_fill(text, s->application->setting, s);
}

/* What makes it call listen(2) again. */
static bool write_listens(struct text *text, const struct symptoms *s)
{
	if (s->application && s->application->listens)
		return write_known(text, s->application->listens);
	return wording_fill(text, "restart {program}", s);
}

/* How to have a bigger backlog where only the application's own binds. */
static bool write_raise(struct text *text, const struct symptoms *s)
{
	const struct application *application = s->application;

	if (!application)
		return wording_fill(text, "raise what {program} gives to listen(2), if it has a "
					  "setting for it, and restart it", s);
	if (!application->setting)
		return write_known(text, "there is no setting: ") &&
		       write_known(text, application->none);
	return write_setting(text, s) && write_known(text, ", then ") &&
	       write_known(text, application->takes);
}

/* Counters that tell why a handshake was dropped. */
static bool write_moved(struct text *text, const struct symptoms *s)
{
	static const enum fact_id tell[] = { FACT_PF_MEMALLOC_DROP, FACT_TCP_BACKLOG_DROP,
					     FACT_TCP_TIME_WAIT_OVERFLOW, FACT_EMBRYONIC_RSTS };
	bool any = false;

	for (size_t i = 0; i < sizeof tell / sizeof tell[0]; i++) {
		if (!is_above(symptoms_risen(s, tell[i]), 0))
			continue;
		text_format(text, "%s%s", any ? ", " : "",
			    fact_info[tell[i]].name ? fact_info[tell[i]].name
						    : fact_info[tell[i]].key);
		any = true;
	}
	return write_known(text, any ? " moved with it" : "no other counter moved with it");
}

static const char *trouble_of_unix(const struct symptoms *s)
{
	return s->full ? "queue full[ for {full_for}] ({queue} of {backlog}): new clients block or "
			 "get EAGAIN, and nothing counts them"
		       : "queue overflowed between looks ({deepest} of {backlog}): clients blocked "
			 "or got EAGAIN";
}

/* What is seen of an accept queue. */
static const char *trouble_of(const struct symptoms *s)
{
	if (s->is_unix && s->overflows)
		return trouble_of_unix(s);
	if (s->full)
		return "accept queue full[ for {full_for}] ({queue} of {backlog})"
		       "[, {refused}]";
	if (is_above(s->peak, s->backlog.value))
		return "accept queue overflowed between looks ({deepest} of {backlog})"
		       "[, {refused}]";
	if (s->overflows)
		return "accept queue overflowed in a burst that no look met"
		       "[, {refused}]";
	if (is_above(s->wait, 1))
		return "{queue} waiting to be accepted, the oldest for {wait}";
	return "accept queue nearly full ({deepest} of {backlog})";
}

static bool write_trouble(struct text *text, const struct symptoms *s)
{
	return wording_fill(text, trouble_of(s), s);
}

/* The same in as few words as a line has room for. */
static const char *strain_of(const struct symptoms *s)
{
	if (s->full)
		return "full[ for {full_for}][, {drop_rate}/s refused]";
	if (is_above(s->peak, s->backlog.value) || s->overflows)
		return "overflows in bursts[, {drop_rate}/s refused]";
	if (is_above(s->wait, 1))
		return "{queue} waiting, the oldest for {wait}";
	return "nearly full ({deepest} of {backlog})";
}

static bool write_strain(struct text *text, const struct symptoms *s)
{
	return wording_fill(text, strain_of(s), s);
}

/* What was lost while the buffer is far from full now came in a burst. */
static bool is_loss_of_burst(const struct symptoms *s)
{
	return s->backlog.known && is_below(s->queue, 0.8 * s->backlog.value);
}

static bool write_loss(struct text *text, const struct symptoms *s)
{
	return wording_fill(text, is_loss_of_burst(s)
					  ? "{datagrams_lost} in bursts "
					    "between looks[, receive buffer {fill} % full now]"
					  : "{datagrams_lost}[: receive "
					    "buffer {fill} % full]",
			    s);
}

static bool write_lost(struct text *text, const struct symptoms *s)
{
	return wording_fill(text, is_loss_of_burst(s) ? "{drop_rate}/s datagrams lost in bursts"
						      : "{drop_rate}/s datagrams lost",
			    s);
}

const struct blank_made blanks_made[] = {
	{ "deepest", write_deepest },
	{ "fill", write_fill },
	{ "full_for", write_full_for },
	{ "risen", write_risen },
	{ "room", write_room },
	{ "more", write_more },
	{ "rcvbuf", write_rcvbuf },
	{ "program", write_program },
	{ "stopped_how", write_stopped_how },
	{ "halted", write_halted },
	{ "resume", write_resume },
	{ "stopped_part", write_stopped_part },
	{ "stuck_part", write_stuck_part },
	{ "sleeps_in", write_sleeps_in },
	{ "fd_limit", write_fd_limit },
	{ "more_fds", write_more_fds },
	{ "fds_unit", write_fds_unit },
	{ "cpu", write_cpu },
	{ "busy_part", write_busy_part },
	{ "busiest", write_busiest },
	{ "busiest_tid", write_busiest_tid },
	{ "members", write_members },
	{ "others", write_others },
	{ "application", write_application },
	{ "usual", write_usual },
	{ "setting", write_setting },
	{ "listens", write_listens },
	{ "raise", write_raise },
	{ "moved", write_moved },
	{ "trouble", write_trouble },
	{ "strain", write_strain },
	{ "loss", write_loss },
	{ "lost", write_lost },
	{ 0 },
};
