/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers and IPv4 addresses out of text by word tricks, one at a time. They
 * know only the usual spellings: false means "look closer" (base/num.h,
 * flow/addr.h), not "wrong". They read beyond the text: the caller sees to it
 * that PARSE_BEFORE bytes before p and PARSE_AFTER from p on can be read.
 */
#ifndef SCAN_PARSE_H
#define SCAN_PARSE_H

#include "base/swar.h"

#include <stdbool.h>
#include <stdint.h>

enum {
    PARSE_BEFORE = 16,
    PARSE_AFTER = 16,
    PARSE_DIGITS_MAX = 16 /* of a usual number */
};

/*
 * Eight decimal digits, the first in the low byte; false when one is none.
 * Source of the multiplications: D. Lemire, "Quickly parsing eight digits".
 */
static inline bool parse_eight(uint64_t v, uint64_t *out)
{
    uint64_t digits = v ^ SWAR_ONES * '0';

    if (swar_below(digits, 10) != SWAR_HIGH)
        return false;
    digits = digits * 10 + (digits >> 8);
    *out = ((digits & UINT64_C(0x000000ff000000ff)) *
                UINT64_C(0x000f424000000064) +
            (digits >> 16 & UINT64_C(0x000000ff000000ff)) *
                UINT64_C(0x0000271000000001)) >>
           32;
    return true;
}

/* The n bytes before end, 1 to 8, as the last of eight digits. */
static inline uint64_t parse_pad(const char *end, uint32_t n)
{
    unsigned unused = 64 - n * 8;
    uint64_t v = swar_load(end - 8) >> unused << unused;

    return n < 8 ? v | SWAR_ONES * '0' >> (64 - unused) : v;
}

/* Up to 16 digits without a needless zero in front. */
static inline bool parse_digits(const char *p, uint32_t n, int64_t *out)
{
    uint64_t low;
    uint64_t high = 0;

    if (n - 1 >= PARSE_DIGITS_MAX || (*p == '0' && n > 1))
        return false;
    if (n > 8 && !parse_eight(parse_pad(p + n - 8, n - 8), &high))
        return false;
    if (!parse_eight(parse_pad(p + n, n > 8 ? 8 : n), &low))
        return false;
    *out = (int64_t)(high * 100000000 + low);
    return true;
}

/*
 * The octet of n digits, 1 to 3, that ends before p: the digits stand in the
 * top bytes of four, what is before them is shifted out. Gives 0, or 1 when it
 * has a needless zero or is above 255.
 */
static inline unsigned parse_octet(const char *p, uint32_t n, uint32_t *out)
{
    static const uint8_t least[4] = {0, 0, 10, 100};
    unsigned unused = 32 - n * 8;
    uint32_t v = swar_load4(p - 4) & UINT32_C(0x0f0f0f0f);

    v = v >> unused << unused;
    *out = (v >> 24) + (v >> 16 & 0xff) * 10 + (v >> 8 & 0xff) * 100;
    return (unsigned)(*out < least[n]) | (unsigned)(*out > 255);
}

/* Which of 16 bytes are dots, which are digits. */
struct parse_masks {
    uint32_t dots;
    uint32_t digits;
};

static inline struct parse_masks parse_masks(const char *p)
{
    const uint64_t zeros = SWAR_ONES * '0';
    uint64_t a = swar_load(p);
    uint64_t b = swar_load(p + 8);

    return (struct parse_masks){
        (uint32_t)(swar_bits(swar_equal(a, '.')) |
                   swar_bits(swar_equal(b, '.')) << 8),
        (uint32_t)(swar_bits(swar_below(a ^ zeros, 10)) |
                   swar_bits(swar_below(b ^ zeros, 10)) << 8)};
}

/* A dotted quad of n bytes, in host order. */
static inline bool parse_v4(const char *p, uint32_t n, uint32_t *out)
{
    if (n < 7 || n > 15)
        return false;
    struct parse_masks masks = parse_masks(p);
    uint32_t used = (1u << n) - 1;
    uint32_t dots = masks.dots & used;
    /* The end counts as a dot; the bits above keep the counts defined. */
    uint32_t ends = dots | 1u << n | 0xf0000u;
    uint32_t d0 = (uint32_t)__builtin_ctz(ends);
    ends &= ends - 1;
    uint32_t d1 = (uint32_t)__builtin_ctz(ends);
    ends &= ends - 1;
    uint32_t d2 = (uint32_t)__builtin_ctz(ends);
    ends &= ends - 1;
    uint32_t d3 = (uint32_t)__builtin_ctz(ends);
    uint32_t o[4];

    if (d3 != n || ((dots | masks.digits) & used) != used || d0 - 1 >= 3 ||
        d1 - d0 - 2 >= 3 || d2 - d1 - 2 >= 3 || d3 - d2 - 2 >= 3)
        return false;
    if (parse_octet(p + d0, d0, &o[0]) |
        parse_octet(p + d1, d1 - d0 - 1, &o[1]) |
        parse_octet(p + d2, d2 - d1 - 1, &o[2]) |
        parse_octet(p + d3, d3 - d2 - 1, &o[3]))
        return false;
    *out = o[0] << 24 | o[1] << 16 | o[2] << 8 | o[3];
    return true;
}

#endif
