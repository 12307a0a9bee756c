/* learn.c - a baseline of what listens now. */
#include "out/learn.h"

#include "base/array.h"
#include "base/text.h"
#include "fact/expectation.h"
#include "fact/snapshot.h"
#include "out/writers.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* Nothing here may differ from run to run: two baselines are compared by diff(1). */
static const char head[] =
	"# What is expected to listen here, a line each, for lsntop --expect; lsntop(8), BASELINE.\n"
	"# UDP sockets on dynamic ports are left out: most often they are clients'.\n";
static const char any_owner[] = "# owner not known: any process would do\n";

/* A backslash and two digits for each byte. */
enum { ESCAPED = 4 };

struct entry {
	enum protocol protocol;
	struct address local;           /* borrowed texts; of a dynamic port the last there is */
	const char *text;
	bool ownerless;
};

struct learning {
	const struct snapshot *snap;
	struct learned *learned;
	struct arena arena;
	struct line line;
	ARRAY(struct entry) entries;
};

/* ---- whose it is ---- */

static const struct process *parent_of(const struct learning *learning,
				       const struct listener *listener,
				       const struct process *process)
{
	for (uint32_t n = 0; process->parent_pid && n < listener->owner_count; n++) {
		const struct process *other = snapshot_owner(learning->snap, listener, n);

		if (other->id.pid == process->parent_pid)
			return other;
	}
	return NULL;
}

/* The one it descends from among those that hold the listener: a worker's master. No
 * kernel makes circles, a snapshot of some instants may. */
static const struct process *eldest_of(const struct learning *learning,
				       const struct listener *listener,
				       const struct process *process)
{
	const struct process *parent;

	for (uint32_t n = 0; n < listener->owner_count; n++) {
		parent = parent_of(learning, listener, process);
		if (!parent)
			break;
		process = parent;
	}
	return process;
}

/* ---- lines ---- */

static size_t size_of(const char *text)
{
	return text ? ESCAPED * strlen(text) : 0;
}

static const char *line_of(struct learning *learning, const struct listener *listener,
			   const struct process *owner, bool kernel, bool dynamic)
{
	const struct netns *netns = snapshot_find_netns(learning->snap, listener->id.netns);
	const char *name = netns ? netns->name : NULL;
	size_t size = size_of(name) + size_of(listener->local.path) +
		      size_of(listener->local.device) + size_of(listener->label[LABEL_USER]);
	struct text text;

	if (owner)
		size += size_of(owner->label[LABEL_EXECUTABLE]) +
			size_of(owner->label[LABEL_UNIT]) +
			size_of(owner->label[LABEL_PROCESS_USER]);
	text = line_text(&learning->line, size);
	expectation_format(listener, owner, name, kernel, dynamic, &text);
	return arena_copy(&learning->arena, text.start, text.length);
}

/* When judged, any owner will do. Of several that did not start each other the one is told
 * whose line is the first by its text: the same after a restart, as no pid decides, and one
 * with an executable, as a line without goes on with "unit" or "user". */
static const char *owned_line(struct learning *learning, const struct listener *listener)
{
	const struct process *owner;
	const char *best = NULL, *text;

	for (uint32_t n = 0; n < listener->owner_count; n++) {
		owner = snapshot_owner(learning->snap, listener, n);
		if (eldest_of(learning, listener, owner) != owner)
			continue;
		text = line_of(learning, listener, owner, false, false);
		if (!best || strcmp(text, best) < 0)
			best = text;
	}
	if (best)
		return best;
	/* Each the other's parent: one is as good as another. */
	owner = snapshot_owner(learning->snap, listener, 0);
	return line_of(learning, listener, owner, false, false);
}

/* ---- which ---- */

static bool is_dynamic(const struct learning *learning, const struct listener *listener)
{
	const struct netns *netns = snapshot_find_netns(learning->snap, listener->id.netns);
	int64_t first, last;

	if (!netns || !facts_get(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, &first) ||
	    !facts_get(&netns->facts, FACT_IP_LOCAL_PORT_LAST, &last))
		return false;
	return listener->local.port >= first && listener->local.port <= last;
}

