/* source_process.c - facts and labels of processes, fresh and remembered. */
#include "source/sources.h"

#include "source_host.h"

#include "fact/focus.h"

#include <unistd.h>

struct cast {
	struct process_id ids[60];
	uint64_t starts[60];
	size_t count;
};

static void add_processes(struct snapshot *snap, void *arg)
{
	const struct cast *cast = arg;

	/* All started at 200, or their own; an identity need not be a start time. */
	for (size_t i = 0; i < cast->count; i++) {
		struct process *process = snapshot_add_process(snap);

		process->id = cast->ids[i];
		process->start = cast->starts[i] ? cast->starts[i] : 200;
	}
}

static struct cast one = { .ids = { { 20, 7 } }, .count = 1 };

static struct snapshot *tick(struct testhost *made, struct cast *cast, uint64_t deadline)
{
	return testhost_tick(made, deadline, add_processes, cast);
}

static void write_bytes(struct testhost *made, const char *name, const char *bytes, size_t size)
{
	tree_write_bytes(made->tree, name, bytes, size);
}

static void prepare(struct testhost *made)
{
	static const char cmdline[] = "/usr/sbin/nginx\0-g\0daemon off;\0";

	add_process(made, 20, "nginx", 200);
	write_bytes(made, "proc/20/cmdline", cmdline, sizeof cmdline - 1);
	tree_write(made->tree, "proc/20/status", "Name:\tnginx\nUid:\t0\t33\t0\t0\n");
	tree_write(made->tree, "proc/20/limits",
		   "Limit                     Soft Limit           Hard Limit           Units     \n"
		   "Max open files            1024                 524288               files     \n");
	tree_write(made->tree, "proc/20/fd.count", "12");
	made->source = source_process(testhost_open(made));
}

static void check_all_of_one(void **state)
{
	struct testhost *made = *state;
	const struct process *process;
	struct snapshot *snap;

	prepare(made);
	made->source->focus(made->source, &(struct focus){ .processes = true });
	snap = tick(made, &one, UINT64_MAX);
	process = &snap->processes.items[0];
	assert_string_equal(process->label[LABEL_COMM], "nginx");
	assert_string_equal(process->label[LABEL_COMMAND], "/usr/sbin/nginx -g daemon off;");
	assert_string_equal(process->label[LABEL_STATE], "S");
	assert_int_equal(process->uid, 33);
	assert_int_equal(process->started,
			 200 * (CLOCK_SECOND / (uint64_t)sysconf(_SC_CLK_TCK)));
	assert_int_equal(fact_of(&process->facts, FACT_CPU),
			 200 * (int64_t)(CLOCK_SECOND / (uint64_t)sysconf(_SC_CLK_TCK)));
	assert_int_equal(fact_of(&process->facts, FACT_NICE), -5);
	assert_int_equal(fact_of(&process->facts, FACT_THREADS), 7);
	assert_int_equal(fact_of(&process->facts, FACT_RSS), 25 * sysconf(_SC_PAGESIZE));
	assert_int_equal(fact_of(&process->facts, FACT_FDS), 12);
	assert_int_equal(fact_of(&process->facts, FACT_FD_LIMIT), 1024);
	snapshot_free(snap);
}

static void check_empty_command_line(void **state)
{
	static const char *const empties[] = { "", "\0\0\0", " \0 " };
	static const size_t sizes[] = { 0, 3, 3 };
	struct testhost *made = *state;

	for (size_t i = 0; i < 3; i++) {
		struct snapshot *snap;

		add_process(made, 20, "kthread", 200);
		write_bytes(made, "proc/20/cmdline", empties[i], sizes[i]);
		made->source = source_process(testhost_open(made));
		snap = tick(made, &one, UINT64_MAX);
		assert_string_equal(snap->processes.items[0].label[LABEL_COMMAND], "[kthread]");
		assert_int_equal(snap->processes.items[0].uid, (uid_t)-1);
		snapshot_free(snap);
		made->source->close(made->source);
		made->source = NULL;
	}
}

static void check_long_command_line(void **state)
{
	static char bytes[9000];
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	memset(bytes, 'x', sizeof bytes);
	write_bytes(made, "proc/20/cmdline", bytes, sizeof bytes);
	snap = tick(made, &one, UINT64_MAX);
	assert_int_equal(strlen(snap->processes.items[0].label[LABEL_COMMAND]), 4096);
	snapshot_free(snap);
}

