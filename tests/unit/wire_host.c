/* wire_host.c - a captured host opened, captured again, and refused. */
#include "wire/host.h"

#include "base/text.h"
#include "wire/inet_diag.h"
#include "wire/procfs.h"
#include "wire_tree.h"

#include <errno.h>
#include <linux/netlink.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void make_host(const struct tree *tree)
{
	struct {
		uint32_t length;
		struct nlmsghdr nlh;
	} frame = { sizeof frame.nlh,
		    { .nlmsg_len = sizeof frame.nlh, .nlmsg_type = NLMSG_DONE } };

	tree_write(tree, "meta", "version 1\nwall 30\nmonotonic 40\nboot 50\nhost web1\n"
				 "netns 77\nuptime 12.50\n");
	tree_write(tree, "etc/passwd", "root:x:0:0\n");
	tree_write(tree, "proc/7/stat", "7 (x) S 1");
	tree_write_bytes(tree, "netlink/77/tcp.nl", &frame, sizeof frame);
}

static int open_host(const char *root, struct host **host, char line[PATH_MAX])
{
	struct text why = text_over(line, PATH_MAX);

	return host_open(root, host, &why);
}

static int never(const struct nlmsghdr *nlh, void *arg)
{
	(void)nlh;
	(void)arg;
	return -EINVAL;
}

static int dump(struct host *host, const char *label)
{
	_Alignas(struct nlmsghdr) char request[INET_DIAG_REQUEST_SIZE];
	struct nl *nl;
	int error = host_nl(host, 77, NL_SOCK_DIAG, &nl);

	return error ? error : nl_dump(nl, label, inet_diag_request_tcp_listen(request), never,
				       NULL);
}

static void opens_a_copy(void **state)
{
	struct host *host;
	struct nl *nl;
	char line[PATH_MAX], buffer[32], *text;
	double seconds;
	size_t size;

	make_host(*state);
	assert_int_equal(open_host(((struct tree *)*state)->path, &host, line), 0);
	assert_false(host_is_live(host));
	assert_int_equal(host_now(host).wall, 30);
	assert_int_equal(host_now(host).monotonic, 40);
	assert_int_equal(host_now(host).boot, 50);
	assert_string_equal(host_name(host), "web1");
	assert_int_equal(host_netns(host), 77);
	assert_true(host_uptime(host, &seconds));
	assert_true(seconds == 12.5);
	assert_int_equal(procfs_read(host_procfs(host), "7/stat", buffer, sizeof buffer), 9);
	assert_int_equal(host_nl(host, 78, NL_SOCK_DIAG, &nl), -ENOTSUP);
	/* Files are no conversation to be had apart. */
	assert_int_equal(host_nl_apart(host, 77, NL_SOCK_DIAG, &nl), -ENOTSUP);
	assert_int_equal(dump(host, "tcp"), 0);
	assert_int_equal(dump(host, "udp4"), -ENODATA);
	assert_int_equal(host_read_etc(host, "passwd", &text, &size), 0);
	assert_string_equal(text, "root:x:0:0\n");
	free(text);
	assert_int_equal(host_read_etc(host, "services", &text, &size), -ENOENT);
	assert_int_equal(host_read_etc(host, "../meta", &text, &size), -EINVAL);
	host_close(host);
	host_close(NULL);
}

static void names_what_it_cannot_open(void **state)
{
	const struct tree *tree = *state;
	struct host *host = NULL;
	char line[PATH_MAX];

	assert_int_equal(open_host(tree_path(tree, "none"), &host, line), -ENOENT);
	assert_non_null(strstr(line, "/none: "));
	assert_int_equal(open_host(tree->path, &host, line), -ENOENT);
	assert_non_null(strstr(line, "/meta: missing: not a captured host"));
	tree_write(tree, "meta", "version 1\nwall ?\n");
	assert_int_equal(open_host(tree->path, &host, line), -EINVAL);
	assert_non_null(strstr(line, "/meta:2: wall: "));
	assert_int_equal(truncate(tree_path(tree, "meta"), 100000), 0);
	assert_int_equal(open_host(tree->path, &host, line), -EFBIG);
	assert_non_null(strstr(line, "/meta: "));
	assert_int_equal(open_host(tree_path(tree, "meta"), &host, line), -ENOTDIR);
	assert_null(host);
}

