/* header.c - the lines above the table. */
#include "tui/header.h"

#include "base/clock.h"
#include "base/text.h"
#include "fact/protocol.h"
#include "table/overview.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"
#include "tui/headline.h"
#include "tui/rates.h"

#include <inttypes.h>
#include <string.h>

enum {
	PIECES = 16, PIECE_SIZE = 320, BRIEF_SIZE = 16,
	CHANGES_WIDTH = 9,              /* of "  +12 -3" */
	WIDE = 60,                      /* from here on these have a place */
};

/* Between the total and what it is made of. */
#define AFTER_TOTAL ": "

struct piece {
	char text[PIECE_SIZE];
	enum role role;
	/* Which is left out first, the highest, 0 never: where the line is too
	 * narrow, and where it is a state that needs room. For a state, which comes
	 * and goes, it is what stands to the right, so that nothing moves. The host
	 * is the last to go: this may be one of many terminals. */
	unsigned narrow, crowded;
	unsigned width;
	bool joined;                    /* to the one before */
	char brief[BRIEF_SIZE];         /* what is said for it instead of leaving it out;
					 * "" nothing */
};

struct pieces {
	struct piece piece[PIECES];
	size_t count;
};

static struct text add(struct pieces *pieces, enum role role, unsigned narrow, unsigned crowded)
{
	struct piece *piece = &pieces->piece[pieces->count++];

	*piece = (struct piece){ .role = role, .narrow = narrow, .crowded = crowded };
	return text_over(piece->text, sizeof(piece->text));
}

static void add_uptime(struct pieces *pieces, const struct scene *scene)
{
	struct text text;
	uint64_t minutes;

	if (scene->uptime < 0)
		return;
	text = add(pieces, ROLE_HEADER, 9, 6);
	minutes = (uint64_t)(scene->uptime / 60);
	text_add(&text, "up ");
	if (minutes >= 24 * 60)
		text_format(&text, "%" PRIu64 "d ", minutes / (24 * 60));
	text_format(&text, "%02u:%02u", (unsigned)(minutes / 60 % 24), (unsigned)(minutes % 60));
}

/* 1 for 1.0, 0.25 as it is. */
static void add_delay(struct text *text, double seconds)
{
	uint64_t milli = (uint64_t)(seconds * 1000 + 0.5);
	unsigned rest = (unsigned)(milli % 1000);

	text_format(text, "every %" PRIu64, milli / 1000);
	if (rest % 100 == 0 && rest)
		text_format(text, ".%u", rest / 100);
	else if (rest)
		text_format(text, ".%03u", rest);
	text_add(text, "s");
}

static void add_identity(struct pieces *pieces, const struct scene *scene, bool ascii)
{
	char time[CLOCK_TIME_SIZE];
	struct text text = add(pieces, ROLE_STRONG, 4, 4);

	text_add(&text, "lsntop");
	text = add(pieces, ROLE_STRONG, 1, 1);
	text_printable(&text, scene->host, ascii);
	if (!text.length)
		pieces->count--;
	add_uptime(pieces, scene);
	clock_time_of_day(scene->at.wall, time);
	text = add(pieces, ROLE_HEADER, 2, 2);
	text_add(&text, time);
	/* Old numbers must not pass for live ones. */
	text = add(pieces, ROLE_HEADER, scene->live ? 8 : 0, scene->live ? 7 : 0);
	if (scene->live)
		add_delay(&text, scene->delay);
	else
		text_add(&text, "captured");
}

