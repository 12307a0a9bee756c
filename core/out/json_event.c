/* json_event.c - an event of the journal, and its listener, as an object on a line. */
#include "out/json_part.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/protocol.h"
#include "out/writers.h"
#include "table/column.h"
#include "table/happening.h"
#include "table/value.h"

#include <string.h>

static bool is_internet(enum protocol protocol)
{
	return protocol != PROTOCOL_UNIX_STREAM && protocol != PROTOCOL_UNIX_SEQPACKET &&
	       protocol != PROTOCOL_PACKET && protocol != PROTOCOL_VSOCK;
}

/* "[fe80::1]%eth0:80": the address without brackets, and the device. */
static void set_address(json_t *object, const char *local)
{
	const char *start = local + (*local == '['), *colon = strrchr(local, ':');
	const char *end = start + strcspn(start, *local == '[' ? "]" : "%:");
	const char *device = strchr(end, '%');
	char buffer[VALUE_BUFFER];
	struct text text = TEXT_OVER(buffer);

	text_add_bytes(&text, start, (size_t)(end - start));
	json_object_set_new(object, "address", json_foreign(strcmp(buffer, "*") ? buffer : "::"));
	if (!device || !colon || colon < device)
		return;
	text = TEXT_OVER(buffer);
	text_add_bytes(&text, device + 1, (size_t)(colon - device - 1));
	json_object_set_new(object, "device", json_foreign(buffer));
}

static void set_identity(json_t *object, const struct listener_id *id)
{
	if (id->netns)
		json_object_set_new(object, "netns", json_identity(id->netns));
	if (id->kind == ID_COOKIE)
		json_object_set_new(object, "cookie", json_identity(id->number));
	else if (id->kind == ID_INODE)
		json_object_set_new(object, "inode", json_integer((json_int_t)id->number));
}

/* Of one that nobody knows any more: every key, and what the event has kept. */
static json_t *remembered(const struct happening *happening)
{
	json_t *object = json_object();

	for (size_t i = 0; i < column_count; i++)
		if (columns[i].tables & TABLE_BIT(TABLE_LISTENERS) && !columns[i].screen_only)
			json_object_set_new(object, columns[i].key, json_null());
	json_object_set_new(object, "proto", json_foreign(protocol_name(happening->protocol)));
	json_object_set_new(object, "local", json_foreign(happening->local));
	if (is_internet(happening->protocol))
		set_address(object, happening->local);
	if (happening->port)
		json_object_set_new(object, "port", json_integer(happening->port));
	set_identity(object, &happening->listener);
	json_object_set_new(object, "owners", json_array());
	if (happening->listener.kind != ID_STATED)
		json_object_set_new(object, "state", json_string("gone"));
	return object;
}

static json_t *listener_to_json(const struct row *row, const struct happening *happening)
{
	struct row listener;

	if (!happening->has_listener)
		return json_null();
	if (happening_listener(row, &listener))
		return json_of_row(TABLE_LISTENERS, &listener);
	return remembered(happening);
}

bool json_write_event(FILE *file, const struct row *row, bool ascii)
{
	struct json_sink sink = { file, ascii };
	struct happening happening;
	char date[CLOCK_ISO_SIZE];
	json_t *object;

	json_prepare();
	happening_read(row, &happening);
	clock_iso(happening.wall, date);
	object = json_object();
	json_object_set_new(object, "time", json_string(date));
	json_object_set_new(object, "event", json_string(happening.word));
	json_object_set_new(object, "listener", listener_to_json(row, &happening));
	json_object_set_new(object, "detail", json_foreign(happening.detail));
	return json_put(&sink, object) && fputc('\n', file) != EOF;
}
