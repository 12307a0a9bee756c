/* verdict.c - one listener compared with the lines of a baseline. */
#include "source/verdict.h"

#include "base/text.h"
#include "fact/expectation_text.h"
#include "fact/snapshot.h"
#include "source/baseline.h"

#include <string.h>

/* What has been found so far, line by line. */
struct weighing {
	const struct suspect *suspect;
	bool client;
	bool named;                     /* a line is about the port of a client by number */
	bool unknown;                   /* a line may fit, when more is known */
	struct verdict expected, nearest, wider; /* kind is VERDICT_UNKNOWN until there is one */
};

/* Applications and resolvers open and close these all the time: as the kernel gave them
 * their port, nobody can know it before. */
static bool is_client(const struct suspect *suspect)
{
	const struct listener *listener = suspect->listener;
	uint16_t port = listener->local.port;

	return (listener->protocol == PROTOCOL_UDP || listener->protocol == PROTOCOL_UDPLITE) &&
	       suspect->dynamic.last && port >= suspect->dynamic.first &&
	       port <= suspect->dynamic.last;
}

/* One line and one owner, or nobody. False: not known. */
static bool compare(const struct suspect *suspect, const struct expectation *line,
		    const struct process *process, enum expectation_why *why)
{
	if (process)
		return expectation_owner(line, process, why);
	*why = expectation_nobody(line, suspect->listener);
	return suspect->nobody;
}

/* A line that permits any port is about one socket only where its owner is the one: else
 * it would be about every other as well. */
static bool is_about(const struct expectation *line, enum expectation_why why)
{
	return !expectation_permits(line) || line->path_pattern || why == WHY_EXPECTED ||
	       (line->exe && why > WHY_OTHER_EXECUTABLE);
}

/* The later in the order of what can differ, the more of the line is as it says; of lines
 * alike, the first. */
static void note(struct verdict *best, enum expectation_why why, const struct expectation *line,
		 const struct process *process)
{
	if (best->kind == VERDICT_KNOWN &&
	    (why < best->why || (why == best->why && line->line >= best->line->line)))
		return;
	*best = (struct verdict){ VERDICT_KNOWN, why, line, process };
}

/* What the owner makes of a line that fits by its address. */
static void weigh_owner(struct weighing *weighing, const struct expectation *line,
			const struct process *process, bool exact)
{
	enum expectation_why why = WHY_EXPECTED;

	if (!expectation_takes_anybody(line) &&
	    !compare(weighing->suspect, line, process, &why)) {
		weighing->unknown = weighing->unknown || exact;
		return;
	}
	if (!is_about(line, why))
		return;
	if (!exact)
		note(&weighing->wider, WHY_WIDER, line, process);
	else if (why == WHY_EXPECTED)
		note(&weighing->expected, why, line, process);
	else
		note(&weighing->nearest, why, line, process);
}

static void weigh(struct weighing *weighing, const struct expectation *line, bool exact)
{
	const struct suspect *suspect = weighing->suspect;

	/* Who holds it makes no line wider or narrower, unless it is for any port. */
	if (!exact && !expectation_permits(line)) {
		note(&weighing->wider, WHY_WIDER, line, NULL);
		return;
	}
	/* One that is expected is enough: of a thousand workers the others need no look. */
	for (size_t i = 0; i < suspect->holder_count && weighing->expected.line != line; i++)
		weigh_owner(weighing, line, &suspect->processes[suspect->holders[i]], exact);
	if (!suspect->holder_count)
		weigh_owner(weighing, line, NULL, exact);
}

static struct verdict without_line(enum verdict_kind kind)
{
	return (struct verdict){ .kind = kind, .why = WHY_NEW };
}

static struct verdict conclude(const struct weighing *weighing)
{
	const struct suspect *suspect = weighing->suspect;
	bool unowned = !suspect->holder_count;

