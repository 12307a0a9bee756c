/* table_group.c - rows folded into one: what a group is, and what it shows. */
#include "table_world.h"

#include "table/entry.h"
#include "table/group.h"

struct host {
	struct world world;
	struct query query;
	struct table table;
};

static int host_make(void **state)
{
	struct host *host = calloc(1, sizeof *host);

	query_init(&host->query, TABLE_LISTENERS, 80);
	host->query.grouping = GROUPING_REUSEPORT;
	*state = host;
	return 0;
}

static int host_end(void **state)
{
	struct host *host = *state;

	query_free(&host->query);
	table_free(&host->table);
	world_end(&host->world);
	free(host);
	return 0;
}

static void fill(struct host *host)
{
	table_fill(&host->table, &host->query, &host->world.scene, TABLE_SORT);
}

/* Ticks, fills, and expects one group and no other row. */
static const struct group *only_group(struct host *host, struct snapshot *snap)
{
	world_tick(&host->world, snap);
	fill(host);
	assert_int_equal(host->table.rows.count, 1);
	assert_non_null(host->table.rows.items[0].group);
	return host->table.rows.items[0].group;
}

static const char *cell(const struct host *host, size_t row, const char *key)
{
	return world_cell(&host->table, row, TABLE_LISTENERS, key);
}

static struct listener *worker(struct snapshot *snap, uint64_t number, int64_t queue,
			       int64_t backlog, int64_t drops)
{
	struct listener *listener = world_tcp(snap, number, 8080, queue, backlog, drops);

	listener->label[LABEL_REUSEPORT] = "4026531840 0.0.0.0:8080";
	listener->label[LABEL_USER] = "www";
	return listener;
}

/* The last listener's, by one more process. */
static struct process *owned(struct snapshot *snap, pid_t pid, const char *comm)
{
	uint32_t at = world_process(snap, pid, comm);

	snapshot_add_owner(snap, (uint32_t)snap->listeners.count - 1, at, 3);
	return &snap->processes.items[at];
}

static void names_are_found(void **state)
{
	enum grouping found;

	(void)state;
	for (int i = 0; i < GROUPINGS; i++) {
		found = GROUPINGS;
		assert_true(grouping_find(grouping_name((enum grouping)i), &found));
		assert_int_equal(found, i);
		assert_true(*grouping_help(found));
	}
	assert_string_equal(grouping_name(GROUPING_NONE), "none");
	assert_false(grouping_find("ports", &found));
	assert_false(grouping_find("", &found));
}

static void folds_remember(void **state)
{
	struct folds folds = { 0 };

	(void)state;
	assert_false(folds_are_open(&folds, 7));
	folds_set(&folds, 7, true);
	folds_set(&folds, 7, true);
	folds_set(&folds, 8, true);
	assert_true(folds_are_open(&folds, 7));
	assert_int_equal(folds.but.count, 2);
	folds_set(&folds, 7, false);
	assert_false(folds_are_open(&folds, 7));
	assert_true(folds_are_open(&folds, 8));
	folds_set_all(&folds, true);
	assert_true(folds_are_open(&folds, 7));
	folds_set(&folds, 7, false);
	folds_set(&folds, 9, true);
	assert_false(folds_are_open(&folds, 7));
	assert_true(folds_are_open(&folds, 9));
	assert_int_equal(folds.but.count, 1);
	folds_set_all(&folds, false);
	assert_false(folds_are_open(&folds, 9));
	folds_free(&folds);
}

