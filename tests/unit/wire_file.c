/* wire_file.c - users' files that are what they seem, and those that are not. */
#include "wire/file.h"

#include "base/text.h"
#include "wire_tree.h"

#include <dirent.h>
#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static int try_path(const char *path, enum file_trust trust, size_t limit, char line[PATH_MAX])
{
	struct text why = text_over(line, PATH_MAX);
	char *content = NULL;
	size_t size;
	int error = file_read(path, trust, limit, &content, &size, &why);

	if (error)
		assert_null(content);
	free(content);
	return error;
}

static void reads_a_file_whole(void **state)
{
	char line[PATH_MAX], *content;
	struct text why = TEXT_OVER(line);
	size_t size;

	tree_write_bytes(*state, "rc", "a\0b", 3);
	assert_int_equal(file_read(tree_path(*state, "rc"), FILE_OURS, 3, &content, &size, &why), 0);
	assert_int_equal(size, 3);
	assert_memory_equal(content, "a\0b", 4);
	free(content);
	assert_int_equal(try_path(tree_path(*state, "rc"), FILE_OURS, 2, line), -EFBIG);
}

/* Sizes around each step by which the buffer grows. */
static void reads_files_of_any_size(void **state)
{
	static const size_t sizes[] = { 0, 1, 4095, 4096, 4097, 8192, 40000, 65536 };
	static char bytes[65536];
	char line[PATH_MAX];

	for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
		struct text why = TEXT_OVER(line);
		char *content;
		size_t size;

		memset(bytes, 'a' + (int)i, sizes[i]);
		tree_write_bytes(*state, "rc", bytes, sizes[i]);
		assert_int_equal(file_read(tree_path(*state, "rc"), FILE_ANYBODYS, 65536, &content,
					   &size, &why), 0);
		assert_int_equal(size, sizes[i]);
		assert_memory_equal(content, bytes, sizes[i]);
		assert_int_equal(content[size], '\0');
		free(content);
	}
}

static void refuses_what_is_no_file(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX];

	assert_int_equal(mkdir(tree_path(tree, "dir"), 0700), 0);
	assert_int_equal(mkfifo(tree_path(tree, "fifo"), 0600), 0);
	assert_int_equal(symlink("loop", tree_path(tree, "loop")), 0);
	assert_int_equal(try_path(tree_path(tree, "dir"), FILE_ANYBODYS, 10, line), -EINVAL);
	assert_non_null(strstr(line, "/dir: is a directory"));
	assert_int_equal(try_path(tree_path(tree, "fifo"), FILE_ANYBODYS, 10, line), -EINVAL);
	assert_non_null(strstr(line, "/fifo: is no regular file"));
	assert_int_equal(try_path(tree_path(tree, "loop"), FILE_ANYBODYS, 10, line), -ELOOP);
	assert_int_equal(try_path(tree_path(tree, "none"), FILE_ANYBODYS, 10, line), -ENOENT);
	assert_non_null(strstr(line, "/none: "));
	assert_int_equal(try_path("/dev/zero", FILE_ANYBODYS, 10, line), -EINVAL);
	assert_string_equal(line, "/dev/zero: is no regular file");
	assert_int_equal(try_path("\033[31m", FILE_ANYBODYS, 10, line), -ENOENT);
	assert_null(strchr(line, '\033'));
}

/* "No configuration", where a file's name is wanted; all the world may write to it. */
static void the_null_device_is_an_empty_file(void **state)
{
	static const enum file_trust trusts[] = { FILE_ANYBODYS, FILE_OURS };
	const struct tree *tree = *state;
	char line[PATH_MAX];

	assert_int_equal(symlink("/dev/null", tree_path(tree, "link")), 0);
	for (size_t i = 0; i < sizeof trusts / sizeof *trusts; i++) {
		struct text why = TEXT_OVER(line);
		char *content = NULL;
		size_t size = 1;

		assert_int_equal(file_read(tree_path(tree, "link"), trusts[i], 10, &content, &size,
					   &why), 0);
		assert_int_equal(size, 0);
		assert_string_equal(content, "");
		free(content);
	}
}

static void refuses_files_that_others_may_write(void **state)
{
	static const mode_t modes[] = { 0620, 0602, 0666 };
	const char *path = tree_path(*state, "rc");
	char line[PATH_MAX];

	tree_write(*state, "rc", "x");
	for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_int_equal(try_path(path, FILE_OURS, 10, line), -EPERM);
		assert_int_equal(try_path(path, FILE_ANYBODYS, 10, line), 0);
	}
	assert_int_equal(chmod(path, 0644), 0);
	assert_int_equal(try_path(path, FILE_OURS, 10, line), 0);
}

static void refuses_files_of_others(void **state)
{
	const char *path = tree_path(*state, "rc");
	char line[PATH_MAX];

	tree_write(*state, "rc", "x");
	/* Only root can give a file away. */
	if (chown(path, getuid() + 12345, (gid_t)-1) < 0)
		skip();
	assert_int_equal(try_path(path, FILE_OURS, 10, line), -EPERM);
	assert_non_null(strstr(line, "belongs to another user"));
}

