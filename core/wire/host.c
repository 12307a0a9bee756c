/* host.c - where bytes come from: this machine, or a captured one. */
#include "wire/host.h"

#include "base/memory.h"
#include "base/text.h"
#include "wire/capture.h"
#include "wire/descriptor.h"
#include "wire/meta.h"
#include "wire/nl_events.h"
#include "wire/nl_private.h"
#include "wire/proc_text.h"
#include "wire/procfs_private.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

enum { ETC_LIMIT = 1024 * 1024, STATUS_ROOM = 8192 };

struct host {
	int root;                       /* negative: this machine */
	struct meta meta;               /* live: the time in it is not used */
	struct procfs procfs;
	struct nl *nl[NL_BUSES];        /* NULL: not opened yet */
	struct capture *tee;            /* NULL: none */
};

static void open_live(struct host *host)
{
	struct text name = TEXT_OVER(host->meta.host);
	struct utsname node;

	if (uname(&node) == 0)
		text_add(&name, node.nodename);
	procfs_open(&host->procfs, -1);
	host->meta.netns = procfs_own_namespace(&host->procfs, "net");
}

static int explain(struct text *why, const char *file, const char *what, int error)
{
	text_printable(why, file, false);
	text_format(why, ": %s", what);
	return error;
}

static int open_root(struct host *host, const char *root, struct text *why)
{
	char path[PATH_MAX], *content;
	struct text file = TEXT_OVER(path);
	size_t size;
	int fd, error;

	host->root = descriptor_open(AT_FDCWD, root, O_RDONLY | O_DIRECTORY, 0);
	if (host->root < 0)
		return explain(why, root, strerror(-host->root), host->root);
	text_format(&file, "%s/meta", root);
	fd = descriptor_open_beneath(host->root, "meta", O_RDONLY);
	if (fd == -ENOENT)
		return explain(why, path, "missing: not a captured host", fd);
	if (fd < 0)
		return explain(why, path, strerror(-fd), fd);
	error = descriptor_read_all(fd, META_SIZE, &content, &size);
	descriptor_close(fd);
	if (error)
		return explain(why, path, strerror(-error), error);
	error = meta_read(content, size, path, &host->meta, why);
	free(content);
	if (!error)
		procfs_open(&host->procfs, host->root);
	return error;
}

int host_open(const char *root, struct host **host, struct text *why)
{
	struct host *opened = memory_alloc(1, sizeof *opened);
	int error = 0;

	opened->root = -1;
	opened->procfs.dir = -1;
	if (root)
		error = open_root(opened, root, why);
	else
		open_live(opened);
	if (error) {
		host_close(opened);
		return error;
	}
	*host = opened;
	return 0;
}

void host_close(struct host *host)
{
	if (!host)
		return;
	for (int bus = 0; bus < NL_BUSES; bus++)
		nl_free(host->nl[bus]);
	procfs_close(&host->procfs);
	descriptor_close(host->root);
	capture_close(host->tee);
	free(host);
}

int host_capture(struct host *host, const char *dir, struct text *why)
{
	struct meta meta = host->meta;
	char content[META_SIZE];
	struct text text = TEXT_OVER(content);
	int error = capture_open(dir, &host->tee, why);

	if (error)
		return error;
	meta.at = host_now(host);
	meta.uptime_known = host_uptime(host, &meta.uptime);
	meta_write(&meta, &text);
	capture_file(host->tee, "meta", content, text.length);
	if (host->procfs.dir >= 0)
		capture_directory(host->tee, "proc");
	error = capture_error(host->tee, why);
	if (error) {
		capture_close(host->tee);
		host->tee = NULL;
		return error;
	}
	host->procfs.tee = host->tee;
	for (int bus = 0; bus < NL_BUSES; bus++)
		if (host->nl[bus])
			nl_tee(host->nl[bus], host->tee, host->meta.netns);
	return 0;
}

int host_capture_error(const struct host *host, struct text *why)
{
	return capture_error(host->tee, why);
}

bool host_is_live(const struct host *host)
{
	return host->root < 0;
}