	if (weighing->client && !weighing->named && !weighing->unknown &&
	    weighing->expected.kind != VERDICT_KNOWN)
		return without_line(VERDICT_CLIENT);
	if (suspect->searching && unowned)
		return without_line(VERDICT_UNKNOWN);
	if (weighing->expected.kind == VERDICT_KNOWN)
		return weighing->expected;
	if (weighing->unknown)
		return without_line(suspect->hidden ? VERDICT_HIDDEN : VERDICT_UNKNOWN);
	if (weighing->nearest.kind == VERDICT_KNOWN)
		return suspect->searching ? without_line(VERDICT_UNKNOWN) : weighing->nearest;
	if (weighing->wider.kind == VERDICT_KNOWN)
		return weighing->wider;
	return without_line(VERDICT_KNOWN);
}

struct verdict verdict_of(const struct suspect *suspect, const struct baseline *baseline,
			  void (*found)(size_t line, void *arg), void *arg)
{
	struct weighing weighing = {
		.suspect = suspect,
		.client = is_client(suspect),
		.expected.kind = VERDICT_UNKNOWN,
		.nearest.kind = VERDICT_UNKNOWN,
		.wider.kind = VERDICT_UNKNOWN,
	};
	size_t at = SIZE_MAX;

	while ((at = baseline_next(baseline, suspect->listener, at)) != SIZE_MAX) {
		const struct expectation *line = baseline_at(baseline, at);
		enum expectation_fit fit = expectation_fits(line, suspect->listener,
							    suspect->netns, suspect->dynamic);

		if (fit == FIT_NONE)
			continue;
		found(at, arg);
		weighing.named = weighing.named || !expectation_permits(line);
		weigh(&weighing, line, fit == FIT_EXACT);
	}
	return conclude(&weighing);
}

/* ---- in words ---- */

static void add_attribute(const char *name, const char *pattern, struct text *text)
{
	text_format(text, "%s=", name);
	expectation_escape(pattern, true, text);
}

static void add_executable(const struct verdict *verdict, struct text *text)
{
	add_attribute(verdict->line->exe ? "exe" : "owner",
		      verdict->line->exe ? verdict->line->exe : "kernel", text);
}

static void add_replaced(const struct verdict *verdict, struct text *text)
{
	const char *state = verdict->process->label[LABEL_EXECUTABLE_STATE];

	add_attribute("exe", verdict->line->exe, text);
	text_format(text, ", and that file was %s since",
		    strcmp(state, "deleted") == 0 ? "deleted" : "replaced");
}

static void add_unit(const struct verdict *verdict, struct text *text)
{
	add_attribute("unit", verdict->line->unit, text);
}

static void add_user(const struct verdict *verdict, struct text *text)
{
	if (verdict->line->kernel)
		text_add(text, "owner=kernel");
	if (verdict->line->kernel && verdict->line->user)
		text_add(text, " ");
	if (verdict->line->user)
		add_attribute("user", verdict->line->user, text);
}

static void add_local(const struct verdict *verdict, struct text *text)
{
	expectation_format_local(verdict->line, text);
}

void verdict_detail(const struct verdict *verdict, struct text *text)
{
	static void (*const add[WHYS])(const struct verdict *verdict, struct text *text) = {
		[WHY_WIDER] = add_local,
		[WHY_OTHER_EXECUTABLE] = add_executable,
		[WHY_REPLACED] = add_replaced,
		[WHY_OTHER_UNIT] = add_unit,
		[WHY_OTHER_USER] = add_user,
	};

	if (!verdict->line) {
		text_add(text, "no line for it");
		return;
	}
	text_format(text, "line %zu", verdict->line->line);
	if (!add[verdict->why])
		return;
	text_add(text, " expects ");
	add[verdict->why](verdict, text);
	if (verdict->process || verdict->why == WHY_WIDER)
		return;
	text_add(text, verdict->line->kernel ? ", and another user made it" :
					       ", and no process holds it");
}
