/* journal.h - what happened, and when. */
#ifndef LSN_JUDGE_JOURNAL_H
#define LSN_JUDGE_JOURNAL_H

#include "fact/snapshot.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* The words are a contract: event_word(). */
enum event_kind {
	EVENT_FILLING,                  /* fill passed the threshold */
	EVENT_OVERFLOW_BEGAN,           /* the queue is full, or attempts are refused */
	EVENT_OVERFLOW_ENDED,           /* has not been for a while: worst, refused, how long */
	EVENT_ACTED,                    /* the user signalled, reniced, closed; or what became
					 * of that */
	EVENT_KINDS,
};

/* "filling", "overflow-began", "overflow-ended", "acted". */
const char *event_word(enum event_kind kind);

enum { EVENT_LOCAL = 160, EVENT_OWNER = 64, EVENT_DETAIL = 240 };

/* Holds all it tells of: its listener may be gone. Texts are raw. */
struct event {
	uint64_t number;                /* 1, 2, ... in order of their happening */
	uint64_t wall, monotonic;       /* ns */
	enum event_kind kind;
	struct listener_id listener;    /* zeros: of none, as a signal may be; the two below
					 * say nothing then */
	enum protocol protocol;
	char local[EVENT_LOCAL];        /* as ss writes it */
	char owner[EVENT_OWNER];        /* "nginx(1234)", "" unknown */
	char detail[EVENT_DETAIL];      /* "queue 129 of 128, 14 attempts refused" */
};

bool event_has_listener(const struct event *event);

enum { JOURNAL_EVENTS = 1000 };         /* the newest; older ones are forgotten */

/* A zeroed one is empty. */
struct journal {
	struct event *events;           /* a ring, made with the first event */
	uint64_t added;
};

/* Keeps a copy, and numbers it. */
void journal_add(struct journal *journal, const struct event *event);

/* The newest first (n = 0); NULL behind the last. Lent until the next journal_add(). */
const struct event *journal_at(const struct journal *journal, size_t n);

/* How many were forgotten. */
uint64_t journal_forgotten(const struct journal *journal);

void journal_free(struct journal *journal);

#endif
