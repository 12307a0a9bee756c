/* owner_verify.c - is what we remember of owners still so? */
#include "source/owner_verify.h"

#include "source/owner_search.h"
#include "wire/procfs.h"

#include <errno.h>
#include <utlist.h>

enum { PART = 10, MOST = 200 };         /* of the descriptors, per tick */

/* False where the pid is another process's by now. */
static bool is_same_life(struct owner_search *search, struct holder *holder)
{
	/* owner_list() has asked all that are held; and a pid is not another's before one
	 * is given. */
	if (holder->identity.is_held || holder->births == search->births)
		return true;
	holder->births = search->births;
	return identity_lasts(&search->map.identities, holder->pid, &holder->identity);
}

static bool still_holds(const struct owner_search *search, const struct holding *holding)
{
	uint32_t inode;
	int error = procfs_socket(search->scan.fs, holding->holder->pid, holding->tid, holding->fd,
				  &inode);

	if (error == -ENOENT || error == -ENOTSOCK)
		return false;
	return error || inode == holding->held->inode;
}

/* Returns how many descriptors it looked at, at most `most`. */
static size_t verify_holder(struct owner_search *search, struct holder *holder, size_t most)
{
	struct owner_map *map = &search->map;
	struct holding *holding = holder->holdings;
	uint64_t count;
	size_t done = 0;

	if (!is_same_life(search, holder)) {
		owner_map_drop_all(map, holder, true);
		owner_search_look_into(search, holder);
		return 1;
	}
	if (procfs_fd_count(search->scan.fs, holder->pid, 0, &count) && holder->count_known &&
	    count != holder->fd_count)
		owner_search_look_at_leisure(search, holder);
	for (struct holding *last = holding->prev; done < most; done++) {
		struct holding *next = holding->next;
		bool is_last = holding == last;

		if (still_holds(search, holding)) {
			owner_map_rotate_holding(holding);
		} else {
			owner_search_look_into(search, holder);
			owner_map_drop(map, holding);
		}
		if (is_last)
			return done + 1;
		holding = next;
	}
	return done;
}

void owner_verify(struct owner_search *search)
{
	struct owner_map *map = &search->map;
	size_t left = (map->holding_count + PART - 1) / PART;
	size_t owners = map->owner_count;

	/* What one tick sees is looked at afresh anyway. */
	if (search->tick <= 1)
		return;
	left = left < MOST ? left : MOST;
	while (left && owners-- && map->owners) {
		struct holder *holder = map->owners;
		size_t looked = verify_holder(search, holder, left);

		left -= looked < left ? looked : left;
		if (holder->holdings)
			owner_map_rotate_owner(map, holder);
	}
}
