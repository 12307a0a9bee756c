/* layer.c - what lies over a table and has the keys: prompts, menus, questions, help, setup. */
#include "tui/layer_part.h"

enum { WHEEL_LINES = 3 };

/* What a paste is to it. */
enum paste {
	PASTE_NOTHING,
	PASTE_TEXT,                     /* typed */
	PASTE_SPOKEN,                   /* refused, and it is said */
};

struct layer_ops {
	void (*open)(struct ui *ui);
	enum intent (*key)(struct ui *ui, const struct key_press *press, uint64_t now);
	void (*draw)(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height);
	bool prompt;                    /* a line that is typed */
	enum paste paste;
};

enum intent layer_close(struct ui *ui, enum intent intent)
{
	ui->layer = LAYER_NONE;
	return intent;
}

static void draw_menu(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	menu_draw(&ui->menu, canvas, y, height);
}

static void open_help(struct ui *ui)
{
	ui->help = (struct help){ 0 };
}

static enum intent help_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	enum command command = keymap_find(ui->settings->keys, press->key);

	(void)now;
	if (command == COMMAND_BACK || command == COMMAND_QUIT || command == COMMAND_HELP)
		return layer_close(ui, INTENT_DRAW);
	if (press->key == KEY_WHEEL_UP || press->key == KEY_WHEEL_DOWN)
		command = press->key == KEY_WHEEL_UP ? COMMAND_HALF_UP : COMMAND_HALF_DOWN;
	return list_scroll(&ui->help.list, command) ? INTENT_DRAW : INTENT_NONE;
}

static void open_setup(struct ui *ui)
{
	setup_open(&ui->setup, ui->settings, ui_under(ui));
}

static enum setup_event setup_press(struct ui *ui, const struct key_press *press)
{
	switch (press->key) {
	case KEY_MOUSE_CLICK:
	case KEY_MOUSE_DOUBLE:
		return setup_click(&ui->setup, press->y);
	case KEY_WHEEL_UP:
	case KEY_WHEEL_DOWN:
		list_step(&ui->setup.list, press->key == KEY_WHEEL_UP ? -WHEEL_LINES
								      : WHEEL_LINES);
		return SETUP_MOVED;
	default:
		return setup_command(&ui->setup, keymap_find(ui->settings->keys, press->key));
	}
}

static enum intent setup_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (keymap_has(ui->settings->keys, COMMAND_WRITE, press->key))
		return INTENT_WRITE;
	switch (setup_press(ui, press)) {
	case SETUP_NOTHING:
		return INTENT_NONE;
	case SETUP_LOOK:
		return INTENT_LOOK;
	case SETUP_GROUP:
		ui_group(ui, ui->settings->group);
		ui_fill(ui, now);
		return INTENT_DRAW;
	case SETUP_COLUMNS:
		ui_fill(ui, now);
		return INTENT_DRAW;
	case SETUP_LEFT:
		setup_free(&ui->setup);
		return layer_close(ui, INTENT_DRAW);
	default:
		return INTENT_DRAW;
	}
}

static void draw_help(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	help_draw(&ui->help, canvas, y, height, ui->settings, ui_pane(ui)->query.kind, ui->scene);
}

static void draw_setup(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height)
{
	setup_draw(&ui->setup, canvas, y, height);
}

static const struct layer_ops layers[LAYERS] = {
	[LAYER_SEARCH] = { layer_open_search, layer_search_key, NULL, true, PASTE_TEXT },
	[LAYER_FILTER] = { layer_open_filter, layer_filter_key, NULL, true, PASTE_TEXT },
	[LAYER_DELAY] = { layer_open_delay, layer_delay_key, NULL, true, PASTE_TEXT },
	[LAYER_SORT] = { layer_open_sort, layer_menu_key, draw_menu, false, PASTE_NOTHING },
	[LAYER_GROUP] = { layer_open_group, layer_menu_key, draw_menu, false, PASTE_NOTHING },
	[LAYER_USER] = { layer_open_user, layer_menu_key, draw_menu, false, PASTE_NOTHING },
	[LAYER_HELP] = { open_help, help_key, draw_help, false, PASTE_NOTHING },
	[LAYER_SETUP] = { open_setup, setup_key, draw_setup, false, PASTE_NOTHING },
	[LAYER_WHO] = { deed_open_who, deed_who_key, draw_menu, false, PASTE_SPOKEN },
	[LAYER_SIGNAL] = { deed_open_signals, deed_signal_key, draw_menu, false, PASTE_SPOKEN },
	[LAYER_CONFIRM] = { deed_open_confirm, deed_confirm_key, deed_draw, false, PASTE_SPOKEN },
	[LAYER_TWICE] = { deed_open_twice, deed_twice_key, deed_draw, true, PASTE_SPOKEN },
	[LAYER_RENICE] = { deed_open_renice, deed_renice_key, deed_draw, true, PASTE_SPOKEN },
	[LAYER_CLOSE] = { deed_open_close, deed_close_key, deed_draw, true, PASTE_SPOKEN },
	[LAYER_EXPECT] = { expect_open, expect_key, expect_draw, false, PASTE_SPOKEN },
};

bool layer_is_prompt(enum layer layer)
{
	return layers[layer].prompt;
}

bool layer_asks(enum layer layer)
{
	return layer >= LAYER_WHO && layer <= LAYER_EXPECT;
}

void layer_open(struct ui *ui, enum layer layer)
{
	ui->layer = layer;
	layers[layer].open(ui);
}

enum intent layer_key(struct ui *ui, const struct key_press *press, uint64_t now)
{
	if (press->pasted && layers[ui->layer].paste == PASTE_NOTHING)
		return INTENT_NONE;
	return layers[ui->layer].key(ui, press, now);
}

bool layer_draw(struct ui *ui, struct canvas *canvas, unsigned y, unsigned height, uint64_t now)
{
	if (!layers[ui->layer].draw)
		return false;
	ui->question.cut = false;
	layers[ui->layer].draw(ui, canvas, y, height);
	if (layer_asks(ui->layer))
		question_seen(ui, now);
	return true;
}
