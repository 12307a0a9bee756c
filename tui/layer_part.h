/* layer_part.h - the parts of layers; for layer*.c and deed*.c only. */
#ifndef LSN_TUI_LAYER_PART_H
#define LSN_TUI_LAYER_PART_H

#include "tui/ui_state.h"

enum intent layer_close(struct ui *ui, enum intent intent);

/* layer_prompt.c */
void layer_open_search(struct ui *ui);
void layer_open_filter(struct ui *ui);
void layer_open_delay(struct ui *ui);
enum intent layer_search_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent layer_filter_key(struct ui *ui, const struct key_press *press, uint64_t now);
enum intent layer_delay_key(struct ui *ui, const struct key_press *press, uint64_t now);

/* layer_menu.c */
void layer_open_sort(struct ui *ui);
void layer_open_group(struct ui *ui);
void layer_open_user(struct ui *ui);
enum intent layer_menu_key(struct ui *ui, const struct key_press *press, uint64_t now);
/* A key or a click, for any menu. */
enum menu_event layer_menu_press(struct ui *ui, const struct key_press *press);

#endif
