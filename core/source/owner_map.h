/* owner_map.h - who holds which socket, as far as it was seen. */
#ifndef LSN_SOURCE_OWNER_MAP_H
#define LSN_SOURCE_OWNER_MAP_H

#include "fact/snapshot.h"
#include "source/hash.h"
#include "source/identity.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct holding;

/* A process that is there. */
struct holder {
	pid_t pid;
	struct identity identity;       /* which life of that pid; nobody's where it holds
					 * nothing */
	unsigned births;                /* the search's, when it was last asked for */
	uint64_t fd_count;
	bool count_known, scanned;
	bool fresh, stale;              /* waits to be looked into: soon, or at leisure */
	bool denied;                    /* may not be looked into */
	uint64_t denied_at;
	unsigned listed;                /* the listing it was last in */
	unsigned told;                  /* the snapshot that has it, at `index` */
	uint32_t index;
	struct holding *holdings;
	struct holder *prev, *next;     /* among those that hold something */
	UT_hash_handle hh;
};

/* How far we are with a socket that nobody is known to hold. */
enum held_stage {
	HELD_NEW,                       /* next: processes whose descriptors changed */
	HELD_COUNTING,
	HELD_DUE,                       /* next: all processes, then all threads */
	HELD_IN_ROUND,
	HELD_RESTING,                   /* until `due` */
};

/* A listener's socket. */
struct held {
	uint32_t inode;
	struct listener_id id;
	enum held_stage stage;
	bool searched;                  /* once in vain, everywhere */
	uint64_t wait, due;
	unsigned told;
	struct holding *holdings;
	UT_hash_handle hh;
};

/* A descriptor. */
struct holding {
	struct holder *holder;
	struct held *held;
	int fd;
	pid_t tid;                      /* 0: in the process's own table */
	struct holding *prev, *next;                    /* of its holder */
	struct holding *held_prev, *held_next;          /* of its socket */
};

/* A zeroed map is an empty one. */
struct owner_map {
	struct holder *holders;         /* by pid */
	struct holder *owners;          /* those that hold something; rotates */
	struct held *sockets;           /* by inode */
	struct identities identities;
	size_t owner_count, holding_count, denied_count;
	unsigned listing;
};

struct holder *owner_map_process(struct owner_map *map, pid_t pid);
struct holder *owner_map_add_process(struct owner_map *map, pid_t pid);
void owner_map_remove_process(struct owner_map *map, struct holder *holder);
void owner_map_set_denied(struct owner_map *map, struct holder *holder, bool denied, uint64_t now);

struct held *owner_map_socket(struct owner_map *map, uint32_t inode);

/* It was closed before a tick met it, as whoever added it says by OWNERLESS_CLOSED: nobody
 * holds it any more, and there is nothing to look for. */
bool owner_is_closed(const struct listener *listener);

/* Makes the map's sockets those of the snapshot that are there. */
void owner_map_follow(struct owner_map *map, const struct snapshot *snap, unsigned tick);

/* Takes `id`: who the holder is, and that holding itself is kept while it holds
 * something. One that holds nothing is forgotten at once. */
void owner_map_identify(struct owner_map *map, struct holder *holder, struct identity id);

/* Does nothing where it is known. */
void owner_map_hold(struct owner_map *map, struct holder *holder, struct held *held, int fd,
		    pid_t tid);

/* With the last one goes who the holder is. */
void owner_map_drop(struct owner_map *map, struct holding *holding);

/* All it holds, or only by the process's own table. */
void owner_map_drop_all(struct owner_map *map, struct holder *holder, bool threads_too);

/* To the end of the line. */
void owner_map_rotate_owner(struct owner_map *map, struct holder *holder);
void owner_map_rotate_holding(struct holding *holding);

void owner_map_free(struct owner_map *map);

#endif
