/* absentees.c - what a baseline demands, and no socket answers to. */
#include "source/absentees.h"

#include "base/fnv.h"
#include "base/memory.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/baseline.h"

#include <stdlib.h>
#include <string.h>

static const uint32_t NO_DEMAND = UINT32_MAX;
enum { DETAIL_LINES = 4, DETAIL_SIZE = 1024 };

/* ---- once for each edition ---- */

/* With its NUL: "a" and "bc" are not "ab" and "c". */
static uint64_t hash_text(uint64_t hash, const char *text)
{
	return fnv_bytes(hash, text, strlen(text) + 1);
}

/* Not of its number nor of the owner: a file that is edited has the same rows. */
static uint64_t hash_of(const struct expectation *line)
{
	char buffer[EXPECTATION_LINE_MOST + 1];
	struct text text = TEXT_OVER(buffer);
	uint64_t hash = FNV_START;

	expectation_format_local(line, &text);
	hash = hash_text(hash, protocol_name(expectation_protocol(line->protocol)));
	hash = hash_text(hash, buffer);
	hash = hash_text(hash, line->netns ? line->netns : "");
	return hash ^ hash >> 29;
}

struct claim {
	uint64_t hash;
	uint32_t line;
};

static int by_hash(const void *a, const void *b, void *arg)
{
	const struct claim *x = a, *y = b;

	(void)arg;
	return (x->hash > y->hash) - (x->hash < y->hash);
}

static int by_first_line(const void *a, const void *b, void *arg)
{
	const struct absentees *absentees = arg;
	uint32_t x = absentees->order[((const struct demand *)a)->first];
	uint32_t y = absentees->order[((const struct demand *)b)->first];

	return (x > y) - (x < y);
}

static void gather(struct absentees *absentees, const struct claim *claims, size_t count)
{
	for (uint32_t i = 0; i < count; i++) {
		struct demand *last;

		absentees->order[i] = claims[i].line;
		if (!i || claims[i].hash != claims[i - 1].hash) {
			last = array_add(&absentees->demands);
			last->hash = claims[i].hash;
			last->first = i;
		}
		last = &absentees->demands.items[absentees->demands.count - 1];
		last->count++;
	}
	array_sort(&absentees->demands, by_first_line, absentees);
	for (uint32_t i = 0; i < absentees->demands.count; i++) {
		const struct demand *demand = &absentees->demands.items[i];

		for (uint32_t n = 0; n < demand->count; n++)
			absentees->demand_of[absentees->order[demand->first + n]] = i;
	}
}

void absentees_read(struct absentees *absentees, const struct baseline *baseline)
{
	size_t count = baseline_count(baseline);
	ARRAY(struct claim) claims = { 0 };

	absentees_free(absentees);
	absentees->order = memory_alloc(count + 1, sizeof *absentees->order);
	absentees->demand_of = memory_alloc(count + 1, sizeof *absentees->demand_of);
	for (uint32_t i = 0; i < count; i++) {
		const struct expectation *line = baseline_at(baseline, i);

		absentees->demand_of[i] = NO_DEMAND;
		if (!expectation_permits(line))
			*array_add(&claims) = (struct claim){ hash_of(line), i };
	}
	array_sort(&claims, by_hash, NULL);
	gather(absentees, claims.items, claims.count);
	array_free(&claims);
}

void absentees_free(struct absentees *absentees)
{
	array_free(&absentees->demands);
	free(absentees->order);
	free(absentees->demand_of);
	arena_free(&absentees->arena);
	*absentees = (struct absentees){ .order = NULL };
}

/* ---- texts, when they are first needed ---- */

static const char *plain_copy(struct arena *arena, const char *pattern)
{
	char buffer[EXPECTATION_LINE_MOST + 1];
	struct text plain = TEXT_OVER(buffer);

	if (!pattern || !expectation_is_plain(pattern, &plain))
		return NULL;
	return arena_copy(arena, buffer, plain.length);
}

static void add_line(const struct expectation *line, bool whole_local, struct text *text)
{
	size_t before;

	text_format(text, "line %zu", line->line);
	if (!whole_local && expectation_takes_anybody(line))
		return;
	text_add(text, ": ");
	before = text->length;
	/* What the row's address cannot say. */
	if (whole_local)
		expectation_format_local(line, text);
	if (expectation_takes_anybody(line))
		return;
	if (text->length > before)
		text_add(text, " ");
	expectation_format_owner(line, text);
}

