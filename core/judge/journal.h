/* journal.h - what happened, and when. */
#ifndef LSN_JUDGE_JOURNAL_H
#define LSN_JUDGE_JOURNAL_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

struct text;

/* The words are a contract: event_word(). */
enum event_kind {
	EVENT_APPEARED,                 /* a listener nobody knew: or several, where there are
					 * too many to name */
	EVENT_VANISHED,                 /* closed: how long it lived, its last numbers */
	EVENT_REBOUND,                  /* another socket at an address that was held within the
					 * last GHOST_SECONDS; or the same at another device */
	EVENT_BACKLOG_CHANGED,
	EVENT_OWNER_CHANGED,            /* the same socket, another first owner */
	EVENT_UNEXPECTED,               /* became so, or for another reason: which */
	EVENT_MISSING,                  /* an expected one is not there, or no more: for longer
					 * than a restart takes */
	EVENT_FILLING,                  /* fill passed the threshold */
	EVENT_OVERFLOW_BEGAN,           /* the queue is full, or attempts are refused */
	EVENT_OVERFLOW_ENDED,           /* has not been for a while: worst, refused, how long */
	EVENT_ACTED,                    /* the user signalled, reniced, closed; or what became
					 * of that */
	EVENT_KINDS,
};

/* "appeared", "vanished", "rebound", "backlog-changed", "owner-changed", "unexpected",
 * "missing", "filling", "overflow-began", "overflow-ended", "acted". */
const char *event_word(enum event_kind kind);

enum { EVENT_LOCAL = 160, EVENT_OWNER = 64, EVENT_DETAIL = 240 };

/* Holds all it tells of: its listener may be gone. Texts are raw. */
struct event {
	uint64_t number;                /* 1, 2, ... in order of their happening */
	uint64_t wall, monotonic;       /* ns */
	enum event_kind kind;
	struct listener_id listener;    /* zeros: of none, as a signal may be, or of several;
					 * the three below say nothing then */
	enum protocol protocol;
	uint16_t port;                  /* 0: it has none */
	char local[EVENT_LOCAL];        /* as ss writes it */
	char owner[EVENT_OWNER];        /* "nginx(1234)", "" unknown */
	char detail[EVENT_DETAIL];      /* "queue 129 of 128, 14 attempts refused" */
};

bool event_has_listener(const struct event *event);

/* What `port` says of a listener there: what stands in a raw socket's address is none. */
uint16_t event_port(enum protocol protocol, const struct address *local);

/* "nginx(1234)", as `owner` has it; comm NULL: not known. Raw. */
void event_owner_format(const char *comm, pid_t pid, struct text *text);

/* Of each of two kinds the newest; older ones are forgotten. Comings and goings have a
 * ring of their own: a thousand short-lived listeners a second must not push out what
 * overflowed. */
enum { JOURNAL_EVENTS = 1000 };

/* A zeroed one is empty. */
struct journal {
	struct event_ring {
		struct event *events;   /* made with the first event */
		uint64_t added;
	} changes, troubles;
};

/* Keeps a copy, and numbers it. */
void journal_add(struct journal *journal, const struct event *event);

/* The newest first (n = 0); NULL behind the last. Lent until the next journal_add(). */
const struct event *journal_at(const struct journal *journal, size_t n);

/* How many were forgotten, and how many there were at all. */
uint64_t journal_forgotten(const struct journal *journal);
uint64_t journal_added(const struct journal *journal);

void journal_free(struct journal *journal);

#endif
