/* relay.h - a frame from memory to a terminal that may stall, in one write. */
#ifndef LSN_TUI_RELAY_H
#define LSN_TUI_RELAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is written to `ink`, a file in memory that takes any amount without
 * waiting, is handed to `out` by relay_send(). Neither relay_send() nor
 * relay_flush() ever waits: `out` must be non-blocking. */
struct relay {
	int ink;                        /* owned */
	int out;                        /* borrowed */
	char *frame;
	size_t room, length, sent;      /* of the frame under way */
	bool gone;
	uint64_t writes, bytes;         /* to `out`, so far */
};

/* 0 or -errno. */
int relay_open(struct relay *relay, int out);
void relay_close(struct relay *relay);

/* A part of a frame is still to be written. */
bool relay_is_behind(const struct relay *relay);

/* Sends what the ink holds, behind what is still under way. False: nobody will
 * ever read it (hung up, closed). */
bool relay_send(struct relay *relay);
bool relay_flush(struct relay *relay);

/* For the farewell: waits up to `milliseconds` for the rest to be taken. */
bool relay_drain(struct relay *relay, int milliseconds);

/* Takes what the ink holds away and returns it, NUL-terminated; the caller
 * frees it. Nothing of it is sent. */
char *relay_take(struct relay *relay, size_t *length);

#endif