static void counts_are_summed_heights_are_not(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	const struct group *group;
	struct value value;
	double imbalance;

	for (int i = 0; i < 4; i++)
		worker(snap, (uint64_t)i + 1, 0, 10, 100);
	world_tick(&host->world, snap);
	snap = world_snapshot(2);
	worker(snap, 1, 1, 10, 100);
	worker(snap, 2, 9, 10, 104);
	facts_set(&worker(snap, 3, 2, 20, 110)->facts, FACT_QUEUE_PEAK, 17);
	facts_set(&snap->listeners.items[0].facts, FACT_QUEUE_PEAK, 5);
	facts_set(&snap->listeners.items[0].facts, FACT_SYNQ, 6);
	facts_set(&snap->listeners.items[1].facts, FACT_SYNQ, 6);
	facts_set(&snap->listeners.items[0].facts, FACT_WAIT, 2500);
	facts_set(&snap->listeners.items[1].facts, FACT_WAIT, 1200);
	worker(snap, 4, NOT_SET, NOT_SET, NOT_SET);
	group = only_group(host, snap);
	assert_int_equal(group->count, 4);
	assert_int_equal(group->total, 4);
	assert_string_equal(group->name, "0.0.0.0:8080");
	assert_string_equal(cell(host, 0, "local"), "0.0.0.0:8080 x4");
	assert_string_equal(cell(host, 0, "queue"), "12");
	assert_string_equal(cell(host, 0, "backlog"), "40");
	assert_string_equal(cell(host, 0, "fill"), "90.0");
	assert_string_equal(cell(host, 0, "drops"), "314");
	assert_string_equal(cell(host, 0, "drop_rate"), "7.0");
	assert_string_equal(cell(host, 0, "peak"), "17");
	assert_string_equal(cell(host, 0, "synq"), "6");
	assert_string_equal(cell(host, 0, "wait"), "2.5s");
	world_value(&host->table, 0, TABLE_LISTENERS, "trend", &value);
	assert_int_equal(value.kind, VALUE_ABSENT);
	assert_string_equal(cell(host, 0, "imbalance"), "2.3");
	assert_true(group_imbalance(group, &imbalance));
	assert_true(imbalance > 2.249 && imbalance < 2.251);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 2);
}

/* Nothing is known of them: no zero. Nothing waits: no imbalance. */
static void unknown_is_not_zero(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	const struct group *group;
	double imbalance = -1;

	worker(snap, 1, NOT_SET, NOT_SET, NOT_SET);
	worker(snap, 2, NOT_SET, NOT_SET, NOT_SET);
	group = only_group(host, snap);
	assert_string_equal(cell(host, 0, "queue"), "?");
	assert_string_equal(cell(host, 0, "fill"), "?");
	assert_string_equal(cell(host, 0, "drop_rate"), "?");
	assert_false(group_imbalance(group, &imbalance));
	snap = world_snapshot(1);
	worker(snap, 1, 0, 9, 0);
	worker(snap, 2, 0, 9, 0);
	group = only_group(host, snap);
	assert_false(group_imbalance(group, &imbalance));
	assert_true(imbalance == -1);
	assert_string_equal(cell(host, 0, "queue"), "0");
}

static void what_all_have_in_common(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct value value;

	worker(snap, 1, 0, 9, 0)->label[LABEL_SERVICE] = "web";
	owned(snap, 41, "worker")->label[LABEL_UNIT] = "a.service";
	worker(snap, 2, 0, 9, 0)->label[LABEL_SERVICE] = "web";
	owned(snap, 43, "worker")->label[LABEL_UNIT] = "b.service";
	worker(snap, 3, 0, 9, 0)->label[LABEL_SERVICE] = "web";
	owned(snap, 42, "worker")->label[LABEL_UNIT] = "";
	snap->listeners.items[2].label[LABEL_USER] = NULL;
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "proto"), "tcp");
	assert_string_equal(cell(host, 0, "port"), "8080");
	assert_string_equal(cell(host, 0, "service"), "web");
	assert_string_equal(cell(host, 0, "process"), "worker");
	assert_string_equal(cell(host, 0, "unit"), "3 kinds");
	assert_string_equal(cell(host, 0, "cookie"), "3 kinds");
	world_value(&host->table, 0, TABLE_LISTENERS, "unit", &value);
	assert_int_equal(value.kind, VALUE_ABSENT);
	/* One of them could not be seen. */
	world_value(&host->table, 0, TABLE_LISTENERS, "user", &value);
	assert_int_equal(value.kind, VALUE_UNKNOWN);
	assert_string_equal(cell(host, 0, "user"), "2 kinds");
}

static void kinds_are_counted_up_to_nine(void **state)
{
	struct host *host = *state;

	for (unsigned count = 9; count <= 10; count++) {
		struct snapshot *snap = world_snapshot(count);

		for (unsigned i = 0; i < count; i++)
			worker(snap, i + 1, 0, 9, 0);
		worker(snap, 1, 0, 9, 0)->id.kind = 1;
		snap->listeners.items[count].id.number = 99;
		snap->listeners.items[count].inode = 1001;
		only_group(host, snap);
		assert_string_equal(cell(host, 0, "inode"), count == 9 ? "9 kinds" : "many kinds");
	}
}

