/* expectation_write.c - one line of a baseline, written. */
#include "fact/expectation.h"

#include "base/text.h"
#include "fact/expectation_text.h"
#include "fact/snapshot.h"

#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

static void add_attribute(const char *name, const char *value, bool pattern, struct text *text)
{
	if (!value)
		return;
	if (text->length && text->start[text->length - 1] != ' ')
		text_add(text, " ");
	text_format(text, "%s=", name);
	expectation_escape(value, pattern, text);
}

/* As address_format(), up to the device. */
static void add_host(const struct address *local, struct text *text)
{
	bool dual = local->dual && local->family == AF_INET6 && address_is_wildcard(local);
	bool brackets = local->family == AF_INET6 && !dual;

	if (brackets)
		text_add(text, "[");
	if (dual)
		text_add(text, "*");
	else
		address_format_host(local, text);
	if (brackets)
		text_add(text, "]");
}

/* A device whose name nobody knows (any more) is called as ss calls it. */
static void add_device(const struct address *local, struct text *text)
{
	if (!local->device && !local->ifindex)
		return;
	text_add(text, "%");
	if (local->device)
		expectation_escape(local->device, false, text);
	else
		text_format(text, "if%" PRIu32, local->ifindex);
}

void expectation_format_local(const struct expectation *expectation, struct text *text)
{
	if (expectation->path_pattern) {
		expectation_escape(expectation->path_pattern, true, text);
		return;
	}
	add_host(&expectation->local, text);
	if (expectation->has_prefix)
		text_format(text, "/%u", (unsigned)expectation->prefix);
	add_device(&expectation->local, text);
	if (expectation->any_port)
		text_add(text, ":*");
	else if (expectation->dynamic_port)
		text_add(text, ":dynamic");
	else
		text_format(text, ":%u", (unsigned)expectation->local.port);
	if (expectation->last_port > expectation->local.port)
		text_format(text, "-%u", (unsigned)expectation->last_port);
}

void expectation_format_owner(const struct expectation *expectation, struct text *text)
{
	add_attribute("exe", expectation->exe, true, text);
	add_attribute("unit", expectation->unit, true, text);
	add_attribute("user", expectation->user, true, text);
	if (expectation->kernel)
		add_attribute("owner", "kernel", false, text);
}

static bool ends_with(const char *text, const char *end)
{
	size_t size = strlen(text), tail = strlen(end);

	return size >= tail && strcmp(text + size - tail, end) == 0;
}

/* Sessions, slices, and what systemd-run(1) and desktops start have a number in their name
 * that is another one next time. */
static bool keeps_its_name(const char *unit)
{
	if (strcmp(unit, "init.scope") == 0)
		return true;
	if (ends_with(unit, ".scope") || ends_with(unit, ".slice"))
		return false;
	return strncmp(unit, "run-", strlen("run-")) != 0 || !ends_with(unit, ".service");
}

static void add_user(uid_t uid, const char *name, struct text *text)
{
	if (name && *name)
		add_attribute("user", name, false, text);
	else if (uid != (uid_t)-1)
		text_format(text, " user=%ju", (uintmax_t)uid);
}

static void add_owner(const struct process *owner, struct text *text)
{
	const char *exe = owner->label[LABEL_EXECUTABLE], *unit = owner->label[LABEL_UNIT];

	if (exe && *exe)
		add_attribute("exe", exe, false, text);
	if (unit && *unit && keeps_its_name(unit))
		add_attribute("unit", unit, false, text);
	add_user(owner->uid, owner->label[LABEL_PROCESS_USER], text);
}

/* Port 0 is none: as a star it would stand for any. */
static void add_local(const struct listener *listener, bool dynamic, struct text *text)
{
	const struct address *local = &listener->local;

	if (local->family == AF_UNIX) {
		expectation_escape(local->path && *local->path ? local->path : "*", false, text);
		return;
	}
	add_host(local, text);
	add_device(local, text);
	if (dynamic && listener->protocol != PROTOCOL_RAW)
		text_add(text, ":dynamic");
	else
		text_format(text, ":%u", (unsigned)local->port);
}

/* Sockets of the kernel itself are root's. */
static bool is_of_a_user(const struct listener *listener)
{
	return listener->uid != 0 && listener->uid != (uid_t)-1;
}

void expectation_format(const struct listener *listener, const struct process *owner,
			const char *netns, bool kernel, bool dynamic, struct text *line)
{
	text_format(line, "%s ", protocol_name(listener->protocol));
	add_local(listener, dynamic && !(kernel && is_of_a_user(listener)), line);
	if (netns && *netns)
		add_attribute("netns", netns, false, line);
	if (kernel)
		text_add(line, " owner=kernel");
	if (kernel && is_of_a_user(listener))
		add_user(listener->uid, listener->label[LABEL_USER], line);
	else if (!kernel && owner)
		add_owner(owner, line);
}
