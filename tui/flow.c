/* flow.c - pieces of text one behind the other, as many lines as they take. */
#include "tui/flow.h"

#include "base/text.h"
#include "tui/draw.h"
#include "tui/wrap.h"

#include <string.h>

enum { LEFT = 1, LINE_SIZE = 1024 };

struct flow flow_at(struct canvas *canvas, unsigned y, unsigned width, unsigned most)
{
	return (struct flow){ .canvas = canvas, .width = width, .x = LEFT, .y = y, .most = most };
}

static void begin_line(struct flow *flow)
{
	flow->x = LEFT;
	flow->lines++;
}

/* False: the line is not to be drawn. */
static bool line_y(const struct flow *flow, unsigned *y)
{
	*y = flow->y + flow->lines - 1;
	return flow->canvas && flow->lines <= flow->most;
}

static unsigned draw_label(const struct flow *flow, const char *label, enum role role)
{
	unsigned width = (unsigned)text_columns(label), y;

	if (width == 0)
		return flow->x;
	if (line_y(flow, &y))
		canvas_text(flow->canvas, flow->x, y, flow->width, role, label);
	return flow->x + width + 1;
}

void flow_add(struct flow *flow, const char *label, enum role label_role, const char *safe,
	      enum role role, unsigned gap)
{
	unsigned taken = (unsigned)text_columns(safe), x, y;

	if (*label)
		taken += (unsigned)text_columns(label) + 1;
	if (flow->lines == 0 || (flow->x > LEFT && flow->x + taken > flow->width))
		begin_line(flow);
	x = draw_label(flow, label, label_role);
	if (line_y(flow, &y))
		draw_line(flow->canvas, x, y, role, safe);
	flow->x += taken + gap;
}

void flow_wrap(struct flow *flow, const char *label, enum role label_role, const char *safe,
	       enum role role, unsigned lines)
{
	unsigned x, width, y;

	begin_line(flow);
	x = draw_label(flow, label, label_role);
	width = flow->width > x + 1 ? flow->width - x : 1;
	for (unsigned n = 1;; n++) {
		char line[LINE_SIZE];
		struct text text = TEXT_OVER(line);
		const char *start = safe + strspn(safe, " ");

		if (!wrap_next(&safe, width, &text))
			break;
		if (n > 1)
			begin_line(flow);
		if (line_y(flow, &y) && n == lines)
			draw_line(flow->canvas, x, y, role, start);
		else if (line_y(flow, &y))
			canvas_text(flow->canvas, x, y, width, role, line);
		if (n == lines)
			break;
	}
	/* What comes next begins a line. */
	flow->x = flow->width + 1;
}
