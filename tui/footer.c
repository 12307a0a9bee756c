/* footer.c - the lines below the table. */
#include "tui/footer.h"

#include "base/number.h"
#include "base/text.h"
#include "table/gap_text.h"
#include "table/overview.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <string.h>

enum {
	GAP_SIZE = 1024,
	MORE_WIDTH = 24,                /* of "; 3 more: ? tells" */
	OTHER_KEYS = 13,                /* behind F12 */
};

bool footer_has_gap(const struct scene *scene)
{
	return overview_gap(scene, 0) != NULL;
}

static size_t count_gaps(const struct scene *scene)
{
	size_t count = 0;

	while (overview_gap(scene, count))
		count++;
	return count;
}

/* As many sentences as fit, and how many more there are: the help has all. */
void footer_draw_gap(const struct scene *scene, struct canvas *canvas, unsigned y)
{
	size_t count = count_gaps(scene);
	char line[GAP_SIZE];
	struct text text = TEXT_OVER(line);

	for (size_t i = 0; i < count; i++) {
		char sentence[GAP_SIZE];
		struct text one = TEXT_OVER(sentence);
		size_t room = canvas->width > MORE_WIDTH ? canvas->width - MORE_WIDTH : 0;

		gap_sentence(overview_gap(scene, i), &one);
		if (i > 0 && text_columns(line) + text_columns(sentence) > room) {
			text_format(&text, "; %zu more: ? tells", count - i);
			break;
		}
		text_add(&text, i > 0 ? "; " : "");
		text_add(&text, sentence);
	}
	draw_line(canvas, 0, y, ROLE_DIM, line);
}

static unsigned draw_key(struct canvas *canvas, unsigned x, unsigned y, const char *key,
			 const char *name)
{
	unsigned width = (unsigned)(text_columns(key) + text_columns(name));

	if (x + width > canvas->width)
		return x;
	x += canvas_text(canvas, x, y, canvas->width, ROLE_KEY, key);
	x += canvas_text(canvas, x, y, canvas->width, ROLE_KEY_TEXT, name);
	return x + 1;
}

static unsigned draw_hint(struct canvas *canvas, unsigned x, unsigned y,
			  const struct settings *settings, const struct footer_hint *hint)
{
	char names[64];

	if (!hint->command)
		return draw_key(canvas, x, y, hint->key, hint->does);
	if (!keymap_offers(settings, hint->command))
		return x;
	keymap_names(settings->keys, hint->command, names, sizeof(names));
	names[strcspn(names, " ")] = '\0';
	return draw_key(canvas, x, y, names, hint->does);
}

void footer_draw_hints(struct canvas *canvas, unsigned y, const struct settings *settings,
		       const struct footer_hint *hints)
{
	unsigned x = 0;

	for (; hints->does; hints++)
		x = draw_hint(canvas, x, y, settings, hints);
}

/* F-keys have a place by their number, the rest stands behind them. */
static unsigned place_of(const char *name)
{
	uint64_t number;

	if (name[0] == 'F' && number_unsigned(name + 1, strlen(name + 1), 10, &number))
		return (unsigned)number;
	return OTHER_KEYS;
}

static unsigned draw_bar_key(struct canvas *canvas, unsigned x, unsigned y,
			     const struct settings *settings, enum command command, unsigned place)
{
	const char *does = bindings[command].bar;
	char name[24];

	if (!does || !keymap_offers(settings, command))
		return x;
	keymap_bar_name(settings->keys, command, name, sizeof(name));
	return place_of(name) == place ? draw_key(canvas, x, y, name, does) : x;
}

void footer_draw_bar(struct canvas *canvas, unsigned y, const struct settings *settings)
{
	unsigned x = 0;

	for (unsigned place = 1; place <= OTHER_KEYS; place++) {
		for (unsigned command = COMMAND_NONE + 1; command < COMMANDS; command++)
			x = draw_bar_key(canvas, x, y, settings, (enum command)command, place);
	}
}
