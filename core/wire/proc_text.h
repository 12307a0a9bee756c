/* proc_text.h - the texts of proc(5), read without trust. */
#ifndef LSN_WIRE_PROC_TEXT_H
#define LSN_WIRE_PROC_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* /proc/PID/stat. Fields beyond the end of a short line are unknown. */
struct proc_stat {
	char comm[64];                  /* between the first ( and the last ) */
	char state;
	bool times_known, nice_known, threads_known, start_known, rss_known;
	uint64_t utime, stime;          /* clock ticks */
	int64_t nice;
	uint64_t threads;
	uint64_t start;                 /* clock ticks since boot */
	uint64_t rss;                   /* pages */
	bool parent_known, flags_known;
	uint32_t parent;                /* pid; 0 none */
	uint64_t flags;                 /* PF_* of the kernel's linux/sched.h */
};

/* -EBADMSG where there is no comm and state. */
int proc_stat_decode(const char *text, size_t size, struct proc_stat *stat);

/* What is left of a main thread that ended before the others of its process: not the
 * process itself is a zombie. */
bool proc_stat_lost_main_thread(const struct proc_stat *stat);

/* "Uid:" of /proc/PID/status, the effective one. False where it is missing. */
bool proc_status_uid(const char *text, size_t size, uint32_t *uid);

/* "Uid:" again: the real one and the effective one. */
bool proc_status_uids(const char *text, size_t size, uint32_t *real, uint32_t *effective);

/* How many numbers "NSpid:" has: one for each pid namespace from that of the mounted /proc
 * down to the process's own, so 1 where they are the same. 0 where it is missing, as kernels
 * without such namespaces have it. proc_pid_status() */
unsigned proc_status_numbers(const char *text, size_t size);

/* A set of /proc/PID/status by its name there, "CapPrm" or "CapEff". */
bool proc_status_capabilities(const char *text, size_t size, const char *name, uint64_t *set);

/* "Max nice priority" of /proc/PID/limits, the soft limit: 20 - n is how low nice may be
 * set; "unlimited" is UINT64_MAX. False where it is missing. */
bool proc_limits_nice(const char *text, size_t size, uint64_t *limit);

/* "Max open files" of /proc/PID/limits, the soft limit; "unlimited" is
 * UINT64_MAX. False where it is missing. */
bool proc_limits_files(const char *text, size_t size, uint64_t *limit);

/* A process's own path in /proc/PID/cgroup, lent from within the text: that of version 2;
 * on a host with both, where that one is "/", systemd's own, else the longest. False where
 * there is no path. cgroups(7) */
bool proc_cgroup_path(const char *text, size_t size, const char **path, size_t *length);

/* What is looked for in a file of counters, and what was found. */
struct proc_counter {
	const char *group, *name;       /* group NULL: a line of name and value */
	bool known;
	int64_t value;
};

/* Looks for all `count` counters in one pass. Of /proc/net/netstat and snmp
 * ("Tcp: a b c" above "Tcp: 1 2 3"): the value below `name` in the pair of lines
 * that begin with `group` and a colon. Of /proc/net/snmp6 ("Udp6InErrors 0"): the
 * value behind `name`. Known is set anew: false where there is none or it is no
 * number. */
void proc_counters(const char *text, size_t size, struct proc_counter *counters, size_t count);

/* /proc/net/sockstat and sockstat6: how many sockets of a protocol ("UDP",
 * "RAW6") are in use. False where there is no such line. */
bool proc_sockstat_inuse(const char *text, size_t size, const char *protocol, int64_t *count);

/* A line of /proc/net/raw or raw6 (or udp, tcp), the title line not. */
struct proc_socket {
	uint8_t family;                 /* by the length of the address */
	uint8_t source[16];             /* network order */
	uint16_t port;                  /* raw: the IP protocol */
	uint8_t state;
	uint32_t rqueue;                /* bytes */
	uint32_t uid, inode;
	bool drops_known;               /* not in /proc/net/tcp */
	uint64_t drops;
};

/* Calls fn for each good line; returns how many lines were bad. */
size_t proc_sockets(const char *text, size_t size,
		    void (*fn)(const struct proc_socket *socket, void *arg), void *arg);

/* A sysctl of one number or of several ("4096\n", "57580\t76773\t115160\n"): true where
 * there are `count` and nothing else; *values are untouched otherwise. At most
 * PROC_NUMBERS. */
enum { PROC_NUMBERS = 4 };
bool proc_numbers(const char *text, size_t size, int64_t *values, size_t count);

/* "socket:[12345]" to 12345. False for anything else, and for 0. */
bool proc_socket_link(const char *link, size_t size, uint32_t *inode);

#endif
