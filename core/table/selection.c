/* selection.c - only these protocols, families, processes, users, ports. */
#include "table/selection.h"

#include "base/memory.h"
#include "base/number.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "judge/journal.h"
#include "model/model.h"
#include "table/overview.h"
#include "table/scene.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

void selection_free(struct selection *selection)
{
	for (size_t i = 0; i < selection->users.count; i++)
		free(selection->users.items[i]);
	array_free(&selection->users);
	array_free(&selection->pids);
	array_free(&selection->ports);
}

typedef bool (*add_word)(struct selection *selection, const char *word, size_t size,
			 struct text *why);

/* Each word of a list parted by commas; an empty one is wrong as well. */
static bool add_each(struct selection *selection, const char *list, add_word add,
		     struct text *why)
{
	for (;;) {
		size_t size = strcspn(list, ",");

		if (!add(selection, list, size, why))
			return false;
		if (list[size] == '\0')
			return true;
		list += size + 1;
	}
}

static bool refuse(struct text *why, const char *word, size_t size, const char *expected)
{
	text_add(why, "'");
	text_printable_bytes(why, word, size < 40 ? size : 40, false);
	text_format(why, "' is no %s", expected);
	return false;
}

static bool add_pid(struct selection *selection, const char *word, size_t size, struct text *why)
{
	uint64_t pid;

	if (!number_unsigned(word, size, 10, &pid) || pid == 0 || pid > INT_MAX)
		return refuse(why, word, size, "process id");
	*array_add(&selection->pids) = (pid_t)pid;
	return true;
}

bool selection_add_pids(struct selection *selection, const char *list, struct text *why)
{
	size_t before = selection->pids.count;

	if (add_each(selection, list, add_pid, why))
		return true;
	selection->pids.count = before;
	return false;
}

static bool read_port(const char *word, size_t size, uint16_t *port)
{
	uint64_t number;

	if (!number_unsigned(word, size, 10, &number) || number > UINT16_MAX)
		return false;
	*port = (uint16_t)number;
	return true;
}

static bool add_ports(struct selection *selection, const char *word, size_t size, struct text *why)
{
	const char *dash = memchr(word, '-', size);
	size_t head = dash ? (size_t)(dash - word) : size;
	uint16_t first, last;

	if (!read_port(word, head, &first))
		return refuse(why, word, size, "port or range of ports");
	last = first;
	if (dash && (!read_port(dash + 1, size - head - 1, &last) || last < first))
		return refuse(why, word, size, "port or range of ports");
	*array_add(&selection->ports) = first;
	*array_add(&selection->ports) = last;
	return true;
}

bool selection_add_ports(struct selection *selection, const char *list, struct text *why)
{
	size_t before = selection->ports.count;

	if (add_each(selection, list, add_ports, why))
		return true;
	selection->ports.count = before;
	return false;
}

static bool add_user(struct selection *selection, const char *word, size_t size, struct text *why)
{
	char *user;

	if (size == 0)
		return refuse(why, word, size, "user");
	user = memory_alloc(size + 1, 1);
	memcpy(user, word, size);
	*array_add(&selection->users) = user;
	return true;
}

bool selection_add_users(struct selection *selection, const char *list, struct text *why)
{
	size_t before = selection->users.count;

	if (add_each(selection, list, add_user, why))
		return true;
	while (selection->users.count > before)
		free(selection->users.items[--selection->users.count]);
	return false;
}

static bool add_protocol(struct selection *selection, const char *word, size_t size,
			 struct text *why)
{
	char name[16];
	struct text text = TEXT_OVER(name);

	text_add_bytes(&text, word, size);
	if (!text.cut && protocol_select(name, &selection->protocols))
		return true;
	return refuse(why, word, size,
		      "protocol: expected tcp, mptcp, udp, udplite, unix, raw, sctp, packet or vsock");
}

bool selection_add_protocols(struct selection *selection, const char *list, struct text *why)
{
	protocol_set before = selection->protocols;

	if (add_each(selection, list, add_protocol, why))
		return true;
	selection->protocols = before;
	return false;
}

bool selection_is_narrow(const struct selection *selection)
{
	return selection->protocols || selection->ipv4 || selection->ipv6 ||
	       selection->pids.count || selection->ports.count || selection->users.count;
}

static bool takes_family(const struct selection *selection, uint8_t family)
{
	if (!selection->ipv4 && !selection->ipv6)
		return true;
	return (selection->ipv4 && family == AF_INET) || (selection->ipv6 && family == AF_INET6);
}

