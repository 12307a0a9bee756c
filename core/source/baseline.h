/* baseline.h - the file of what is expected to listen: read with care, and again when it
 * changes. */
#ifndef LSN_SOURCE_BASELINE_H
#define LSN_SOURCE_BASELINE_H

#include "fact/expectation.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct baseline;
struct listener;
struct text;

#define BASELINE_DEFAULT "/etc/lsntop/expected"
enum { BASELINE_MOST = 16 << 20 };      /* bytes */

/* Reads it. `path` NULL: the default one, whose absence is none. Gives *baseline, or NULL
 * where there is none. On failure a negative errno, and one line in `why` that names the
 * file: it must be a regular file of at most BASELINE_MOST bytes of text, owned by root or
 * the real uid, and not writable by group or others; text has no NUL byte. The default one
 * that may not be read is none, with the reason in `why`. Bad lines are no failure. */
int baseline_open(const char *path, struct baseline **baseline, struct text *why);
void baseline_close(struct baseline *baseline);

const char *baseline_path(const struct baseline *baseline);

/* The n-th bad line as people are told: "FILE:12: expected ..."; false behind the last. At
 * most BASELINE_COMPLAINTS are kept. Gives how many there are, and the number of the first
 * (0: there is none). */
enum { BASELINE_COMPLAINTS = 20 };
bool baseline_complaint(const struct baseline *baseline, size_t n, const char **line);
size_t baseline_bad_lines(const struct baseline *baseline, size_t *first);

/* Another number each time it was read. */
uint64_t baseline_edition(const struct baseline *baseline);

/* The n-th expectation, in the file's order; n < count. Lent until the next refresh. */
size_t baseline_count(const struct baseline *baseline);
const struct expectation *baseline_at(const struct baseline *baseline, size_t n);

/* Those that may fit a listener there, by protocol, port and address, or path: start with
 * SIZE_MAX, SIZE_MAX ends. A handful, however many lines there are; those with a range, a
 * prefix or wildcards are come to one by one. */
size_t baseline_next(const struct baseline *baseline, const struct listener *listener,
		     size_t before);

/* Looks whether the file changed, every two seconds of `now` (monotonic ns) at most, or at
 * once after baseline_touch(). Reads it then: 1 it is new, 0 it is as it was, negative
 * errno: it cannot be read any more, -EBADMSG as it is no text, and what was read last
 * stays. */
int baseline_refresh(struct baseline *baseline, uint64_t now);
void baseline_touch(struct baseline *baseline);

/* Adds whole lines at the end of the file, as file_append() does; makes it where the path is
 * not there yet. The same trust is asked for as when it is read. 0, or a negative errno with
 * a line in `why`. */
int baseline_append(const char *path, const char *lines, struct text *why);

#endif
