/* overview.c - what can be said of a scene as a whole, and of one thing in it. */
#include "table/overview.h"

#include "base/arena.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "judge/judge.h"
#include "model/model.h"
#include "table/scene.h"
#include "table/selection.h"

#include <netinet/tcp.h>
#include <string.h>

/* TCP_NEW_SYN_RECV of the kernel's tcp_states.h, which netinet/tcp.h has not. */
enum { NEW_SYN_RECV = 12 };

static const struct snapshot *snapshot_of(const struct scene *scene)
{
	return scene && scene->model ? model_snapshot(scene->model) : NULL;
}

static void count_row(const struct row *row, struct overview *overview)
{
	if (row_state(row) == STATE_MISSING)
		overview->missing++;
	if (row_is_gone(row) || !listener_listens(row->listener))
		return;
	overview->listening++;
	overview->by_protocol[row->listener->protocol]++;
	overview->unexpected += facts_have(&row->listener->facts, FACT_UNEXPECTED, 1);
}

void overview_count(const struct scene *scene, const struct selection *selection,
		    struct overview *overview)
{
	const struct snapshot *snap = snapshot_of(scene);
	struct model_changes changes;

	*overview = (struct overview){ 0 };
	if (!snap)
		return;
	for (size_t i = 0; i < snap->listeners.count; i++) {
		struct row row = row_of_listener(scene, i);

		if (selection_takes(selection, &row))
			count_row(&row, overview);
	}
	changes = model_changes(scene->model);
	overview->appeared = changes.appeared;
	overview->vanished = changes.vanished;
}

/* Ours is the one that needs no witness to be entered through. */
static bool own_netns(const struct snapshot *snap, size_t *found)
{
	for (size_t i = 0; snap && i < snap->netns.count; i++) {
		if (snap->netns.items[i].witness == 0) {
			*found = i;
			return true;
		}
	}
	return false;
}

const struct netns *overview_own_netns(const struct scene *scene)
{
	const struct snapshot *snap = snapshot_of(scene);
	size_t i;

	return own_netns(snap, &i) ? &snap->netns.items[i] : NULL;
}

const struct netns *overview_find_netns(const struct scene *scene, uint64_t inode)
{
	const struct snapshot *snap = snapshot_of(scene);

	return snap ? snapshot_find_netns(snap, inode) : NULL;
}

static bool netns_rate(const struct scene *scene, const struct netns *netns, enum fact_id fact,
		       double *rate)
{
	const struct track *track;

	if (!netns)
		return false;
	track = model_netns_track(scene->model,
				  (size_t)(netns - snapshot_of(scene)->netns.items));
	return series_rate(&track->series, fact, rate);
}

bool overview_netns(const struct scene *scene, enum fact_id fact, int64_t *value)
{
	const struct netns *netns = overview_own_netns(scene);

	return netns && facts_get(&netns->facts, fact, value);
}

bool overview_netns_rate(const struct scene *scene, enum fact_id fact, double *rate)
{
	return netns_rate(scene, overview_own_netns(scene), fact, rate);
}

bool overview_netns_rate_of(const struct scene *scene, uint64_t inode, enum fact_id fact,
			    double *rate)
{
	return netns_rate(scene, overview_find_netns(scene, inode), fact, rate);
}

const struct connections *overview_connections(const struct scene *scene,
					       const struct listener_id *id)
{
	const struct snapshot *snap = snapshot_of(scene);

	for (size_t i = 0; snap && i < snap->connections.count; i++) {
		const struct connections *found = &snap->connections.items[i];

		if (listener_id_compare(&snap->listeners.items[found->listener].id, id) == 0)
			return found;
	}
	return NULL;
}

static bool is_process(const struct process *process, const struct process_id *id)
{
	return process->id.pid == id->pid && process->id.identity == id->identity;
}

const struct talk *overview_talk(const struct scene *scene, const struct process_id *id)
{
	const struct snapshot *snap = snapshot_of(scene);

	for (size_t i = 0; snap && i < snap->talks.count; i++) {
		const struct talk *talk = &snap->talks.items[i];

		if (is_process(&snap->processes.items[talk->process], id))
			return talk;
	}
	return NULL;
}

