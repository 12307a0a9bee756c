/* blank.c - what stands in the blanks of a sentence. */
#include "judge/blank.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "judge/phrase.h"
#include "judge/symptom.h"

#include <string.h>

enum blank_kind {
	BLANK_COUNT,                    /* a struct number of the symptoms */
	BLANK_SECONDS,
	BLANK_RATE,                     /* above 0 */
	BLANK_ONE,                      /* a process: name and pid */
	BLANK_PID,
	BLANK_TEXT,
	BLANK_NOW,                      /* a fact of the namespace */
	BLANK_NOW_RATE,                 /* its rate, above 0 */
};

static const struct blank {
	const char *name;
	enum blank_kind kind;
	size_t at;                      /* in struct symptoms */
	enum fact_id fact;
} blanks[] = {
	{ "queue", BLANK_COUNT, offsetof(struct symptoms, queue), 0 },
	{ "backlog", BLANK_COUNT, offsetof(struct symptoms, backlog), 0 },
	{ "wait", BLANK_SECONDS, offsetof(struct symptoms, wait), 0 },
	{ "drop_rate", BLANK_RATE, offsetof(struct symptoms, drop_rate), 0 },
	{ "elsewhere", BLANK_COUNT, offsetof(struct symptoms, elsewhere), 0 },
	{ "synq", BLANK_COUNT, offsetof(struct symptoms, synq), 0 },
	{ "synq_limit", BLANK_COUNT, offsetof(struct symptoms, synq_limit), 0 },
	{ "somaxconn", BLANK_COUNT, offsetof(struct symptoms, somaxconn), 0 },
	{ "dead", BLANK_COUNT, offsetof(struct symptoms, dead), 0 },
	{ "owner", BLANK_ONE, offsetof(struct symptoms, holding.first), 0 },
	{ "stopped", BLANK_ONE, offsetof(struct symptoms, holding.stopped_one), 0 },
	{ "stopped_pid", BLANK_PID, offsetof(struct symptoms, holding.stopped_one), 0 },
	{ "stuck", BLANK_ONE, offsetof(struct symptoms, holding.stuck_one), 0 },
	{ "stuck_in", BLANK_TEXT, offsetof(struct symptoms, holding.stuck_in), 0 },
	{ "out_of_fds", BLANK_ONE, offsetof(struct symptoms, holding.full_one), 0 },
	{ "out_of_fds_pid", BLANK_PID, offsetof(struct symptoms, holding.full_one), 0 },
	{ "max_syn", BLANK_NOW, 0, FACT_TCP_MAX_SYN_BACKLOG },
	{ "rmem_default", BLANK_NOW, 0, FACT_RMEM_DEFAULT },
	{ "rmem_max", BLANK_NOW, 0, FACT_RMEM_MAX },
	{ "udp_mem", BLANK_NOW, 0, FACT_UDP_MEM_MAX },
	{ "syn_full", BLANK_NOW_RATE, 0, FACT_TCP_REQ_Q_FULL_DROP },
};

/* "14 attempts a second are refused" */
static const struct happening {
	const char *name, *thing, *done;
	size_t at;                      /* in struct symptoms; 0: `fact`'s rate */
	enum fact_id fact;              /* of the namespace */
} happenings[] = {
	{ "refused", "attempt", "refused", offsetof(struct symptoms, drop_rate), 0 },
	{ "datagrams_lost", "datagram", "lost", offsetof(struct symptoms, drop_rate), 0 },
	{ "dropped", "handshake", "dropped", offsetof(struct symptoms, drop_rate), 0 },
	{ "syn_dropped", "handshake", "dropped", 0, FACT_TCP_REQ_Q_FULL_DROP },
	{ "cookies_sent", "cookie", "sent", 0, FACT_SYNCOOKIES_SENT },
};

static bool write_count(struct text *text, struct number number)
{
	if (number.known)
		phrase_count(text, number.value > 0 ? (uint64_t)(number.value + 0.5) : 0);
	return number.known;
}

