/* number.h - strict numbers: the whole text, no sign or blank that nobody
 * asked for, and never a value that wrapped. */
#ifndef LSN_BASE_NUMBER_H
#define LSN_BASE_NUMBER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* True where all `size` bytes are one number; *value is untouched otherwise.
 * base is 10 or 16 (no 0x). */
bool number_unsigned(const char *text, size_t size, int base, uint64_t *value);

/* Decimal, with an optional leading minus. */
bool number_signed(const char *text, size_t size, int64_t *value);

/* Decimal with an optional fraction, no exponent, `.` in every locale; ".5" as
 * sleep(1) and top(1) take it. */
bool number_decimal(const char *text, size_t size, double *value);

/* For /proc: reads the digits at *at (which ends at `end`), moves *at behind
 * them. False where there is no digit or the value does not fit. */
bool number_scan(const char **at, const char *end, int base, uint64_t *value);

#endif
