/* source_owner.c - owners found, remembered, verified and lost. */
#include "source/sources.h"

#include "source_host.h"

#include "source/owner_map.h"
#include "source/owner_reason.h"

#include <errno.h>

enum { MANY = 12 };

struct sockets {
	unsigned inodes[MANY];
	size_t count;
};

static void add_listeners(struct snapshot *snap, void *arg)
{
	const struct sockets *sockets = arg;

	for (size_t i = 0; i < sockets->count; i++) {
		struct listener *listener = snapshot_add_listener(snap);

		listener->id = (struct listener_id){ HOST_NETNS, 1000 + sockets->inodes[i], 0 };
		listener->inode = sockets->inodes[i];
	}
}

static struct snapshot *tick(struct testhost *made, struct sockets sockets)
{
	return testhost_tick(made, UINT64_MAX, add_listeners, &sockets);
}

static void start(struct testhost *made)
{
	made->source = source_owner(testhost_open(made));
}

/* "12:3 13:3 | hidden..." for one listener. */
static const char *owners_of(const struct snapshot *snap, size_t index)
{
	static char line[512];
	struct text text = TEXT_OVER(line);
	const struct listener *listener = &snap->listeners.items[index];

	for (uint32_t n = 0; n < listener->owner_count; n++) {
		const struct owner *owner = &snap->owners.items[listener->first_owner + n];
		const struct process *process = snapshot_owner(snap, listener, n);

		text_format(&text, "%s%d@%llu:%d", n ? " " : "", process->id.pid,
			    (unsigned long long)process->id.identity, owner->fd);
		if (process->thread)
			text_add(&text, "/thread");
	}
	return line;
}

static void expect_owners(struct testhost *made, unsigned inode, const char *expected)
{
	struct snapshot *snap = tick(made, (struct sockets){ { inode }, 1 });

	assert_string_equal(owners_of(snap, 0), expected);
	assert_int_equal(snap->listeners.items[0].label[LABEL_NO_OWNER] == NULL, *expected != '\0');
	snapshot_free(snap);
}

static int64_t ownerless(const struct snapshot *snap, size_t index)
{
	return fact_of(&snap->listeners.items[index].facts, FACT_OWNERLESS);
}

