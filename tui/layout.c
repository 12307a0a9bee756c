/* layout.c - which column stands where, without needless movement. */
#include "tui/layout.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/column.h"
#include "table/query.h"
#include "table/table.h"

#include <string.h>

enum {
	SHRINK_AFTER = 30,              /* seconds */
	LONG_BAR = 10, SHORT_BAR = 5,
	TEXT_LEAST = 8,
	ADDRESS_LEAST = 15,             /* "127.0.0.1:65535": comes before other texts */
	TEXT_FIRST = 21,                /* "255.255.255.255:65535": comes before a long bar */
	ADDRESS_WHOLE = 47,             /* the longest of IPv6 with its port, as well */
};

void layout_free(struct layout *layout)
{
	array_free(&layout->widths);
}

static struct layout_width *width_of(struct layout *layout, const struct column *column)
{
	struct layout_width *added;

	for (size_t i = 0; i < layout->widths.count; i++) {
		if (layout->widths.items[i].column == column)
			return &layout->widths.items[i];
	}
	added = array_add(&layout->widths);
	added->column = column;
	return added;
}

static unsigned needed(const struct column *column, const struct look *look,
		       const struct row *rows, size_t count)
{
	unsigned most = 0;

	if (column->lens == LENS_TREND)
		return column->width;
	for (size_t i = 0; i < count; i++) {
		char cell[CELL_SIZE];
		struct text text = TEXT_OVER(cell);
		unsigned taken;

		cell_text(look, column, &rows[i], &text);
		taken = (unsigned)text_columns(cell);
		if (taken > most)
			most = taken;
	}
	return most;
}

static unsigned steady(struct layout_width *width, unsigned need, uint64_t now)
{
	if (need >= width->width) {
		width->width = need;
		width->enough = 0;
		width->since = now;
		return need;
	}
	if (need > width->enough)
		width->enough = need;
	if (clock_seconds(width->since, now) >= SHRINK_AFTER) {
		width->width = width->enough;
		width->enough = 0;
		width->since = now;
	}
	return width->width;
}

/* A text's first claim: numbers and words have it all, texts what their column
 * asks for. */
static unsigned claim(const struct column *column, unsigned width)
{
	unsigned least = column->width > TEXT_LEAST ? column->width : TEXT_LEAST;

	return cell_is_text(column) && width > least ? column->width : width;
}

static unsigned title_width(const struct column *column)
{
	return (unsigned)text_columns(column->title);
}

struct want {
	unsigned first, whole;          /* claim, and all it could use */
};

static void measure(struct layout *layout, const struct query *query, const struct look *look,
		    const struct row *rows, size_t count, uint64_t now,
		    struct want *wants, size_t *wanted)
{
	*wanted = 0;
	for (size_t i = layout->skipped; i < query->columns.count; i++) {
		struct layout_column *at = &layout->columns[*wanted];
		const struct column *asked = query->columns.items[i];
		unsigned need, title;

		if (asked->json_only)
			continue;
		if (*wanted == LAYOUT_COLUMNS)
			return;
		*at = (struct layout_column){ .column = cell_column(look, asked),
					      .asked = asked };
		need = needed(at->column, look, rows, count);
		title = title_width(at->column);
		if (need < title)
			need = title;
		/* A bar carries the title: its percent is four wide at least. */
		if (cell_is_fill(at->column) && need < 5)
			need = 5;
		if (need < at->column->width && !at->column->left)
			need = at->column->width;
		need = steady(width_of(layout, at->column), need, now);
		wants[*wanted].whole = need;
		wants[*wanted].first = claim(at->column, need);
		if (wants[*wanted].first < title)
			wants[*wanted].first = title;
		(*wanted)++;
	}
}

static void leave_out(struct layout *layout, struct want *wants, size_t *wanted, size_t at)
{
	size_t behind = --*wanted - at;

	memmove(&layout->columns[at], &layout->columns[at + 1], behind * sizeof(*layout->columns));
	memmove(&wants[at], &wants[at + 1], behind * sizeof(*wants));
}

/* On the narrowest of screens an address says more than what stands before it, but
 * for the column that comes first of all. */
static void spare_address(struct layout *layout, struct want *wants, size_t *wanted, unsigned width)
{
	size_t address = 0;
	unsigned used = LAYOUT_MARKS;

	while (address < *wanted && !cell_ends_matter(layout->columns[address].column))
		used += wants[address++].first + 1;
	if (address == *wanted || layout->skipped)
		return;
	while (address > 1 && used + TEXT_LEAST > width) {
		used -= wants[--address].first + 1;
		leave_out(layout, wants, wanted, address);
	}
}

/* How many of the columns fit with their first claim; at least one does, cut,
 * and a text that is cut is better than none. */
static size_t fitting(const struct layout *layout, struct want *wants, size_t wanted,
		      unsigned width, unsigned *left)
{
	unsigned used = LAYOUT_MARKS;
	size_t count;

	*left = 0;
	for (count = 0; count < wanted; count++) {
		unsigned with = used + wants[count].first + (count > 0);

		if (with <= width || count == 0) {
			used = with;
			continue;
		}
		if (!cell_is_text(layout->columns[count].column) || used + 1 + TEXT_LEAST > width)
			break;
		wants[count].first = width - used - 1;
		return count + 1;
	}
	*left = used < width ? width - used : 0;
	return count;
}

