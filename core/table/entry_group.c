/* entry_group.c - entries gathered into groups. */
#include "table/entry.h"

#include "base/text.h"
#include "model/model.h"
#include "table/group.h"
#include "table/query.h"
#include "table/scene.h"
#include "table/table.h"

#include <inttypes.h>
#include <string.h>

static int compare_texts(const char *a, const char *b)
{
	if (!a || !b)
		return (a != NULL) - (b != NULL);
	return strcmp(a, b);
}

static int compare_kin(const void *x, const void *y, void *arg)
{
	const struct kin *a = x, *b = y;

	(void)arg;
	if (a->key != b->key)
		return a->key > b->key ? 1 : -1;
	return compare_texts(a->text, b->text);
}

/* Of `total` who belong together; those that are hidden have no entry. */
static void add_group(const struct taking *taking, const struct kin *kin, size_t total,
		      struct entries *members, struct table *table)
{
	size_t first = members->count;
	struct entry *entry;
	struct group *group;

	for (size_t i = 0; i < total; i++) {
		if (kin[i].entry == SIZE_MAX)
			continue;
		entry = &taking->entries->items[kin[i].entry];
		entry->has_key = false;         /* it has its own place, not the group's */
		*array_add(members) = *entry;
		entry->members = 1;
	}
	if (members->count == first)
		return;
	group = array_add(&table->groups);
	group->grouping = taking->query->grouping;
	group->key = kin->key;
	group->total = total;
	group->count = members->count - first;
	group->open = folds_are_open(&taking->query->folds, group->key);
	entry = array_add(taking->entries);
	entry->turn = members->items[first].turn;
	entry->first = first;
	entry->members = group->count;
}

/* Those that are members have gone over; groups, at the end, stay. */
static void drop_members(struct entries *entries, size_t taken)
{
	size_t kept = 0;

	for (size_t i = 0; i < entries->count; i++)
		if (i >= taken || !entries->items[i].members)
			entries->items[kept++] = entries->items[i];
	entries->count = kept;
}

void entries_group(const struct taking *taking, struct entries *members, struct table *table)
{
	struct kinship *kinship = taking->kinship;
	size_t taken = taking->entries->count;

	array_sort(kinship, compare_kin, NULL);
	for (size_t from = 0, to; from < kinship->count; from = to) {
		for (to = from + 1; to < kinship->count; to++)
			if (compare_kin(&kinship->items[from], &kinship->items[to], NULL) != 0)
				break;
		if (to - from > 1)
			add_group(taking, &kinship->items[from], to - from, members, table);
	}
	drop_members(taking->entries, taken);
}

static const char *keep(struct table *table, const struct text *text)
{
	return arena_copy(&table->names, text->start, text->length);
}

static const char *owner_name(struct table *table, const struct row *row)
{
	const char *comm = row->process->label[LABEL_COMM];
	char buffer[64];
	struct text text = TEXT_OVER(buffer);

	text_format(&text, "%s(%jd)", comm ? comm : "", (intmax_t)row->process->id.pid);
	return keep(table, &text);
}

static const char *netns_name(struct table *table, const struct row *row)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);
	const struct netns *netns = snapshot_find_netns(snap, row->listener->id.netns);
	char buffer[64];
	struct text text = TEXT_OVER(buffer);

	if (netns && netns->name)
		return netns->name;
	text_format(&text, "netns %" PRIu64, row->listener->id.netns);
	return keep(table, &text);
}

static const char *address_name(struct table *table, const struct row *row)
{
	char buffer[128];
	struct text text = TEXT_OVER(buffer);

	address_format(&row->listener->local, &text);
	return keep(table, &text);
}

static const char *name_of(struct table *table, enum grouping grouping, const struct row *row)
{
	switch (grouping) {
	case GROUPING_OWNER:
		return owner_name(table, row);
	case GROUPING_UNIT:
		return row->process->label[LABEL_UNIT];
	case GROUPING_NETNS:
		return netns_name(table, row);
	default:
		return address_name(table, row);
	}
}

static int by_pid(const void *x, const void *y, void *arg)
{
	const struct process *const *a = x, *const *b = y;

	(void)arg;
	return ((*a)->id.pid > (*b)->id.pid) - ((*a)->id.pid < (*b)->id.pid);
}

/* Workers often hold each other's sockets: a process is counted once. */
static void count_processes(struct group *group)
{
	ARRAY(const struct process *) holders = { 0 };

	for (size_t i = 0; i < group->count; i++) {
		const struct row *member = &group->members[i];
		const struct snapshot *snap = model_snapshot(member->scene->model);

		for (uint32_t n = 0; n < member->listener->owner_count; n++)
			*array_add(&holders) = snapshot_owner(snap, member->listener, n);
	}
	array_sort(&holders, by_pid, NULL);
	for (size_t i = 0; i < holders.count; i++)
		group->processes += i == 0 || holders.items[i] != holders.items[i - 1];
	group->first = holders.count ? holders.items[0] : NULL;
	array_free(&holders);
}

/* In trouble, or highest, or dropping most; among equals always the same one. */
static const struct entry *worst_of(const struct entry *members, size_t count)
{
	const struct entry *worst = members;

	for (size_t i = 1; i < count; i++) {
		int order = entry_compare_default(&members[i], worst, 1);

		if (order < 0 || (order == 0 && row_id_compare(&members[i].id, &worst->id) < 0))
			worst = &members[i];
	}
	return worst;
}

static void finish_group(const struct taking *taking, const struct entries *members,
			 struct table *table, struct group *group, struct entry *entry)
{
	const struct entry *own = members->items + entry->first;
	struct row row = worst_of(own, entry->members)->row;

	row.group = group;
	group->members = table->members.items + entry->first;
	group->name = name_of(table, group->grouping, &row);
	count_processes(group);
	entry->inherits = SIZE_MAX;
	for (size_t i = 0; i < entry->members; i++)
		if (own[i].place < entry->inherits)
			entry->inherits = own[i].place;
	entry_read(taking, entry, &row);
}

void entries_finish_groups(const struct taking *taking, const struct entries *members,
			   struct table *table)
{
	struct entries *entries = taking->entries;
	size_t first = entries->count - table->groups.count;

	for (size_t i = 0; i < members->count; i++) {
		struct row *row = array_add(&table->members);

		*row = members->items[i].row;
		row->member = true;
	}
	for (size_t i = 0; i < table->groups.count; i++)
		finish_group(taking, members, table, &table->groups.items[i],
			     &entries->items[first + i]);
}
