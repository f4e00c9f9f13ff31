/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Ranks: 64 bits that never contradict the natural order of values and mostly
 * decide it. A rank is exact when it tells all of its value that the order
 * looks at; then the value can be made of it again.
 */
#ifndef ENGINE_RANK_H
#define ENGINE_RANK_H

#include "query/value.h"

#include <string.h>

/* Integers of at most this size have exact ranks. */
#define RANK_EXACT_INT (INT64_C(1) << 51)

/* A double as an integer of the same order. */
static inline uint64_t rank_double_bits(double d)
{
    uint64_t bits;

    d += 0.0; /* no negative zero */
    memcpy(&bits, &d, sizeof bits);
    return bits ^ ((0 - (bits >> 63)) | UINT64_C(1) << 63);
}

static inline uint64_t rank_of_double(double d)
{
    return UINT64_C(3) << 62 | rank_double_bits(d) >> 2;
}

static inline uint64_t rank_of_int(int64_t i)
{
    return rank_of_double((double)i);
}

static inline bool rank_int_is_exact(int64_t i)
{
    return i >= -RANK_EXACT_INT && i <= RANK_EXACT_INT;
}

uint64_t rank_of_ip4(uint32_t v4);
/* A text that is no number. */
uint64_t rank_of_text(struct str s);
/*
 * The rank among texts whose bytes before these are the same, and end in no
 * digit. It never contradicts their order either.
 */
uint64_t rank_of_rest(struct str s);
/* Of any value; exact may be NULL. Numbers of two types that are the same
   number have the same rank, exact or not. */
uint64_t rank_of_value(struct value v, bool *exact);
/*
 * The value that has this exact rank; number is the type of numbers. A text
 * is in scratch.
 */
struct value rank_value(uint64_t rank, enum value_type number,
                        char scratch[VALUE_TEXT_MAX]);
/* Is it the rank of a value that orders as text? */
static inline bool rank_is_text(uint64_t rank)
{
    return rank >> 62 == 1;
}

#endif