/* A counter carried over would say that nothing was used. */
static void check_carried_over_without_cpu(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .count = 30 };
	struct snapshot *snap;
	size_t read = 0;

	for (int i = 0; i < 30; i++) {
		add_process(made, 100 + i, "p", 200);
		cast.ids[i] = (struct process_id){ 100 + i, 7 };
	}
	made->source = source_process(testhost_open(made));
	snap = tick(made, &cast, UINT64_MAX);
	for (size_t i = 0; i < 30; i++)
		assert_int_not_equal(fact_of(&snap->processes.items[i].facts, FACT_CPU), INT64_MIN);
	snapshot_free(snap);
	snap = tick(made, &cast, 1);
	for (size_t i = 0; i < 30; i++) {
		assert_int_equal(fact_of(&snap->processes.items[i].facts, FACT_THREADS), 7);
		assert_string_equal(snap->processes.items[i].label[LABEL_COMM], "p");
		read += fact_of(&snap->processes.items[i].facts, FACT_CPU) != INT64_MIN;
	}
	assert_int_equal(read, 3);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){ .processes = true });
	snap = tick(made, &cast, 1);
	for (size_t i = 0; i < 30; i++)
		assert_int_not_equal(fact_of(&snap->processes.items[i].facts, FACT_CPU), INT64_MIN);
	snapshot_free(snap);
}

struct held {
	struct cast *cast;
	uint64_t first;                 /* listener i is first + i, of process i */
};

static void add_held(struct snapshot *snap, void *arg)
{
	const struct held *held = arg;

	add_processes(snap, held->cast);
	for (size_t i = 0; i < held->cast->count; i++) {
		snapshot_add_listener(snap)->id =
			(struct listener_id){ HOST_NETNS, held->first + i, 0 };
		snapshot_add_owner(snap, (uint32_t)i, (uint32_t)i, 3);
	}
}

/* The owner of a listener in focus at every tick, whatever is on show. */
static void check_focused_closely(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .count = 30 };
	struct held held = { &cast, 1000 };

	for (int i = 0; i < 30; i++) {
		char path[64];

		add_process(made, 100 + i, "p", 200);
		snprintf(path, sizeof path, "proc/%d/fd.count", 100 + i);
		tree_write(made->tree, path, "5");
		cast.ids[i] = (struct process_id){ 100 + i, 7 };
	}
	made->source = source_process(testhost_open(made));
	snapshot_free(testhost_tick(made, UINT64_MAX, add_held, &held));
	made->source->focus(made->source, &(struct focus){
		.suspects = { { HOST_NETNS, 1029, 0 } }, .suspect_count = 1 });
	for (int round = 0; round < 5; round++) {
		struct snapshot *snap = testhost_tick(made, UINT64_MAX, add_held, &held);
		size_t counted = 0;

		for (size_t i = 0; i < 30; i++)
			counted += fact_of(&snap->processes.items[i].facts, FACT_FDS) == 5;
		assert_int_equal(counted, 1);
		assert_int_equal(fact_of(&snap->processes.items[29].facts, FACT_FDS), 5);
		assert_int_not_equal(fact_of(&snap->processes.items[29].facts, FACT_CPU),
				     INT64_MIN);
		snapshot_free(snap);
	}
}

/* The process whose page is open too, however late it is met; not who started it. */
static void check_process_in_focus(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .count = 30 };

	for (int i = 0; i < 30; i++) {
		add_process(made, 100 + i, "p", 200);
		cast.ids[i] = (struct process_id){ 100 + i, 200 };
	}
	made->source = source_process(testhost_open(made));
	made->source->focus(made->source, &(struct focus){
		.has_process = true, .process = { 129, 200 } });
	for (int round = 0; round < 5; round++) {
		struct snapshot *snap = tick(made, &cast, 1);
		size_t known = 0;

		for (size_t i = 0; i < 30; i++)
			known += snap->processes.items[i].label[LABEL_COMM] != NULL;
		assert_int_equal(known, round ? 30 : 17);
		assert_int_not_equal(fact_of(&snap->processes.items[29].facts, FACT_CPU),
				     INT64_MIN);
		snapshot_free(snap);
	}
}

static void add_family(struct snapshot *snap, void *arg)
{
	add_processes(snap, arg);
	snap->processes.items[1].parent = 0;
	snap->processes.items[1].parent_pid = 20;
}

