/* capture.h - private to wire: the copy of a host, while it is written. */
#ifndef LSN_WIRE_CAPTURE_H
#define LSN_WIRE_CAPTURE_H

#include <stddef.h>

struct capture;
struct text;

/* Makes `dir` (0700), or takes one that is there, ours, and empty. On failure
 * returns a negative errno and names the directory in `why`. */
int capture_open(const char *dir, struct capture **capture, struct text *why);

/* NULL is fine, here and below: then nothing is written. */
void capture_close(struct capture *capture);

/* Each makes the directories that lead to `path`, which is relative to the
 * capture. The first failure is remembered and told by capture_error(); the
 * reading goes on. Nothing that is there is written through: a file begins
 * anew as a new one. */
void capture_file(struct capture *capture, const char *path, const void *bytes, size_t size);
void capture_append(struct capture *capture, const char *path, const void *bytes, size_t size);
void capture_link(struct capture *capture, const char *path, const char *target);
void capture_directory(struct capture *capture, const char *path);

/* 0, or the first failure; `why` then names the file. */
int capture_error(const struct capture *capture, struct text *why);

#endif
