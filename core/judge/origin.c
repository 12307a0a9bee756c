/* origin.c - what explains a process: what started it, and may start it again. */
#include "judge/origin.h"

#include "base/text.h"
#include "judge/starter.h"

#include <string.h>

enum {
	ANCESTORS = 64,                 /* no tree of processes is as deep */
	HELD = 64,                      /* listeners: those that share one share all */
};

static bool is_named(const char *label)
{
	return label && *label;
}

static bool ends(const char *text, const char *with)
{
	size_t size = strlen(text), tail = strlen(with);

	return size > tail && strcmp(text + size - tail, with) == 0;
}

static bool begins(const char *text, const char *with)
{
	return strncmp(text, with, strlen(with)) == 0;
}

/* A scope is what somebody else started and systemd only keeps together; a user's own
 * systemd is no service to be started again, but a login. */
static bool is_service(const struct process *process)
{
	const char *unit = process->label[LABEL_UNIT];

	return is_named(unit) && ends(unit, ".service") && !begins(unit, "user@");
}

static bool is_session(const struct process *process)
{
	const char *unit = process->label[LABEL_UNIT];

	return is_named(unit) && strcmp(unit, "init.scope") != 0 &&
	       (ends(unit, ".scope") || begins(unit, "user@"));
}

static bool is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* In the same container and unit: what is above it there is nearer than these. */
static bool is_beside(const struct process *a, const struct process *b)
{
	return is_same(a->label[LABEL_CONTAINER], b->label[LABEL_CONTAINER]) &&
	       is_same(a->label[LABEL_UNIT], b->label[LABEL_UNIT]);
}

static const struct process *parent_of(const struct snapshot *snap, const struct process *process)
{
	if (process->parent >= snap->processes.count)
		return NULL;
	return &snap->processes.items[process->parent];
}

static const char *name_of(const struct process *process)
{
	return is_named(process->label[LABEL_COMM]) ? process->label[LABEL_COMM] : "process";
}

static void write_who(struct text *text, const struct process *process)
{
	text_format(text, "%s (%d)", name_of(process), (int)process->id.pid);
}

/* "sshd: alice@pts/0", "sshd-session: alice [priv]": whose session it is stands in the
 * title, while what runs in it may be another's by now (su, sudo). The one that listens
 * tells of itself: "sshd: /usr/sbin/sshd -D [listener] ...". */
static bool write_title_user(struct text *text, const char *title)
{
	const char *user;
	size_t size;

	if (!title || (!begins(title, "sshd: ") && !begins(title, "sshd-session: ")))
		return false;
	user = strchr(title, ' ') + 1;
	size = strcspn(user, "@ ");
	if (size == 0 || *user == '/' || strncmp(user, "unknown", size) == 0)
		return false;
	text_add_bytes(text, user, size);
	return true;
}

static void write_user(struct text *text, const struct process *above,
		       const struct process *process)
{
	const char *user = process->label[LABEL_PROCESS_USER];

	if (write_title_user(text, above->label[LABEL_COMMAND]) ||
	    write_title_user(text, process->label[LABEL_COMMAND]))
		return;
	if (is_named(user))
		text_add(text, user);
	else if (process->uid != (uid_t)-1)
		text_format(text, "uid %u", (unsigned)process->uid);
	else
		text_add(text, "a user");
}

static void fill(struct text *text, const char *sentence, const struct process *above,
		 const struct process *process)
{
	while (*sentence) {
		size_t size = strcspn(sentence, "{");

		text_add_bytes(text, sentence, size);
		sentence += size;
		if (begins(sentence, "{who}"))
			write_who(text, above);
		else if (begins(sentence, "{user}"))
			write_user(text, above, process);
		sentence += strcspn(sentence, "}");
		sentence += *sentence == '}';
	}
}

static void tell_starter(struct origin *origin, const struct starter *starter,
			 const struct process *above, const struct process *process)
{
	struct text text = TEXT_OVER(origin->text), after = TEXT_OVER(origin->after);

	*origin = (struct origin){ starter->kind, above, starter->restarts, "", "" };
	fill(&text, starter->text, above, process);
	fill(&after, starter->after ? starter->after : "", above, process);
}

static bool holds(const struct snapshot *snap, const struct process *process,
		  const struct listener *listener)
{
	for (uint32_t i = 0; i < listener->owner_count; i++)
		if (snapshot_owner(snap, listener, i) == process)
			return true;
	return false;
}

