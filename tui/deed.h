/* deed.h - a deed being asked about: who is meant, and what it would hit. */
#ifndef LSN_TUI_DEED_H
#define LSN_TUI_DEED_H

#include "act/act.h"
#include "tui/key.h"
#include "tui/keymap.h"
#include "tui/list.h"
#include "tui/ui.h"

#include <stdbool.h>
#include <stdint.h>

struct canvas;
struct focus;
struct text;

enum { DEED_LABEL = 256, DEED_TYPED = 16 };

enum deed_state {
	DEED_NONE,
	DEED_CHOOSING,                  /* which owner, which signal: nobody is held yet */
	DEED_ASKED,                     /* the loop is to aim, or has: the question is open */
	DEED_DONE,                      /* the user said yes; until the next key */
};

struct deed {
	enum deed_state state;
	struct act act;
	struct aim aim;
	size_t tagged;                  /* rows by whose tags they are meant; 0 by the cursor */
	int step;                       /* of ACT_RENICE: what is added to the nice now */
	struct list body;               /* what is scrolled below the question */
	char label[DEED_LABEL];         /* of the menu or the prompt; safe */
	char typed[DEED_TYPED];         /* in the signal menu */
};

/* What the keys for deeds begin with: a menu, INTENT_AIM, or why not. */
enum intent deed_start(struct ui *ui, enum command command, uint64_t now);

/* The n-th owner, or all of them (-1), of those gathered: goes on to the signal, or
 * gives INTENT_AIM. */
enum intent deed_choose(struct ui *ui, ptrdiff_t n);

/* The question is answered: INTENT_ACT, INTENT_DROP (in the menus, where nobody is held
 * yet, INTENT_DRAW). */
enum intent deed_yes(struct ui *ui);
enum intent deed_no(struct ui *ui);

/* While it is asked about, those who are meant are worth a closer look. */
void deed_focus(const struct deed *deed, struct focus *focus);

/* Who among those that can be hit is nearest to us: lsntop itself, or what it runs under.
 * NULL: none is. */
const struct target *deed_danger(const struct deed *deed, enum act_danger *danger);

/* The nice values that all who may be reniced at all may be given: from here to 19; 20
 * none. And theirs now. */
int deed_lowest(const struct deed *deed);
bool deed_nice(const struct deed *deed, int *least, int *most);
/* Why that one cannot be set for all of them; nothing where it can. */
void deed_explain_nice(const struct deed *deed, int nice, struct text *line);

/* deed_who.c: gathers those whom the command is meant for into the act, and `tagged`. NULL,
 * or why there are none. *chosen: by tags or by the only possible row, so that nobody need
 * be asked. */
const char *deed_gather(struct ui *ui, enum command command, bool *chosen);

/* deed_menu.c */
void deed_open_who(struct ui *ui);
void deed_open_signals(struct ui *ui);
enum intent deed_who_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent deed_signal_key(struct ui *ui, const struct key_press *press, uint64_t now);

/* deed_prompt.c */
void deed_open_confirm(struct ui *ui);
void deed_open_twice(struct ui *ui);
void deed_open_renice(struct ui *ui);
void deed_open_close(struct ui *ui);
enum intent deed_confirm_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent deed_twice_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent deed_renice_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent deed_close_key(struct ui *ui, const struct key_press *press, uint64_t now);

/* deed_draw.c: the question, what it would hit, whom it is meant for. */
void deed_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height);

#endif
