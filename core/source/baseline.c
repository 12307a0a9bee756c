/* baseline.c - the file of what is expected to listen. */
#include "source/baseline.h"

#include "base/arena.h"
#include "base/array.h"
#include "base/clock.h"
#include "base/memory.h"
#include "base/text.h"
#include "source/baseline_index.h"
#include "wire/file.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>

static const uint64_t LOOK_EVERY = 2 * CLOCK_SECOND;
enum { COMPLAINT_SIZE = PATH_MAX + 512 };

/* What was read at once, and is given up at once. */
struct reading {
	struct arena arena;
	ARRAY(struct expectation) lines;
	struct baseline_index index;
	size_t bad, first_bad;
	const char *complaints[BASELINE_COMPLAINTS];
};

struct baseline {
	char *path;
	struct file_mark mark;          /* as it was before it was read */
	struct reading reading;
	uint64_t edition;
	uint64_t next_look;             /* monotonic ns */
	int error;                      /* of the last look */
};

static void reading_free(struct reading *reading)
{
	baseline_index_free(&reading->index);
	array_free(&reading->lines);
	arena_free(&reading->arena);
}

static void complain(struct reading *reading, const char *path, size_t number, const char *reason)
{
	char line[COMPLAINT_SIZE];
	struct text text = TEXT_OVER(line);

	if (!reading->bad++)
		reading->first_bad = number;
	if (reading->bad > BASELINE_COMPLAINTS)
		return;
	text_printable(&text, path, false);
	text_format(&text, ":%zu: %s", number, reason);
	reading->complaints[reading->bad - 1] = arena_copy(&reading->arena, line, text.length);
}

static void read_line(struct reading *reading, const char *path, const char *line, size_t size,
		      size_t number)
{
	struct expectation expectation;
	char reason[512];
	struct text why = TEXT_OVER(reason);
	int result = expectation_parse(line, size, &reading->arena, &expectation, &why);

	if (result < 0)
		complain(reading, path, number, reason);
	if (result != 1)
		return;
	expectation.line = number;
	*array_add(&reading->lines) = expectation;
}

static void read_lines(struct reading *reading, const char *path, const char *at, size_t size)
{
	static const char mark[] = { '\xef', '\xbb', '\xbf' };
	const char *end = at + size;

	/* That editors of other systems put before UTF-8. */
	if (size >= sizeof mark && memcmp(at, mark, sizeof mark) == 0)
		at += sizeof mark;
	for (size_t number = 1; at < end; number++) {
		const char *newline = memchr(at, '\n', (size_t)(end - at));
		const char *stop = newline ? newline : end;

		read_line(reading, path, at, (size_t)(stop - at), number);
		at = newline ? newline + 1 : end;
	}
	baseline_index_build(&reading->index, reading->lines.items, reading->lines.count);
}

/* The file as it is now; what was read before stays where that fails. */
static int load(struct baseline *baseline, struct text *why)
{
	struct reading reading = { .bad = 0 };
	struct file_mark mark = { .size = 0 };
	char *content;
	size_t size;
	int error;

	/* What comes between the two is seen at the next look. */
	file_mark(baseline->path, &mark);
	error = file_read(baseline->path, FILE_OURS, BASELINE_MOST, &content, &size, why);
	if (error)
		return error;
	if (size && memchr(content, '\0', size)) {
		text_printable(why, baseline->path, false);
		text_add(why, ": is no text file");
		free(content);
		return -EBADMSG;
	}
	read_lines(&reading, baseline->path, content, size);
	free(content);
	reading_free(&baseline->reading);
	baseline->reading = reading;
	baseline->mark = mark;
	baseline->edition++;
	return 0;
}

/* The file is there, and is none to be trusted, or none at all. Whatever else prevents its
 * being read is no reason not to start for who did not ask for it. */
static bool is_unfit(int error)
{
	return error == -EINVAL || error == -EFBIG || error == -EPERM || error == -EBADMSG;
}

int baseline_open(const char *path, struct baseline **baseline, struct text *why)
{
	struct baseline *new = memory_alloc(1, sizeof *new);
	char reason[COMPLAINT_SIZE];
	struct text because = TEXT_OVER(reason);
	int error;

	new->path = memory_text(path ? path : BASELINE_DEFAULT);
	error = load(new, &because);
	if (!error) {
		*baseline = new;
		return 0;
	}
	baseline_close(new);
	if (path || (error != -ENOENT && error != -ENOTDIR))
		text_add(why, reason);
	if (path || is_unfit(error))
		return error;
	*baseline = NULL;
	return 0;
}

void baseline_close(struct baseline *baseline)
{
	if (!baseline)
		return;
	reading_free(&baseline->reading);
	free(baseline->path);
	free(baseline);
}

const char *baseline_path(const struct baseline *baseline)
{
	return baseline->path;
}

bool baseline_complaint(const struct baseline *baseline, size_t n, const char **line)
{
	if (n >= BASELINE_COMPLAINTS || n >= baseline->reading.bad)
		return false;
	*line = baseline->reading.complaints[n];
	return true;
}

size_t baseline_bad_lines(const struct baseline *baseline, size_t *first)
{
	*first = baseline->reading.first_bad;
	return baseline->reading.bad;
}

uint64_t baseline_edition(const struct baseline *baseline)
{
	return baseline->edition;
}

size_t baseline_count(const struct baseline *baseline)
{
	return baseline->reading.lines.count;
}

const struct expectation *baseline_at(const struct baseline *baseline, size_t n)
{
	return &baseline->reading.lines.items[n];
}

size_t baseline_next(const struct baseline *baseline, const struct listener *listener,
		     size_t before)
{
	return baseline_index_next(&baseline->reading.index, listener, before);
}

int baseline_refresh(struct baseline *baseline, uint64_t now)
{
	struct file_mark mark;
	char reason[COMPLAINT_SIZE];
	struct text why = TEXT_OVER(reason);

	if (now < baseline->next_look)
		return baseline->error;
	baseline->next_look = now + LOOK_EVERY;
	baseline->error = file_mark(baseline->path, &mark);
	if (baseline->error || file_mark_same(&mark, &baseline->mark))
		return baseline->error;
	baseline->error = load(baseline, &why);
	return baseline->error ? baseline->error : 1;
}

void baseline_touch(struct baseline *baseline)
{
	baseline->next_look = 0;
}

int baseline_append(const char *path, const char *lines, struct text *why)
{
	return file_append(path, lines, BASELINE_MOST, why);
}
