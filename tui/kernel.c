/* kernel.c - pane 3: what the kernel counted, the books of drops, the tuning. */
#include "tui/kernel.h"

#include "base/text.h"
#include "table/column.h"
#include "table/graph.h"
#include "table/opinion.h"
#include "tui/block.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <string.h>

enum {
	LINE_SIZE = 1024,
	LOW = 10,                       /* lines: below that, one thing at a time */
	LITTLE = 4,                     /* lines of books and review */
	AIRY = 30,                      /* from here on a blank line before headings */
	BESIDE = 160,                   /* columns: from here on side by side */
};

void kernel_init(struct kernel *kernel, unsigned width)
{
	struct query query;

	query_init(&query, TABLE_COUNTERS, width);
	pane_init(&kernel->pane, &query);
}

void kernel_free(struct kernel *kernel)
{
	pane_free(&kernel->pane);
}

/* Down goes through the table first, up through the lines below it. */
static bool is_below(const struct kernel *kernel, bool down)
{
	const struct pane *pane = &kernel->pane;

	if (!down)
		return kernel->below.top > 0;
	return pane->list.cursor + 1 >= pane->table.rows.count &&
	       kernel->below.top + kernel->below.rows < kernel->below.count;
}

void kernel_move(struct kernel *kernel, enum command command, uint64_t now)
{
	switch (command) {
	case COMMAND_TOP:
		list_scroll(&kernel->below, command);
		break;
	case COMMAND_UP:
	case COMMAND_HALF_UP:
	case COMMAND_PAGE_UP:
		if (is_below(kernel, false) && list_scroll(&kernel->below, command))
			return;
		break;
	case COMMAND_DOWN:
	case COMMAND_HALF_DOWN:
	case COMMAND_PAGE_DOWN:
	case COMMAND_BOTTOM:
		if (is_below(kernel, true) && list_scroll(&kernel->below, command))
			return;
		break;
	default:
		break;
	}
	pane_move(&kernel->pane, command, now);
}

void kernel_step(struct kernel *kernel, long step, uint64_t now)
{
	enum command command = step < 0 ? COMMAND_UP : COMMAND_DOWN;

	for (long left = step < 0 ? -step : step; left > 0; left--)
		kernel_move(kernel, command, now);
}

/* A counter that rose at the last tick. */
static bool has_moved(const struct row *row)
{
	int64_t step;

	return fact_info[row->fact].kind == FACT_COUNTER && graph_at(row, row->fact, 0, &step) &&
	       step > 0;
}

/* Who gets how many lines; `books` and `review` without their headings. */
struct share {
	unsigned table, books, review;
	unsigned said;                  /* 1: a line of what the row under the cursor is */
	unsigned air;                   /* blank lines before a heading */
	bool beside;
};

static unsigned least(size_t a, size_t b)
{
	return (unsigned)(a < b ? a : b);
}

static struct share divide(size_t rows, size_t books, size_t review, unsigned width,
			   unsigned height)
{
	struct share share = { .said = 1, .air = height >= AIRY, .beside = width >= BESIDE };
	unsigned fixed = (1 + share.air) * (share.beside ? 1 : 2) + share.said, most, lines;
	size_t wanted = share.beside ? (books > review ? books : review) : books + review;

	/* What the table leaves, and two fifths at least: where that is next to
	 * nothing, half. */
	most = height * 2 / 5;
	if (most < fixed + LITTLE)
		most = least(fixed + LITTLE, height / 2);
	if (rows + 1 + most < height)
		most = height - (unsigned)rows - 1;
	lines = least(wanted, most > fixed ? most - fixed : 0);
	if (share.beside) {
		share.books = least(books, lines);
		share.review = least(review, lines);
	} else {
		share.review = least(review, lines / 2);
		share.books = least(books, lines - share.review);
		share.review = least(review, lines - share.books);
	}
	share.table = least(rows + 1, height - fixed - lines);
	return share;
}

/* The table has not the room for it all. */
static void draw_said(const struct pane *pane, struct canvas *canvas, unsigned y)
{
	static const struct { const char *before, *key; } parts[] = {
		{ "", "counter" }, { ": ", "meaning" }, { "; counted in ", "where" },
	};
	const struct row *row = pane_row(pane);
	char line[LINE_SIZE];
	struct text text = TEXT_OVER(line);

	for (size_t i = 0; row && i < sizeof(parts) / sizeof(*parts); i++) {
		const char *key = parts[i].key;
		struct value value;

		column_value(column_find(TABLE_COUNTERS, key, strlen(key)), row, &value);
		if (!value_is_known(&value))
			continue;
		text_add(&text, parts[i].before);
		value_format(&value, canvas->ascii, &text);
	}
	draw_line(canvas, 2, y, ROLE_DIM, line);
}

