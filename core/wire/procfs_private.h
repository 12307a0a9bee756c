/* procfs_private.h - private to wire: the making of a /proc. */
#ifndef LSN_WIRE_PROCFS_PRIVATE_H
#define LSN_WIRE_PROCFS_PRIVATE_H

#include "wire/procfs.h"

struct capture;
struct text;

struct procfs {
	int dir;                        /* negative: there is none */
	bool is_copy;
	bool counts_descriptors;        /* st_size of PID/fd is their number */
	struct capture *tee;            /* NULL: none */
};

/* Opens "proc" below the directory `root`, or this machine's with root < 0.
 * Where there is none, all that is asked of it is -ENOENT. */
void procfs_open(struct procfs *fs, int root);
void procfs_close(struct procfs *fs);

/* Our own namespace of a kind ("net", "pid"): the inode in the link self/ns/KIND;
 * 0 unknown. */
uint64_t procfs_own_namespace(const struct procfs *fs, const char *kind);

/* What our own pid is there, 0 where we have none: the link "self". */
pid_t procfs_own_pid(const struct procfs *fs);

/* What procfs.c and procfs_walk.c share. Room for every path we build. */
enum { PROCFS_PATH_ROOM = 256 };

/* A process that went while we looked is told as ESRCH by reads, and as ENOENT
 * by opens: -ENOENT for both. */
int procfs_gone_or(int error);

/* Opens what lies at the path, never out of /proc. */
int procfs_open_path(const struct procfs *fs, const char *path, int flags);

/* "PID/fd" or "PID/task/TID/fd"; the text goes on behind it. */
struct text procfs_descriptors_path(char buffer[PROCFS_PATH_ROOM], pid_t pid, pid_t tid);

/* Write to the capture, if there is one. */
enum procfs_kind { PROCFS_FILE, PROCFS_LIST };
void procfs_tee_file(const struct procfs *fs, const char *path, const char *bytes, size_t size);
void procfs_tee_list(const struct procfs *fs, const char *path);
void procfs_tee_link(const struct procfs *fs, const char *path, const char *target);

/* Does nothing for errors other than -EACCES and -EPERM. */
void procfs_tee_refusal(const struct procfs *fs, const char *path, enum procfs_kind kind,
			int error);

#endif
