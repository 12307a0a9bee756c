/* procfs.h - files and links below a /proc that may be a copy. */
#ifndef LSN_WIRE_PROCFS_H
#define LSN_WIRE_PROCFS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct procfs;

/* Returns how many bytes were read (one read(2), so that the text is of one
 * instant; always NUL-terminated, at most size - 1) or a negative errno.
 * `path` is relative to /proc: "1234/stat", "net/netstat", "sys/net/...". A
 * process that is gone is -ENOENT (the kernel's ESRCH too). */
ssize_t procfs_read(const struct procfs *fs, const char *path, char *buffer, size_t size);

/* A file that is read at every tick: held open on this machine, as opening one
 * below "net" costs twice what reading it does. A zeroed one is not open yet. */
struct procfs_file {
	bool is_open;
	int fd;
};

/* Like procfs_read(), from the start; `path` is to be the same at each call. */
ssize_t procfs_file_read(const struct procfs *fs, struct procfs_file *file, const char *path,
			 char *buffer, size_t size);
void procfs_file_close(struct procfs_file *file);

/* Like procfs_read() for files of any length (/proc/net/raw): reads to the end,
 * into a text to be freed; -EFBIG where there are more than `limit` bytes. */
int procfs_read_all(const struct procfs *fs, const char *path, size_t limit, char **text,
		    size_t *size);

/* Return false to stop. */
typedef bool (*procfs_id_fn)(pid_t id, void *arg);
typedef bool (*procfs_socket_fn)(int fd, uint32_t inode, void *arg);

int procfs_each_pid(const struct procfs *fs, procfs_id_fn fn, void *arg);
int procfs_each_thread(const struct procfs *fs, pid_t pid, procfs_id_fn fn, void *arg);

/* A process goes on when its main thread ends (pthread_exit(3) in main()), but the kernel
 * then shows no descriptors, executable, command line and memory of it any more: those that
 * are left, below "PID/task/TID", still show theirs. The first of them; 0 where there is
 * none but the main thread. */
pid_t procfs_other_thread(const struct procfs *fs, pid_t pid);

/* The sockets among a process's descriptors, or (tid not 0) those of one
 * thread, which may have a table of its own. *looked, if not NULL, is how many
 * descriptors were looked at. */
int procfs_each_socket(const struct procfs *fs, pid_t pid, pid_t tid, procfs_socket_fn fn,
		       void *arg, size_t *looked);

/* Is descriptor fd of the process (of its thread tid, if not 0) a socket, and
 * which? -ENOENT where there is no such descriptor, -ENOTSOCK where it is
 * something else. */
int procfs_socket(const struct procfs *fs, pid_t pid, pid_t tid, int fd, uint32_t *inode);

/* The process is there, be it a zombie. */
bool procfs_has_process(const struct procfs *fs, pid_t pid);

/* Where the link at `path` leads, as it is: bytes that a stranger chose, never
 * NUL-terminated; returns how many, or a negative errno. -ENAMETOOLONG where there may be
 * more than `size`. */
ssize_t procfs_link(const struct procfs *fs, const char *path, char *buffer, size_t size);

/* Is the process in another user namespace than we (a captured one: than the first of its
 * host)? Its capabilities are for what is in there alone. False too where we may not look.
 * user_namespaces(7) */
bool procfs_in_other_user_namespace(const struct procfs *fs, pid_t pid);

/* What has become of the executable whose name the kernel ends in " (deleted)". */
enum procfs_exe {
	PROCFS_EXE_UNKNOWN,
	PROCFS_EXE_NAMED,               /* nothing: this is what the file is called */
	PROCFS_EXE_RESTORED,            /* the same file has its name again */
	PROCFS_EXE_DELETED,
	PROCFS_EXE_REPLACED,            /* another file has its name now */
};

/* Of a process on this machine, seen from its own mount namespace: nothing is captured.
 * May block for ever, where the file system is somebody's who does not answer; needs no
 * procfs, so that a thread that hangs there can be left behind. Unknown where we may not
 * look. */
enum procfs_exe procfs_exe_look(pid_t pid);

/* The same as a capture has it, and for the capture under way, if there is one. */
enum procfs_exe procfs_exe_noted(const struct procfs *fs, pid_t pid);
void procfs_exe_note(const struct procfs *fs, pid_t pid, enum procfs_exe state);

/* Takes the kernel's " (deleted)" off: false where it does not end so. */
bool procfs_exe_cut(const char *link, size_t *size);

/* How many descriptors a process (its thread tid, if not 0) has open: st_size of its fd
 * directory (6.2 and later); needs no privilege. False where the kernel does not tell. */
bool procfs_fd_count(const struct procfs *fs, pid_t pid, pid_t tid, uint64_t *count);

#endif