/* Small ones have a digit behind the point. */
static bool write_rate(struct text *text, struct number rate)
{
	unsigned tenths;

	if (!is_above(rate, 0))
		return false;
	if (rate.value >= 9.95)
		return write_count(text, rate);
	tenths = rate.value < 0.1 ? 1 : (unsigned)(rate.value * 10 + 0.5);
	text_format(text, "%u", tenths / 10);
	if (tenths % 10)
		text_format(text, ".%u", tenths % 10);
	return true;
}

static bool write_seconds(struct text *text, struct number seconds)
{
	if (seconds.known)
		phrase_duration(text, (uint64_t)(seconds.value * 1e9));
	return seconds.known;
}

static bool write_text(struct text *text, const char *known)
{
	if (known)
		text_add(text, known);
	return known && *known;
}

static bool write_pid(struct text *text, const struct process *process)
{
	if (process)
		text_format(text, "%d", process->id.pid);
	return process;
}

/* "nginx (pid 1235)"; false for NULL. */
static bool write_process(struct text *text, const struct process *process)
{
	if (!process)
		return false;
	if (process->label[LABEL_COMM])
		text_format(text, "%s (pid %d)", process->label[LABEL_COMM], process->id.pid);
	else
		text_format(text, "pid %d", process->id.pid);
	return true;
}

static bool write_happening(struct text *text, const struct happening *happening,
			    const struct symptoms *symptoms)
{
	const char *at = (const char *)symptoms + happening->at;
	struct number rate = happening->at ? *(const struct number *)(const void *)at
					   : symptoms_rate(symptoms, happening->fact);
	bool one = is_above(rate, 0.95) && is_below(rate, 1.05);

	if (!write_rate(text, rate))
		return false;
	text_format(text, " %s%s a second %s %s", happening->thing, one ? "" : "s",
		    one ? "is" : "are", happening->done);
	return true;
}

static bool write_kept(struct text *text, const struct blank *blank,
		       const struct symptoms *symptoms)
{
	const void *at = (const char *)symptoms + blank->at;

	switch (blank->kind) {
	case BLANK_COUNT:
		return write_count(text, *(const struct number *)at);
	case BLANK_SECONDS:
		return write_seconds(text, *(const struct number *)at);
	case BLANK_RATE:
		return write_rate(text, *(const struct number *)at);
	case BLANK_ONE:
		return write_process(text, *(const struct process *const *)at);
	case BLANK_PID:
		return write_pid(text, *(const struct process *const *)at);
	case BLANK_TEXT:
		return write_text(text, *(const char *const *)at);
	case BLANK_NOW:
		return write_count(text, symptoms_now(symptoms, blank->fact));
	case BLANK_NOW_RATE:
		return write_rate(text, symptoms_rate(symptoms, blank->fact));
	}
	return false;
}

static bool is_called(const char *own, const char *name, size_t size)
{
	return strlen(own) == size && memcmp(own, name, size) == 0;
}

static const struct blank *find_kept(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++)
		if (is_called(blanks[i].name, name, size))
			return &blanks[i];
	return NULL;
}

static const struct blank_made *find_made(const char *name, size_t size)
{
	for (size_t i = 0; blanks_made[i].name; i++)
		if (is_called(blanks_made[i].name, name, size))
			return &blanks_made[i];
	return NULL;
}

static const struct happening *find_happening(const char *name, size_t size)
{
	for (size_t i = 0; i < sizeof happenings / sizeof happenings[0]; i++)
		if (is_called(happenings[i].name, name, size))
			return &happenings[i];
	return NULL;
}

bool blank_exists(const char *name, size_t size)
{
	return find_kept(name, size) || find_happening(name, size) || find_made(name, size);
}

bool blank_write(struct text *text, const char *name, size_t size,
		 const struct symptoms *symptoms)
{
	const struct blank *kept = find_kept(name, size);
	const struct happening *happening = kept ? NULL : find_happening(name, size);
	const struct blank_made *made = kept || happening ? NULL : find_made(name, size);

	if (kept)
		return write_kept(text, kept, symptoms);
	if (happening)
		return write_happening(text, happening, symptoms);
	return made && made->write(text, symptoms);
}
