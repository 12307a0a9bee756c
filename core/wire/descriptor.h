/* descriptor.h - private to wire: opening, reading, writing, each to the end. */
#ifndef LSN_WIRE_DESCRIPTOR_H
#define LSN_WIRE_DESCRIPTOR_H

#include <stddef.h>
#include <sys/types.h>

/* openat(2) with O_CLOEXEC and O_NOCTTY added and interruptions retried. The
 * descriptor is never 0, 1 or 2, whatever the caller's parent had closed. */
int descriptor_open(int dir, const char *path, int flags, mode_t mode);

/* The same for a path in a tree that a stranger may have made: no component
 * may be a symlink, "..", "." or empty (-EINVAL, -ELOOP, -ENOTDIR). Opens
 * O_NONBLOCK, so that no FIFO holds us up. */
int descriptor_open_beneath(int dir, const char *path, int flags);

/* Moves a descriptor above 2. Takes fd, gives the new one or -errno. */
int descriptor_lift(int fd);

/* Closes unless it is negative. */
void descriptor_close(int fd);

/* One read(2), retried where a signal interrupts it. */
ssize_t descriptor_read(int fd, void *buffer, size_t size);
ssize_t descriptor_read_at(int fd, void *buffer, size_t size, off_t offset);

/* Reads to the end into a new, NUL-terminated text, to be freed. -EFBIG where
 * there are more than `limit` bytes. */
int descriptor_read_all(int fd, size_t limit, char **content, size_t *size);

int descriptor_write_all(int fd, const void *bytes, size_t size);

#endif
