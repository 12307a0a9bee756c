/* change_text.h - private to judge: what is told of a listener that came, went or changed.
 * Plain words without a full stop; raw where strangers chose them. */
#ifndef LSN_JUDGE_CHANGE_TEXT_H
#define LSN_JUDGE_CHANGE_TEXT_H

#include <stdint.h>

struct known;
struct listener;
struct process;
struct text;

/* "backlog 128, on every address, user www-data"; listener NULL: it is gone already. */
void change_text_appeared(struct text *text, const struct known *known,
			  const struct listener *listener);

/* "lived 3 h 02 min, last queue 3 of 128, 14 drops" */
void change_text_vanished(struct text *text, const struct known *known);

/* "after 3.0 s; nginx(123) before"; of one with an arrival. */
void change_text_rebound(struct text *text, const struct known *known);

/* "128 -> 4096", "receive buffer 212992 -> 425984 bytes" */
void change_text_backlog(struct text *text, const struct known *known, int64_t now);

/* "nginx(123) -> nginx(456)" */
void change_text_owner(struct text *text, const struct known *known, const struct process *now);

/* "new: no line for it" */
void change_text_unexpected(struct text *text, const struct listener *listener);

#endif
