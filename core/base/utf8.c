/* utf8.c - what a stranger's bytes say, one character at a time. */
#include "base/utf8.h"

#include <wchar.h>

static size_t sequence_length(unsigned char lead, uint32_t *bits)
{
	if (lead < 0x80) {
		*bits = lead;
		return 1;
	}
	if (lead >= 0xc2 && lead <= 0xdf) {
		*bits = lead & 0x1f;
		return 2;
	}
	if (lead >= 0xe0 && lead <= 0xef) {
		*bits = lead & 0x0f;
		return 3;
	}
	if (lead >= 0xf0 && lead <= 0xf4) {
		*bits = lead & 0x07;
		return 4;
	}
	return 0;
}

static bool is_scalar(uint32_t character, size_t length)
{
	static const uint32_t least[] = { 0, 0, 0x80, 0x800, 0x10000 };

	return character >= least[length] && character <= 0x10ffff &&
	       (character < 0xd800 || character > 0xdfff);
}

size_t utf8_next(const char *bytes, size_t size, uint32_t *character, bool *valid)
{
	uint32_t bits = 0;
	size_t length = sequence_length((unsigned char)bytes[0], &bits);

	*character = UTF8_REPLACEMENT;
	*valid = false;
	if (length == 0 || length > size)
		return 1;
	for (size_t i = 1; i < length; i++) {
		unsigned char next = (unsigned char)bytes[i];

		if ((next & 0xc0) != 0x80)
			return 1;
		bits = bits << 6 | (next & 0x3f);
	}
	if (!is_scalar(bits, length))
		return 1;
	*character = bits;
	*valid = true;
	return length;
}

size_t utf8_put(uint32_t character, char bytes[4])
{
	if (character < 0x80) {
		bytes[0] = (char)character;
		return 1;
	}
	if (character < 0x800) {
		bytes[0] = (char)(0xc0 | character >> 6);
		bytes[1] = (char)(0x80 | (character & 0x3f));
		return 2;
	}
	if (character < 0x10000) {
		bytes[0] = (char)(0xe0 | character >> 12);
		bytes[1] = (char)(0x80 | (character >> 6 & 0x3f));
		bytes[2] = (char)(0x80 | (character & 0x3f));
		return 3;
	}
	bytes[0] = (char)(0xf0 | character >> 18);
	bytes[1] = (char)(0x80 | (character >> 12 & 0x3f));
	bytes[2] = (char)(0x80 | (character >> 6 & 0x3f));
	bytes[3] = (char)(0x80 | (character & 0x3f));
	return 4;
}

/* Trojan source (CVE-2021-42574) taught that bidi controls and zero-width
 * characters lie as well as escape sequences do. */
bool utf8_is_safe(uint32_t character)
{
	static const struct { uint32_t first, last; } unsafe[] = {
		{ 0x0, 0x1f },         { 0x7f, 0x9f },         { 0xad, 0xad },
		{ 0x34f, 0x34f },      { 0x61c, 0x61c },       { 0x115f, 0x1160 },
		{ 0x17b4, 0x17b5 },    { 0x180b, 0x180f },     { 0x200b, 0x200f },
		{ 0x2028, 0x202e },    { 0x2060, 0x206f },     { 0x3164, 0x3164 },
		{ 0xd800, 0xf8ff },    { 0xfdd0, 0xfdef },     { 0xfe00, 0xfe0f },
		{ 0xfeff, 0xfeff },    { 0xffa0, 0xffa0 },     { 0xfff0, 0xfffb },
		{ 0x13430, 0x13440 },  { 0x1bca0, 0x1bca3 },   { 0x1d173, 0x1d17a },
		{ 0xe0000, UINT32_MAX },
	};

	for (size_t i = 0; i < sizeof unsafe / sizeof *unsafe; i++)
		if (character >= unsafe[i].first && character <= unsafe[i].last)
			return false;
	return (character & 0xfffe) != 0xfffe;
}

int utf8_width(uint32_t character)
{
	int width = wcwidth((wchar_t)character);

	return width < 0 ? 1 : width;
}