/* What was read is there; what was not is not; and it opens like the first. */
static void a_capture_opens_again(void **state)
{
	const struct tree *tree = *state;
	struct host *host;
	char line[PATH_MAX], buffer[32];
	struct text why = TEXT_OVER(line);

	make_host(tree);
	assert_int_equal(open_host(tree->path, &host, line), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "copy"), &why), 0);
	assert_int_equal(tree_mode(tree, "copy"), 0700);
	assert_int_equal(tree_mode(tree, "copy/meta"), 0600);
	procfs_read(host_procfs(host), "7/stat", buffer, sizeof buffer);
	assert_int_equal(dump(host, "tcp"), 0);
	host_note_etc(host, "passwd", "www-data:x:33:33\nroot:x:0:0");
	host_note_etc(host, "passwd", "nobody:x:65534:65534");
	assert_int_equal(host_capture_error(host, &why), 0);
	host_close(host);

	assert_int_equal(open_host(tree_path(tree, "copy"), &host, line), 0);
	assert_string_equal(host_name(host), "web1");
	assert_int_equal(host_now(host).boot, 50);
	assert_int_equal(procfs_read(host_procfs(host), "7/stat", buffer, sizeof buffer), 9);
	assert_int_equal(dump(host, "tcp"), 0);
	assert_string_equal(tree_read(tree, "copy/etc/passwd"),
			    "www-data:x:33:33\nnobody:x:65534:65534\n");
	host_close(host);
}

static void captures_into_an_empty_directory_only(void **state)
{
	const struct tree *tree = *state;
	struct host *host;
	char line[PATH_MAX];
	struct text why = TEXT_OVER(line);

	make_host(tree);
	assert_int_equal(open_host(tree->path, &host, line), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "etc"), &why), -ENOTEMPTY);
	assert_non_null(strstr(line, "/etc: the directory is not empty"));
	assert_int_equal(host_capture(host, tree_path(tree, "meta"), &why), -ENOTDIR);
	assert_int_equal(host_capture(host, tree_path(tree, "a/b"), &why), -ENOENT);
	assert_int_equal(symlink("proc", tree_path(tree, "link")), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "link"), &why), -ENOTDIR);
	assert_int_equal(mkdir(tree_path(tree, "empty"), 0700), 0);
	assert_int_equal(chmod(tree_path(tree, "empty"), 0722), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "empty"), &why), -EPERM);
	assert_non_null(strstr(line, "/empty: others may write to the directory"));
	assert_int_equal(chmod(tree_path(tree, "empty"), 0755), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "empty"), &why), 0);
	host_close(host);
}

/* The first failure is told with its file, and reading goes on. */
static void a_capture_that_fails_says_so(void **state)
{
	const struct tree *tree = *state;
	struct host *host;
	char line[PATH_MAX], buffer[32];
	struct text why = TEXT_OVER(line);

	make_host(tree);
	assert_int_equal(open_host(tree->path, &host, line), 0);
	assert_int_equal(host_capture(host, tree_path(tree, "copy"), &why), 0);
	/* A link laid in its way is not written through. */
	assert_int_equal(rmdir(tree_path(tree, "copy/proc")), 0);
	assert_int_equal(mkdir(tree_path(tree, "victim"), 0700), 0);
	assert_int_equal(symlink("../victim", tree_path(tree, "copy/proc")), 0);
	assert_int_equal(procfs_read(host_procfs(host), "7/stat", buffer, sizeof buffer), 9);
	assert_int_equal(tree_mode(tree, "victim/7/stat"), -1);
	/* and what comes after it does not take its name away */
	assert_int_equal(rmdir(tree_path(tree, "victim")), 0);
	assert_int_equal(unlink(tree_path(tree, "copy/proc")), 0);
	assert_int_equal(procfs_read(host_procfs(host), "7/stat", buffer, sizeof buffer), 9);
	assert_int_equal(host_capture_error(host, &why), -ENOTDIR);
	assert_non_null(strstr(line, "/copy/proc/7/stat: "));
	assert_int_equal(tree_mode(tree, "copy/proc/7/stat"), 0600);
	host_close(host);
}

#define in_a_tree(test) cmocka_unit_test_setup_teardown(test, tree_make, tree_remove)

int main(void)
{
	const struct CMUnitTest tests[] = {
		in_a_tree(opens_a_copy),
		in_a_tree(names_what_it_cannot_open),
		in_a_tree(a_capture_opens_again),
		in_a_tree(captures_into_an_empty_directory_only),
		in_a_tree(a_capture_that_fails_says_so),
	};

	return cmocka_run_group_tests_name("wire_host", tests, NULL, NULL);
}