/* What only differs in how it is shown is not in common either. */
static void unknown_users_differ_by_number(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	for (uint64_t i = 1; i <= 2; i++) {
		struct listener *listener = worker(snap, i, 0, 9, 0);

		listener->label[LABEL_USER] = NULL;
		listener->uid = 1000;
	}
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "user"), "1000");
	snap = world_snapshot(1);
	for (uint64_t i = 1; i <= 2; i++) {
		struct listener *listener = worker(snap, i, 0, 9, 0);

		listener->label[LABEL_USER] = NULL;
		listener->uid = 1000 + (uid_t)i;
	}
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "user"), "2 kinds");
}

/* Workers hold each other's sockets: a process is counted once. */
static void all_owners_are_counted_once(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	const struct group *group;

	for (uint64_t i = 1; i <= 2; i++)
		worker(snap, i, 0, 9, 0);
	for (pid_t pid = 52; pid >= 50; pid--) {
		uint32_t at = world_process(snap, pid, "nginx");

		snapshot_add_owner(snap, 0, at, 5);
		snapshot_add_owner(snap, 0, at, 6);
		if (pid < 52)
			snapshot_add_owner(snap, 1, at, 7);
	}
	group = only_group(host, snap);
	assert_int_equal(group->processes, 3);
	assert_int_equal(group->first->id.pid, 50);
	assert_string_equal(cell(host, 0, "pid"), "50+2");
	snap = world_snapshot(1);
	worker(snap, 1, 0, 9, 0);
	worker(snap, 2, 0, 9, 0);
	group = only_group(host, snap);
	assert_null(group->first);
	assert_string_equal(cell(host, 0, "pid"), "?");
}

/* In trouble, then by fill, then by drop rate; the row tells of that one. */
static void the_worst_is_told_of(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	worker(snap, 1, 1, 2, 0);
	worker(snap, 2, 1, 2, 0);
	worker(snap, 3, 1, 2, 0);
	only_group(host, snap);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 1);
	assert_false(row_is_in_trouble(&host->table.rows.items[0]));
	snap = world_snapshot(1);
	worker(snap, 1, 1, 2, 0);
	worker(snap, 2, 1, 2, 3);
	worker(snap, 3, 1, 2, 1);
	only_group(host, snap);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 2);
	snap = world_snapshot(2);
	worker(snap, 1, 1, 2, 0);
	worker(snap, 2, 1, 2, 3);
	worker(snap, 3, 2, 2, 1);
	only_group(host, snap);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 3);
	/* UDP's 150 % is no trouble, one too many of many is. */
	snap = world_snapshot(3);
	host->query.grouping = GROUPING_NETNS;
	worker(snap, 1, 1001, 1000, 0);
	world_listener(snap, 2, PROTOCOL_UDP, AF_INET, 3000, 2000, 0);
	only_group(host, snap);
	assert_int_equal(host->table.rows.items[0].listener->id.number, 1);
	assert_true(row_is_in_trouble(&host->table.rows.items[0]));
	assert_true(host->table.troubled.items[0]);
}

static void who_holds_it_up_is_named(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "worker")->label[LABEL_STATE] = "S";
	worker(snap, 2, 4, 9, 0);
	owned(snap, 41, "worker")->label[LABEL_STATE] = "T";
	snap->processes.items[1].label[LABEL_COMMAND] = "worker --two";
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "process"), "41 stopped: worker");
	assert_string_equal(cell(host, 0, "command"), "41 stopped: worker --two");
	assert_string_equal(cell(host, 0, "pid"), "40+1");

	/* Nobody waits: being stopped hurts nobody. */
	snap = world_snapshot(1);
	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "worker")->label[LABEL_STATE] = "T";
	worker(snap, 2, 0, 9, 0);
	owned(snap, 41, "worker");
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "process"), "worker");

	snap = world_snapshot(2);
	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "worker");
	worker(snap, 2, 10, 9, 0);
	owned(snap, 41, "worker")->label[LABEL_STATE] = "R";
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "process"), "41 full: worker");

	snap = world_snapshot(3);
	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "worker");
	worker(snap, 2, 1, 9, 0);
	owned(snap, 41, NULL)->label[LABEL_STATE] = "D";
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "process"), "41 in D state");

	/* Two hold it: it may be either. */
	snap = world_snapshot(4);
	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "worker");
	worker(snap, 2, 10, 9, 0);
	owned(snap, 41, "worker")->label[LABEL_STATE] = "T";
	owned(snap, 42, "worker");
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "process"), "worker");
}

