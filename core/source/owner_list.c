/* owner_list.c - which processes are there? */
#include "source/owner_list.h"

#include "base/number.h"
#include "source/owner_search.h"
#include "wire/pidfd.h"
#include "wire/procfs.h"

#include <string.h>
#include <utlist.h>

static bool on_pid(pid_t pid, void *arg)
{
	struct owner_search *search = arg;
	struct owner_map *map = &search->map;
	struct holder *holder = owner_map_process(map, pid);

	search->listed++;
	search->saw_init = search->saw_init || pid == 1;
	if (!holder) {
		holder = owner_map_add_process(map, pid);
		/* The first round, once begun, has its list. */
		if (search->first_done || search->stage != ROUND_NONE)
			owner_search_look_into(search, holder);
	}
	holder->listed = map->listing;
	return true;
}

/* A number behind the separator at *at. */
static bool scan_behind(const char **at, const char *end, uint64_t *value)
{
	if (!*at || *at == end)
		return false;
	++*at;
	return number_scan(at, end, 10, value);
}

enum moved { NOTHING_MOVED, MAYBE_ENDED, MAYBE_BORN };

/* "0.00 0.01 0.05 1/123 4567": what comes or goes changes the number of threads
 * or the pid given last. In a pid namespace of our own the threads are still all
 * of the machine's, the pid is not: there, one that ends here as another begins
 * elsewhere shows in neither. */
static enum moved what_moved(struct owner_search *search)
{
	char line[128];
	ssize_t size = procfs_file_read(search->scan.fs, &search->loadavg, "loadavg", line,
					sizeof line);
	const char *end = line + (size > 0 ? size : 0);
	const char *at = size > 0 ? memchr(line, '/', (size_t)size) : NULL;
	uint64_t threads = 0, last_pid = 0;
	bool born, ended;

	if (!scan_behind(&at, end, &threads) || !scan_behind(&at, end, &last_pid))
		threads = last_pid = 0;
	born = !last_pid || last_pid != search->last_pid;
	ended = !search->counts_are_ours || threads != search->threads;
	search->births += born;
	search->threads = threads;
	search->last_pid = last_pid;
	return born ? MAYBE_BORN : ended ? MAYBE_ENDED : NOTHING_MOVED;
}

/* One question for all that are held. The pid of one that ended may be another's by now,
 * with the same socket at the same number if they are a server's children: whoever has it
 * is looked into. */
static void bury_held(struct owner_search *search)
{
	struct holder *holder, *next;
	size_t n = 0;

	array_clear(&search->pidfds);
	DL_FOREACH(search->map.owners, holder)
		if (holder->identity.is_held)
			array_add(&search->pidfds)->fd = holder->identity.pidfd;
	if (!pidfd_ended(search->pidfds.items, search->pidfds.count))
		return;
	DL_FOREACH_SAFE(search->map.owners, holder, next) {
		if (!holder->identity.is_held || !search->pidfds.items[n++].revents)
			continue;
		owner_map_drop_all(&search->map, holder, true);
		owner_search_look_into(search, holder);
	}
}

/* Only who holds something is missed; for the others the next listing will do. */
static void bury_owners(struct owner_search *search)
{
	struct holder *holder, *next;

	DL_FOREACH_SAFE(search->map.owners, holder, next)
		if (!holder->identity.is_held &&
		    !procfs_has_process(search->scan.fs, holder->pid))
			owner_map_remove_process(&search->map, holder);
}

static void list_all(struct owner_search *search)
{
	struct owner_map *map = &search->map;
	struct holder *holder, *next;

	search->listed = 0;
	search->saw_init = false;
	map->listing++;
	search->list_error = procfs_each_pid(search->scan.fs, on_pid, search);
	if (search->list_error || search->listed == HASH_COUNT(map->holders))
		return;
	HASH_ITER(hh, map->holders, holder, next)
		if (holder->listed != map->listing)
			owner_map_remove_process(map, holder);
}

/* Listing /proc costs up to 1 us per process. */
void owner_list(struct owner_search *search)
{
	enum moved moved = what_moved(search);

	bury_held(search);
	if (moved == MAYBE_BORN || search->list_error)
		list_all(search);
	else if (moved == MAYBE_ENDED)
		bury_owners(search);
}
