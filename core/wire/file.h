/* file.h - users' files: opened with care, replaced at once or not at all. */
#ifndef LSN_WIRE_FILE_H
#define LSN_WIRE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text;

enum file_trust {
	FILE_ANYBODYS,                  /* a regular file of bounded size */
	FILE_OURS,                      /* and owned by root or the real uid, and not
					 * writable by group or others */
};

/* Reads a whole regular file of at most `limit` bytes into a new text (to be
 * freed, NUL-terminated). Opens with O_NONBLOCK|O_NOCTTY|O_CLOEXEC, looks at the
 * open descriptor, not at the path. /dev/null is an empty file. 0, or a
 * negative errno and one line in `why` that names the path: -ENOENT, -EACCES,
 * -EINVAL (no regular file), -EFBIG, -EPERM (not to be trusted), ... */
int file_read(const char *path, enum file_trust trust, size_t limit, char **content, size_t *size,
	      struct text *why);

/* Which file it is and how it is, for who wants to know whether it changed. */
struct file_mark {
	uint64_t device, inode, size;
	int64_t modified, changed;      /* ns since 1970: content; owner and mode too */
};

/* Of what is at the path, behind symlinks. 0 or a negative errno. */
int file_mark(const char *path, struct file_mark *mark);
bool file_mark_same(const struct file_mark *a, const struct file_mark *b);

/* Writes content beside the file and renames it into place, so that whatever
 * happens either the old or the new one is there. Makes the last directory of
 * the path where it is missing (0700). New files are 0600; an existing one keeps
 * its owner, group and mode. Follows no symlink out: a symlink is replaced at its target. */
int file_replace(const char *path, const char *content, size_t size, struct text *why);

/* Adds lines at the end of a file of at most `limit` bytes then, in the same way: it is read
 * whole, with FILE_OURS, and replaced, or made. Where its last line has no newline it gets
 * one. Begins again where somebody else changes it meanwhile, a few times: -EAGAIN. */
int file_append(const char *path, const char *lines, size_t limit, struct text *why);

#endif