/* By number of the listener: harmless, full, nothing to say. */
static enum value_remark remark(const struct row *row, const struct value *value)
{
	(void)value;
	return row->listener->id.number < 10 ? REMARK_HARMLESS :
	       row->listener->id.number < 20 ? REMARK_FULL : REMARK_NONE;
}

/* Drops that are harmless here and lost connections there are not harmless; where
 * nothing was dropped there is nothing to say. */
static void the_worse_remark_is_kept(void **state)
{
	static const struct {
		uint64_t number[2];
		int64_t drops[2];
		enum value_remark expected;
	} cases[] = {
		{ { 1, 2 }, { 3, 4 }, REMARK_HARMLESS },
		{ { 1, 20 }, { 3, 4 }, REMARK_NONE },
		{ { 1, 20 }, { 3, 0 }, REMARK_HARMLESS },
		{ { 1, 10 }, { 3, 4 }, REMARK_FULL },
		{ { 10, 20 }, { 3, 4 }, REMARK_FULL },
		{ { 10, 20 }, { 0, 4 }, REMARK_NONE },
		{ { 10, 30 }, { 4, 4 }, REMARK_FULL },
	};
	const struct column column = { .key = "drops", .lens = LENS_NOW, .fact = FACT_DROPS,
				       .remark = remark };
	struct host *host = *state;
	struct value value;

	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
		for (int first = 0; first < 2; first++) {
			struct snapshot *snap = world_snapshot((double)i * 2 + first);

			worker(snap, cases[i].number[first], 0, 9, cases[i].drops[first]);
			worker(snap, cases[i].number[!first], 0, 9, cases[i].drops[!first]);
			only_group(host, snap);
			column_value(&column, &host->table.rows.items[0], &value);
			assert_int_equal(value.remark, cases[i].expected);
			assert_int_equal(value.integer, cases[i].drops[0] + cases[i].drops[1]);
		}
	}
}

/* A receive buffer's bytes and an accept queue's connections have no sum. */
static void connections_speak_before_bytes(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	const struct group *group;
	double imbalance;

	host->query.grouping = GROUPING_NETNS;
	world_listener(snap, 1, PROTOCOL_UDP, AF_INET, 3000, 4000, 1);
	worker(snap, 2, 3, 10, 2);
	worker(snap, 3, 1, 10, 4);
	world_listener(snap, 4, PROTOCOL_UDP, AF_INET, 9000, 40000, 8);
	group = only_group(host, snap);
	assert_string_equal(cell(host, 0, "queue"), "4");
	assert_string_equal(cell(host, 0, "backlog"), "20");
	assert_string_equal(cell(host, 0, "drops"), "15");
	assert_string_equal(cell(host, 0, "fill"), "75.0");
	assert_string_equal(cell(host, 0, "proto"), "2 kinds");
	assert_string_equal(cell(host, 0, "local"), "netns 4026531840 x4");
	assert_true(group_imbalance(group, &imbalance));
	assert_true(imbalance == 1.5);
	snap = world_snapshot(1);
	world_listener(snap, 1, PROTOCOL_UDP, AF_INET, 1024, 4096, 1);
	world_listener(snap, 2, PROTOCOL_UDP, AF_INET, 3072, 4096, 1);
	world_listener(snap, 3, PROTOCOL_UNIX_STREAM, AF_UNIX, NOT_SET, NOT_SET, NOT_SET);
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "queue"), "4.0K");
}

/* UNIX sockets count no drops: what applies to none is absent, to some is theirs. */
static void what_applies_to_none(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	host->query.grouping = GROUPING_NETNS;
	world_listener(snap, 1, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 9, NOT_SET);
	world_listener(snap, 2, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 9, NOT_SET);
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "drops"), "-");
	snap = world_snapshot(1);
	world_listener(snap, 1, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 9, NOT_SET);
	worker(snap, 2, 0, 9, NOT_SET);
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "drops"), "?");
	snap = world_snapshot(2);
	world_listener(snap, 1, PROTOCOL_UNIX_STREAM, AF_UNIX, 0, 9, NOT_SET);
	worker(snap, 2, 0, 9, 5);
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "drops"), "5");
}

