/* label.c - columns that are composed of a row's nouns, not read off a fact. */
#include "table/label.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "model/model.h"
#include "table/group.h"
#include "table/scene.h"

#include <inttypes.h>
#include <string.h>
#include <sys/socket.h>

static void set_uid(struct value *value, uid_t uid)
{
	if (uid != (uid_t)-1)
		value_set_integer(value, uid);
}

/* A user without a name is shown by number, and stays unknown as a name. */
static void set_user(struct value *value, const char *name, uid_t uid)
{
	struct text number = TEXT_OVER(value->buffer);

	value_set_text(value, name);
	if (name || uid == (uid_t)-1)
		return;
	text_format(&number, "%ju", (uintmax_t)uid);
	value->instead = value->buffer;
}

void label_proto(const struct row *row, struct value *value)
{
	value_set_text(value, protocol_name(row->listener->protocol));
}

/* Paths are borrowed: they may be longer than the buffer. */
void label_local(const struct row *row, struct value *value)
{
	const struct address *local = &row->listener->local;
	struct text text = TEXT_OVER(value->buffer);

	if (local->family == AF_UNIX && local->path) {
		value_set_text(value, local->path);
		return;
	}
	address_format(local, &text);
	value_set_text(value, value->buffer);
}

int label_compare_local(const struct row *a, const struct row *b)
{
	return address_compare(&a->listener->local, &b->listener->local);
}

static bool is_internet(const struct listener *listener)
{
	return listener->local.family == AF_INET || listener->local.family == AF_INET6;
}

void label_address(const struct row *row, struct value *value)
{
	struct text text = TEXT_OVER(value->buffer);

	value->kind = VALUE_ABSENT;
	if (!is_internet(row->listener))
		return;
	address_format_host(&row->listener->local, &text);
	value_set_text(value, value->buffer);
}

/* A raw socket has no port: what stands there is the IP protocol. */
void label_port(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	if (is_internet(row->listener) && row->listener->protocol != PROTOCOL_RAW)
		value_set_integer(value, row->listener->local.port);
}

void label_device(const struct row *row, struct value *value)
{
	const struct address *local = &row->listener->local;
	struct text text = TEXT_OVER(value->buffer);

	value->kind = VALUE_ABSENT;
	if (local->device) {
		value_set_text(value, local->device);
	} else if (local->ifindex) {
		value->kind = VALUE_UNKNOWN;
		text_format(&text, "if%u", local->ifindex);
		value->instead = value->buffer;
	}
}

void label_netns(const struct row *row, struct value *value)
{
	if (row->listener->id.netns)
		value_set_identity(value, row->listener->id.netns);
}

void label_inode(const struct row *row, struct value *value)
{
	if (row->listener->inode)
		value_set_integer(value, row->listener->inode);
}

void label_cookie(const struct row *row, struct value *value)
{
	if (row->listener->id.kind == ID_COOKIE)
		value_set_identity(value, row->listener->id.number);
}

void label_uid(const struct row *row, struct value *value)
{
	set_uid(value, row->listener->uid);
}

void label_user(const struct row *row, struct value *value)
{
	set_user(value, row->listener->label[LABEL_USER], row->listener->uid);
}

/* Of what is gone: how long it lived. */
void label_age(const struct row *row, struct value *value)
{
	const struct track *track = row->listener_track;
	uint64_t end = track->closed ? track->closed : row->scene->at.monotonic;

	if (row_state(row) == STATE_MISSING)
		value->kind = VALUE_ABSENT;
	else if (track->appeared)
		value_set_real(value, UNIT_SECONDS, clock_seconds(track->since, end));
}

void label_service(const struct row *row, struct value *value)
{
	const char *service = row->listener->label[LABEL_SERVICE];

	if (!is_internet(row->listener) || (service && !*service))
		value->kind = VALUE_ABSENT;
	else
		value_set_text(value, service);
}

void label_state(const struct row *row, struct value *value)
{
	int64_t state = STATE_GONE;

	if (row_is_gone(row) || facts_get(&row->listener->facts, FACT_STATE, &state))
		value_set_text(value, listener_state_name(state));
}

/* Whether a UDP socket shares its port cannot be told from SO_REUSEADDR. */
void label_reuseport(const struct row *row, struct value *value)
{
	value->kind = VALUE_ABSENT;
	value_set_text(value, row->listener->label[LABEL_REUSEPORT]);
}

void label_imbalance(const struct row *row, struct value *value)
{
	double imbalance;

	value->kind = VALUE_ABSENT;
	if (!row->group)
		return;
	value->kind = VALUE_UNKNOWN;
	if (group_imbalance(row->group, &imbalance))
		value_set_real(value, UNIT_COUNT, imbalance);
}