const struct process *overview_parent(const struct scene *scene, const struct process *process)
{
	const struct snapshot *snap = snapshot_of(scene);

	if (!snap || process->parent >= snap->processes.count)
		return NULL;
	return &snap->processes.items[process->parent];
}

const char *overview_state_name(unsigned state)
{
	static const char *const names[CONNECTION_STATES] = {
		[TCP_ESTABLISHED] = "ESTAB",
		[TCP_SYN_SENT] = "SYN-SENT",
		[TCP_SYN_RECV] = "SYN-RECV",
		[TCP_FIN_WAIT1] = "FIN-WAIT-1",
		[TCP_FIN_WAIT2] = "FIN-WAIT-2",
		[TCP_TIME_WAIT] = "TIME-WAIT",
		[TCP_CLOSE] = "UNCONN",
		[TCP_CLOSE_WAIT] = "CLOSE-WAIT",
		[TCP_LAST_ACK] = "LAST-ACK",
		[TCP_LISTEN] = "LISTEN",
		[TCP_CLOSING] = "CLOSING",
		[NEW_SYN_RECV] = "SYN-RECV",
	};

	return state < CONNECTION_STATES ? names[state] : NULL;
}

const char *overview_baseline(const struct scene *scene)
{
	const struct snapshot *snap = snapshot_of(scene);

	return snap ? snap->baseline.path : NULL;
}

const struct gap *overview_gap(const struct scene *scene, size_t n)
{
	const struct snapshot *snap = snapshot_of(scene);

	return snap && n < snap->gaps.count ? &snap->gaps.items[n] : NULL;
}

bool overview_listener(const struct scene *scene, const struct listener_id *id, struct row *row)
{
	const struct snapshot *snap = snapshot_of(scene);
	const struct ghost *ghost;

	for (size_t i = 0; snap && i < snap->listeners.count; i++) {
		if (listener_id_compare(&snap->listeners.items[i].id, id) == 0) {
			*row = row_of_listener(scene, i);
			return true;
		}
	}
	for (size_t n = 0; snap && (ghost = model_ghost(scene->model, n)); n++) {
		if (listener_id_compare(&ghost->listener.id, id) == 0) {
			*row = row_of_ghost(scene, ghost);
			return true;
		}
	}
	return false;
}

bool overview_process(const struct scene *scene, const struct process_id *id, struct row *row)
{
	const struct snapshot *snap = snapshot_of(scene);

	for (size_t i = 0; snap && i < snap->processes.count; i++) {
		const struct process *process = &snap->processes.items[i];

		if (!is_process(process, id))
			continue;
		*row = (struct row){
			.scene = scene,
			.process = process,
			.process_track = model_process_track(scene->model, i),
		};
		return true;
	}
	return false;
}

static bool has_name(const struct overview_users *users, const char *name)
{
	for (size_t i = 0; i < users->names.count; i++) {
		if (strcmp(users->names.items[i], name) == 0)
			return true;
	}
	return false;
}

static void add_user(struct overview_users *users, struct arena *arena, const char *name,
		     uid_t uid)
{
	char number[16];
	struct text text = TEXT_OVER(number);

	if (!name && uid == (uid_t)-1)
		return;
	text_format(&text, "%u", (unsigned)uid);
	if (!name)
		name = number;
	if (!has_name(users, name))
		*array_add(&users->names) = arena_copy(arena, name, strlen(name));
}

static int by_name(const void *a, const void *b, void *arg)
{
	(void)arg;
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void overview_users(const struct scene *scene, struct arena *arena,
		    struct overview_users *users)
{
	const struct snapshot *snap = snapshot_of(scene);

	array_clear(&users->names);
	if (!snap)
		return;
	for (size_t i = 0; i < snap->listeners.count; i++) {
		const struct listener *listener = &snap->listeners.items[i];

		add_user(users, arena, listener->label[LABEL_USER], listener->uid);
	}
	for (size_t i = 0; i < snap->owners.count; i++) {
		const struct process *process =
			&snap->processes.items[snap->owners.items[i].process];

		add_user(users, arena, process->label[LABEL_PROCESS_USER], process->uid);
	}
	array_sort(&users->names, by_name, NULL);
}