/* The families that people speak of: MPTCP is one kind of TCP and so on. */
static void add_counts(struct pieces *pieces, const struct overview *overview)
{
	static const struct { const char *name; protocol_set set; } families[] = {
		{ "tcp", PROTOCOL_BIT(PROTOCOL_TCP) | PROTOCOL_BIT(PROTOCOL_MPTCP) },
		{ "udp", PROTOCOL_BIT(PROTOCOL_UDP) | PROTOCOL_BIT(PROTOCOL_UDPLITE) },
		{ "unix", PROTOCOL_BIT(PROTOCOL_UNIX_STREAM) |
			  PROTOCOL_BIT(PROTOCOL_UNIX_SEQPACKET) },
		{ "raw", PROTOCOL_BIT(PROTOCOL_RAW) },
		{ "sctp", PROTOCOL_BIT(PROTOCOL_SCTP) },
		{ "packet", PROTOCOL_BIT(PROTOCOL_PACKET) },
		{ "vsock", PROTOCOL_BIT(PROTOCOL_VSOCK) },
	};
	struct text text = add(pieces, ROLE_HEADER, 6, 8);
	const char *before = AFTER_TOTAL;

	text_format(&text, "%u listening", overview->listening);
	if (!overview->listening)
		return;
	text = add(pieces, ROLE_HEADER, 5, 9);
	pieces->piece[pieces->count - 1].joined = true;
	for (size_t i = 0; i < sizeof(families) / sizeof(*families); i++) {
		unsigned count = 0;

		for (unsigned protocol = 0; protocol < PROTOCOLS; protocol++) {
			if (families[i].set & PROTOCOL_BIT(protocol))
				count += overview->by_protocol[protocol];
		}
		if (!count)
			continue;
		text_format(&text, "%s%u %s", before, count, families[i].name);
		before = " ";
	}
}

/* Where all is as expected there is nothing to say. In little room it is the mark that
 * these rows have, and how many. */
static void add_judged(struct pieces *pieces, const struct overview *overview)
{
	struct piece *piece = &pieces->piece[pieces->count];
	struct text text;

	if (!overview->unexpected && !overview->missing)
		return;
	text = add(pieces, ROLE_UNEXPECTED, 7, 10);
	if (overview->unexpected)
		text_format(&text, "%u unexpected", overview->unexpected);
	if (overview->missing)
		text_format(&text, "%s%u missing", overview->unexpected ? " " : "",
			    overview->missing);
	text = TEXT_OVER(piece->brief);
	text_format(&text, "?%u", overview->unexpected + overview->missing);
}

static void add_hidden(struct pieces *pieces, const struct header *header, bool ascii)
{
	const char *rows = header->hidden == 1 ? "row" : "rows";
	struct text text;

	if (!header->hidden && !header->filter && !header->only_marked)
		return;
	text = add(pieces, ROLE_WARN, 0, 0);
	if (!header->filter && header->only_marked) {
		text_format(&text, "only marked rows: %zu hidden", header->hidden);
		return;
	}
	if (!header->filter) {
		text_format(&text, "%zu idle %s hidden", header->hidden, rows);
		return;
	}
	text_format(&text, "%zu %s hidden by the filter", header->hidden, rows);
	if (header->only_marked)
		text_add(&text, " or without a mark");
	if (header->hide_idle)
		text_add(&text, " or as idle");
	text_add(&text, ": ");
	text_printable(&text, header->filter, ascii);
}

static void add_states(struct pieces *pieces, const struct header *header, bool ascii)
{
	struct text text;

	if (header->paused) {
		text = add(pieces, ROLE_WARN, 0, 0);
		text_add(&text, "paused");
	}
	if (header->following || header->held) {
		text = add(pieces, ROLE_WARN, 0, 0);
		text_add(&text, header->following ? "following" : "order held");
	}
	if (header->user) {
		text = add(pieces, ROLE_WARN, 0, 0);
		text_add(&text, "only user ");
		text_printable(&text, header->user, ascii);
	}
	add_hidden(pieces, header, ascii);
}

static unsigned total(const struct pieces *pieces)
{
	unsigned width = 0;

	for (size_t i = 0; i < pieces->count; i++)
		width += pieces->piece[i].width +
			 (i > 0 && !pieces->piece[i].joined ? 2 : 0);
	return width;
}

static void part(struct piece *piece)
{
	size_t cut = strlen(AFTER_TOTAL);

	if (!piece->joined)
		return;
	piece->joined = false;
	memmove(piece->text, piece->text + cut, strlen(piece->text) - cut + 1);
	piece->width -= (unsigned)cut;
}

