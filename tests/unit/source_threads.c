/* source_threads.c - threads of processes in focus, and of those that hold a listener in
 * focus. */
#include "source/sources.h"

#include "source_host.h"

#include "fact/focus.h"

#include <unistd.h>

/* Listener i is held by process i, whose pid is 100 + i. */
static void add_all(struct snapshot *snap, void *arg)
{
	const size_t *count = arg;

	for (size_t i = 0; i < *count; i++) {
		snapshot_add_listener(snap)->id = (struct listener_id){ HOST_NETNS, i + 1, 0 };
		snapshot_add_process(snap)->id = (struct process_id){ 100 + (pid_t)i, 7 };
		snap->processes.items[snap->processes.count - 1].start = 200;
		snapshot_add_owner(snap, (uint32_t)i, (uint32_t)i, 3);
		snapshot_add_owner(snap, (uint32_t)i, (uint32_t)i, 4);
	}
}

static struct snapshot *tick(struct testhost *made, size_t count, uint64_t deadline)
{
	return testhost_tick(made, deadline, add_all, &count);
}

static void add_thread(struct testhost *made, int pid, int tid, const char *comm, char state,
		       unsigned utime)
{
	char path[64], line[256];

	snprintf(path, sizeof path, "proc/%d/task/%d/stat", pid, tid);
	snprintf(line, sizeof line,
		 "%d (%s) %c 1 1 1 0 -1 0 0 0 0 0 %u 50 0 0 20 %d 7 0 200 1000 25 0\n", tid, comm,
		 state, utime, tid == 300 ? -5 : 0);
	tree_write(made->tree, path, line);
}

static void add_wchan(struct testhost *made, int pid, int tid, const char *wchan)
{
	char path[64];

	snprintf(path, sizeof path, "proc/%d/task/%d/wchan", pid, tid);
	tree_write(made->tree, path, wchan);
}

static void look_at(struct testhost *made, uint64_t number)
{
	made->source->focus(made->source, &(struct focus){
		.has_listener = true, .listener = { HOST_NETNS, number, 0 },
	});
}

static const struct thread *find(const struct snapshot *snap, pid_t tid)
{
	for (size_t i = 0; i < snap->threads.count; i++)
		if (snap->threads.items[i].tid == tid)
			return &snap->threads.items[i];
	return NULL;
}

static void check_all_of_one(void **state)
{
	struct testhost *made = *state;
	int64_t clock_tick = (int64_t)(CLOCK_SECOND / (uint64_t)sysconf(_SC_CLK_TCK));
	const struct thread *thread;
	struct snapshot *snap;

	add_thread(made, 101, 101, "server", 'S', 150);
	add_wchan(made, 101, 101, "do_epoll_wait");
	add_thread(made, 101, 55, "worker) (1", 'R', 9000);
	add_wchan(made, 101, 55, "0");
	add_thread(made, 101, 300, "flush", 'D', 0);
	add_wchan(made, 101, 300, "0");
	add_thread(made, 101, 301, "ended", 'Z', 0);
	add_wchan(made, 101, 301, "0");
	add_thread(made, 100, 100, "other", 'S', 0);
	made->source = source_threads(testhost_open(made));
	look_at(made, 2);
	snap = tick(made, 3, UINT64_MAX);
	assert_int_equal(snap->threads.count, 4);
	thread = &snap->threads.items[0];
	assert_int_equal(thread->tid, 101);
	assert_int_equal(thread->process, 1);
	assert_string_equal(thread->label[LABEL_THREAD_COMM], "server");
	assert_string_equal(thread->label[LABEL_THREAD_STATE], "S");
	assert_string_equal(thread->label[LABEL_WCHAN], "do_epoll_wait");
	assert_int_equal(fact_of(&thread->facts, FACT_THREAD_CPU), 200 * clock_tick);
	thread = find(snap, 55);
	assert_string_equal(thread->label[LABEL_THREAD_COMM], "worker) (1");
	assert_string_equal(thread->label[LABEL_WCHAN], "");
	assert_int_equal(fact_of(&thread->facts, FACT_THREAD_CPU), 9050 * clock_tick);
	/* Each has its own. */
	assert_int_equal(fact_of(&thread->facts, FACT_THREAD_NICE), 0);
	assert_int_equal(fact_of(&find(snap, 300)->facts, FACT_THREAD_NICE), -5);
	/* Asleep, and nobody says where. */
	assert_null(find(snap, 300)->label[LABEL_WCHAN]);
	assert_string_equal(find(snap, 301)->label[LABEL_WCHAN], "");
	snapshot_free(snap);
}

static void check_nobody_looks(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_thread(made, 100, 100, "server", 'S', 0);
	made->source = source_threads(testhost_open(made));
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 0);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){ .processes = true });
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 0);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){
		.suspects = { { HOST_NETNS, 1, 0 } }, .suspect_count = 1 });
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 1);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	/* The same number, but an inode, or of another namespace. */
	made->source->focus(made->source, &(struct focus){
		.suspects = { { HOST_NETNS, 1, 1 }, { 1, 1, 0 } }, .suspect_count = 2 });
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 0);
	snapshot_free(snap);
}

