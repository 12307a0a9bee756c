/* process_page_facts.c - what is known of a process, piece behind piece. */
#include "tui/process_page_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/column.h"
#include "table/scene.h"
#include "table/table.h"
#include "table/value.h"
#include "tui/draw.h"
#include "tui/flow.h"

#include <inttypes.h>
#include <limits.h>
#include <string.h>

enum { GAP = 3, NARROW = 72, WRAPPED = 2 };

static const struct state_word {
	char letter;
	const char *word;
	enum role role;
} state_words[] = {
	{ 'R', "running", ROLE_TEXT },
	{ 'S', "sleeping", ROLE_TEXT },
	{ 'D', "waits for the disk or a driver (D)", ROLE_WARN },
	{ 'T', "stopped (T)", ROLE_WARN },
	{ 't', "stopped by a debugger (t)", ROLE_WARN },
	{ 'Z', "ended, its parent has not asked (Z)", ROLE_WARN },
	{ 'I', "idle", ROLE_TEXT },
	{ 'X', "dead (X)", ROLE_WARN },
};

static void flow_state(const struct process_view *view, struct flow *flow)
{
	const char *state = view->page->row.process->label[LABEL_STATE];
	char line[64];
	struct text text = TEXT_OVER(line);
	int64_t threads;

	/* It is the main thread's, and what is left of that waits for the others. */
	if (state && *state == 'Z' &&
	    facts_get(&view->page->row.process->facts, FACT_THREADS, &threads) && threads > 1) {
		flow_add(flow, "STATE", ROLE_STRONG, "its main thread has ended, others go on",
			 ROLE_TEXT, GAP);
		return;
	}

	for (size_t i = 0; state && i < sizeof(state_words) / sizeof(*state_words); i++) {
		if (state[0] != state_words[i].letter)
			continue;
		flow_add(flow, "STATE", ROLE_STRONG, state_words[i].word, state_words[i].role, GAP);
		return;
	}
	if (state)
		text_printable(&text, state, view->ascii);
	else
		process_add_unknown(view, "process", &text);
	flow_add(flow, "STATE", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

/* Why is said once: of the executable, which takes the most to be seen. */
static void add_no_detail(const struct process_view *view, struct text *text)
{
	if (view->page->row.process->label[LABEL_EXECUTABLE])
		process_add_unknown(view, "detail", text);
	else
		text_add(text, "?");
}

/* An empty command line is a kernel thread's, or of one that has written over it. */
static void flow_command(const struct process_view *view, struct flow *flow, unsigned lines)
{
	const char *command = view->page->row.process->label[LABEL_COMMAND];
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);

	text_printable(&text, command, view->ascii);
	if (!command)
		process_add_unknown(view, "process", &text);
	else if (!line[strspn(line, " ")])
		text_add(&text, "none");
	flow_wrap(flow, "COMMAND", ROLE_STRONG, line, ROLE_TEXT, lines);
}

/* What became of the file is said whole; a long path is shortened in its middle. */
static void flow_executable(const struct process_view *view, struct flow *flow)
{
	static const char label[] = "EXECUTABLE";
	const char *path = view->page->row.process->label[LABEL_EXECUTABLE];
	const char *state = view->page->row.process->label[LABEL_EXECUTABLE_STATE];
	bool replaced = state && strcmp(state, "replaced") == 0;
	bool changed = state && *state;
	const char *became = !replaced ? " (deleted)" : view->width < NARROW ? " (replaced)" :
			     " (replaced since it was started)";
	char safe[PROCESS_LINE], line[PROCESS_LINE];
	struct text raw = TEXT_OVER(safe), text = TEXT_OVER(line);
	unsigned taken = (unsigned)sizeof(label) + 1 + (changed ? (unsigned)strlen(became) : 0);

	text_printable(&raw, path, view->ascii);
	if (!path)
		process_add_unknown(view, "detail", &text);
	else if (!*path)
		text_add(&text, "none: a kernel thread");
	else
		draw_shortened(safe, flow->width > taken + 8 ? flow->width - taken : 8, true,
			       view->ascii, &text);
	text_add(&text, changed ? became : "");
	flow_add(flow, label, ROLE_STRONG, line, changed ? ROLE_WARN : ROLE_TEXT, GAP);
}

static void flow_started(const struct process_view *view, struct flow *flow)
{
	const struct instant *at = &view->scene->at;
	uint64_t started = view->page->row.process->started;
	char line[96], date[CLOCK_DATE_SIZE], time[CLOCK_TIME_SIZE];
	struct text text = TEXT_OVER(line);
	struct value age;

	if (!started || started > at->boot) {
		process_add_unknown(view, "process", &text);
	} else {
		clock_date(at->wall - (at->boot - started), date);
		clock_time_of_day(at->wall - (at->boot - started), time);
		process_value(view, "started", &age);
		age.real = cell_seconds(age.real);
		text_format(&text, "%s %s, ", date, time);
		value_format(&age, view->ascii, &text);
		text_add(&text, " ago");
	}
	flow_add(flow, "STARTED", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

/* The thread that used most since the last tick; NULL where there is but one, or that is
 * not known. */
static const struct row *busiest(const struct process_view *view, struct value *most)
{
	const struct column *column = column_find(TABLE_THREADS, "thread_cpu", strlen("thread_cpu"));
	const struct table *table = &view->page->all_threads;

	if (table->rows.count < 2)
		return NULL;
	column_value(column, &table->rows.items[0], most);
	return value_is_known(most) ? &table->rows.items[0] : NULL;
}

static void flow_cpu(const struct process_view *view, struct flow *flow)
{
	char line[160];
	struct text text = TEXT_OVER(line);
	const struct row *thread;
	struct value value, most;

	process_value(view, "cpu", &value);
	value_format(&value, view->ascii, &text);
	text_add(&text, value_is_known(&value) ? " %" : "");
	thread = busiest(view, &most);
	if (thread) {
		text_add(&text, ", busiest thread ");
		value_format(&most, view->ascii, &text);
		text_format(&text, " %% (%jd ", (intmax_t)thread->thread->tid);
		text_printable(&text, thread->thread->label[LABEL_THREAD_COMM], view->ascii);
		text_add(&text, ")");
	}
	flow_add(flow, "CPU", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

static void flow_cell(const struct process_view *view, struct flow *flow, const char *label,
		      const char *key)
{
	char line[VALUE_BUFFER * 4];
	struct text text = TEXT_OVER(line);

	process_add(view, key, &text);
	flow_add(flow, label, ROLE_STRONG, line, ROLE_TEXT, GAP);
}

/* A nice value is a thread's on Linux: that of the process is its main thread's. */
static bool nices_differ(const struct process_view *view, int64_t *lowest, int64_t *highest)
{
	const struct table *table = &view->page->all_threads;
	bool known = false;

	*lowest = *highest = 0;
	for (size_t i = 0; i < table->rows.count; i++) {
		int64_t nice;

		if (!facts_get(&table->rows.items[i].thread->facts, FACT_THREAD_NICE, &nice))
			continue;
		*lowest = known && *lowest < nice ? *lowest : nice;
		*highest = known && *highest > nice ? *highest : nice;
		known = true;
	}
	return *lowest != *highest;
}

static void flow_nice(const struct process_view *view, struct flow *flow)
{
	char line[96];
	struct text text = TEXT_OVER(line);
	int64_t lowest, highest;

	process_add(view, "nice", &text);
	if (nices_differ(view, &lowest, &highest))
		text_format(&text, ", its threads differ: %" PRId64 " to %" PRId64, lowest, highest);
	flow_add(flow, "NICE", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

static void flow_oom(const struct process_view *view, struct flow *flow)
{
	const struct facts *facts = &view->page->row.process->facts;
	char line[96];
	struct text text = TEXT_OVER(line);
	int64_t score, adjust;

	if (facts_get(facts, FACT_OOM_SCORE, &score))
		text_format(&text, "%" PRId64, score);
	else
		add_no_detail(view, &text);
	if (facts_get(facts, FACT_OOM_ADJUST, &adjust) && adjust)
		text_format(&text, " (adjusted by %" PRId64 ")", adjust);
	flow_add(flow, "OOM SCORE", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

/* Commas without blanks behind them are no place to break a line. */
static void add_spaced(const char *list, bool ascii, struct text *text)
{
	while (*list) {
		size_t size = strcspn(list, ",");

		text_printable_bytes(text, list, size, ascii);
		list += size;
		if (*list == ',') {
			text_add(text, ", ");
			list++;
		}
	}
}

static void flow_capabilities(const struct process_view *view, struct flow *flow, unsigned lines)
{
	static const char label[] = "CAPABILITIES";
	const char *capabilities = view->page->row.process->label[LABEL_CAPABILITIES];
	char line[PROCESS_LINE];
	struct text text = TEXT_OVER(line);

	if (capabilities)
		add_spaced(capabilities, view->ascii, &text);
	else
		add_no_detail(view, &text);
	if (sizeof(label) + 1 + text_columns(line) <= flow->width)
		flow_add(flow, label, ROLE_STRONG, line, ROLE_TEXT, GAP);
	else
		flow_wrap(flow, label, ROLE_STRONG, line, ROLE_TEXT, lines);
}

static void flow_cgroup(const struct process_view *view, struct flow *flow)
{
	const char *cgroup = view->page->row.process->label[LABEL_CGROUP];
	char safe[PROCESS_LINE], line[PROCESS_LINE];
	struct text raw = TEXT_OVER(safe), text = TEXT_OVER(line);

	text_printable(&raw, cgroup, view->ascii);
	if (!cgroup)
		add_no_detail(view, &text);
	else
		draw_shortened(safe, flow->width > 24 ? flow->width - 9 : 15, true, view->ascii,
			       &text);
	flow_add(flow, "CGROUP", ROLE_STRONG, line, ROLE_TEXT, GAP);
}

/* With too few lines the command has but one: what follows says as much. */
static struct flow flow_facts(const struct process_view *view, struct canvas *canvas, unsigned y,
			      unsigned most, unsigned wrapped)
{
	struct flow flow = flow_at(canvas, y, view->width, most);

	flow_command(view, &flow, wrapped);
	flow_executable(view, &flow);
	flow_started(view, &flow);
	flow_state(view, &flow);
	flow_cpu(view, &flow);
	flow_cell(view, &flow, "RSS", "rss");
	flow_nice(view, &flow);
	flow_oom(view, &flow);
	process_flow_places(view, &flow);
	flow_capabilities(view, &flow, wrapped);
	flow_cgroup(view, &flow);
	return flow;
}

unsigned process_flow_facts(const struct process_view *view, struct canvas *canvas, unsigned y,
			    unsigned most)
{
	struct flow flow = flow_facts(view, NULL, y, UINT_MAX, WRAPPED);

	if (canvas)
		flow = flow_facts(view, canvas, y, most, flow.lines <= most ? WRAPPED : 1);
	return flow.lines;
}