static bool is_udp(const struct listener *listener)
{
	return listener->protocol == PROTOCOL_UDP || listener->protocol == PROTOCOL_UDPLITE;
}

static bool is_tcp(const struct listener *listener)
{
	return listener->protocol == PROTOCOL_TCP || listener->protocol == PROTOCOL_MPTCP;
}

/* What has ended by now is nobody's. */
static bool is_there(const struct listener *listener, int64_t ownerless)
{
	return listener_listens(listener) && ownerless != OWNERLESS_CLOSED;
}

static void add_entry(struct learning *learning, const struct listener *listener,
		      int64_t ownerless)
{
	bool kernel = !listener->owner_count && ownerless == OWNERLESS_NOBODY;
	/* What the kernel binds itself gets another such port next time. */
	bool dynamic = kernel && is_tcp(listener) && is_dynamic(learning, listener);
	struct entry entry = {
		.protocol = listener->protocol,
		.local = listener->local,
		.ownerless = !listener->owner_count && !kernel,
	};

	if (dynamic)
		entry.local.port = UINT16_MAX;
	entry.text = listener->owner_count ? owned_line(learning, listener) :
					     line_of(learning, listener, NULL, kernel, dynamic);
	*array_add(&learning->entries) = entry;
}

static void consider(struct learning *learning, const struct listener *listener)
{
	int64_t ownerless = -1;

	facts_get(&listener->facts, FACT_OWNERLESS, &ownerless);
	if (!is_there(listener, ownerless))
		return;
	if (is_udp(listener) && is_dynamic(learning, listener))
		learning->learned->clients++;
	else
		add_entry(learning, listener, ownerless);
}

static int by_place(const void *x, const void *y, void *arg)
{
	const struct entry *a = x, *b = y;
	int order = (a->protocol > b->protocol) - (a->protocol < b->protocol);

	(void)arg;
	if (!order)
		order = address_compare(&a->local, &b->local);
	return order ? order : strcmp(a->text, b->text);
}

/* ---- */

static bool put_entries(struct learning *learning, FILE *file)
{
	const struct entry *before = NULL;

	for (size_t i = 0; i < learning->entries.count; i++) {
		const struct entry *entry = &learning->entries.items[i];

		if (before && strcmp(before->text, entry->text) == 0)
			continue;
		before = entry;
		if (entry->ownerless && fputs(any_owner, file) < 0)
			return false;
		if (fprintf(file, "%s\n", entry->text) < 0)
			return false;
		learning->learned->lines++;
		learning->learned->ownerless += entry->ownerless;
	}
	return true;
}

/* Whoever learns a baseline wants all of it, however idle it is and however a screen
 * would show it. */
static struct query all_of(const struct query *query)
{
	struct query all = *query;

	all.kind = TABLE_LISTENERS;
	all.hide_idle = all.ghosts = all.only_marked = false;
	all.grouping = GROUPING_NONE;
	return all;
}

bool learn_write(FILE *file, const struct scene *scene, const struct query *query,
		 struct learned *learned)
{
	struct learning learning = { .snap = scene_snapshot(scene), .learned = learned };
	struct query all = all_of(query);
	struct table table = { 0 };
	bool written;
	int error;

	*learned = (struct learned){ 0 };
	table_fill(&table, &all, scene, TABLE_SORT);
	for (size_t i = 0; i < table.rows.count; i++)
		consider(&learning, table.rows.items[i].listener);
	array_sort(&learning.entries, by_place, NULL);
	written = fputs(head, file) >= 0 && put_entries(&learning, file);
	error = errno;
	array_free(&learning.entries);
	arena_free(&learning.arena);
	free(learning.line.start);
	table_free(&table);
	errno = error;
	return written;
}