/* Of all of them; but who was found to be the parent is. */
static void check_parents(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .ids = { { 20, 200 }, { 21, 200 } }, .count = 2 };
	struct snapshot *snap;

	add_process(made, 20, "parent", 200);
	add_process(made, 21, "child", 200);
	made->source = source_process(testhost_open(made));
	snap = testhost_tick(made, UINT64_MAX, add_family, &cast);
	assert_int_equal(snap->processes.items[0].parent_pid, 1);
	assert_int_equal(snap->processes.items[0].parent, (uint32_t)NO_PROCESS);
	assert_int_equal(snap->processes.items[1].parent_pid, 20);
	snapshot_free(snap);
}

/* Many at once: some at the tick, the rest between two ticks. */
static void check_many_at_once(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .count = 30 };
	size_t known = 0;
	struct snapshot *snap;

	for (int i = 0; i < 30; i++) {
		add_process(made, 100 + i, "p", 200);
		cast.ids[i] = (struct process_id){ 100 + i, 7 };
	}
	made->source = source_process(testhost_open(made));
	snap = tick(made, &cast, 1);
	for (size_t i = 0; i < 30; i++)
		known += snap->processes.items[i].label[LABEL_COMM] != NULL;
	assert_int_equal(known, 16);
	snapshot_free(snap);
	assert_true(made->source->work(made->source, 1));
	assert_false(made->source->work(made->source, UINT64_MAX));
	snap = tick(made, &cast, 1);
	for (size_t i = 0; i < 30; i++)
		assert_non_null(snap->processes.items[i].label[LABEL_COMM]);
	snapshot_free(snap);
}

/* Everybody has its turn. */
static void check_turns(void **state)
{
	struct testhost *made = *state;
	struct cast cast = { .count = 23 };
	bool seen[23] = { false };

	for (int i = 0; i < 23; i++) {
		add_process(made, 100 + i, "p", 200);
		cast.ids[i] = (struct process_id){ 100 + i, 7 };
	}
	made->source = source_process(testhost_open(made));
	snapshot_free(tick(made, &cast, UINT64_MAX));
	for (int round = 0; round < 8; round++) {
		struct snapshot *snap = tick(made, &cast, 1);

		for (size_t i = 0; i < 23; i++)
			if (fact_of(&snap->processes.items[i].facts, FACT_CPU) != INT64_MIN)
				seen[i] = true;
		snapshot_free(snap);
	}
	for (size_t i = 0; i < 23; i++)
		assert_true(seen[i]);
}

/* execve(2): the same life, another program. */
static void check_exec(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	snapshot_free(tick(made, &one, UINT64_MAX));
	add_process(made, 20, "redis", 200);
	write_bytes(made, "proc/20/cmdline", "redis\0", 6);
	tree_write(made->tree, "proc/20/status", "Name:\tredis\nUid:\t0\t44\t0\t0\n");
	snap = tick(made, &one, UINT64_MAX);
	assert_string_equal(snap->processes.items[0].label[LABEL_COMMAND], "redis");
	assert_int_equal(snap->processes.items[0].uid, 44);
	snapshot_free(snap);
}

/* It was started as root, has bound, and is another user now: no turn is waited for. */
static void check_young(void **state)
{
	enum { MANY = 60, BOOT = 100 };
	const uint64_t hertz = (uint64_t)sysconf(_SC_CLK_TCK);
	struct testhost *made = *state;
	struct cast cast = { .count = MANY };
	bool seen = false;

	for (int i = 0; i < MANY; i++) {
		add_process(made, 100 + i, "p", 200);
		cast.ids[i] = (struct process_id){ 100 + i, 7 };
	}
	cast.starts[MANY - 1] = (BOOT - 1) * hertz;
	add_process(made, 159, "p", (unsigned)cast.starts[MANY - 1]);
	tree_write(made->tree, "proc/159/status", "Name:\tp\nUid:\t0\t0\t0\t0\n");
	made->source = source_process(testhost_open(made));
	snapshot_free(tick(made, &cast, UINT64_MAX));
	tree_write(made->tree, "proc/159/status", "Name:\tp\nUid:\t33\t33\t33\t33\n");
	for (int round = 0; round < 2 && !seen; round++) {
		struct snapshot *snap = tick(made, &cast, 1);

		seen = snap->processes.items[MANY - 1].uid == 33;
		snapshot_free(snap);
	}
	assert_true(seen);
}

/* The owner was another life of that pid: nothing of this one is told. */
static void check_other_life(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	prepare(made);
	add_process(made, 20, "stranger", 999);
	snap = tick(made, &one, UINT64_MAX);
	assert_null(snap->processes.items[0].label[LABEL_COMM]);
	assert_null(snap->processes.items[0].label[LABEL_COMMAND]);
	assert_int_equal(snap->processes.items[0].uid, (uid_t)-1);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_CPU), INT64_MIN);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_FD_LIMIT), INT64_MIN);
	snapshot_free(snap);
}

