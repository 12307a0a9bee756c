/* gap_text.c - what could not be seen, in a sentence. */
#include "table/gap_text.h"

#include "base/text.h"
#include "fact/snapshot.h"

#include <errno.h>
#include <string.h>

/* What sock_diag(7) and /proc answer where the kernel was built without a part,
 * or its module is not there. Of a user's file it means what it says. */
static bool is_not_told(const struct gap *gap)
{
	int error = gap->error;

	if (strcmp(gap->source, "baseline") == 0)
		return false;
	return error == ENOENT || error == EINVAL || error == EPROTONOSUPPORT ||
	       error == EOPNOTSUPP || error == EAFNOSUPPORT || error == ENOSYS;
}

/* What the user misses, where it is more than the name of what was asked. */
static const struct subject {
	const char *source, *what;
	const char *one, *many;         /* many: with one %u, the count */
	const char *later;              /* for error 0, if it is not "still looking" */
} subjects[] = {
	{ "owner", "processes", "owners of 1 process", "owners of %u processes", NULL },
	{ "owner", "listeners", "owners of 1 listener", "owners of %u listeners", NULL },
	{ "owner", "processes hidden by hidepid", "owners hidden by hidepid", NULL, NULL },
	{ "detail", "processes", "executable of 1 process", "executables of %u processes", NULL },
	{ "unixes", "unix", "unix sockets", NULL, NULL },
	{ "unixes", "queues", "unix sockets", NULL, "as they were at an earlier refresh" },
	{ "diag", "devices", "names of devices", NULL, NULL },
	{ "exposure", "links", "network interfaces", NULL, NULL },
	{ "exposure", "addresses", "addresses of network interfaces", NULL, NULL },
	{ "counter", NULL, "counters of", NULL, NULL },
	{ "syn", "handshakes", "unfinished handshakes", NULL, NULL },
	{ "talk", "descriptors", "connections of the process", NULL, NULL },
	{ "talk", "connections", "connections of the process", NULL, NULL },
	{ "baseline", "file", "baseline cannot be read now, its last reading holds", NULL,
	  NULL },
	{ "baseline", "lines", "1 line of the baseline", "%u lines of the baseline", NULL },
};

/* What a user's file is refused for, where the error's own words would not say it. */
static const char *complaint(int error)
{
	switch (error) {
	case EPERM:
		return "others may write to it";
	case EINVAL:
		return "it is no regular file";
	case EFBIG:
		return "it is too big";
	default:
		return strerror(error);
	}
}

static void add_error(const struct gap *gap, struct text *text)
{
	bool is_baseline = strcmp(gap->source, "baseline") == 0;

	if (is_baseline && strcmp(gap->what, "lines") == 0)
		text_add(text, "not understood");
	else
		text_printable(text, is_baseline ? complaint(gap->error) : strerror(gap->error),
			       false);
}

static const struct subject *subject_of(const struct gap *gap)
{
	for (size_t i = 0; i < sizeof subjects / sizeof *subjects; i++)
		if (strcmp(subjects[i].source, gap->source) == 0 &&
		    (!subjects[i].what || strcmp(subjects[i].what, gap->what) == 0))
			return &subjects[i];
	return NULL;
}

static void add_many(const char *words, unsigned count, struct text *text)
{
	const char *place = strstr(words, "%u");

	text_add_bytes(text, words, (size_t)(place - words));
	text_format(text, "%u%s", count, place + 2);
}

static void add_subject(const struct gap *gap, const struct subject *subject, struct text *text)
{
	if (subject && subject->many && gap->count != 1) {
		add_many(subject->many, gap->count, text);
		return;
	}
	if (subject)
		text_add(text, subject->one);
	if (!subject || !subject->what)
		text_format(text, "%s%s", subject ? " " : "", gap->what);
	if (gap->count > 1)
		text_format(text, " (%u times)", gap->count);
}

static void add_capabilities(enum power need, struct text *text)
{
	const char *const *name = power_capabilities(need);

	for (unsigned i = 0; name[i]; i++) {
		if (i > 0)
			text_add(text, name[i + 1] ? ", " : " and ");
		text_add(text, name[i]);
	}
}

void gap_reason(const struct gap *gap, struct text *text)
{
	if (gap->error == 0) {
		text_add(text, "still looking");
	} else if (gap->need != POWER_NONE) {
		text_add(text, "needs ");
		add_capabilities(gap->need, text);
	} else if (is_not_told(gap)) {
		text_add(text, "this kernel does not tell");
	} else {
		add_error(gap, text);
	}
}

void gap_sentence(const struct gap *gap, struct text *text)
{
	const struct subject *subject = subject_of(gap);

	add_subject(gap, subject, text);
	if (gap->error == 0) {
		text_format(text, ": %s",
			    subject && subject->later ? subject->later : "still looking");
	} else if (gap->need != POWER_NONE) {
		text_add(text, subject && subject->many ? " hidden: " : ": ");
		add_capabilities(gap->need, text);
	} else if (is_not_told(gap)) {
		text_add(text, ": this kernel does not tell");
	} else {
		text_add(text, ": ");
		add_error(gap, text);
	}
}