static void age_is_the_oldests(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	world_tick(&host->world, snap);
	snap = world_snapshot(5);
	worker(snap, 2, 0, 9, 0);
	world_tick(&host->world, snap);
	snap = world_snapshot(25);
	worker(snap, 1, 0, 9, 0);
	worker(snap, 2, 0, 9, 0);
	only_group(host, snap);
	assert_string_equal(cell(host, 0, "age"), "20s");
	/* One member is new, and the group stands for it. */
	assert_true(row_is_new(&host->table.rows.items[0]));
	snap = world_snapshot(40);
	worker(snap, 1, 0, 9, 0);
	worker(snap, 2, 0, 9, 0);
	only_group(host, snap);
	assert_false(row_is_new(&host->table.rows.items[0]));
}

static void grouped_by(struct host *host, enum grouping grouping, const char *expected)
{
	char line[512];
	struct text text = TEXT_OVER(line);

	host->query.grouping = grouping;
	fill(host);
	for (size_t i = 0; i < host->table.rows.count; i++) {
		const struct group *group = host->table.rows.items[i].group;

		if (group)
			text_format(&text, "%s%s=%zu", text.length ? " " : "", group->name,
				    group->count);
		else
			text_format(&text, "%s%ju", text.length ? " " : "",
				    (uintmax_t)host->table.ids.items[i].listener.number);
	}
	assert_string_equal(line, expected);
}

static void by_what_they_share(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = 5;
	netns->name = "blue";
	worker(snap, 1, 9, 9, 0);
	owned(snap, 40, "alpha")->label[LABEL_UNIT] = "a.service";
	worker(snap, 2, 8, 9, 0);
	owned(snap, 41, "beta")->label[LABEL_UNIT] = "a.service";
	snapshot_add_owner(snap, 1, 0, 9);
	world_tcp(snap, 3, 80, 7, 9, 0)->id.netns = 5;
	owned(snap, 42, "gamma")->label[LABEL_UNIT] = "";
	/* A pid and its next life are two owners. */
	world_tcp(snap, 4, 81, 6, 9, 0)->id.netns = 5;
	owned(snap, 42, "delta")->id.identity = 78;
	world_tcp(snap, 5, 82, 5, 9, 0);
	world_tcp(snap, 6, 83, 4, 9, 0);
	snapshot_add_owner(snap, 5, 2, 9);
	world_tick(&host->world, snap);
	grouped_by(host, GROUPING_NONE, "1 2 3 4 5 6");
	grouped_by(host, GROUPING_REUSEPORT, "0.0.0.0:8080=2 3 4 5 6");
	grouped_by(host, GROUPING_OWNER, "alpha(40)=2 gamma(42)=2 4 5");
	grouped_by(host, GROUPING_UNIT, "a.service=2 3 4 5 6");
	grouped_by(host, GROUPING_NETNS, "netns 4026531840=4 blue=2");
}

/* Only listeners are grouped, whatever the query says. */
static void processes_are_not_grouped(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);

	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "a")->label[LABEL_UNIT] = "a.service";
	worker(snap, 2, 0, 9, 0);
	owned(snap, 41, "a")->label[LABEL_UNIT] = "a.service";
	world_tick(&host->world, snap);
	query_free(&host->query);
	query_init(&host->query, TABLE_PROCESSES, 80);
	host->query.grouping = GROUPING_UNIT;
	fill(host);
	assert_int_equal(host->table.rows.count, 2);
	assert_null(host->table.rows.items[0].group);
	assert_int_equal(host->table.groups.count, 0);
}

/* A name of any length leaves the number of members in sight. */
static void long_names_are_cut_before_the_number(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	char name[400];
	const char *shown;

	memset(name, 'u', sizeof name - 1);
	name[sizeof name - 1] = '\0';
	worker(snap, 1, 0, 9, 0);
	owned(snap, 40, "a")->label[LABEL_UNIT] = name;
	worker(snap, 2, 0, 9, 0);
	owned(snap, 41, "a")->label[LABEL_UNIT] = name;
	host->query.grouping = GROUPING_UNIT;
	only_group(host, snap);
	shown = cell(host, 0, "local");
	assert_string_equal(shown + strlen(shown) - 4, "u x2");
	assert_true(strlen(shown) < VALUE_BUFFER);
}

