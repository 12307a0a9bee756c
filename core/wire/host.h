/* host.h - where bytes come from: this machine, or a captured one. */
#ifndef LSN_WIRE_HOST_H
#define LSN_WIRE_HOST_H

#include "base/clock.h"
#include "wire/nl.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct host;
struct nl_events;
struct procfs;
struct text;

/* Opens this machine (root NULL) or the copy of one that host_capture() made
 * below `root`. Gives *host. On failure returns a negative errno and writes to
 * `why` what was wrong with which file. */
int host_open(const char *root, struct host **host, struct text *why);

/* From here on all that is read is also written below `dir`, which is made, or
 * must be empty. Layout, which is the format of bug reports:
 *   meta                          "key value" lines: version, byteorder, wall,
 *                                 monotonic, boot (ns), host, netns, uptime (s)
 *   proc/...                      files, links of sockets and executables as in
 *                                 proc(5); a file in place of a directory, or the
 *                                 reverse, is one that we were not allowed to read
 *   proc/PID/fd.count             how many descriptors it has, sockets or not
 *   proc/PID/exe.state            what became of an executable whose link ends in
 *                                 " (deleted)": named, restored, deleted, replaced
 *   netlink/NETNS/LABEL.nl        frames of u32 length (host order) + datagram
 *   etc/passwd, etc/services      copies
 *   etc/netns                     lines of "INODE NAME": names of network namespaces
 * Files are 0600, directories 0700. */
int host_capture(struct host *host, const char *dir, struct text *why);

/* 0, or the first error met while writing the capture, with its file. */
int host_capture_error(const struct host *host, struct text *why);

/* NULL is fine. */
void host_close(struct host *host);

bool host_is_live(const struct host *host);

/* Now, or the instant of the capture. */
struct instant host_now(const struct host *host);

/* The node's name, at most 64 bytes, a stranger's. Lent. */
const char *host_name(const struct host *host);

/* Seconds since boot; false where unknown. */
bool host_uptime(const struct host *host, double *seconds);

/* Inode of our own network namespace, 0 where it cannot be known. */
uint64_t host_netns(const struct host *host);

/* We see all processes of the machine: true in its first pid namespace, false in
 * a container and where it cannot be known. */
bool host_is_first_pid_namespace(const struct host *host);

/* The pids below /proc are those that system calls take. False of a captured host, and where
 * /proc is another pid namespace's (unshare(1) --pid without --mount-proc). */
bool host_pids_are_ours(const struct host *host);

/* Lends what is below /proc. Never NULL; a missing /proc answers -ENOENT. */
const struct procfs *host_procfs(const struct host *host);

/* Lends the conversation with the kernel of one namespace (only our own so
 * far: -ENOTSUP for others), opened at the first call and kept. */
int host_nl(struct host *host, uint64_t netns, enum nl_bus bus, struct nl **nl);

/* Gives a conversation of one's own, for another thread: nl_free() it. -ENOTSUP for a
 * captured host, while a capture is written, and for other namespaces than our own:
 * ask by host_nl() then. */
int host_nl_apart(const struct host *host, uint64_t netns, enum nl_bus bus, struct nl **nl);

/* Gives word of the sockets of one namespace that are being closed from here on: which, as
 * nl_events_open() has it; nl_events_free() it. -ENODATA for a captured host, -ENOTSUP for
 * other namespaces than our own. */
int host_nl_events(const struct host *host, uint64_t netns, unsigned which,
		   struct nl_events **events);

/* Reads DIR/etc/NAME of a captured host into a new text of at most 1 MiB, to
 * be freed. -ENOTSUP on a live one: ask the C library there, and hand what it
 * said of a name that matters to host_note_etc() for the capture. */
int host_read_etc(const struct host *host, const char *name, char **text, size_t *size);

/* Adds a line to etc/NAME of a capture under way; else nothing. */
void host_note_etc(struct host *host, const char *name, const char *line);

#endif