struct instant host_now(const struct host *host)
{
	return host_is_live(host) ? clock_now() : host->meta.at;
}

const char *host_name(const struct host *host)
{
	return host->meta.host;
}

bool host_uptime(const struct host *host, double *seconds)
{
	uint64_t boot;

	if (!host_is_live(host)) {
		if (host->meta.uptime_known)
			*seconds = host->meta.uptime;
		return host->meta.uptime_known;
	}
	/* What /proc/uptime shows, and there without /proc. */
	boot = clock_now().boot;
	if (boot)
		*seconds = (double)boot / (double)CLOCK_SECOND;
	return boot != 0;
}

uint64_t host_netns(const struct host *host)
{
	return host->meta.netns;
}

/* PROC_PID_INIT_INO of the kernel's include/linux/proc_ns.h. */
static const uint64_t FIRST_PID_NAMESPACE = 0xeffffffc;

bool host_is_first_pid_namespace(const struct host *host)
{
	return procfs_own_namespace(&host->procfs, "pid") == FIRST_PID_NAMESPACE;
}

bool host_pids_are_ours(const struct host *host)
{
	char status[STATUS_ROOM];
	ssize_t size;

	/* By chance the numbers may be the same in another namespace. */
	if (procfs_own_pid(&host->procfs) != getpid())
		return false;
	size = procfs_read(&host->procfs, "self/status", status, sizeof status);
	return size > 0 && proc_status_numbers(status, (size_t)size) <= 1;
}

const struct procfs *host_procfs(const struct host *host)
{
	return &host->procfs;
}

static struct nl_line *open_copy(const struct host *host)
{
	char path[64];
	struct text text = TEXT_OVER(path);

	text_format(&text, "netlink/%llu", (unsigned long long)host->meta.netns);
	return nl_line_copy(descriptor_open_beneath(host->root, path, O_RDONLY | O_DIRECTORY));
}

int host_nl(struct host *host, uint64_t netns, enum nl_bus bus, struct nl **nl)
{
	struct nl_line *line;
	int error;

	if (netns != host->meta.netns)
		return -ENOTSUP;
	if (!host->nl[bus]) {
		error = 0;
		if (host_is_live(host))
			error = nl_line_live(bus, &line);
		else
			line = open_copy(host);
		if (error)
			return error;
		host->nl[bus] = nl_new(line);
		nl_tee(host->nl[bus], host->tee, netns);
	}
	*nl = host->nl[bus];
	return 0;
}

int host_nl_apart(const struct host *host, uint64_t netns, enum nl_bus bus, struct nl **nl)
{
	struct nl_line *line;
	int error;

	if (!host_is_live(host) || host->tee || netns != host->meta.netns)
		return -ENOTSUP;
	error = nl_line_live(bus, &line);
	if (error)
		return error;
	*nl = nl_new(line);
	return 0;
}

int host_nl_events(const struct host *host, uint64_t netns, unsigned which,
		   struct nl_events **events)
{
	if (!host_is_live(host))
		return -ENODATA;
	if (netns != host->meta.netns)
		return -ENOTSUP;
	return nl_events_open(which, events);
}

int host_read_etc(const struct host *host, const char *name, char **text, size_t *size)
{
	char path[64];
	struct text file = TEXT_OVER(path);
	int fd, error;

	if (host_is_live(host))
		return -ENOTSUP;
	text_format(&file, "etc/%s", name);
	if (file.cut)
		return -ENAMETOOLONG;
	fd = descriptor_open_beneath(host->root, path, O_RDONLY);
	if (fd < 0)
		return fd;
	error = descriptor_read_all(fd, ETC_LIMIT, text, size);
	descriptor_close(fd);
	return error;
}

void host_note_etc(struct host *host, const char *name, const char *line)
{
	char path[64];
	struct text file = TEXT_OVER(path);

	if (!host->tee)
		return;
	text_format(&file, "etc/%s", name);
	capture_append(host->tee, path, line, strcspn(line, "\n"));
	capture_append(host->tee, path, "\n", 1);
}
