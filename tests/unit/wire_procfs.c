/* wire_procfs.c - a /proc that is a copy, made by hand and made by a tee. */
#include "wire/procfs_private.h"

#include "base/text.h"
#include "program.h"
#include "wire/capture.h"
#include "wire_tree.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <sys/prctl.h>

#include <cmocka.h>

static void link_socket(const struct tree *tree, const char *name, const char *target)
{
	assert_int_equal(symlink(target, tree_path(tree, name)), 0);
}

/* Process 7 with two sockets, one of them also thread 8's alone; 9 is closed to us. */
static void make_proc(const struct tree *tree)
{
	tree_write(tree, "proc/7/stat", "7 (x) S 1");
	tree_write(tree, "proc/7/fd.count", "12");
	tree_write(tree, "proc/7/fd/9", "no link");
	tree_write(tree, "proc/7/task/7/stat", "");
	tree_write(tree, "proc/7/task/8/fd/none", "");
	tree_write(tree, "proc/9/fd", "");
	tree_write(tree, "proc/self/stat", "");
	tree_write(tree, "proc/net/raw", "0123456789");
	assert_int_equal(mkdir(tree_path(tree, "proc/9/stat"), 0700), 0);
	link_socket(tree, "proc/7/fd/3", "socket:[100]");
	link_socket(tree, "proc/7/fd/10", "socket:[4294967295]");
	link_socket(tree, "proc/7/fd/4", "/dev/null");
	link_socket(tree, "proc/7/fd/x", "socket:[5]");
	link_socket(tree, "proc/7/task/8/fd/3", "socket:[300]");
	link_socket(tree, "proc/7/limits", "/etc/passwd");
	link_socket(tree, "proc/8", "7");
	link_socket(tree, "proc/7/exe", "/usr/sbin/x (deleted)");
	tree_write(tree, "proc/7/exe.state", "replaced");
	assert_int_equal(mkdir(tree_path(tree, "proc/9/exe"), 0700), 0);
}