/* "nginx(1234),nginx(1235)", a process once, as many as the buffer holds whole;
 * `more` counts the rest. */
void label_owners(const struct row *row, struct value *value)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);
	const struct listener *listener = row->listener;
	const struct process *last = NULL;
	struct text text = TEXT_OVER(value->buffer);
	unsigned written = 0;

	for (uint32_t i = 0; i < listener->owner_count && !text.cut; i++) {
		const struct process *process = snapshot_owner(snap, listener, i);
		size_t whole = text.length;

		if (process == last)
			continue;
		last = process;
		text_format(&text, "%s%s(%jd)", whole ? "," : "",
			    process->label[LABEL_COMM] ? process->label[LABEL_COMM] : "",
			    (intmax_t)process->id.pid);
		if (text.cut)
			value->buffer[whole] = '\0';
		else
			written++;
	}
	if (!written)
		return;
	value_set_text(value, value->buffer);
	value->more = listener->process_count - written;
}

static const char *process_text(const struct row *row, enum process_label label)
{
	return row->process ? row->process->label[label] : NULL;
}

void label_pid(const struct row *row, struct value *value)
{
	if (!row->process)
		return;
	value_set_integer(value, row->process->id.pid);
	if (row->listener && !row->owner && row->listener->process_count > 1)
		value->more = row->listener->process_count - 1;
}

/* Where nobody holds the socket, or nobody we may see, a person gets the first
 * word of the reason; a listener's page has all of it. */
static void set_held_text(const struct row *row, struct value *value, enum process_label label)
{
	const char *reason = row->listener ? row->listener->label[LABEL_NO_OWNER] : NULL;
	struct text text = TEXT_OVER(value->buffer);

	value_set_text(value, process_text(row, label));
	if (row->process || !reason)
		return;
	text_add_bytes(&text, reason, strcspn(reason, ":"));
	value->instead = value->buffer;
}

void label_process(const struct row *row, struct value *value)
{
	set_held_text(row, value, LABEL_COMM);
}

void label_command(const struct row *row, struct value *value)
{
	set_held_text(row, value, LABEL_COMMAND);
}

/* A place a process is known not to be in does not apply to it. */
static void set_place(const struct row *row, struct value *value, enum process_label label)
{
	const char *place = process_text(row, label);

	if (place && !*place)
		value->kind = VALUE_ABSENT;
	else
		value_set_text(value, place);
}

void label_unit(const struct row *row, struct value *value)
{
	set_place(row, value, LABEL_UNIT);
}

void label_container(const struct row *row, struct value *value)
{
	set_place(row, value, LABEL_CONTAINER);
}

void label_process_uid(const struct row *row, struct value *value)
{
	set_uid(value, row->process->uid);
}

void label_process_user(const struct row *row, struct value *value)
{
	set_user(value, row->process->label[LABEL_PROCESS_USER], row->process->uid);
}

void label_fd(const struct row *row, struct value *value)
{
	value_set_integer(value, row->owner->fd);
}

/* What it only holds a port with does not listen. */
void label_listeners(const struct row *row, struct value *value)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);
	int64_t listeners = 0;

	for (uint32_t i = 0; i < row->process->listener_count; i++)
		listeners += listener_listens(snapshot_held(snap, row->process, i));
	value_set_integer(value, listeners);
}

void label_status(const struct row *row, struct value *value)
{
	value_set_text(value, row->process->label[LABEL_STATE]);
}

void label_started(const struct row *row, struct value *value)
{
	if (row->process->started)
		value_set_real(value, UNIT_SECONDS,
			       clock_seconds(row->process->started, row->scene->at.boot));
}

/* UNIX sockets have no drop counter anywhere: a client gets EAGAIN or waits. */
bool label_counts_drops(const struct row *row)
{
	return row->listener->local.family != AF_UNIX;
}

bool label_holds_counting(const struct row *row)
{
	const struct snapshot *snap = model_snapshot(row->scene->model);

	for (uint32_t i = 0; i < row->process->listener_count; i++)
		if (snapshot_held(snap, row->process, i)->local.family != AF_UNIX)
			return true;
	return false;
}

bool label_is_ipv6(const struct row *row)
{
	return row->listener->local.family == AF_INET6;
}

bool label_queues_connections(const struct row *row)
{
	return !protocol_counts_bytes(row->listener->protocol);
}

/* Connections of UNIX sockets are made at once, and SCTP keeps its own books. */
bool label_shakes_hands(const struct row *row)
{
	return row->listener->protocol == PROTOCOL_TCP ||
	       row->listener->protocol == PROTOCOL_MPTCP;
}

bool label_can_wait(const struct row *row)
{
	int64_t queue = 0;

	return label_shakes_hands(row) &&
	       !(facts_get(&row->listener->facts, FACT_QUEUE, &queue) && queue == 0);
}