static int replace(const char *path, const char *content, char line[PATH_MAX])
{
	struct text why = text_over(line, PATH_MAX);

	return file_replace(path, content, strlen(content), &why);
}

/* Nothing else may be left lying about. */
static unsigned count_files(const struct tree *tree, const char *dir)
{
	DIR *stream = opendir(tree_path(tree, dir));
	unsigned count = 0;

	assert_non_null(stream);
	for (const struct dirent *entry; (entry = readdir(stream));)
		count += strcmp(entry->d_name, ".") != 0 && strcmp(entry->d_name, "..") != 0;
	closedir(stream);
	return count;
}

static void makes_a_file_and_its_directory(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX];

	assert_int_equal(replace(tree_path(tree, "dir/rc"), "one", line), 0);
	assert_int_equal(tree_mode(tree, "dir"), 0700);
	assert_int_equal(tree_mode(tree, "dir/rc"), 0600);
	assert_string_equal(tree_read(tree, "dir/rc"), "one");
	assert_int_equal(count_files(tree, "dir"), 1);
	assert_int_equal(replace(tree_path(tree, "a/b/rc"), "one", line), -ENOENT);
	assert_non_null(strstr(line, "/a/b: "));
}

static void keeps_the_mode_of_an_old_one(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX];

	tree_write(tree, "dir/rc", "a long old content");
	assert_int_equal(chmod(tree_path(tree, "dir/rc"), 0644), 0);
	assert_int_equal(replace(tree_path(tree, "dir/rc"), "new", line), 0);
	assert_int_equal(tree_mode(tree, "dir/rc"), 0644);
	assert_string_equal(tree_read(tree, "dir/rc"), "new");
	assert_int_equal(count_files(tree, "dir"), 1);
}

static void a_symlink_stays_and_its_target_is_new(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX];
	struct stat stat;

	tree_write(tree, "dotfiles/rc", "old");
	assert_int_equal(mkdir(tree_path(tree, "dir"), 0700), 0);
	assert_int_equal(symlink("../dotfiles/rc", tree_path(tree, "dir/rc")), 0);
	assert_int_equal(replace(tree_path(tree, "dir/rc"), "new", line), 0);
	assert_int_equal(lstat(tree_path(tree, "dir/rc"), &stat), 0);
	assert_true(S_ISLNK(stat.st_mode));
	assert_string_equal(tree_read(tree, "dotfiles/rc"), "new");
	assert_int_equal(symlink("nowhere", tree_path(tree, "dir/lost")), 0);
	assert_int_equal(replace(tree_path(tree, "dir/lost"), "new", line), -ENOENT);
	/* One that another user laid. */
	if (lchown(tree_path(tree, "dir/rc"), geteuid() + 12345, (gid_t)-1) < 0)
		return;
	assert_int_equal(replace(tree_path(tree, "dir/rc"), "newer", line), -EPERM);
	assert_string_equal(tree_read(tree, "dotfiles/rc"), "new");
}

static void replaces_nothing_but_files(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX];

	assert_int_equal(mkfifo(tree_path(tree, "fifo"), 0600), 0);
	assert_int_equal(mkdir(tree_path(tree, "rc"), 0700), 0);
	assert_int_equal(replace(tree_path(tree, "fifo"), "x", line), -EINVAL);
	assert_int_equal(replace(tree_path(tree, "rc"), "x", line), -EINVAL);
	assert_int_equal(replace(tree_path(tree, "rc/"), "x", line), -EINVAL);
	assert_int_equal(replace(tree_path(tree, "fifo/rc"), "x", line), -ENOTDIR);
}

/* The old one is there and whole where the new one cannot be. */
static void a_failure_leaves_the_old_one(void **state)
{
	const struct tree *tree = *state;
	char line[PATH_MAX], name[256];

	if (geteuid() == 0) {
		/* No directory keeps root out: a name with no room for more does,
		 * whatever our pid is. */
		memset(name, 'n', 253);
		name[253] = '\0';
		tree_write(tree, name, "old");
		assert_int_equal(replace(tree_path(tree, name), "new", line), -ENAMETOOLONG);
		assert_string_equal(tree_read(tree, name), "old");
		assert_int_equal(count_files(tree, "."), 1);
		return;
	}
	tree_write(tree, "dir/rc", "old");
	assert_int_equal(chmod(tree_path(tree, "dir"), 0500), 0);
	assert_int_equal(replace(tree_path(tree, "dir/rc"), "new", line), -EACCES);
	assert_int_equal(chmod(tree_path(tree, "dir"), 0700), 0);
	assert_string_equal(tree_read(tree, "dir/rc"), "old");
}

#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, tree_make, tree_remove)

/* ---- one more line ---- */

static int append(const struct tree *tree, const char *name, const char *lines, size_t limit)
{
	char reason[PATH_MAX + 256];
	struct text why = TEXT_OVER(reason);
	int error = file_append(tree_path(tree, name), lines, limit, &why);

	assert_int_equal(error == 0, why.length == 0);
	return error;
}

