/* wording.c - sentences with blanks, filled in from symptoms. */
#include "judge/wording.h"

#include "base/text.h"
#include "fact/snapshot.h"
#include "judge/blank.h"
#include "judge/symptom.h"

#include <stddef.h>
#include <string.h>

/* Up to `end`. A brace that no name in lower case and its fellow follow is itself. */
static bool fill_span(struct text *text, const char *at, const char *end,
		      const struct symptoms *symptoms)
{
	while (at < end) {
		size_t plain = strcspn(at, "{"), name;

		if (plain > (size_t)(end - at))
			plain = (size_t)(end - at);
		text_add_bytes(text, at, plain);
		at += plain;
		if (at >= end)
			break;
		name = strspn(at + 1, "abcdefghijklmnopqrstuvwxyz_");
		if (at[1 + name] == '}') {
			if (!blank_write(text, at + 1, name, symptoms))
				return false;
			at += name + 2;
		} else {
			text_add_bytes(text, at++, 1);
		}
	}
	return true;
}

static void take_back(struct text *text, size_t length, bool cut)
{
	text->length = length;
	text->start[length] = '\0';
	text->cut = cut;
}

bool wording_fill(struct text *text, const char *sentence, const struct symptoms *symptoms)
{
	while (*sentence) {
		size_t plain = strcspn(sentence, "[");
		const char *end = sentence + plain;
		size_t length;
		bool cut;

		if (!fill_span(text, sentence, end, symptoms))
			return false;
		if (!*end)
			break;
		length = text->length;
		cut = text->cut;
		sentence = end + 1;
		end = sentence + strcspn(sentence, "]");
		if (!fill_span(text, sentence, end, symptoms))
			take_back(text, length, cut);
		sentence = *end ? end + 1 : end;
	}
	return true;
}

void wording_who(struct text *text, const struct symptoms *symptoms)
{
	const struct process *first = symptoms->holding.first;

	address_format(&symptoms->listener->local, text);
	if (first && first->label[LABEL_COMM]) {
		text_add(text, " ");
		text_add(text, first->label[LABEL_COMM]);
	}
}
