/* overview.c - what can be said of a scene as a whole, and of one thing in it. */
#include "table/overview.h"

#include "base/arena.h"
#include "base/text.h"
#include "fact/snapshot.h"
#include "model/model.h"
#include "table/scene.h"
#include "table/selection.h"

#include <string.h>

static const struct snapshot *snapshot_of(const struct scene *scene)
{
	return scene && scene->model ? model_snapshot(scene->model) : NULL;
}

static void fill_listener(const struct scene *scene, const struct snapshot *snap, size_t i,
			  struct row *row)
{
	const struct listener *listener = &snap->listeners.items[i];

	*row = (struct row){
		.scene = scene,
		.listener = listener,
		.listener_track = model_listener_track(scene->model, i),
	};
	if (listener->owner_count) {
		uint32_t process = snap->owners.items[listener->first_owner].process;

		row->process = &snap->processes.items[process];
		row->process_track = model_process_track(scene->model, process);
	}
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
		struct row row;

		fill_listener(scene, snap, i, &row);
		if (!selection_takes(selection, &row))
			continue;
		overview->listening++;
		overview->by_protocol[row.listener->protocol]++;
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

bool overview_netns(const struct scene *scene, enum fact_id fact, int64_t *value)
{
	const struct snapshot *snap = snapshot_of(scene);
	size_t i;

	return own_netns(snap, &i) && facts_get(&snap->netns.items[i].facts, fact, value);
}

bool overview_netns_rate(const struct scene *scene, enum fact_id fact, double *rate)
{
	const struct snapshot *snap = snapshot_of(scene);
	const struct track *track;
	size_t i;

	if (!own_netns(snap, &i))
		return false;
	track = model_netns_track(scene->model, i);
	return track && series_rate(&track->series, fact, rate);
}

const struct gap *overview_gap(const struct scene *scene, size_t n)
{
	const struct snapshot *snap = snapshot_of(scene);

	return snap && n < snap->gaps.count ? &snap->gaps.items[n] : NULL;
}

bool overview_listener(const struct scene *scene, const struct listener_id *id, struct row *row)
{
	const struct snapshot *snap = snapshot_of(scene);

	for (size_t i = 0; snap && i < snap->listeners.count; i++) {
		if (listener_id_compare(&snap->listeners.items[i].id, id) == 0) {
			fill_listener(scene, snap, i, row);
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

		if (process->id.pid != id->pid || process->id.identity != id->identity)
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