static void keys_do_not_depend_on_place(void **state)
{
	struct row row = { 0 };
	struct listener listener = { .id = { 5, 1, 0 } };
	struct process process = { .id = { 7, 8 } };
	uint64_t key, again;
	const char *text;
	char copy[] = "4026531840 0.0.0.0:8080";

	(void)state;
	row.listener = &listener;
	assert_false(group_key(GROUPING_NONE, &row, &key, &text));
	assert_false(group_key(GROUPING_REUSEPORT, &row, &key, &text));
	assert_false(group_key(GROUPING_OWNER, &row, &key, &text));
	assert_false(group_key(GROUPING_UNIT, &row, &key, &text));
	assert_true(group_key(GROUPING_NETNS, &row, &key, &text));
	listener.label[LABEL_REUSEPORT] = "4026531840 0.0.0.0:8080";
	assert_true(group_key(GROUPING_REUSEPORT, &row, &key, &text));
	listener.label[LABEL_REUSEPORT] = copy;
	assert_true(group_key(GROUPING_REUSEPORT, &row, &again, &text));
	assert_ptr_equal(text, copy);
	assert_true(key == again);
	row.process = &process;
	assert_false(group_key(GROUPING_UNIT, &row, &key, &text));
	assert_true(group_key(GROUPING_OWNER, &row, &key, &text));
	process.id.identity++;
	assert_true(group_key(GROUPING_OWNER, &row, &again, &text));
	assert_true(key != again);
}

/* Two texts of one key: two groups, and not one of both. */
static void keys_that_are_equal_by_accident(void **state)
{
	struct host *host = *state;
	struct snapshot *snap = world_snapshot(0);
	struct entries entries = { 0 }, members = { 0 };
	struct kinship kinship = { 0 };
	struct taking taking;

	world_tick(&host->world, snap);
	taking_init(&taking, &host->query, &host->world.scene);
	taking.entries = &entries;
	taking.kinship = &kinship;
	for (size_t i = 0; i < 5; i++) {
		array_add(&entries)->turn = i;
		*array_add(&kinship) = (struct kin){ 7, i % 2 ? "one" : i < 4 ? "other" : NULL, i };
	}
	entries_group(&taking, &members, &host->table);
	assert_int_equal(host->table.groups.count, 2);
	assert_int_equal(members.count, 4);
	assert_int_equal(members.items[0].turn, 1);
	assert_int_equal(members.items[1].turn, 3);
	assert_int_equal(members.items[2].turn, 0);
	assert_int_equal(entries.count, 3);
	assert_int_equal(entries.items[0].turn, 4);
	array_free(&entries);
	array_free(&members);
	array_free(&kinship);
}

int main(void)
{
#define HOST_TEST(test) cmocka_unit_test_setup_teardown(test, host_make, host_end)
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_found),
		cmocka_unit_test(folds_remember),
		cmocka_unit_test(keys_do_not_depend_on_place),
		HOST_TEST(counts_are_summed_heights_are_not),
		HOST_TEST(unknown_is_not_zero),
		HOST_TEST(what_all_have_in_common),
		HOST_TEST(kinds_are_counted_up_to_nine),
		HOST_TEST(unknown_users_differ_by_number),
		HOST_TEST(all_owners_are_counted_once),
		HOST_TEST(the_worst_is_told_of),
		HOST_TEST(who_holds_it_up_is_named),
		HOST_TEST(the_worse_remark_is_kept),
		HOST_TEST(keys_that_are_equal_by_accident),
		HOST_TEST(connections_speak_before_bytes),
		HOST_TEST(what_applies_to_none),
		HOST_TEST(age_is_the_oldests),
		HOST_TEST(by_what_they_share),
		HOST_TEST(processes_are_not_grouped),
		HOST_TEST(long_names_are_cut_before_the_number),
	};

	return cmocka_run_group_tests_name("table_group", tests, NULL, NULL);
}
