/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers as text. A text is number-like when all of it matches
 * [+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)? ; it is an integer when it has
 * neither fraction nor exponent and fits 64 bits signed, else a double. A
 * number too large for a double ("1e999") is treated as no number.
 */
#ifndef BASE_NUM_H
#define BASE_NUM_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum num_kind { NUM_NONE, NUM_INT, NUM_DOUBLE };

struct num {
    enum num_kind kind;
    int64_t i; /* when NUM_INT */
    double d;  /* when NUM_DOUBLE */
};

enum { NUM_TEXT_MAX = 32 }; /* room for any number as text */

/* Of a number; of NUM_NONE it means nothing. */
static inline double num_double(struct num n)
{
    return n.kind == NUM_INT ? (double)n.i : n.d;
}

/* The number s is, or NUM_NONE. */
struct num num_parse(struct str s);
/* Decimal digits only (no sign), at most max; false otherwise. */
bool num_parse_uint(struct str s, uint64_t max, uint64_t *out);
/* Write i as decimal; returns the length. No NUL. */
size_t num_format_int(int64_t i, char out[NUM_TEXT_MAX]);
/*
 * Write d with the fewest digits that read back the same; integral values
 * without a fraction; an exponent ("1e+21", "1e-7") only at or above 1e21
 * and below 1e-6 in size. "nan" and "inf" never reach this. No NUL.
 */
size_t num_format_double(double d, char out[NUM_TEXT_MAX]);
/* True when s is exactly what num_format_int would write for *i. */
bool num_canonical_int(struct str s, int64_t *i);
/* "64k", "512M", "6G", "1.5G", "1048576": bytes, powers of 1024. */
bool num_parse_size(struct str s, uint64_t *bytes);
/*
 * The same the other way, to be read by people: "64M", "1000" where no unit
 * divides it, "5.9G" where it is large. Returns out, which ends in NUL.
 */
const char *num_format_size(uint64_t bytes, char out[NUM_TEXT_MAX]);

#endif
