/* fuzz_proc_text.c - any bytes as each of the texts of proc(5). */
#include "wire/proc_text.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void count_socket(const struct proc_socket *socket, void *arg)
{
	size_t *good = arg;

	if (socket->drops && !socket->drops_known)
		abort();
	(*good)++;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	/* A block of exactly this size, so that reading beyond it is noticed. */
	char *text = malloc(size ? size : 1);
	struct proc_stat stat;
	size_t good = 0, bad;
	uint64_t limit;
	struct proc_counter counters[] = {
		{ .group = "TcpExt", .name = "ListenDrops" },
		{ .group = "", .name = "" },
		{ .name = "Udp6RcvbufErrors" },
	};
	int64_t inuse, numbers[PROC_NUMBERS];
	uint32_t id, other;
	const char *path;
	size_t length;

	if (!text)
		return 0;
	if (size)
		memcpy(text, data, size);
	if (proc_stat_decode(text, size, &stat) == 0 &&
	    strnlen(stat.comm, sizeof stat.comm) == sizeof stat.comm)
		abort();
	proc_status_uid(text, size, &id);
	proc_status_uids(text, size, &id, &other);
	proc_status_capabilities(text, size, "CapEff", &limit);
	proc_limits_files(text, size, &limit);
	proc_limits_nice(text, size, &limit);
	if (proc_cgroup_path(text, size, &path, &length) &&
	    (!length || *path != '/' || path < text || path + length > text + size))
		abort();
	proc_counters(text, size, counters, sizeof counters / sizeof *counters);
	proc_sockstat_inuse(text, size, "UDP", &inuse);
	bad = proc_sockets(text, size, count_socket, &good);
	if (good + bad > size)
		abort();
	for (size_t count = 1; count <= PROC_NUMBERS; count++)
		proc_numbers(text, size, numbers, count);
	if (proc_socket_link(text, size, &id) && id == 0)
		abort();
	free(text);
	return 0;
}
