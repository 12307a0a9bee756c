/* ui.h - what the user wants: panes, prompts, and keys turned into intents. */
#ifndef LSN_TUI_UI_H
#define LSN_TUI_UI_H

#include "fact/address.h"
#include "fact/focus.h"
#include "fact/protocol.h"
#include "tui/key.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct act;
struct aim;
struct canvas;
struct query;
struct scene;
struct settings;
struct text;
struct ui;

/* What the loop is to do; the ui itself calls nothing. */
enum intent {
	INTENT_NONE,                    /* nothing on the screen changed */
	INTENT_DRAW,                    /* draw again, from the same scene */
	INTENT_DELAY,                   /* settings->delay changed */
	INTENT_LOOK,                    /* theme, colour, mouse changed */
	INTENT_WRITE,                   /* write the configuration */
	INTENT_REPAINT,
	INTENT_SUSPEND,
	INTENT_AIM,                     /* take hold of those that ui_act() is meant for, and
					 * say by ui_aimed() what may be done; look anew */
	INTENT_ACT,                     /* the user said yes to ui_act() */
	INTENT_DROP,                    /* the user said no: let them go */
	INTENT_EXPECT,                  /* the user said yes to ui_expected(): add its lines to the
					 * baseline */
	INTENT_QUIT,
};

/* Borrows the settings, which keys change, and takes the listeners' query. */
struct ui *ui_new(struct settings *settings, struct query *query);
void ui_free(struct ui *ui);

/* `now` is monotonic ns, for what ends after idle seconds. */
enum intent ui_key(struct ui *ui, const struct key_press *press, uint64_t now);

/* A tick: takes up the scene, which must live until the next call, and refills
 * what is on show. Called while paused as well, so that nothing dangles. */
void ui_refresh(struct ui *ui, const struct scene *scene, uint64_t now);

/* What is worth a closer look at the next tick. */
struct focus ui_focus(const struct ui *ui);

/* A line at the bottom until the next key. */
void ui_say(struct ui *ui, const char *message);

/* Behind what was said, unless it says so already; an offer stands. */
void ui_say_more(struct ui *ui, const char *message);

/* The deed being asked about; valid at INTENT_AIM and INTENT_ACT. Lent until the next key. */
const struct act *ui_act(const struct ui *ui);

/* Whole lines for the baseline, each with its newline; valid at INTENT_EXPECT. Lent until
 * the next key. */
const char *ui_expected(const struct ui *ui);

/* The n-th of them, without newline, and the listener it was written from; NULL behind the
 * last. Texts are raw. */
struct expected {
	struct listener_id listener;
	enum protocol protocol;
	struct address address;         /* without its texts */
	const char *local, *owner;      /* "0.0.0.0:443"; "nginx(1234)", "" not known */
	const char *line;
};
const struct expected *ui_expected_at(const struct ui *ui, size_t n);

/* What aiming gave. The prompt opens, or says why not. */
void ui_aimed(struct ui *ui, const struct aim *aim, uint64_t now);

/* It has not ended of SIGTERM: a line says so, and the kill key asks about SIGKILL for
 * whom `act` names, until another thing is said or done. For those of an offer that stands
 * as well. */
void ui_offer_kill(struct ui *ui, const struct act *act);

/* Draws it all, width x height, the hardware cursor on the selected row (in a
 * prompt: in its field). The canvas must be the one of the last call: while
 * paused all but the bottom line stays as it is on it. */
void ui_draw(struct ui *ui, struct canvas *canvas, unsigned width, unsigned height, uint64_t now);

/* The listeners' columns and order as options write them, for the
 * configuration: fills settings->columns, order, filter. */
void ui_store(struct ui *ui);

#endif
