/* journal.c - pane 4: what happened, the newest first. */
#include "tui/journal.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/opinion.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <inttypes.h>

enum { LINE_SIZE = 256 };

static void draw_heading(const struct pane *pane, struct canvas *canvas, unsigned y,
			 const struct scene *scene, uint64_t began)
{
	size_t count = pane->table.rows.count + pane->table.hidden;
	uint64_t forgotten = opinion_events_forgotten(scene);
	char line[LINE_SIZE], time[CLOCK_TIME_SIZE];
	struct text text = TEXT_OVER(line);
	unsigned x = 1 + canvas_text(canvas, 1, y, canvas->width, ROLE_STRONG, "JOURNAL");

	clock_time_of_day(began, time);
	text_format(&text, "%zu event%s since %s", count, count == 1 ? "" : "s", time);
	if (forgotten)
		text_format(&text, "; %" PRIu64 " older forgotten", forgotten);
	draw_line(canvas, x + 1, y, ROLE_TEXT, line);
}

/* An empty journal is good news, if one knows what it would tell. */
static void draw_empty(struct canvas *canvas, unsigned y, unsigned height,
		       const struct settings *settings, uint64_t began)
{
	char line[LINE_SIZE], time[CLOCK_TIME_SIZE];
	struct text text = TEXT_OVER(line);

	clock_time_of_day(began, time);
	text_format(&text, "nothing has happened since %s", time);
	if (height > 0)
		draw_line(canvas, 2, y, ROLE_DIM, line);
	text = TEXT_OVER(line);
	text_format(&text, "%g %% of its backlog or overflows, and what came of that; and what"
		    " is not as the", settings->filling);
	if (height > 1)
		draw_line(canvas, 2, y + 1, ROLE_DIM,
			  "here will stand which listeners come, go and change; when a queue"
			  " passes");
	if (height > 2)
		draw_line(canvas, 2, y + 2, ROLE_DIM, line);
	if (height > 3)
		draw_line(canvas, 2, y + 3, ROLE_DIM, "baseline (--expect) has it");
}

void journal_draw(struct pane *pane, struct canvas *canvas, unsigned y, unsigned height,
		  const struct look *look, const struct scene *scene,
		  const struct settings *settings, uint64_t began, uint64_t now)
{
	if (height == 0)
		return;
	if (!scene) {
		pane_draw(pane, canvas, y, height, look, scene, now);
		return;
	}
	draw_heading(pane, canvas, y, scene, began);
	if (pane->table.rows.count || pane->table.hidden) {
		pane_draw(pane, canvas, y + 1, height - 1, look, scene, now);
		return;
	}
	canvas->cursor_x = 1;
	canvas->cursor_y = y;
	if (height > 2)
		draw_empty(canvas, y + 2, height - 2, settings, began);
}
