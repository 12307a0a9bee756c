/* number.c - strict numbers. */
#include "base/number.h"

static int digit_of(char letter, int base)
{
	int digit = -1;

	if (letter >= '0' && letter <= '9')
		digit = letter - '0';
	else if (letter >= 'a' && letter <= 'f')
		digit = letter - 'a' + 10;
	else if (letter >= 'A' && letter <= 'F')
		digit = letter - 'A' + 10;
	return digit < base ? digit : -1;
}

bool number_scan(const char **at, const char *end, int base, uint64_t *value)
{
	const char *start = *at, *next = start;
	uint64_t sum = 0;
	bool fits = true;

	for (; next < end && digit_of(*next, base) >= 0; next++)
		fits = fits && !__builtin_mul_overflow(sum, (uint64_t)base, &sum) &&
		       !__builtin_add_overflow(sum, (uint64_t)digit_of(*next, base), &sum);
	*at = next;
	if (next == start || !fits)
		return false;
	*value = sum;
	return true;
}

bool number_unsigned(const char *text, size_t size, int base, uint64_t *value)
{
	const char *at = text, *end = text + size;
	uint64_t number;

	if (!number_scan(&at, end, base, &number) || at != end)
		return false;
	*value = number;
	return true;
}

bool number_signed(const char *text, size_t size, int64_t *value)
{
	bool minus = size && text[0] == '-';
	uint64_t number;

	if (!number_unsigned(text + minus, size - minus, 10, &number))
		return false;
	if (number > (uint64_t)INT64_MAX + minus)
		return false;
	*value = (int64_t)(minus ? 0 - number : number);
	return true;
}

/* Digits of the fraction go into one integer that is divided once, so that 0.3
 * is the 0.3 of the compiler. What is beyond 19 digits moves nothing. */
bool number_decimal(const char *text, size_t size, double *value)
{
	const char *at = text, *end = text + size;
	uint64_t digits = 0, scale = 1;
	bool bare = size && *at == '.';

	if (!bare && !number_scan(&at, end, 10, &digits))
		return false;
	if (at < end && *at == '.') {
		if (++at == end)
			return false;
		for (; at < end && digit_of(*at, 10) >= 0; at++) {
			if (digits > (UINT64_MAX - 9) / 10 || scale > UINT64_MAX / 10)
				continue;
			digits = digits * 10 + (uint64_t)digit_of(*at, 10);
			scale *= 10;
		}
	}
	if (at != end)
		return false;
	*value = (double)digits / (double)scale;
	return true;
}