static void open_proc(const struct tree *tree, struct procfs *fs)
{
	int root = open(tree->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	procfs_open(fs, root);
	close(root);
}

struct sum {
	unsigned count, stop_after;
	uint64_t ids, inodes;
};

static bool add_id(pid_t id, void *arg)
{
	struct sum *sum = arg;

	sum->count++;
	sum->ids += (uint64_t)id;
	return sum->count != sum->stop_after;
}

static bool add_socket(int fd, uint32_t inode, void *arg)
{
	struct sum *sum = arg;

	sum->inodes += inode;
	return add_id(fd, arg);
}

static void reads_files(void **state)
{
	struct procfs fs;
	char buffer[8], *text;
	size_t size;

	make_proc(*state);
	open_proc(*state, &fs);
	assert_int_equal(procfs_read(&fs, "7/stat", buffer, sizeof buffer), 7);
	assert_string_equal(buffer, "7 (x) S");
	assert_int_equal(procfs_read(&fs, "9/stat", buffer, sizeof buffer), -EACCES);
	assert_int_equal(procfs_read(&fs, "77/stat", buffer, sizeof buffer), -ENOENT);
	assert_int_equal(procfs_read_all(&fs, "net/raw", 10, &text, &size), 0);
	assert_int_equal(size, 10);
	assert_string_equal(text, "0123456789");
	free(text);
	assert_int_equal(procfs_read_all(&fs, "net/raw", 9, &text, &size), -EFBIG);
	assert_int_equal(procfs_read_all(&fs, "net/tcp", 9, &text, &size), -ENOENT);
	procfs_close(&fs);
}

static void never_leaves_the_copy(void **state)
{
	static const char *const paths[] = {
		"", "/etc/passwd", "..", "../meta", "7/../../meta", "7//stat", "./7/stat", "7/.",
		"7/stat/", "7/..",
	};
	struct procfs fs;
	char buffer[8];
	uint32_t inode;

	make_proc(*state);
	tree_write(*state, "meta", "");
	open_proc(*state, &fs);
	for (size_t i = 0; i < sizeof paths / sizeof *paths; i++)
		assert_int_equal(procfs_read(&fs, paths[i], buffer, sizeof buffer), -EINVAL);
	/* A link, as the last component and on the way. */
	assert_int_equal(procfs_read(&fs, "7/limits", buffer, sizeof buffer), -ELOOP);
	assert_int_equal(procfs_read(&fs, "8/stat", buffer, sizeof buffer), -ENOTDIR);
	assert_true(procfs_socket(&fs, 8, 0, 3, &inode) < 0);
	/* A pipe must not hold us. */
	assert_int_equal(mkfifo(tree_path(*state, "proc/7/status"), 0600), 0);
	assert_int_equal(procfs_read(&fs, "7/status", buffer, sizeof buffer), -EINVAL);
	procfs_close(&fs);
}

static void lists_processes_and_threads(void **state)
{
	struct sum pids = { 0 }, threads = { 0 }, first = { .stop_after = 1 };
	struct procfs fs;

	make_proc(*state);
	open_proc(*state, &fs);
	assert_int_equal(procfs_each_pid(&fs, add_id, &pids), 0);
	assert_int_equal(pids.count, 3);
	assert_int_equal(pids.ids, 7 + 8 + 9);
	assert_int_equal(procfs_each_pid(&fs, add_id, &first), 0);
	assert_int_equal(first.count, 1);
	assert_int_equal(procfs_each_thread(&fs, 7, add_id, &threads), 0);
	assert_int_equal(threads.ids, 7 + 8);
	assert_int_equal(procfs_each_thread(&fs, 77, add_id, &threads), -ENOENT);
	procfs_close(&fs);
}

static void lists_sockets(void **state)
{
	struct sum all = { 0 }, thread = { 0 }, none = { 0 };
	struct procfs fs;
	size_t looked = 0;

	make_proc(*state);
	open_proc(*state, &fs);
	assert_int_equal(procfs_each_socket(&fs, 7, 0, add_socket, &all, &looked), 0);
	assert_int_equal(looked, 4);
	assert_int_equal(all.count, 2);
	assert_int_equal(all.ids, 3 + 10);
	assert_int_equal(all.inodes, UINT64_C(100) + UINT32_MAX);
	assert_int_equal(procfs_each_socket(&fs, 7, 8, add_socket, &thread, NULL), 0);
	assert_int_equal(thread.inodes, 300);
	assert_int_equal(procfs_each_socket(&fs, 9, 0, add_socket, &none, &looked), -EACCES);
	assert_int_equal(looked, 0);
	assert_int_equal(procfs_each_socket(&fs, 77, 0, add_socket, &none, NULL), -ENOENT);
	assert_int_equal(none.count, 0);
	procfs_close(&fs);
}

static void looks_at_one_descriptor(void **state)
{
	struct procfs fs;
	uint32_t inode = 1;
	uint64_t count = 1;

	make_proc(*state);
	open_proc(*state, &fs);
	assert_int_equal(procfs_socket(&fs, 7, 0, 4, &inode), -ENOTSOCK);
	assert_int_equal(procfs_socket(&fs, 7, 0, 9, &inode), -ENOTSOCK);
	assert_int_equal(procfs_socket(&fs, 7, 0, 5, &inode), -ENOENT);
	assert_int_equal(procfs_socket(&fs, 9, 0, 3, &inode), -EACCES);
	assert_int_equal(inode, 1);
	assert_int_equal(procfs_socket(&fs, 7, 0, 3, &inode), 0);
	assert_int_equal(inode, 100);
	assert_int_equal(procfs_socket(&fs, 7, 8, 3, &inode), 0);
	assert_int_equal(inode, 300);
	assert_false(procfs_fd_count(&fs, 9, 0, &count));
	assert_true(procfs_fd_count(&fs, 7, 0, &count));
	assert_int_equal(count, 12);
	assert_false(procfs_fd_count(&fs, 7, 8, &count));
	assert_int_equal(procfs_other_thread(&fs, 7), 8);
	assert_int_equal(procfs_other_thread(&fs, 77), 0);
	procfs_close(&fs);
}

static void reads_links(void **state)
{
	struct procfs fs;
	char link[22];
	size_t size = 21;

	make_proc(*state);
	open_proc(*state, &fs);
	assert_int_equal(procfs_link(&fs, "7/exe", link, sizeof link), 21);
	assert_memory_equal(link, "/usr/sbin/x (deleted)", 21);
	assert_true(procfs_exe_cut(link, &size));
	assert_int_equal(size, 11);
	assert_false(procfs_exe_cut(link, &size));
	size = 10;
	assert_false(procfs_exe_cut(" (deleted)", &size));
	/* It might be longer. */
	assert_int_equal(procfs_link(&fs, "7/exe", link, 21), -ENAMETOOLONG);
	assert_int_equal(procfs_link(&fs, "7/stat", link, sizeof link), -EINVAL);
	assert_int_equal(procfs_link(&fs, "7/gone", link, sizeof link), -ENOENT);
	assert_int_equal(procfs_link(&fs, "77/exe", link, sizeof link), -ENOENT);
	assert_int_equal(procfs_link(&fs, "9/exe", link, sizeof link), -EACCES);
	/* A link on the way, and the way up. */
	assert_int_equal(procfs_link(&fs, "8/exe", link, sizeof link), -ENOTDIR);
	assert_int_equal(procfs_link(&fs, "../exe", link, sizeof link), -EINVAL);
	assert_int_equal(procfs_link(&fs, "exe", link, sizeof link), -EINVAL);
	assert_int_equal(procfs_exe_noted(&fs, 7), PROCFS_EXE_REPLACED);
	assert_int_equal(procfs_exe_noted(&fs, 9), PROCFS_EXE_UNKNOWN);
	procfs_close(&fs);
}

static void a_missing_proc_has_nothing(void **state)
{
	struct sum sum = { 0 };
	struct procfs fs;
	char buffer[8];
	uint32_t inode;
	uint64_t count;

	open_proc(*state, &fs);
	assert_int_equal(procfs_read(&fs, "7/stat", buffer, sizeof buffer), -ENOENT);
	assert_int_equal(procfs_each_pid(&fs, add_id, &sum), -ENOENT);
	assert_int_equal(procfs_each_socket(&fs, 7, 0, add_socket, &sum, NULL), -ENOENT);
	assert_int_equal(procfs_socket(&fs, 7, 0, 3, &inode), -ENOENT);
	assert_false(procfs_fd_count(&fs, 7, 0, &count));
	assert_int_equal(procfs_own_namespace(&fs, "net"), 0);
	procfs_close(&fs);
}

/* All that is asked of it, in a text to compare. */
static void ask_all(const struct procfs *fs, struct text *answers)
{
	static const char *const files[] = { "7/stat", "9/stat", "net/raw", "7/gone" };
	struct sum pids = { 0 }, threads = { 0 }, sockets = { 0 }, refused = { 0 };
	char buffer[64];
	uint32_t inode = 0;
	uint64_t count = 0;
	int error;

	for (size_t i = 0; i < sizeof files / sizeof *files; i++)
		text_format(answers, "%zd ", procfs_read(fs, files[i], buffer, sizeof buffer));
	procfs_each_pid(fs, add_id, &pids);
	procfs_each_thread(fs, 7, add_id, &threads);
	procfs_each_socket(fs, 7, 0, add_socket, &sockets, NULL);
	error = procfs_each_socket(fs, 9, 0, add_socket, &refused, NULL);
	text_format(answers, "pids %u %u threads %u sockets %u %u refused %d ", pids.count,
		    (unsigned)pids.ids, threads.count, sockets.count, (unsigned)sockets.inodes,
		    error);
	error = procfs_socket(fs, 7, 8, 3, &inode);
	procfs_fd_count(fs, 7, 0, &count);
	text_format(answers, "one %d %u count %u ", error, inode, (unsigned)count);
	text_format(answers, "links %zd %zd %zd", procfs_link(fs, "7/exe", buffer, sizeof buffer),
		    procfs_link(fs, "9/exe", buffer, sizeof buffer),
		    procfs_link(fs, "7/gone", buffer, sizeof buffer));
}

/* A copy of the copy answers the same, whatever was refused. */
static void a_tee_answers_the_same(void **state)
{
	const struct tree *tree = *state;
	char first[512], second[512], line[200];
	struct text one = TEXT_OVER(first), two = TEXT_OVER(second), why = TEXT_OVER(line), path;
	struct capture *capture;
	struct tree copy;
	struct procfs fs;

	make_proc(tree);
	assert_int_equal(capture_open(tree_path(tree, "copy"), &capture, &why), 0);
	open_proc(tree, &fs);
	fs.tee = capture;
	ask_all(&fs, &one);
	/* Asked twice, written anew. */
	one = TEXT_OVER(first);
	ask_all(&fs, &one);
	assert_int_equal(capture_error(capture, &why), 0);
	assert_int_equal(tree_mode(tree, "copy/proc/7/stat"), 0600);
	assert_int_equal(tree_mode(tree, "copy/proc/7/fd"), 0700);
	/* Nothing but sockets. */
	assert_int_equal(tree_mode(tree, "copy/proc/7/fd/4"), -1);
	procfs_close(&fs);
	capture_close(capture);

	path = TEXT_OVER(copy.path);
	text_add(&path, tree_path(tree, "copy"));
	open_proc(&copy, &fs);
	ask_all(&fs, &two);
	procfs_close(&fs);
	assert_string_equal(first, second);
}

#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, tree_make, tree_remove)

/* Of this machine: what changes is seen, and what is not there is tried again. */
static void holds_files_open(void **state)
{
	struct procfs fs;
	struct procfs_file file = { 0 };
	char path[32], name[64];
	struct text text = TEXT_OVER(path);

	(void)state;
	procfs_open(&fs, -1);
	text_format(&text, "%d/comm", (int)getpid());
	assert_int_equal(procfs_file_read(&fs, &file, "none", name, sizeof name), -ENOENT);
	assert_false(file.is_open);
	prctl(PR_SET_NAME, "before");
	assert_int_equal(procfs_file_read(&fs, &file, path, name, sizeof name), 7);
	assert_true(file.is_open);
	prctl(PR_SET_NAME, "now");
	assert_int_equal(procfs_file_read(&fs, &file, path, name, sizeof name), 4);
	assert_string_equal(name, "now\n");
	procfs_file_close(&file);
	procfs_file_close(&file);
	procfs_close(&fs);
}

/* ---- what became of an executable of this machine ---- */

static enum procfs_exe state_of(pid_t pid)
{
	enum procfs_exe state = procfs_exe_look(pid);

	program_end(pid);
	return state;
}

static void sees_what_became_of_executables(void **state)
{
	const struct tree *tree = *state;
	pid_t pid;

	program_copy(tree, "a");
	assert_int_equal(state_of(program_run(tree, "a")), PROCFS_EXE_NAMED);
	pid = program_run(tree, "a");
	assert_int_equal(unlink(tree_path(tree, "a")), 0);
	assert_int_equal(state_of(pid), PROCFS_EXE_DELETED);

	/* As packages are upgraded. */
	program_copy(tree, "a");
	program_copy(tree, "a.new");
	pid = program_run(tree, "a");
	assert_int_equal(rename(tree_path(tree, "a.new"), tree_path(tree, "a")), 0);
	assert_int_equal(state_of(pid), PROCFS_EXE_REPLACED);

	/* A link, be it to nowhere, is another file. */
	pid = program_run(tree, "a");
	assert_int_equal(unlink(tree_path(tree, "a")), 0);
	assert_int_equal(symlink("nowhere", tree_path(tree, "a")), 0);
	assert_int_equal(state_of(pid), PROCFS_EXE_REPLACED);
	assert_int_equal(procfs_exe_look(-1), PROCFS_EXE_UNKNOWN);
}

/* A directory that is not there any more, or is not one. */
static void sees_a_whole_tree_deleted(void **state)
{
	const struct tree *tree = *state;
	pid_t pid;

	tree_write(tree, "dir/none", "");
	program_copy(tree, "dir/a");
	pid = program_run(tree, "dir/a");
	unlink(tree_path(tree, "dir/a"));
	unlink(tree_path(tree, "dir/none"));
	assert_int_equal(rmdir(tree_path(tree, "dir")), 0);
	assert_int_equal(procfs_exe_look(pid), PROCFS_EXE_DELETED);
	tree_write(tree, "dir", "");
	assert_int_equal(state_of(pid), PROCFS_EXE_DELETED);
}

/* A file that is called as the kernel calls deleted ones; and one that has another name
 * still, or has its own again. */
static void is_not_misled_by_names(void **state)
{
	const struct tree *tree = *state;
	pid_t pid;

	program_copy(tree, "a (deleted)");
	assert_int_equal(state_of(program_run(tree, "a (deleted)")), PROCFS_EXE_NAMED);
	/* With a file of the shorter name beside it. */
	tree_write(tree, "a", "");
	assert_int_equal(state_of(program_run(tree, "a (deleted)")), PROCFS_EXE_NAMED);
	/* It is deleted, and was called so. */
	pid = program_run(tree, "a (deleted)");
	unlink(tree_path(tree, "a (deleted)"));
	assert_int_equal(state_of(pid), PROCFS_EXE_DELETED);

	program_copy(tree, "b");
	pid = program_run(tree, "b");
	assert_int_equal(link(tree_path(tree, "b"), tree_path(tree, "elsewhere")), 0);
	assert_int_equal(unlink(tree_path(tree, "b")), 0);
	assert_int_equal(procfs_exe_look(pid), PROCFS_EXE_DELETED);
	/* Another file is called as the kernel calls this one. */
	tree_write(tree, "b (deleted)", "");
	assert_int_equal(procfs_exe_look(pid), PROCFS_EXE_DELETED);
	assert_int_equal(link(tree_path(tree, "elsewhere"), tree_path(tree, "b")), 0);
	assert_int_equal(procfs_exe_look(pid), PROCFS_EXE_RESTORED);
	assert_int_equal(rename(tree_path(tree, "b (deleted)"), tree_path(tree, "b")), 0);
	assert_int_equal(state_of(pid), PROCFS_EXE_REPLACED);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		in_a_tree(reads_files),
		in_a_tree(never_leaves_the_copy),
		in_a_tree(lists_processes_and_threads),
		in_a_tree(lists_sockets),
		in_a_tree(looks_at_one_descriptor),
		in_a_tree(reads_links),
		in_a_tree(sees_what_became_of_executables),
		in_a_tree(sees_a_whole_tree_deleted),
		in_a_tree(is_not_misled_by_names),
		in_a_tree(a_missing_proc_has_nothing),
		in_a_tree(a_tee_answers_the_same),
		cmocka_unit_test(holds_files_open),
	};

	program_wait_if_copy(argc, argv);
	return cmocka_run_group_tests_name("wire_procfs", tests, NULL, NULL);
}