/* A bar is an ornament: it is long where the texts have enough to be told apart. */
static unsigned bar_width(const struct layout *layout, const struct want *wants, unsigned left)
{
	unsigned texts = 0;

	for (size_t i = 0; i + 1 < layout->count; i++) {
		const struct column *column = layout->columns[i].column;
		unsigned most = cell_ends_matter(column) ? ADDRESS_WHOLE : TEXT_FIRST;
		unsigned enough = wants[i].whole < most ? wants[i].whole : most;

		if (cell_is_text(column) && enough > wants[i].first)
			texts += enough - wants[i].first;
	}
	if (left > texts + LONG_BAR)
		return LONG_BAR;
	return left > SHORT_BAR ? SHORT_BAR : 0;
}

/* What it takes for so many columns, as far as a text can use them. */
static unsigned up_to(const struct want *want, unsigned most, unsigned left)
{
	unsigned wish = want->whole < most ? want->whole : most;
	unsigned more = wish > want->first ? wish - want->first : 0;

	return more < left ? more : left;
}

/* An address comes before all other texts, and before bars: it says which row this
 * is. */
static void share_addresses(struct layout *layout, struct want *wants, unsigned *left,
			    unsigned most)
{
	for (size_t i = 0; i < layout->count; i++) {
		unsigned more = up_to(&wants[i], most, *left);

		if (!cell_ends_matter(layout->columns[i].column))
			continue;
		wants[i].first += more;
		*left -= more;
	}
}

static void share_bars(struct layout *layout, const struct want *wants, unsigned *left)
{
	for (size_t i = 0; i < layout->count; i++) {
		unsigned bar = bar_width(layout, wants, *left);

		if (!cell_is_fill(layout->columns[i].column) || bar == 0)
			continue;
		layout->columns[i].bar = bar;
		*left -= bar + 1;
	}
}

/* Where little is left over, other texts, the last one first, give up of their claim what
 * they may. */
static void lend_to_addresses(struct layout *layout, struct want *wants, unsigned *left)
{
	for (size_t i = layout->count; i-- > 0;) {
		const struct column *column = layout->columns[i].column;
		unsigned lent, back;

		if (!cell_is_text(column) || cell_ends_matter(column) ||
		    wants[i].first <= TEXT_LEAST)
			continue;
		lent = wants[i].first - TEXT_LEAST;
		*left += lent;
		share_addresses(layout, wants, left, ADDRESS_LEAST);
		back = *left < lent ? *left : lent;
		wants[i].first = TEXT_LEAST + back;
		*left -= back;
	}
}

/* What is left over goes to addresses, to bars, then to texts: each what it could
 * use. */
static void share(struct layout *layout, struct want *wants, unsigned left, unsigned width)
{
	unsigned kept;

	if (layout->count == 0)
		return;
	lend_to_addresses(layout, wants, &left);
	share_addresses(layout, wants, &left, TEXT_FIRST);
	share_bars(layout, wants, &left);
	share_addresses(layout, wants, &left, width / 4);
	/* The last text takes what is left, but the others leave it something. */
	kept = up_to(&wants[layout->count - 1], width / 4, left);
	left -= kept;
	for (size_t i = 0; i + 1 < layout->count; i++) {
		unsigned more = wants[i].whole > wants[i].first ? wants[i].whole - wants[i].first
								: 0;

		if (!cell_is_text(layout->columns[i].column))
			continue;
		if (more > left)
			more = left;
		wants[i].first += more;
		left -= more;
	}
	if (cell_is_text(layout->columns[layout->count - 1].column))
		wants[layout->count - 1].first += left + kept;
}

void layout_place(struct layout *layout, const struct query *query, const struct look *look,
		  const struct row *rows, size_t count, unsigned width, uint64_t now)
{
	struct want wants[LAYOUT_COLUMNS];
	unsigned left, x = LAYOUT_MARKS;
	size_t wanted, all;

	if (layout->skipped >= query->columns.count)
		layout->skipped = query->columns.count ? query->columns.count - 1 : 0;
	measure(layout, query, look, rows, count, now, wants, &wanted);
	all = wanted;
	spare_address(layout, wants, &wanted, width);
	layout->count = fitting(layout, wants, wanted, width, &left);
	layout->more = layout->count < all;
	share(layout, wants, left, width);
	for (size_t i = 0; i < layout->count; i++) {
		struct layout_column *at = &layout->columns[i];

		at->x = x;
		at->width = wants[i].first;
		if (cell_is_text(at->column) && at->width < wants[i].whole)
			layout->more = true;
		x += at->width + 1 + (at->bar ? at->bar + 1 : 0);
	}
}

const struct layout_column *layout_at(const struct layout *layout, unsigned x)
{
	for (size_t i = 0; i < layout->count; i++) {
		const struct layout_column *at = &layout->columns[i];
		unsigned width = at->width + (at->bar ? at->bar + 1 : 0);

		if (x >= at->x && x < at->x + width)
			return at;
	}
	return NULL;
}