static bool is_more_than_an_address(const struct expectation *line)
{
	return line->has_prefix || line->last_port != line->local.port;
}

/* The first of its lines that is of use; who it expects, in one word. */
static const char *expected_by(const struct expectation *line)
{
	if (line->exe)
		return line->exe;
	if (line->unit)
		return line->unit;
	if (line->user)
		return line->user;
	return line->kernel ? "the kernel" : NULL;
}

static void say_owner(const struct expectation *line, struct text *text)
{
	const char *who = expected_by(line);

	text_add(text, who ? "missing: expected " : "missing: no socket is there");
	if (who == line->user && who)
		text_add(text, "user ");
	if (who && !expectation_is_plain(who, text))
		text_add(text, who);
}

static void make_texts(struct absentees *absentees, const struct baseline *baseline,
		       struct demand *demand)
{
	const uint32_t *lines = absentees->order + demand->first;
	const struct expectation *first = baseline_at(baseline, lines[0]);
	char buffer[DETAIL_SIZE];
	struct text text = TEXT_OVER(buffer);

	for (uint32_t i = 0; i < demand->count && i < DETAIL_LINES; i++) {
		if (i)
			text_add(&text, "; ");
		add_line(baseline_at(baseline, lines[i]), is_more_than_an_address(first), &text);
	}
	if (demand->count > DETAIL_LINES)
		text_format(&text, "; and %u more", (unsigned)(demand->count - DETAIL_LINES));
	demand->detail = arena_copy(&absentees->arena, buffer, text.length);
	text = TEXT_OVER(buffer);
	say_owner(first, &text);
	demand->no_owner = arena_copy(&absentees->arena, buffer, text.length);
	demand->path = plain_copy(&absentees->arena, first->path_pattern);
	demand->user = plain_copy(&absentees->arena, first->user);
}

/* ---- at each tick ---- */

void absentees_begin(struct absentees *absentees)
{
	for (size_t i = 0; i < absentees->demands.count; i++)
		absentees->demands.items[i].met = false;
}

void absentees_found(struct absentees *absentees, size_t line)
{
	if (absentees->demand_of[line] != NO_DEMAND)
		absentees->demands.items[absentees->demand_of[line]].met = true;
}

/* The first of that name, or of those that have none. */
static const struct netns *find_netns(const struct snapshot *snap, const char *name)
{
	for (size_t i = 0; i < snap->netns.count; i++) {
		const struct netns *netns = &snap->netns.items[i];

		if (netns->name && name ? strcmp(netns->name, name) == 0 : netns->name == name)
			return netns;
	}
	return NULL;
}

static void add_missing(const struct demand *demand, const struct expectation *line, uint64_t netns,
			struct snapshot *snap)
{
	struct listener *listener = snapshot_add_listener(snap);

	listener->id = (struct listener_id){ netns, demand->hash, ID_STATED };
	listener->protocol = line->protocol;
	listener->local = line->local;
	listener->local.path = snapshot_keep(snap, demand->path);
	listener->local.device = snapshot_keep(snap, line->local.device);
	facts_set(&listener->facts, FACT_STATE, STATE_MISSING);
	facts_set(&listener->facts, FACT_MISSING, 1);
	facts_set(&listener->facts, FACT_UNEXPECTED, 0);
	listener->label[LABEL_UNEXPECTED_WHY] = expectation_why_name(WHY_MISSING);
	listener->label[LABEL_UNEXPECTED_DETAIL] = snapshot_keep(snap, demand->detail);
	listener->label[LABEL_NO_OWNER] = snapshot_keep(snap, demand->no_owner);
	listener->label[LABEL_USER] = snapshot_keep(snap, demand->user);
}

void absentees_tell(struct absentees *absentees, const struct baseline *baseline,
		    protocol_set judged, struct snapshot *snap)
{
	for (size_t i = 0; i < absentees->demands.count; i++) {
		struct demand *demand = &absentees->demands.items[i];
		const struct expectation *line;
		const struct netns *netns;

		if (demand->met)
			continue;
		line = baseline_at(baseline, absentees->order[demand->first]);
		netns = find_netns(snap, line->netns);
		if (!netns || !(judged & PROTOCOL_BIT(expectation_protocol(line->protocol))))
			continue;
		if (!demand->detail)
			make_texts(absentees, baseline, demand);
		add_missing(demand, line, netns->inode, snap);
	}
}
