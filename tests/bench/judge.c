/* judge.c - what comparing listeners with a baseline costs in a tick, by itself.
 *
 * judge FILE MATCHING LISTENERS OWNERS: FILE is written, then read as the baseline, and
 * LISTENERS with OWNERS processes each are compared with it for some ticks, at ports that
 * have lines (MATCHING 1) or at others (0). Prints ms: reading, the first tick, the median,
 * the longest of the others; and how many were missing. */
#include "base/clock.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "source/baseline.h"
#include "source/sources.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum { LINES = 10000, TICKS = 101, NETNS = 7, HOSTS = 1000, PORT = 1000, FAR_PORT = 30000 };

struct load {
	unsigned long matching, listeners, owners;
};

static int write_lines(const char *path)
{
	FILE *file = fopen(path, "we");

	if (!file)
		return -errno;
	for (unsigned i = 0; i < LINES; i++)
		fprintf(file, "tcp 127.0.%u.%u:%u %s\n", i % HOSTS / 250, i % 250 + 1,
			PORT + i / HOSTS,
			"exe=/usr/sbin/nginx unit=nginx.service user=www-data");
	return fclose(file) == 0 ? 0 : -errno;
}

static void add_listener(struct snapshot *snap, const struct load *load, unsigned i)
{
	struct listener *listener = snapshot_add_listener(snap);
	struct process *process = snapshot_add_process(snap);

	listener->id = (struct listener_id){ NETNS, i + 1, ID_COOKIE };
	listener->local.family = AF_INET;
	listener->local.bytes[0] = 127;
	listener->local.bytes[2] = (uint8_t)(i % HOSTS / 250);
	listener->local.bytes[3] = (uint8_t)(i % 250 + 1);
	listener->local.port = (uint16_t)((load->matching ? PORT : FAR_PORT) + i / HOSTS);
	facts_set(&listener->facts, FACT_STATE, STATE_LISTEN);
	process->id.pid = (pid_t)i + 1;
	process->uid = 33;
	process->label[LABEL_EXECUTABLE] = "/usr/sbin/nginx";
	process->label[LABEL_EXECUTABLE_STATE] = "";
	process->label[LABEL_UNIT] = "nginx.service";
	process->label[LABEL_PROCESS_USER] = "www-data";
}

static struct snapshot *make_snapshot(const struct load *load, uint64_t now)
{
	struct snapshot *snap = snapshot_new((struct instant){ now, now, now });
	struct netns *netns = snapshot_add_netns(snap);

	netns->inode = NETNS;
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_FIRST, 32768);
	facts_set(&netns->facts, FACT_IP_LOCAL_PORT_LAST, 60999);
	for (unsigned i = 0; i < load->listeners; i++)
		add_listener(snap, load, i);
	for (unsigned n = 0; n < load->owners; n++)
		for (unsigned i = 0; i < load->listeners; i++)
			snapshot_add_owner(snap, i, (uint32_t)((i + n) % load->listeners), 3);
	return snap;
}

static double ms_since(uint64_t cpu)
{
	return (double)(clock_cpu() - cpu) / CLOCK_MILLISECOND;
}

static int ascending(const void *a, const void *b)
{
	const double *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void measure(struct source *source, const struct load *load, double reading)
{
	double ms[TICKS];
	size_t seen = load->listeners, missing = 0;

	for (unsigned tick = 0; tick < TICKS; tick++) {
		struct snapshot *snap = make_snapshot(load, tick * CLOCK_SECOND);
		uint64_t before = clock_cpu();

		source->collect(source, snap, 0);
		ms[tick] = ms_since(before);
		missing = snap->listeners.count - seen;
		snapshot_free(snap);
	}
	qsort(ms + 1, TICKS - 1, sizeof *ms, ascending);
	printf("%.3f %.3f %.3f %.3f %zu\n", reading, ms[0], ms[TICKS / 2], ms[TICKS - 1], missing);
}

int main(int argc, char **argv)
{
	char reason[512];
	struct text why = TEXT_OVER(reason);
	struct baseline *baseline;
	struct source *source;
	struct load load;
	uint64_t before;

	if (argc != 5 || write_lines(argv[1]) < 0)
		return EXIT_FAILURE;
	load = (struct load){ strtoul(argv[2], NULL, 10), strtoul(argv[3], NULL, 10),
			      strtoul(argv[4], NULL, 10) };
	before = clock_cpu();
	if (baseline_open(argv[1], &baseline, &why) != 0) {
		fprintf(stderr, "%s\n", reason);
		return EXIT_FAILURE;
	}
	source = source_expect(baseline, PROTOCOL_BIT(PROTOCOL_TCP));
	measure(source, &load, ms_since(before));
	source->close(source);
	baseline_close(baseline);
	return EXIT_SUCCESS;
}
