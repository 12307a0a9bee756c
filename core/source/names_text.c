/* names_text.c - lines of passwd(5) and services(5). */
#include "source/names_text.h"

#include "base/number.h"
#include "base/text.h"

#include <string.h>

static const char *const protocols[NAME_KINDS] = { [NAME_TCP] = "tcp", [NAME_UDP] = "udp" };

const char *name_protocol(enum name_kind kind)
{
	return protocols[kind];
}

static void each_line(const char *text, size_t size, name_fn fn, void *arg,
		      void (*read)(const char *line, size_t size, name_fn fn, void *arg))
{
	while (size) {
		const char *end = memchr(text, '\n', size);
		size_t line = end ? (size_t)(end - text) : size;

		read(text, line, fn, arg);
		text += line + (end != NULL);
		size -= line + (end != NULL);
	}
}

/* name:password:uid:... */
static void read_user(const char *line, size_t size, name_fn fn, void *arg)
{
	const char *at = line, *end = line + size, *name_end, *uid_end;
	uint64_t uid;

	name_end = memchr(at, ':', size);
	if (!name_end || name_end == line)
		return;
	at = memchr(name_end + 1, ':', (size_t)(end - name_end - 1));
	if (!at)
		return;
	at++;
	uid_end = memchr(at, ':', (size_t)(end - at));
	if (!uid_end)
		uid_end = end;
	if (number_unsigned(at, (size_t)(uid_end - at), 10, &uid) && uid < UINT32_MAX)
		fn(NAME_USER, (uint32_t)uid, line, (size_t)(name_end - line), arg);
}

void names_read_passwd(const char *text, size_t size, name_fn fn, void *arg)
{
	each_line(text, size, fn, arg, read_user);
}

static size_t word_size(const char *at, const char *end)
{
	const char *start = at;

	while (at < end && !strchr(" \t\r#", *at))
		at++;
	return (size_t)(at - start);
}

/* name  port/protocol  [aliases]  # comment */
static void read_service(const char *line, size_t size, name_fn fn, void *arg)
{
	const char *end = line + size, *at, *slash;
	size_t name = word_size(line, end), word;
	uint64_t port;

	for (at = line + name; at < end && (*at == ' ' || *at == '\t');)
		at++;
	word = word_size(at, end);
	slash = word ? memchr(at, '/', word) : NULL;
	if (!name || !slash || !number_unsigned(at, (size_t)(slash - at), 10, &port) ||
	    port > UINT16_MAX)
		return;
	word -= (size_t)(slash + 1 - at);
	for (enum name_kind kind = NAME_TCP; kind < NAME_KINDS; kind++)
		if (word == strlen(protocols[kind]) && memcmp(slash + 1, protocols[kind], word) == 0)
			fn(kind, (uint32_t)port, line, name, arg);
}

void names_read_services(const char *text, size_t size, name_fn fn, void *arg)
{
	each_line(text, size, fn, arg, read_service);
}

bool names_write_line(struct text *line, enum name_kind kind, uint32_t number, const char *name)
{
	if (!*name || strpbrk(name, kind == NAME_USER ? ":\n" : " \t\r\n#"))
		return false;
	if (kind == NAME_USER)
		text_format(line, "%s:x:%u:65534::/:", name, number);
	else
		text_format(line, "%s\t%u/%s", name, number, protocols[kind]);
	return !line->cut;
}
