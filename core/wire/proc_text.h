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
};

/* -EBADMSG where there is no comm and state. */
int proc_stat_decode(const char *text, size_t size, struct proc_stat *stat);

/* "Uid:" of /proc/PID/status, the effective one. False where it is missing. */
bool proc_status_uid(const char *text, size_t size, uint32_t *uid);

/* "Max open files" of /proc/PID/limits, the soft limit; "unlimited" is
 * UINT64_MAX. False where it is missing. */
bool proc_limits_files(const char *text, size_t size, uint64_t *limit);

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
