/* headline.c - the worst thing going on, in the one line there is for it. */
#include "tui/headline.h"

#include "base/clock.h"
#include "base/text.h"
#include "table/scene.h"
#include "tui/canvas.h"
#include "tui/draw.h"

#include <string.h>

enum {
	STAY_SECONDS = 10,
	TELL_SECONDS = 5,
	ABOUT = 4,                      /* times */
	WORDS = OPINION_SENTENCE,
	STRAIN_ROOM = 36,               /* "full for 59 min 59 s, 9999/s refused" */
	LEAST_ADDRESS = 21,             /* "255.255.255.255:65535" */
};

/* Of one listener, if it belongs on a headline at all. */
static bool worst_of(const struct scene *scene, const struct listener_id *id,
		     struct opinion *opinion)
{
	return opinion_of(scene, id, 0, opinion) && opinion->weight != OPINION_HINT;
}

/* Numbers of one second go up and down; several times as bad is something else. */
static bool is_as_bad(const struct opinion *held, const struct opinion *worst)
{
	return held->weight > worst->weight ||
	       (held->weight == worst->weight && held->badness * ABOUT >= worst->badness);
}

static bool may_stay(const struct headline *headline, const struct scene *scene,
		     const struct opinion *worst, struct opinion *held)
{
	return headline->known &&
	       clock_seconds(headline->worst_at, scene->at.monotonic) < STAY_SECONDS &&
	       worst_of(scene, &headline->listener, held) && is_as_bad(held, worst);
}

static bool is_digit(char c)
{
	return (c >= '0' && c <= '9') || c == '.';
}

/* But for the numbers. */
static bool says_the_same(const char *a, const char *b)
{
	for (;; a++, b++) {
		while (is_digit(*a))
			a++;
		while (is_digit(*b))
			b++;
		if (*a != *b)
			return false;
		if (!*a)
			return true;
	}
}

/* What stands before the first colon says how bad it is. */
static const char *reason_of(const char *brief)
{
	const char *colon = strstr(brief, ": ");

	return colon ? colon : brief;
}

static void tell(struct headline *headline, const struct opinion *opinion, uint64_t now)
{
	struct text who = TEXT_OVER(headline->who), brief = TEXT_OVER(headline->brief);

	text_add(&who, opinion->who);
	text_add(&brief, opinion->brief);
	headline->known = true;
	headline->listener = opinion->listener;
	headline->weight = opinion->weight;
	headline->told_at = now;
}

static bool is_told(const struct headline *headline, const struct opinion *opinion, uint64_t now)
{
	/* A little less: ticks do not come to the nanosecond. */
	return headline->known && headline->weight == opinion->weight &&
	       listener_id_compare(&headline->listener, &opinion->listener) == 0 &&
	       clock_seconds(headline->told_at, now) < TELL_SECONDS - 0.1 &&
	       strcmp(headline->who, opinion->who) == 0 &&
	       says_the_same(reason_of(headline->brief), reason_of(opinion->brief));
}

void headline_choose(struct headline *headline, const struct scene *scene)
{
	uint64_t now = scene->at.monotonic;
	struct opinion worst, held;

	if (!opinion_at(scene, 0, &worst) || worst.weight == OPINION_HINT) {
		headline->known = false;
		return;
	}
	if (listener_id_compare(&worst.listener, &headline->listener) != 0 &&
	    may_stay(headline, scene, &worst, &held))
		worst = held;
	else
		headline->worst_at = now;
	if (!is_told(headline, &worst, now))
		tell(headline, &worst, now);
}

/* "ADDRESS NAME", and of the brief "STRAIN: REST". */
struct pieces {
	char who[WORDS], brief[WORDS];  /* safe */
	const char *rest;               /* of the brief; "" it has but one part */
	size_t address, strain, short_strain; /* bytes of each */
};

/* Where the name begins, if the rest of the sentence names it again: an address may
 * hold blanks too. */
static size_t address_size(const struct pieces *pieces)
{
	const char *blank = pieces->who;

	while ((blank = strchr(blank, ' '))) {
		if (blank[1] && strstr(pieces->rest, blank + 1))
			return (size_t)(blank - pieces->who);
		blank++;
	}
	return strlen(pieces->who);
}

/* "full for 12 s, 14/s refused": what it is stands before for how long, how often. */
static size_t without_details(const char *strain, size_t size)
{
	static const char *const details[] = { " for ", ", " };

	for (size_t i = 0; i < sizeof(details) / sizeof(*details); i++) {
		const char *at = strstr(strain, details[i]);

		if (at && (size_t)(at - strain) < size)
			size = (size_t)(at - strain);
	}
	return size;
}

static void take_apart(const struct opinion *opinion, bool ascii, struct pieces *pieces)
{
	struct text who = TEXT_OVER(pieces->who), brief = TEXT_OVER(pieces->brief);
	const char *colon;

	text_printable(&who, opinion->who, ascii);
	text_printable(&brief, opinion->brief, ascii);
	colon = strstr(pieces->brief, ": ");
	pieces->rest = colon ? colon + 2 : "";
	pieces->strain = colon ? (size_t)(colon - pieces->brief) : strlen(pieces->brief);
	pieces->short_strain = colon ? without_details(pieces->brief, pieces->strain)
				     : pieces->strain;
	pieces->address = address_size(pieces);
}

static unsigned columns(const char *bytes, size_t size)
{
	char words[WORDS];
	struct text text = TEXT_OVER(words);

	text_add_bytes(&text, bytes, size);
	return (unsigned)text_columns(words);
}

static void add_who(const struct pieces *pieces, size_t size, unsigned most, bool ascii,
		    struct text *line)
{
	char words[WORDS];
	struct text text = TEXT_OVER(words);

	text_add_bytes(&text, pieces->who, size);
	draw_shortened(words, most, true, ascii, line);
}

void headline_say(const struct opinion *opinion, unsigned width, bool ascii, struct text *line)
{
	struct pieces pieces;
	unsigned whole, after, most = width / 3 > LEAST_ADDRESS ? width / 3 : LEAST_ADDRESS;
	size_t who, strain;

	take_apart(opinion, ascii, &pieces);
	who = strlen(pieces.who);
	strain = pieces.strain;
	after = columns(pieces.brief, strain);
	if (pieces.short_strain < strain && after < STRAIN_ROOM)
		after = STRAIN_ROOM;
	after += (unsigned)text_columns(pieces.rest) + 4;
	whole = columns(pieces.who, who);
	if (whole + after > width && pieces.address < who) {
		who = pieces.address;
		whole = columns(pieces.who, who);
	}
	if (whole + after > width)
		strain = pieces.short_strain;
	else
		most = whole;
	add_who(&pieces, who, most, ascii, line);
	text_add(line, ": ");
	text_add_bytes(line, pieces.brief, strain);
	text_add(line, *pieces.rest ? ": " : "");
	text_add(line, pieces.rest);
}

void headline_draw(const struct headline *headline, struct canvas *canvas, unsigned y)
{
	const struct opinion opinion = { .who = headline->who, .brief = headline->brief };
	bool alarm = headline->weight == OPINION_ALARM;
	char words[WORDS];
	struct text line = TEXT_OVER(words);

	if (!headline->known)
		return;
	text_add(&line, alarm ? "!! " : "! ");
	headline_say(&opinion, canvas->width > 3 ? canvas->width - 3 : 0, canvas->ascii, &line);
	draw_line(canvas, 0, y, alarm ? ROLE_ALARM : ROLE_WARN, words);
}
