/* group.c - rows folded into one: which, and which of them are open. */
#include "table/group.h"

#include "base/fnv.h"
#include "fact/protocol.h"
#include "table/table.h"

#include <string.h>

static const struct {
	const char *name, *help;
} groupings[GROUPINGS] = {
	[GROUPING_NONE] = { "none", "every listener a row of its own" },
	[GROUPING_REUSEPORT] = { "reuseport", "TCP listeners that share an address by SO_REUSEPORT" },
	[GROUPING_OWNER] = { "owner", "listeners of one process" },
	[GROUPING_UNIT] = { "unit", "listeners of one systemd unit" },
	[GROUPING_NETNS] = { "netns", "listeners of one network namespace" },
};

const char *grouping_name(enum grouping grouping)
{
	return groupings[grouping].name;
}

const char *grouping_help(enum grouping grouping)
{
	return groupings[grouping].help;
}

bool grouping_find(const char *name, enum grouping *grouping)
{
	for (size_t i = 0; i < GROUPINGS; i++) {
		if (strcmp(groupings[i].name, name) == 0) {
			*grouping = (enum grouping)i;
			return true;
		}
	}
	return false;
}

/* With a last mix: keys of neighbours shall not be neighbours. */
static uint64_t hash(const void *bytes, size_t size)
{
	uint64_t sum = fnv_bytes(FNV_START, bytes, size);

	return sum ^ sum >> 29;
}

static bool text_key(const char *name, uint64_t *key, const char **text)
{
	if (!name || !*name)
		return false;
	*key = hash(name, strlen(name));
	*text = name;
	return true;
}

static bool owner_key(const struct process *process, uint64_t *key)
{
	uint64_t life[2];

	if (!process)
		return false;
	life[0] = (uint64_t)process->id.pid;
	life[1] = process->id.identity;
	*key = hash(life, sizeof life);
	return true;
}

/* What is gone, or missing, is no part of what is there. */
static bool is_there(const struct row *row)
{
	return row_state(row) != STATE_GONE && row_state(row) != STATE_MISSING;
}

bool group_key(enum grouping grouping, const struct row *row, uint64_t *key, const char **text)
{
	*text = NULL;
	if (!is_there(row))
		return false;
	switch (grouping) {
	case GROUPING_REUSEPORT:
		return text_key(row->listener->label[LABEL_REUSEPORT], key, text);
	case GROUPING_OWNER:
		return owner_key(row->process, key);
	case GROUPING_UNIT:
		return row->process && text_key(row->process->label[LABEL_UNIT], key, text);
	case GROUPING_NETNS:
		*key = row->listener->id.netns;
		return *key != 0;
	default:
		return false;
	}
}

struct row_id group_id_of(enum grouping grouping, uint64_t key)
{
	return (struct row_id){ .other = { grouping, key } };
}

struct row_id group_id(const struct group *group)
{
	return group_id_of(group->grouping, group->key);
}

void folds_set_all(struct folds *folds, bool open)
{
	folds->open = open;
	array_clear(&folds->but);
}

static ptrdiff_t find_fold(const struct folds *folds, uint64_t key)
{
	for (size_t i = 0; i < folds->but.count; i++)
		if (folds->but.items[i] == key)
			return (ptrdiff_t)i;
	return -1;
}

void folds_set(struct folds *folds, uint64_t key, bool open)
{
	ptrdiff_t at = find_fold(folds, key);

	if ((open == folds->open) == (at < 0))
		return;
	if (at < 0)
		*array_add(&folds->but) = key;
	else
		folds->but.items[at] = folds->but.items[--folds->but.count];
}

bool folds_are_open(const struct folds *folds, uint64_t key)
{
	return (find_fold(folds, key) >= 0) != folds->open;
}

void folds_free(struct folds *folds)
{
	array_free(&folds->but);
	folds->open = false;
}

static bool counts_connections(const struct row *row)
{
	return !protocol_counts_bytes(row->listener->protocol);
}

bool group_imbalance(const struct group *group, double *imbalance)
{
	int64_t queue, highest = 0;
	double sum = 0;
	size_t known = 0;
	bool connections = false;

	for (size_t i = 0; i < group->count; i++)
		connections = connections || counts_connections(&group->members[i]);
	for (size_t i = 0; i < group->count; i++) {
		const struct row *member = &group->members[i];

		if (counts_connections(member) != connections ||
		    !facts_get(&member->listener->facts, FACT_QUEUE, &queue))
			continue;
		known++;
		sum += (double)queue;
		if (queue > highest)
			highest = queue;
	}
	if (highest == 0)
		return false;
	*imbalance = (double)highest * (double)known / sum;
	return true;
}

bool group_is_new(const struct group *group)
{
	for (size_t i = 0; i < group->count; i++)
		if (row_is_new(&group->members[i]))
			return true;
	return false;
}
