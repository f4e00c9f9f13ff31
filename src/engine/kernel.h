/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Loops over the rows of a column, for the conditions that can be told from
 * its narrow values: those within a range, or those that a table says. The
 * answers are masks of rows (bits.h). What a condition means for a column,
 * and the exceptions, is filter.c's.
 *
 * Data is unsigned, 1, 2, 4 or 8 bytes wide: where functions stand in an
 * array, at kernel_width().
 */
#ifndef ENGINE_KERNEL_H
#define ENGINE_KERNEL_H

#include "base/cpu.h"
#include "engine/batch.h"

/* An address v is in the range when first <= (v & mask) <= first + span. */
struct ip4_range {
    uint32_t mask, first, span;
};

/*
 * For each octet of an address, left to right, and each value of it, which
 * of up to 8 ways to match are still open: an address matches when one is
 * open for all four.
 */
struct ip4_octets {
    uint8_t open[4][256];
};

/* Rows that kernels.rows may write beyond those there are. */
enum { KERNEL_SLACK = 16 };

/* bits has room for n rows in all of these; the rest of the last word is 0. */
struct kernels {
    /* first <= data[i] <= first + span */
    void (*within[4])(const void *data, uint32_t n, uint64_t first,
                      uint64_t span, uint64_t *bits);
    /* The address is in one of the ranges. */
    void (*ip4_ranges)(const uint32_t *data, uint32_t n,
                       const struct ip4_range *ranges, uint32_t n_ranges,
                       uint64_t *bits);
    void (*ip4_octets)(const uint32_t *data, uint32_t n,
                       const struct ip4_octets *octets, uint64_t *bits);
    /* Bits 0 and 1 of table[data[i]]; for widths 1, 2 and 4. */
    void (*look_up[3])(const void *data, uint32_t n, const uint8_t *table,
                       uint64_t *bit0, uint64_t *bit1);
    uint32_t (*count)(const uint64_t *bits, size_t words);
    /* The rows that are in, rising; how many. out has KERNEL_SLACK more. */
    uint32_t (*rows)(const uint64_t *bits, size_t words, uint32_t *out);
};

/* The fastest at a level; all give the same. */
const struct kernels *kernels_at(enum cpu_level level);

static inline unsigned kernel_width(uint8_t width)
{
    return (unsigned)__builtin_ctz(width);
}

/* to[i] = data[rows[i]], of this width. */
void kernel_gather(const void *data, uint8_t width, const uint32_t *rows,
                   uint32_t n, void *to);

/*
 * Rows of an integer column as 64-bit integers; exceptions give the column's
 * base.
 */
void kernel_ints(const struct column *c, const uint32_t *rows, uint32_t n,
                 int64_t *out);

/* data[row] of a column of codes. */
void kernel_codes(const struct column *c, const uint32_t *rows, uint32_t n,
                  uint32_t *out);

/* kernel_x86.c */
extern const struct kernels kernels_avx2, kernels_avx512;

#endif