/* Gone, not to be read, or another life of the pid: nothing, and no gap. */
static void check_gone(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	made->source = source_threads(testhost_open(made));
	look_at(made, 1);
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 0);
	snapshot_free(snap);
	tree_write(made->tree, "proc/100/task/100/stat",
		   "100 (stranger) S 1 1 1 0 -1 0 0 0 0 0 1 1 0 0 20 0 1 0 999 1000 25 0\n");
	add_thread(made, 100, 101, "stranger", 'S', 0);
	tree_write(made->tree, "proc/100/task/102/stat", "102 (cut");
	snap = tick(made, 1, UINT64_MAX);
	assert_int_equal(snap->threads.count, 0);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* More threads than are read of a process: the first always, the rest in turns that
 * last long enough for a rate. */
static void check_many_threads(void **state)
{
	struct testhost *made = *state;
	bool seen[400] = { false };
	size_t again = 0, all = 0;

	for (int i = 0; i < 400; i++)
		add_thread(made, 100, 100 + i, "t", 'R', 0);
	made->source = source_threads(testhost_open(made));
	look_at(made, 1);
	for (int round = 0; round < 8; round++) {
		struct snapshot *snap = tick(made, 1, UINT64_MAX);

		assert_int_equal(snap->threads.count, 256);
		assert_int_equal(snap->threads.items[0].tid, 100);
		for (size_t i = 0; i < snap->threads.count; i++) {
			bool *was = &seen[snap->threads.items[i].tid - 100];

			again += round == 1 && *was;
			*was = true;
		}
		snapshot_free(snap);
	}
	assert_int_equal(again, 256);
	for (size_t i = 0; i < 400; i++)
		all += seen[i];
	assert_int_equal(all, 400);
}

/* Of a process that holds nothing, and not of who started it. */
static void check_process_in_focus(void **state)
{
	struct testhost *made = *state;
	size_t count = 3;
	struct snapshot *snap;

	for (int i = 0; i < 3; i++)
		add_thread(made, 100 + i, 100 + i, "t", 'S', 0);
	made->source = source_threads(testhost_open(made));
	made->source->focus(made->source, &(struct focus){
		.has_process = true, .process = { 101, 7 } });
	snap = snapshot_new(made->at);
	add_all(snap, &count);
	snap->owners.count = 0;
	snap->processes.items[1].parent = 0;
	made->source->collect(made->source, snap, UINT64_MAX);
	assert_int_equal(snap->threads.count, 1);
	assert_int_equal(snap->threads.items[0].tid, 101);
	snapshot_free(snap);
	made->source->focus(made->source, &(struct focus){
		.has_process = true, .process = { 101, 8 },
		.targets = { { 102, 7 } }, .target_count = 1 });
	snap = tick(made, 3, UINT64_MAX);
	assert_int_equal(snap->threads.count, 1);
	assert_int_equal(snap->threads.items[0].tid, 102);
	snapshot_free(snap);
}

/* The one whose page is open comes first, with all its threads; the others share what is
 * left. */
static void check_shown_first(void **state)
{
	struct testhost *made = *state;
	struct focus focus = { .has_process = true, .process = { 103, 7 }, .suspect_count = 4 };

	for (size_t i = 0; i < 4; i++) {
		focus.suspects[i] = (struct listener_id){ HOST_NETNS, i + 1, 0 };
		for (int t = 0; t < 300; t++)
			add_thread(made, 100 + (int)i, t ? 1000 + t : 100 + (int)i, "t", 'R', 0);
	}
	for (int t = 300; t < 500; t++)
		add_thread(made, 103, 1000 + t, "t", 'R', 0);
	made->source = source_threads(testhost_open(made));
	made->source->focus(made->source, &focus);
	for (int round = 0; round < 6; round++) {
		struct snapshot *snap = tick(made, 4, UINT64_MAX);
		size_t of[4] = { 0 };

		for (size_t i = 0; i < snap->threads.count; i++)
			of[snap->threads.items[i].process]++;
		assert_int_equal(snap->threads.items[0].tid, 103);
		assert_int_equal(of[3], 500);
		assert_int_equal(of[0] + of[1] + of[2], 1024 - 500);
		snapshot_free(snap);
	}
}

/* Many processes, too late for all of them: some at each tick, all of them in time. */
static void check_many_processes(void **state)
{
	struct testhost *made = *state;
	struct focus focus = { .suspect_count = FOCUS_SUSPECTS };
	bool seen[16] = { false };
	size_t all = 0;

	for (size_t i = 0; i < 16; i++) {
		focus.suspects[i] = (struct listener_id){ HOST_NETNS, i + 1, 0 };
		for (int t = 0; t < 10; t++)
			add_thread(made, 100 + (int)i, t ? 1000 + t : 100 + (int)i, "t", 'R', 0);
	}
	made->source = source_threads(testhost_open(made));
	made->source->focus(made->source, &focus);
	for (int round = 0; round < 32; round++) {
		struct snapshot *snap = tick(made, 16, 1);

		assert_int_equal(snap->threads.count, 16);
		for (size_t i = 0; i < snap->threads.count; i++)
			seen[snap->threads.items[i].process] = true;
		snapshot_free(snap);
	}
	for (size_t i = 0; i < 16; i++)
		all += seen[i];
	assert_int_equal(all, 16);
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_all_of_one),
		TEST(check_nobody_looks),
		TEST(check_gone),
		TEST(check_many_threads),
		TEST(check_process_in_focus),
		TEST(check_shown_first),
		TEST(check_many_processes),
	};

	return cmocka_run_group_tests_name("source_threads", tests, NULL, NULL);
}
