/* fuzz_expectation.c - any bytes as a line of a baseline: refused in one line, or read, and
 * then written so that it says the same, and compared with sockets. */
#include "base/arena.h"
#include "base/text.h"
#include "fact/expectation.h"
#include "fact/snapshot.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Text of what was read; longer than a line where each byte is one of four. */
enum { ROOM = 4 * EXPECTATION_LINE_MOST + 256 };

static void write_line(const struct expectation *expectation, struct text *text)
{
	text_format(text, "%s ", protocol_name(expectation->protocol));
	expectation_format_local(expectation, text);
	text_add(text, " ");
	expectation_format_owner(expectation, text);
}

static bool same_text(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

static void read_again(const struct expectation *first, struct arena *arena)
{
	static char line[ROOM];
	struct text text = TEXT_OVER(line);
	char reason[512];
	struct text why = TEXT_OVER(reason);
	struct expectation again;

	write_line(first, &text);
	if (text.cut)
		abort();
	if (text.length > EXPECTATION_LINE_MOST)
		return;
	if (expectation_parse(line, text.length, arena, &again, &why) != 1)
		abort();
	if (again.protocol != first->protocol || again.last_port != first->last_port ||
	    again.any_port != first->any_port || again.dynamic_port != first->dynamic_port ||
	    again.has_prefix != first->has_prefix || again.kernel != first->kernel ||
	    again.local.dual != first->local.dual || again.local.port != first->local.port ||
	    memcmp(again.local.bytes, first->local.bytes, 16) != 0)
		abort();
	if (!same_text(again.path_pattern, first->path_pattern) ||
	    !same_text(again.local.device, first->local.device) ||
	    !same_text(again.exe, first->exe) || !same_text(again.unit, first->unit) ||
	    !same_text(again.user, first->user))
		abort();
}

/* What it says itself it must find there. */
static void compare(const struct expectation *line)
{
	const struct expectation_ports dynamic = { 32768, 60999 };
	struct listener listener = { .protocol = line->protocol };
	struct process process = { .uid = 33 };
	enum expectation_why why;

	listener.local = line->local;
	listener.local.path = line->path_pattern;
	if (line->dynamic_port)
		listener.local.port = dynamic.last;
	if (line->local.family != AF_UNIX && !line->has_prefix &&
	    expectation_fits(line, &listener, line->netns, dynamic) != FIT_EXACT)
		abort();
	expectation_fits(line, &listener, line->netns, dynamic);
	memset(listener.local.bytes, 0, sizeof listener.local.bytes);
	listener.local.device = NULL;
	if (line->local.family != AF_UNIX) {
		listener.local.family = AF_INET6;
		listener.local.dual = true;
		if (expectation_fits(line, &listener, line->netns, dynamic) == FIT_NONE)
			abort();
	}
	process.label[LABEL_EXECUTABLE] = line->exe;
	process.label[LABEL_EXECUTABLE_STATE] = "";
	process.label[LABEL_UNIT] = line->unit;
	process.label[LABEL_PROCESS_USER] = line->user;
	expectation_owner(line, &process, &why);
	expectation_nobody(line, &listener);
	expectation_permits(line);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char reason[512];
	struct text why = TEXT_OVER(reason);
	struct arena arena = { NULL };
	struct expectation line;
	int result = expectation_parse((const char *)data, size, &arena, &line, &why);

	if (result == 1) {
		read_again(&line, &arena);
		compare(&line);
	} else if ((result != 0) != (why.length != 0) || strpbrk(reason, "\033\n\r")) {
		abort();
	}
	arena_free(&arena);
	return 0;
}
