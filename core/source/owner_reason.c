/* owner_reason.c - why is no process shown? */
#include "source/owner_reason.h"

#include "base/text.h"
#include "fact/power.h"
#include "wire/procfs.h"

#include <stdlib.h>
#include <string.h>

enum { MOUNTS_LIMIT = 1 << 20 };

void owner_reason_format(enum owner_reason reason, struct text *text)
{
	static const char *const lines[] = {
		[REASON_NOT_YET] = "searching: not looked up yet",
		[REASON_ELSEWHERE] = "elsewhere: held outside this pid namespace, or by the kernel",
		[REASON_NOBODY] = "nobody: held by no process here, but the kernel, or in flight between two",
		[REASON_HIDDEN] = "hidden: needs ",
		[REASON_REFUSED] = "hidden: a process that nobody may look into",
	};
	const char *const *names = power_capabilities(POWER_OBSERVE);

	text_add(text, lines[reason]);
	for (size_t i = 0; reason == REASON_HIDDEN && names[i]; i++)
		text_format(text, "%s%s", i ? " and " : "", names[i]);
}

static bool word_is(const char *word, size_t size, const char *wanted)
{
	return size == strlen(wanted) && memcmp(word, wanted, size) == 0;
}

/* hidepid=1 (noaccess) lists all processes and refuses to tell of them, which
 * shows by itself; 2 (invisible) and 4 (ptraceable) leave them out. */
static bool hides(const char *options, size_t size)
{
	static const char *const hiding[] = { "hidepid=2", "hidepid=invisible", "hidepid=4",
					      "hidepid=ptraceable" };

	while (size) {
		const char *comma = memchr(options, ',', size);
		size_t word = comma ? (size_t)(comma - options) : size;

		for (size_t i = 0; i < sizeof hiding / sizeof *hiding; i++)
			if (word_is(options, word, hiding[i]))
				return true;
		if (!comma)
			return false;
		options += word + 1;
		size -= word + 1;
	}
	return false;
}

static bool line_hides(const char *line, size_t size)
{
	const char *words[4];
	size_t sizes[4];

	for (size_t i = 0; i < 4; i++) {
		const char *blank = memchr(line, ' ', size);

		if (!blank)
			return false;
		words[i] = line;
		sizes[i] = (size_t)(blank - line);
		line += sizes[i] + 1;
		size -= sizes[i] + 1;
	}
	return word_is(words[1], sizes[1], "/proc") && word_is(words[2], sizes[2], "proc") &&
	       hides(words[3], sizes[3]);
}

bool owner_hidepid_in(const char *mounts, size_t size)
{
	while (size) {
		const char *end = memchr(mounts, '\n', size);
		size_t line = end ? (size_t)(end - mounts) : size;

		if (line_hides(mounts, line))
			return true;
		if (!end)
			break;
		mounts += line + 1;
		size -= line + 1;
	}
	return false;
}

bool owner_hidepid(const struct procfs *fs)
{
	char *text;
	size_t size;
	bool hidden;

	if (procfs_read_all(fs, "self/mounts", MOUNTS_LIMIT, &text, &size) != 0)
		return false;
	hidden = owner_hidepid_in(text, size);
	free(text);
	return hidden;
}