static void adds_at_the_end(void **state)
{
	const struct tree *tree = *state;

	assert_int_equal(append(tree, "deep/file", "one\n", 100), 0);
	assert_string_equal(tree_read(tree, "deep/file"), "one\n");
	assert_int_equal(tree_mode(tree, "deep/file"), 0600);
	assert_int_equal(append(tree, "deep/file", "two\n", 100), 0);
	assert_string_equal(tree_read(tree, "deep/file"), "one\ntwo\n");
	tree_write(tree, "deep/file", "no end");
	assert_int_equal(append(tree, "deep/file", "three\n", 100), 0);
	assert_string_equal(tree_read(tree, "deep/file"), "no end\nthree\n");
	tree_write(tree, "deep/file", "");
	assert_int_equal(append(tree, "deep/file", "four\n", 100), 0);
	assert_string_equal(tree_read(tree, "deep/file"), "four\n");
}

static void adds_to_nothing_of_others(void **state)
{
	const struct tree *tree = *state;

	tree_write(tree, "file", "one\n");
	chmod(tree_path(tree, "file"), 0646);
	assert_int_equal(append(tree, "file", "two\n", 100), -EPERM);
	chmod(tree_path(tree, "file"), 0600);
	assert_int_equal(append(tree, "file", "two\n", 7), -EFBIG);
	assert_string_equal(tree_read(tree, "file"), "one\n");
	assert_int_equal(append(tree, "file", "two\n", 8), 0);
	assert_int_equal(append(tree, "file", "three\n", 7), -EFBIG);
	assert_int_equal(mkfifo(tree_path(tree, "fifo"), 0600), 0);
	assert_int_equal(append(tree, "fifo", "two\n", 100), -EINVAL);
	assert_int_equal(symlink("nowhere", tree_path(tree, "link")), 0);
	assert_int_equal(append(tree, "link", "two\n", 100), -ENOENT);
}

static void adds_behind_a_symlink(void **state)
{
	const struct tree *tree = *state;

	tree_write(tree, "real/file", "one\n");
	assert_int_equal(symlink("real/file", tree_path(tree, "link")), 0);
	assert_int_equal(append(tree, "link", "two\n", 100), 0);
	assert_string_equal(tree_read(tree, "real/file"), "one\ntwo\n");
}

static void keeps_group_and_owner(void **state)
{
	const struct tree *tree = *state;
	struct stat stat;

	tree_write(tree, "file", "one\n");
	if (geteuid() != 0 || chown(tree_path(tree, "file"), 0, 4) < 0)
		skip();
	assert_int_equal(append(tree, "file", "two\n", 100), 0);
	assert_int_equal(lstat(tree_path(tree, "file"), &stat), 0);
	assert_int_equal(stat.st_uid, 0);
	assert_int_equal(stat.st_gid, 4);
}

static void a_mark_tells_changes(void **state)
{
	const struct tree *tree = *state;
	struct file_mark before, after;

	assert_int_equal(file_mark(tree_path(tree, "file"), &before), -ENOENT);
	tree_write(tree, "file", "one\n");
	assert_int_equal(file_mark(tree_path(tree, "file"), &before), 0);
	assert_int_equal(before.size, 4);
	assert_int_equal(file_mark(tree_path(tree, "file"), &after), 0);
	assert_true(file_mark_same(&before, &after));
	for (size_t i = 0; i < 5; i++) {
		uint64_t *const changed[] = { &after.device, &after.inode, &after.size,
					      (uint64_t *)&after.modified,
					      (uint64_t *)&after.changed };

		after = before;
		++*changed[i];
		assert_false(file_mark_same(&before, &after));
	}
	assert_int_equal(append(tree, "file", "two\n", 100), 0);
	assert_int_equal(file_mark(tree_path(tree, "file"), &after), 0);
	assert_int_equal(after.size, 8);
	assert_false(file_mark_same(&before, &after));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_tree(reads_a_file_whole),
		in_a_tree(reads_files_of_any_size),
		in_a_tree(refuses_what_is_no_file),
		in_a_tree(the_null_device_is_an_empty_file),
		in_a_tree(refuses_files_that_others_may_write),
		in_a_tree(refuses_files_of_others),
		in_a_tree(makes_a_file_and_its_directory),
		in_a_tree(keeps_the_mode_of_an_old_one),
		in_a_tree(a_symlink_stays_and_its_target_is_new),
		in_a_tree(replaces_nothing_but_files),
		in_a_tree(a_failure_leaves_the_old_one),
		in_a_tree(adds_at_the_end),
		in_a_tree(adds_to_nothing_of_others),
		in_a_tree(adds_behind_a_symlink),
		in_a_tree(keeps_group_and_owner),
		in_a_tree(a_mark_tells_changes),
	};

	return cmocka_run_group_tests_name("wire_file", tests, NULL, NULL);
}