/* A program nobody told us about that forks itself to serve one socket. */
static bool is_master(const struct snapshot *snap, const struct process *above,
		      const struct process *process)
{
	if (!is_named(above->label[LABEL_COMM]) ||
	    !is_same(above->label[LABEL_COMM], process->label[LABEL_COMM]))
		return false;
	for (uint32_t i = 0; i < process->listener_count && i < HELD; i++)
		if (holds(snap, above, snapshot_held(snap, process, i)))
			return true;
	return false;
}

static void tell_master(struct origin *origin, const struct process *above)
{
	struct text text = TEXT_OVER(origin->text), after = TEXT_OVER(origin->after);

	*origin = (struct origin){ ORIGIN_SUPERVISOR, above, true, "", "" };
	text_add(&text, "worker of ");
	write_who(&text, above);
	text_add(&after, "its master ");
	write_who(&after, above);
	text_add(&after, " may start another in its place");
}

static void tell_container(struct origin *origin, const struct process *process)
{
	struct text text = TEXT_OVER(origin->text), after = TEXT_OVER(origin->after);

	*origin = (struct origin){ ORIGIN_CONTAINER, NULL, true, "", "" };
	text_format(&text, "container %s", process->label[LABEL_CONTAINER]);
	text_format(&after, "container %s: started again if its restart policy says so",
		    process->label[LABEL_CONTAINER]);
}

static void tell_unit(struct origin *origin, const struct process *process)
{
	struct text text = TEXT_OVER(origin->text), after = TEXT_OVER(origin->after);

	*origin = (struct origin){ ORIGIN_UNIT, NULL, true, "", "" };
	text_add(&text, process->label[LABEL_UNIT]);
	text_format(&after, "%s: systemd starts it again if its unit says Restart=",
		    process->label[LABEL_UNIT]);
}

static void tell_session(struct origin *origin, const struct process *process)
{
	struct text text = TEXT_OVER(origin->text);

	*origin = (struct origin){ ORIGIN_SESSION, NULL, false, "", "" };
	text_format(&text, "login session, %s", process->label[LABEL_UNIT]);
}

static void tell_first(struct origin *origin, const struct process *first)
{
	struct text text = TEXT_OVER(origin->text);

	*origin = (struct origin){ ORIGIN_FIRST, first, false, "", "" };
	write_who(&text, first);
	text_add(&text, ", the first process");
}

static bool is_placed(const struct process *process)
{
	return is_named(process->label[LABEL_CONTAINER]) || is_service(process);
}

static bool tell_place(struct origin *origin, const struct process *process)
{
	if (is_named(process->label[LABEL_CONTAINER]))
		tell_container(origin, process);
	else if (is_service(process))
		tell_unit(origin, process);
	return is_placed(process);
}

struct climb {
	const struct snapshot *snap;
	const struct process *process, *top;    /* `top`: as far up as is known */
	struct origin found;
	bool told;                      /* by a weak one, which a strong or a place beats */
};

/* True: this one explains it. */
static bool look_at(struct climb *climb, const struct process *above,
		    const struct process *below)
{
	const struct starter *starter = starter_find(above, below);

	if (!starter && below == climb->process && is_master(climb->snap, above, below)) {
		tell_master(&climb->found, above);
		return true;
	}
	if (!starter || (starter->weak && climb->told))
		return false;
	tell_starter(&climb->found, starter, above, climb->process);
	climb->told = true;
	return !starter->weak;
}

static bool climb_to_starter(struct climb *climb)
{
	const struct process *process = climb->process, *below = process;

	for (unsigned i = 0; i < ANCESTORS; i++) {
		const struct process *above = parent_of(climb->snap, below);

		if (!above || (is_placed(process) && !is_beside(process, above)))
			return false;
		climb->top = above;
		if (look_at(climb, above, below))
			return true;
		below = above;
	}
	return false;
}

static bool tell_rest(struct origin *origin, const struct climb *climb)
{
	if (is_session(climb->process))
		tell_session(origin, climb->process);
	else if (climb->top && climb->top->id.pid == 1)
		tell_first(origin, climb->top);
	else
		return false;
	return true;
}

bool origin_of(const struct snapshot *snap, const struct process *process,
	       struct origin *origin)
{
	struct climb climb = { .snap = snap, .process = process };

	if (!climb_to_starter(&climb) && !tell_place(&climb.found, process) && !climb.told &&
	    !tell_rest(&climb.found, &climb))
		return false;
	*origin = climb.found;
	return true;
}