/* Scrolled as one: first the books, then the review; side by side, both. */
static void draw_below(struct kernel *kernel, struct canvas *canvas, unsigned y,
		       const struct share *share, const struct block *books,
		       const struct block *review)
{
	size_t hidden_books = books->lines.count - share->books;
	size_t hidden_review = review->lines.count - share->review;
	size_t hidden = share->beside ? (hidden_books > hidden_review ? hidden_books : hidden_review)
				      : hidden_books + hidden_review;
	unsigned shown = share->beside && share->books < share->review ? share->review
								      : share->books;
	size_t top, in_books;

	list_fit(&kernel->below, shown + hidden, shown);
	top = kernel->below.top;
	in_books = top < hidden_books ? top : hidden_books;
	y += share->air;
	block_draw(books, canvas, 0, y, share->books, in_books);
	if (share->beside) {
		block_draw(review, canvas, books->width, y, share->review,
			   top < hidden_review ? top : hidden_review);
		return;
	}
	y += 1 + share->books + share->air;
	block_draw(review, canvas, 0, y, share->review, top - in_books);
}

/* What moved stands out by a mark and bold, what never did is dim. */
static void mark_rows(const struct kernel *kernel, struct canvas *canvas)
{
	const struct pane *pane = &kernel->pane;

	for (size_t i = 0; i < pane->list.rows; i++) {
		unsigned y = pane->y + 1 + (unsigned)i;
		const struct row *row;
		enum role role = ROLE_TEXT;
		int64_t value;

		if (pane->list.top + i >= pane->table.rows.count || y >= canvas->height)
			return;
		row = &pane->table.rows.items[pane->list.top + i];
		if (has_moved(row))
			role = ROLE_STRONG;
		else if (fact_info[row->fact].kind == FACT_COUNTER && row->netns &&
			 facts_get(&row->netns->facts, row->fact, &value) && value == 0)
			role = ROLE_DIM;
		/* Cell by cell: the row under the cursor stays selected. */
		if (role == ROLE_STRONG) {
			canvas->cells[(size_t)y * canvas->width].character = '!';
			canvas->cells[(size_t)y * canvas->width].role = ROLE_WARN;
		}
		for (unsigned x = 2; role != ROLE_TEXT && x < canvas->width; x++) {
			struct cell *cell = &canvas->cells[(size_t)y * canvas->width + x];

			if (cell->role == ROLE_TEXT)
				cell->role = (uint8_t)role;
		}
	}
}

/* The table, and where Down went on behind it the text in its place. */
static void draw_low(struct kernel *kernel, struct canvas *canvas, unsigned y, unsigned height,
		     const struct block *books, const struct block *review,
		     const struct look *look, const struct scene *scene, uint64_t now)
{
	size_t lines = books->lines.count + review->lines.count + 2, skip;

	list_fit(&kernel->below, height + 1 + (lines > height ? lines - height : 0), height);
	if (kernel->below.top == 0) {
		pane_draw(&kernel->pane, canvas, y, height - 1, look, scene, now);
		mark_rows(kernel, canvas);
		draw_line(canvas, 2, y + height - 1, ROLE_DIM,
			  "Down, behind the last row: drops and tuning");
		return;
	}
	skip = kernel->below.top - 1;
	canvas->cursor_x = 0;
	canvas->cursor_y = y;
	block_draw_text(review, canvas, block_draw_text(books, canvas, y, y + height, &skip), y + height,
		  &skip);
}

void kernel_draw(struct kernel *kernel, struct canvas *canvas, unsigned y, unsigned height,
		 const struct look *look, const struct scene *scene, uint64_t now)
{
	unsigned width = canvas->width >= BESIDE ? canvas->width / 2 : canvas->width;
	struct block books = { .heading = "DROPS AND COUNTERS, OVER THE LAST MINUTE",
			       .width = width };
	struct block review = { .heading = "TUNING", .width = width };
	struct share share;

	if (height == 0)
		return;
	block_fill(&books, scene, opinion_ledger, "no books yet: they take two refreshes");
	block_fill(&review, scene, opinion_review, "not looked at yet");
	if (height < LOW) {
		draw_low(kernel, canvas, y, height, &books, &review, look, scene, now);
		goto free;
	}
	share = divide(kernel->pane.table.rows.count, books.lines.count, review.lines.count,
		       canvas->width, height);
	pane_draw(&kernel->pane, canvas, y, share.table, look, scene, now);
	mark_rows(kernel, canvas);
	draw_said(&kernel->pane, canvas, y + share.table);
	draw_below(kernel, canvas, y + share.table + 1, &share, &books, &review);
free:
	block_free(&books);
	block_free(&review);
}
