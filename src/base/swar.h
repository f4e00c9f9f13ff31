/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Eight bytes at a time inside a 64-bit word. Byte i of the text is byte i
 * of the word counted from the low end, on any machine. Masks have the top
 * bit of each byte that matches.
 */
#ifndef BASE_SWAR_H
#define BASE_SWAR_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define SWAR_ONES UINT64_C(0x0101010101010101)
#define SWAR_HIGH UINT64_C(0x8080808080808080)
#define SWAR_LOW7 UINT64_C(0x7f7f7f7f7f7f7f7f)

static inline uint64_t swar_load(const char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap64(v);
#endif
    return v;
}

static inline uint32_t swar_load4(const char *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    v = __builtin_bswap32(v);
#endif
    return v;
}

/* The first n < 8 bytes at p, which may be the last of a mapping. */
static inline uint64_t swar_load_some(const char *p, size_t n)
{
    char bytes[8] = {0};

    memcpy(bytes, p, n);
    return swar_load(bytes);
}

/* Bytes equal to c. Exact: no carry runs from one byte to the next. */
static inline uint64_t swar_equal(uint64_t v, char c)
{
    uint64_t x = v ^ SWAR_ONES * (unsigned char)c;

    return ~(((x & SWAR_LOW7) + SWAR_LOW7) | x | SWAR_LOW7);
}

/* Bytes below limit, 1 to 128. */
static inline uint64_t swar_below(uint64_t v, unsigned limit)
{
    return ~((v & SWAR_LOW7) + SWAR_ONES * (128 - limit)) & ~v & SWAR_HIGH;
}

/* One bit per byte of a mask, bit i for byte i. */
static inline uint64_t swar_bits(uint64_t mask)
{
    return (mask >> 7) * UINT64_C(0x0102040810204080) >> 56;
}

/* The sum of the bytes of v, when it is below 256. */
static inline uint32_t swar_sum(uint64_t v)
{
    return (uint32_t)(v * SWAR_ONES >> 56);
}

/* Bits set, for a processor that may lack the instruction. */
static inline uint32_t swar_count(uint64_t v)
{
    v -= v >> 1 & UINT64_C(0x5555555555555555);
    v = (v & UINT64_C(0x3333333333333333)) +
        (v >> 2 & UINT64_C(0x3333333333333333));
    return swar_sum((v + (v >> 4)) & SWAR_ONES * 15);
}

#endif