/* What stands in a raw socket's port is its IP protocol. */
static bool takes_port(const struct selection *selection, const struct listener *listener)
{
	uint16_t port = listener->local.port;

	if (selection->ports.count == 0)
		return true;
	if (listener->protocol == PROTOCOL_RAW ||
	    (listener->local.family != AF_INET && listener->local.family != AF_INET6))
		return false;
	for (size_t i = 0; i < selection->ports.count; i += 2)
		if (port >= selection->ports.items[i] && port <= selection->ports.items[i + 1])
			return true;
	return false;
}

static bool takes_socket(const struct selection *selection, const struct listener *listener)
{
	return (!selection->protocols ||
		selection->protocols & PROTOCOL_BIT(listener->protocol)) &&
	       takes_family(selection, listener->local.family) && takes_port(selection, listener);
}

static bool has_pid(const struct selection *selection, const struct process *process)
{
	for (size_t i = 0; i < selection->pids.count; i++)
		if (selection->pids.items[i] == process->id.pid)
			return true;
	return false;
}

static bool has_user(const struct selection *selection, const char *name, uid_t uid)
{
	for (size_t i = 0; i < selection->users.count; i++) {
		const char *user = selection->users.items[i];
		uint64_t number;

		if (name && strcmp(user, name) == 0)
			return true;
		if (uid != (uid_t)-1 && number_unsigned(user, strlen(user), 10, &number) &&
		    number == uid)
			return true;
	}
	return false;
}

static bool has_socket_user(const struct selection *selection, const struct listener *listener)
{
	return has_user(selection, listener->label[LABEL_USER], listener->uid);
}

static bool has_process_user(const struct selection *selection, const struct process *process)
{
	return has_user(selection, process->label[LABEL_PROCESS_USER], process->uid);
}

typedef bool (*process_match)(const struct selection *selection, const struct process *process);

/* Of one that is gone only its first owner is known. */
static bool any_owner(const struct selection *selection, const struct row *row, process_match match)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	for (uint32_t i = 0; i < row->listener->owner_count; i++)
		if (match(selection, snapshot_owner(snap, row->listener, i)))
			return true;
	return row->listener->owner_count == 0 && row->process && match(selection, row->process);
}

static bool takes_listener(const struct selection *selection, const struct row *row)
{
	if (!takes_socket(selection, row->listener))
		return false;
	if (selection->pids.count && !any_owner(selection, row, has_pid))
		return false;
	return selection->users.count == 0 || has_socket_user(selection, row->listener) ||
	       any_owner(selection, row, has_process_user);
}

static bool takes_owner(const struct selection *selection, const struct row *row)
{
	return takes_socket(selection, row->listener) &&
	       (selection->pids.count == 0 || has_pid(selection, row->process)) &&
	       (selection->users.count == 0 || has_socket_user(selection, row->listener) ||
		has_process_user(selection, row->process));
}

/* A process is taken for one of its listeners: a port that it only holds is none. */
static bool takes_process(const struct selection *selection, const struct row *row)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);
	bool user = selection->users.count == 0 || has_process_user(selection, row->process);

	if (selection->pids.count && !has_pid(selection, row->process))
		return false;
	for (uint32_t i = 0; i < row->process->listener_count; i++) {
		const struct listener *held = snapshot_held(snap, row->process, i);

		if (listener_listens(held) && takes_socket(selection, held) &&
		    (user || has_socket_user(selection, held)))
			return true;
	}
	return false;
}

/* Of a listener that is gone only what the journal kept can be asked; what the user did
 * to no listener in particular is shown to whom did it. */
static bool takes_event(const struct selection *selection, const struct row *row)
{
	struct row listener;

	if (!selection_is_narrow(selection) || !event_has_listener(row->event))
		return true;
	if (overview_listener(row->scene, &row->event->listener, &listener))
		return takes_listener(selection, &listener);
	return !selection->protocols || selection->protocols & PROTOCOL_BIT(row->event->protocol);
}

bool selection_takes(const struct selection *selection, const struct row *row)
{
	if (row->netns || row->peer || row->thread)
		return true;
	if (row->event)
		return takes_event(selection, row);
	if (row->owner)
		return takes_owner(selection, row);
	return row->listener ? takes_listener(selection, row) : takes_process(selection, row);
}