static void check_all_owners(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 30, "worker", 300);
	add_process(made, 20, "master", 200);
	add_process(made, 21, "other", 210);
	add_socket(made, "30", 6, 777);
	add_socket(made, "20", 6, 777);
	add_socket(made, "20", 7, 777);
	add_socket(made, "20", 8, 778);
	add_socket(made, "21", 3, 999);
	start(made);
	snap = tick(made, (struct sockets){ { 777, 778 }, 2 });
	assert_string_equal(owners_of(snap, 0), "20@200:6 20@200:7 30@300:6");
	assert_string_equal(owners_of(snap, 1), "20@200:8");
	assert_int_equal(snap->processes.count, 2);
	assert_null(snap->listeners.items[0].label[LABEL_NO_OWNER]);
	assert_int_equal(ownerless(snap, 0), INT64_MIN);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void check_nobody(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	start(made);
	snap = tick(made, (struct sockets){ { 777, 0 }, 2 });
	assert_non_null(strstr(snap->listeners.items[0].label[LABEL_NO_OWNER], "held by no process"));
	assert_non_null(snap->listeners.items[1].label[LABEL_NO_OWNER]);
	assert_int_equal(ownerless(snap, 0), OWNERLESS_NOBODY);
	assert_int_equal(ownerless(snap, 1), OWNERLESS_NOBODY);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* What is left of a main thread that has ended has no descriptors; the others go on. */
static void check_main_thread_ended(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	tree_write(made->tree, "proc/20/fd.count", "0");
	mkdir(tree_path(made->tree, "proc/20/task"), 0700);
	mkdir(tree_path(made->tree, "proc/20/task/20"), 0700);
	mkdir(tree_path(made->tree, "proc/20/task/20/fd"), 0700);
	add_socket(made, "20/task/25", 9, 777);
	add_socket(made, "20/task/26", 9, 777);
	start(made);
	for (int i = 0; i < 3; i++)
		expect_owners(made, 777, "20@200:9/thread");
}

static void check_threads(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_socket(made, "20/task/20", 3, 1);
	add_socket(made, "20/task/25", 9, 777);
	add_socket(made, "20/task/26", 9, 777);
	start(made);
	for (int i = 0; i < 3; i++)
		expect_owners(made, 777, "20@200:9/thread");
	remove_socket(made, "20/task/25", 9);
	remove_socket(made, "20/task/26", 9);
	for (int i = 0; i < 15; i++)
		snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	expect_owners(made, 777, "");
}

static void check_denied(void **state)
{
	struct testhost *made = *state;
	const struct gap *gap;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	add_process(made, 21, "b", 210);
	add_process(made, 22, "c", 220);
	add_socket(made, "22", 3, 5);
	/* In a copy, a file in the place of a directory is a refusal. */
	testhost_remove_at(made, "proc/20/fd");
	testhost_remove_at(made, "proc/21/fd");
	tree_write(made->tree, "proc/20/fd", "");
	tree_write(made->tree, "proc/21/fd", "");
	start(made);
	for (int i = 0; i < 5; i++) {
		snap = tick(made, (struct sockets){ { 777, 5 }, 2 });
		gap = find_gap(snap, "processes", EACCES);
		assert_non_null(gap);
		assert_int_equal(gap->count, 2);
		assert_non_null(strstr(snap->listeners.items[0].label[LABEL_NO_OWNER], "hidden"));
		assert_int_equal(ownerless(snap, 0), OWNERLESS_HIDDEN);
		assert_int_equal(ownerless(snap, 1), INT64_MIN);
		assert_string_equal(owners_of(snap, 1), "22@220:3");
		snapshot_free(snap);
	}
	/* It is tried again, but rarely. */
	testhost_remove_at(made, "proc/20/fd");
	add_socket(made, "20", 4, 777);
	for (int i = 0; i < 30; i++)
		expect_owners(made, 777, "");
	made->at.monotonic += 400 * CLOCK_SECOND;
	snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	expect_owners(made, 777, "20@200:4");
	remove_process(made, 21);
	snap = tick(made, (struct sockets){ { 777 }, 1 });
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

static void check_new_process(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	add_process(made, 21, "fork", 210);
	add_socket(made, "21", 3, 777);
	expect_owners(made, 777, "20@200:3 21@210:3");
	remove_process(made, 20);
	expect_owners(made, 777, "21@210:3");
}

/* A master that was looked into in the midst of its start, and its worker, both with the
 * socket by now: the worker alone would be told for a minute. */
static void check_parent_of_new_process(void **state)
{
	struct testhost *made = *state;

	for (int pid = 20; pid < 60; pid++)
		add_process(made, pid, "a", 200);
	tree_write(made->tree, "proc/40/fd.count", "3");
	start(made);
	expect_owners(made, 777, "");
	tree_write(made->tree, "proc/40/fd.count", "4");
	add_socket(made, "40", 3, 778);
	add_process(made, 60, "worker", 210);
	tree_write(made->tree, "proc/60/stat",
		   "60 (worker) S 40 1 1 0 -1 0 0 0 0 0 150 50 0 0 20 0 7 0 210 1000 25 1\n");
	add_socket(made, "60", 3, 778);
	expect_owners(made, 778, "40@200:3 60@210:3");
}

/* The machine's count of threads and our last pid stand still: one ended here as
 * another began in another pid namespace. */
static void check_end_that_does_not_show(void **state)
{
	struct testhost *made = *state;

	for (pid_t pid = 20; pid < 50; pid++) {
		char name[16];
		struct text text = TEXT_OVER(name);

		text_format(&text, "%d", (int)pid);
		add_process(made, pid, "a", 200);
		add_socket(made, name, 3, pid < 22 ? 777 : 1000 + (uint32_t)pid);
	}
	tree_write(made->tree, "proc/loadavg", "0.00 0.01 0.05 1/123 4567\n");
	start(made);
	expect_owners(made, 777, "20@200:3 21@200:3");
	remove_process(made, 20);
	expect_owners(made, 777, "21@200:3");
}

static void check_moved_descriptor(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	remove_socket(made, "20", 3);
	add_socket(made, "20", 9, 777);
	expect_owners(made, 777, "20@200:9");
}

/* dup2(2): the same number, another socket. */
static void check_replaced_descriptor(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_process(made, 21, "b", 210);
	add_socket(made, "20", 3, 777);
	add_socket(made, "21", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3 21@210:3");
	remove_socket(made, "20", 3);
	add_socket(made, "20", 3, 5);
	snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	expect_owners(made, 777, "21@210:3");
}

static void check_new_socket_of_known_process(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	add_process(made, 21, "b", 210);
	tree_write(made->tree, "proc/20/fd.count", "1");
	tree_write(made->tree, "proc/21/fd.count", "1");
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	/* By its number of descriptors. */
	tree_write(made->tree, "proc/21/fd.count", "2");
	add_socket(made, "21", 5, 778);
	snap = tick(made, (struct sockets){ { 777, 778 }, 2 });
	assert_string_equal(owners_of(snap, 1), "21@210:5");
	snapshot_free(snap);
	/* And where that number tells nothing, by a look at all. */
	made->at.monotonic += 100 * CLOCK_SECOND;
	add_socket(made, "21", 6, 779);
	snap = tick(made, (struct sockets){ { 777, 778, 779 }, 3 });
	assert_string_equal(owners_of(snap, 2), "21@210:6");
	snapshot_free(snap);
}

/* No owner and no gap would say that nobody holds it. */
static void check_not_found_yet_is_told(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { { 777, 778 }, 2 };
	struct snapshot *snap;

	for (int pid = 20; pid < 60; pid++)
		add_process(made, pid, "a", 200);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	add_socket(made, "59", 3, 778);
	snap = testhost_tick(made, 1, add_listeners, &sockets);
	assert_string_equal(owners_of(snap, 1), "");
	assert_string_equal(snap->listeners.items[1].label[LABEL_NO_OWNER],
			    "searching: not looked up yet");
	assert_int_equal(ownerless(snap, 1), OWNERLESS_NOT_YET);
	assert_non_null(find_gap(snap, "listeners", 0));
	assert_int_equal(find_gap(snap, "listeners", 0)->count, 1);
	snapshot_free(snap);
	made->at.monotonic += 100 * CLOCK_SECOND;
	snap = tick(made, sockets);
	assert_string_equal(owners_of(snap, 1), "59@200:3");
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
}

/* By SCM_RIGHTS, and the one who passed it holds it still. */
static void check_passed_descriptor(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_process(made, 21, "b", 210);
	tree_write(made->tree, "proc/20/fd.count", "1");
	tree_write(made->tree, "proc/21/fd.count", "1");
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	tree_write(made->tree, "proc/21/fd.count", "2");
	add_socket(made, "21", 5, 777);
	for (int i = 0; i < 4; i++)
		snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	expect_owners(made, 777, "20@200:3 21@210:5");
}

/* The same pid, descriptor and socket, but another process. */
static void check_reused_pid(void **state)
{
	struct testhost *made = *state;

	add_process(made, 20, "a", 200);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	add_process(made, 20, "b", 555);
	for (int i = 0; i < 3; i++)
		snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	expect_owners(made, 777, "20@555:3");
}

/* The kernel gave a dead listener's inode to a new one. */
static void reuse(struct snapshot *snap, void *arg)
{
	add_listeners(snap, arg);
	snap->listeners.items[0].id.number = 5;
}

static void check_reused_inode(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { { 777 }, 1 };
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	add_process(made, 21, "b", 210);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	remove_socket(made, "20", 3);
	add_socket(made, "21", 4, 777);
	made->at.monotonic += 100 * CLOCK_SECOND;
	snap = testhost_tick(made, UINT64_MAX, reuse, &sockets);
	assert_string_equal(owners_of(snap, 0), "21@210:4");
	snapshot_free(snap);
}

/* In flight at first: looked for again, after 1, 2, 4 ... seconds. */
static void check_map_follows(void **state)
{
	struct owner_map map = { 0 };
	struct sockets sockets = { { 777, 778 }, 2 };
	struct snapshot *snap = snapshot_new((struct instant){ 0 });
	struct holder *holder = owner_map_add_process(&map, 20);

	(void)state;
	add_listeners(snap, &sockets);
	owner_map_follow(&map, snap, 1);
	owner_map_hold(&map, holder, owner_map_socket(&map, 777), 3, 0);
	owner_map_hold(&map, holder, owner_map_socket(&map, 778), 4, 0);
	owner_map_follow(&map, snap, 2);
	assert_int_equal(map.holding_count, 2);
	/* Another socket with the same inode has no owner yet. */
	snap->listeners.items[0].id.number = 5;
	owner_map_follow(&map, snap, 3);
	assert_int_equal(map.holding_count, 1);
	assert_null(owner_map_socket(&map, 777)->holdings);
	snap->listeners.count = 0;
	owner_map_follow(&map, snap, 4);
	assert_int_equal(map.holding_count, 0);
	assert_int_equal(map.owner_count, 0);
	assert_null(owner_map_socket(&map, 778));
	owner_map_free(&map);
	snapshot_free(snap);
}

static void check_lands_later(void **state)
{
	struct testhost *made = *state;
	int waited = 0;

	add_process(made, 20, "a", 200);
	start(made);
	for (int i = 0; i < 6; i++)
		expect_owners(made, 777, "");
	add_socket(made, "20", 3, 777);
	for (bool found = false; !found; waited++) {
		struct snapshot *snap = tick(made, (struct sockets){ { 777 }, 1 });

		found = snap->owners.count > 0;
		snapshot_free(snap);
		assert_in_range(waited, 0, 16);
	}
}

static void check_work_in_slices(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { { 777 }, 1 };
	struct snapshot *snap;
	int slices = 0;

	for (int pid = 20; pid < 60; pid++)
		add_process(made, pid, "a", 200);
	add_socket(made, "59", 3, 777);
	start(made);
	assert_false(made->source->work(made->source, UINT64_MAX));
	snap = testhost_tick(made, 1, add_listeners, &sockets);
	assert_string_equal(owners_of(snap, 0), "");
	assert_string_equal(snap->listeners.items[0].label[LABEL_NO_OWNER], "searching: not looked up yet");
	assert_int_equal(find_gap(snap, "processes", 0)->count, 39);
	snapshot_free(snap);
	/* Born while the first round is under way. */
	add_process(made, 60, "late", 600);
	add_socket(made, "60", 3, 777);
	snapshot_free(testhost_tick(made, 1, add_listeners, &sockets));
	/* A deadline that has passed only asks. */
	for (int i = 0; i < 100; i++)
		assert_true(made->source->work(made->source, 1));
	while (made->source->work(made->source, clock_monotonic() + CLOCK_MILLISECOND))
		slices++;
	assert_in_range(slices, 0, 60);
	snap = testhost_tick(made, 1, add_listeners, &sockets);
	assert_string_equal(owners_of(snap, 0), "59@200:3 60@600:3");
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	assert_false(made->source->work(made->source, 1));
}

/* A table of thousands, gone through by number over several slices. */
static void check_large_table(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { { 777 }, 1 };

	add_process(made, 20, "big", 200);
	tree_write(made->tree, "proc/20/fd.count", "3000");
	add_socket(made, "20", 2500, 777);
	for (int fd = 0; fd < 20; fd++)
		add_socket(made, "20", fd * 50, 5);
	start(made);
	snapshot_free(testhost_tick(made, 1, add_listeners, &sockets));
	while (made->source->work(made->source, clock_monotonic() + CLOCK_MILLISECOND / 10))
		;
	struct snapshot *snap = testhost_tick(made, 1, add_listeners, &sockets);
	assert_string_equal(owners_of(snap, 0), "20@200:2500");
	snapshot_free(snap);
}

/* A descriptor seen in the first slice is another by the last. */
static void check_changed_while_looked(void **state)
{
	struct testhost *made = *state;
	struct sockets sockets = { { 777, 778 }, 2 };
	struct snapshot *snap;

	add_process(made, 20, "big", 200);
	tree_write(made->tree, "proc/20/fd.count", "3000");
	add_socket(made, "20", 3, 778);
	add_socket(made, "20", 4, 777);
	start(made);
	snapshot_free(testhost_tick(made, 1, add_listeners, &sockets));
	remove_socket(made, "20", 4);
	add_socket(made, "20", 4, 5);
	while (made->source->work(made->source, clock_monotonic() + CLOCK_MILLISECOND))
		;
	snap = testhost_tick(made, 1, add_listeners, &sockets);
	assert_string_equal(owners_of(snap, 0), "");
	assert_string_equal(owners_of(snap, 1), "20@200:3");
	assert_int_equal(snap->processes.items[0].start, 200);
	snapshot_free(snap);
}

static void check_without_proc(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	testhost_remove_at(made, "proc");
	start(made);
	snap = tick(made, (struct sockets){ { 777 }, 1 });
	assert_non_null(find_gap(snap, "processes", ENOENT));
	assert_non_null(snap->listeners.items[0].label[LABEL_NO_OWNER]);
	snapshot_free(snap);
}

static void close_early(struct snapshot *snap, void *arg)
{
	struct listener *listener;

	add_listeners(snap, arg);
	listener = &snap->listeners.items[1];
	facts_set(&listener->facts, FACT_OWNERLESS, OWNERLESS_CLOSED);
	listener->label[LABEL_NO_OWNER] = "closed: early";
}

/* It was closed before a tick met it: no walk is made for it, and what was said of it
 * stays. */
static void check_closed_early(void **state)
{
	struct sockets sockets = { { 777, 778 }, 2 };
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	add_socket(made, "20", 6, 777);
	start(made);
	snapshot_free(tick(made, (struct sockets){ { 777 }, 1 }));
	snap = testhost_tick(made, clock_monotonic(), close_early, &sockets);
	assert_string_equal(owners_of(snap, 0), "20@200:6");
	assert_string_equal(owners_of(snap, 1), "");
	assert_string_equal(snap->listeners.items[1].label[LABEL_NO_OWNER], "closed: early");
	assert_int_equal(ownerless(snap, 1), OWNERLESS_CLOSED);
	assert_int_equal(snap->gaps.count, 0);
	snapshot_free(snap);
	assert_false(made->source->work(made->source, 0));
}

static void check_listener_goes(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	add_socket(made, "20", 3, 777);
	start(made);
	expect_owners(made, 777, "20@200:3");
	snap = tick(made, (struct sockets){ { 0 }, 0 });
	assert_int_equal(snap->processes.count, 0);
	snapshot_free(snap);
}

static void check_hidepid(void **state)
{
	static const struct { const char *mounts; bool hidden; } cases[] = {
		{ "proc /proc proc rw,relatime 0 0\n", false },
		{ "proc /proc proc rw,hidepid=2 0 0\n", true },
		{ "sysfs /sys sysfs rw 0 0\nproc /proc proc rw,gid=4,hidepid=invisible 0 0", true },
		{ "proc /proc proc rw,hidepid=ptraceable,gid=4 0 0\n", true },
		{ "proc /proc proc rw,hidepid=0 0 0\n", false },
		{ "proc /proc proc rw,hidepid=noaccess 0 0\n", false },
		{ "proc /srv/proc proc rw,hidepid=2 0 0\n", false },
		{ "hidepid=2 /proc tmpfs hidepid=2 0 0\n", false },
		{ "proc /proc proc rw,hidepid=20 0 0\n", false },
		{ "proc /proc proc", false },
		{ "", false },
	};

	(void)state;
	for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
		assert_int_equal(owner_hidepid_in(cases[i].mounts, strlen(cases[i].mounts)),
				 cases[i].hidden);
}

static void check_hidepid_is_told(void **state)
{
	struct testhost *made = *state;
	struct snapshot *snap;

	add_process(made, 20, "a", 200);
	tree_write(made->tree, "proc/self/mounts", "proc /proc proc rw,hidepid=invisible 0 0\n");
	start(made);
	snap = tick(made, (struct sockets){ { 777 }, 1 });
	assert_non_null(find_gap(snap, "processes hidden by hidepid", EACCES));
	assert_non_null(strstr(snap->listeners.items[0].label[LABEL_NO_OWNER], "hidden"));
	assert_int_equal(ownerless(snap, 0), OWNERLESS_HIDDEN);
	snapshot_free(snap);
}

static void check_reasons(void **state)
{
	char line[128];
	struct text text = TEXT_OVER(line);

	(void)state;
	owner_reason_format(REASON_HIDDEN, &text);
	assert_string_equal(line, "hidden: needs CAP_SYS_PTRACE and CAP_DAC_READ_SEARCH");
}

int main(void)
{
#define TEST(check) cmocka_unit_test_setup_teardown(check, testhost_make, testhost_remove)
	const struct CMUnitTest tests[] = {
		TEST(check_all_owners),
		TEST(check_nobody),
		TEST(check_threads),
		TEST(check_main_thread_ended),
		TEST(check_denied),
		TEST(check_new_process),
		TEST(check_parent_of_new_process),
		TEST(check_end_that_does_not_show),
		TEST(check_moved_descriptor),
		TEST(check_replaced_descriptor),
		TEST(check_new_socket_of_known_process),
		TEST(check_not_found_yet_is_told),
		TEST(check_passed_descriptor),
		TEST(check_reused_pid),
		TEST(check_reused_inode),
		cmocka_unit_test(check_map_follows),
		TEST(check_lands_later),
		TEST(check_work_in_slices),
		TEST(check_large_table),
		TEST(check_changed_while_looked),
		TEST(check_without_proc),
		TEST(check_closed_early),
		TEST(check_listener_goes),
		cmocka_unit_test(check_hidepid),
		TEST(check_hidepid_is_told),
		cmocka_unit_test(check_reasons),
	};

	return cmocka_run_group_tests_name("source_owner", tests, NULL, NULL);
}