static void leave_out(struct pieces *pieces, size_t at)
{
	struct piece *piece = &pieces->piece[at];

	if (piece->brief[0]) {
		memcpy(piece->text, piece->brief, sizeof(piece->brief));
		piece->width = (unsigned)text_columns(piece->text);
		piece->narrow = piece->crowded = 0;
		piece->brief[0] = '\0';
		return;
	}
	if (at + 1 < pieces->count)
		part(&pieces->piece[at + 1]);
	pieces->count--;
	memmove(&pieces->piece[at], &pieces->piece[at + 1],
		(pieces->count - at) * sizeof(*pieces->piece));
}

static void fit(struct pieces *pieces, unsigned width, bool crowded)
{
	for (size_t i = 0; i < pieces->count; i++)
		pieces->piece[i].width = (unsigned)text_columns(pieces->piece[i].text);
	while (total(pieces) > width) {
		size_t least = 0;
		unsigned highest = 0;

		for (size_t i = 0; i < pieces->count; i++) {
			const struct piece *piece = &pieces->piece[i];
			unsigned rank = crowded ? piece->crowded : piece->narrow;

			if (rank <= highest)
				continue;
			highest = rank;
			least = i;
		}
		if (!highest)
			return;
		leave_out(pieces, least);
	}
}

static void draw_pieces(const struct pieces *pieces, struct canvas *canvas, unsigned y, unsigned width)
{
	unsigned x = 0;

	for (size_t i = 0; i < pieces->count && x < width; i++) {
		const struct piece *piece = &pieces->piece[i];

		if (i > 0 && !piece->joined)
			x += 2;
		if (x < width) {
			char shown[PIECE_SIZE + 4];
			struct text text = TEXT_OVER(shown);

			draw_shortened(piece->text, width - x, false, canvas->ascii, &text);
			x += canvas_text(canvas, x, y, width - x, piece->role, shown);
		}
	}
}

static void draw_identity(const struct header *header, struct canvas *canvas)
{
	unsigned width = canvas->width;
	struct pieces pieces = { .count = 0 };
	struct overview overview;

	if (!header->scene) {
		canvas_text(canvas, 0, 0, width, ROLE_STRONG, "lsntop");
		return;
	}
	overview_count(header->scene, header->selection, &overview);
	add_identity(&pieces, header->scene, canvas->ascii);
	add_counts(&pieces, &overview);
	add_judged(&pieces, &overview);
	/* The place of "+2 -1" is kept free, so that nothing moves for it. */
	if (width > WIDE)
		width -= CHANGES_WIDTH;
	fit(&pieces, width, false);
	add_states(&pieces, header, canvas->ascii);
	fit(&pieces, width, true);
	draw_pieces(&pieces, canvas, 0, width);
	if (width < canvas->width && (overview.appeared || overview.vanished)) {
		char buffer[32];
		struct text text = TEXT_OVER(buffer);

		text_format(&text, "+%u -%u", overview.appeared, overview.vanished);
		if (text.length < CHANGES_WIDTH)
			canvas_text(canvas, canvas->width - (unsigned)text.length, 0,
				    CHANGES_WIDTH, ROLE_NEW, buffer);
	}
}

bool header_draw_states(const struct header *header, struct canvas *canvas, unsigned y)
{
	struct pieces pieces = { .count = 0 };

	add_states(&pieces, header, canvas->ascii);
	if (!pieces.count)
		return false;
	fit(&pieces, canvas->width, true);
	draw_pieces(&pieces, canvas, y, canvas->width);
	return true;
}

void header_draw(const struct header *header, struct canvas *canvas, unsigned lines)
{
	if (lines > 0)
		draw_identity(header, canvas);
	if (lines > 1 && header->scene)
		rates_draw(header->scene, canvas, 1);
	if (lines > 2 && header->scene)
		headline_draw(header->headline, canvas, 2);
}
