/* fate.h - private to act: what became of one listener, by a later snapshot. */
#ifndef LSN_ACT_FATE_H
#define LSN_ACT_FATE_H

#include "base/array.h"
#include "fact/act.h"

#include <stdbool.h>
#include <stdint.h>

struct text;

enum fate_kind {
	FATE_LISTENS,                   /* more is not known, or not yet */
	FATE_RELEASED,                  /* nobody listens there any more */
	FATE_SHARED,                    /* gone; others that were there before listen on */
	FATE_HELD,                      /* the same socket, by others */
	FATE_BOUND,                     /* another socket in its place, which may be wider */
};

struct fate {
	enum fate_kind kind;
	bool sure;                      /* waiting would not make it truer */
	uint32_t count;                 /* HELD: processes; SHARED: sockets */
	bool partly;                    /* HELD: there may be others whom we may not see */
	uint32_t newcomers;             /* HELD: of these, began to hold it meanwhile */
	uint32_t before;                /* HELD: processes that did before the deed */
	pid_t pid;                      /* who bound it again, or the first newcomer; 0 unknown */
	char name[ACT_NAME];            /* its comm, raw */
	char place[ACT_LOCAL];          /* BOUND: where, raw; "" at the very address */
};

/* A listener as it was when the deed was done. */
struct watched {
	struct listener_id id;
	enum protocol protocol;
	struct address address;         /* its texts are owned */
	char local[ACT_LOCAL];          /* as ss writes it, raw */
	uint64_t boot;                  /* of the deed, ns since boot */
	ARRAY(struct process_id) holders;
	ARRAY(struct listener_id) neighbours;   /* others at its address, or around it */
	struct fate told;
};

/* As it was in the snapshot, `boot` being the moment of the deed. Gives; to be ended by
 * watched_free(). */
struct watched *watched_new(const struct snapshot *before, const struct listener *listener,
			    uint64_t boot);
void watched_free(struct watched *watched);

/* `ended` are those that do not hold it any more, whatever the snapshot says. */
struct fate watched_look(const struct watched *watched, const struct snapshot *snap,
			 const struct process_id *ended, size_t count);

/* There is news in it. */
bool fate_differs(const struct fate *fate, const struct fate *told);

/* It is not as it was before, although nobody has ended. */
bool fate_is_change(const struct fate *fate);

/* Whom it was about: those who ended, "released", "still held by 5: pid 1301 took its
 * place"; a socket closed by SOCK_DESTROY, "closed"; some who live, "held by 5, 4 of them
 * new". */
enum fate_tone { FATE_OF_ENDED, FATE_OF_CLOSED, FATE_OF_LIVING };
void fate_write(const struct fate *fate, enum fate_tone tone, struct text *line);

#endif
