/* pidfd.h - a process held by a descriptor, so that its pid can be nobody else's. */
#ifndef LSN_WIRE_PIDFD_H
#define LSN_WIRE_PIDFD_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

/* Gives *fd, to be closed by pidfd_release(). 0, or a negative errno: -ESRCH there is no
 * such process, -ENOSYS a kernel before 5.3, -EMFILE. pidfd_open(2). */
int pidfd_hold(pid_t pid, int *fd);

/* What no other life has, of this pid or another: the inode on pidfs. 0 where the kernel
 * has none (before 6.9) and all pidfds share one. fs/pidfs.c */
uint64_t pidfd_identity(int fd);

/* It has not ended; a zombie has. */
bool pidfd_lives(int fd);

/* The same of many, asked at once: of[n].fd set, of[n].revents tells, not 0 where it has
 * ended. Returns how many have. */
size_t pidfd_ended(struct pollfd *of, size_t count);

/* -1 is fine. */
void pidfd_release(int fd);

#endif