/* What seldom changes is read at every tick for whom a page is open. */
static void check_page(void **state)
{
	struct testhost *made = *state;
	struct focus page = { .has_process = true, .process = one.ids[0] };
	struct snapshot *snap;

	prepare(made);
	made->source->focus(made->source, &page);
	snapshot_free(tick(made, &one, UINT64_MAX));
	write_bytes(made, "proc/20/cmdline", "nginx: worker\0\0\0", 16);
	tree_write(made->tree, "proc/20/status", "Name:\tnginx\nUid:\t33\t33\t33\t33\n");
	tree_write(made->tree, "proc/20/limits", "Max open files            77   100   files\n");
	snap = tick(made, &one, UINT64_MAX);
	assert_string_equal(snap->processes.items[0].label[LABEL_COMMAND], "nginx: worker");
	assert_int_equal(snap->processes.items[0].uid, 33);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_FD_LIMIT), 77);
	snapshot_free(snap);
	/* It was the page of whoever had the pid before. */
	add_process(made, 20, "stranger", 999);
	write_bytes(made, "proc/20/cmdline", "stranger", 8);
	tree_write(made->tree, "proc/20/limits", "Max open files            5   100   files\n");
	snap = tick(made, &one, UINT64_MAX);
	assert_string_equal(snap->processes.items[0].label[LABEL_COMMAND], "nginx: worker");
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_FD_LIMIT), 77);
	snapshot_free(snap);
}

/* A process whose main thread has ended is told of by another thread. */
static void check_main_thread_ended(void **state)
{
	static const char zombie[] =
		"20 (nginx) Z 1 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 3 0 200 0 0 18446744073709551615\n";
	static const char other[] =
		"25 (nginx) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 3 0 201 1000 25 18446744073709551615\n";
	struct testhost *made = *state;
	const struct process *process;
	struct snapshot *snap;

	prepare(made);
	made->source->focus(made->source, &(struct focus){ .processes = true });
	tree_write(made->tree, "proc/20/stat", zombie);
	write_bytes(made, "proc/20/cmdline", "", 0);
	tree_write(made->tree, "proc/20/fd.count", "0");
	tree_write(made->tree, "proc/20/task/20/stat", zombie);
	tree_write(made->tree, "proc/20/task/25/stat", other);
	tree_write(made->tree, "proc/20/task/26/stat", "26 (cut");
	write_bytes(made, "proc/20/task/25/cmdline", "nginx\0-g\0", 9);
	tree_write(made->tree, "proc/20/task/25/fd.count", "9");
	snap = tick(made, &one, UINT64_MAX);
	process = &snap->processes.items[0];
	assert_string_equal(process->label[LABEL_STATE], "Z");
	assert_string_equal(process->label[LABEL_COMMAND], "nginx -g");
	assert_int_equal(fact_of(&process->facts, FACT_FDS), 9);
	assert_int_equal(fact_of(&process->facts, FACT_RSS), 25 * sysconf(_SC_PAGESIZE));
	assert_int_equal(fact_of(&process->facts, FACT_CPU),
			 200 * (int64_t)(CLOCK_SECOND / (uint64_t)sysconf(_SC_CLK_TCK)));
	snapshot_free(snap);
	/* With the others gone meanwhile, it is a zombie like any other. */
	testhost_remove_at(made, "proc/20/task");
	snap = tick(made, &one, UINT64_MAX);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_FDS), 0);
	assert_int_equal(fact_of(&snap->processes.items[0].facts, FACT_RSS), INT64_MIN);
	snapshot_free(snap);
}

static void check_gone(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_process(testhost_open(made));
	snap = tick(made, &one, UINT64_MAX);
	assert_null(snap->processes.items[0].label[LABEL_COMM]);
	assert_int_equal(snap->processes.items[0].facts.present, 0);
	snapshot_free(snap);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_all_of_one),
		TEST(check_empty_command_line),
		TEST(check_long_command_line),
		TEST(check_carried_over_without_cpu),
		TEST(check_focused_closely),
		TEST(check_process_in_focus),
		TEST(check_parents),
		TEST(check_many_at_once),
		TEST(check_turns),
		TEST(check_young),
		TEST(check_exec),
		TEST(check_other_life),
		TEST(check_page),
		TEST(check_main_thread_ended),
		TEST(check_gone),
	};

	return cmocka_run_group_tests_name("source_process", tests, NULL, NULL);
}
