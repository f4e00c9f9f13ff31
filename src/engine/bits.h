/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A set of rows as a mask: bit i & 63 of word i >> 6 stands for row i. Bits
 * beyond the last row are zero. What is done with masks in loops over rows
 * is in kernel.h.
 */
#ifndef ENGINE_BITS_H
#define ENGINE_BITS_H

#include <stddef.h>
#include <stdint.h>

static inline size_t bits_words(uint32_t n)
{
    return ((size_t)n + 63) / 64;
}

/* Those of word w that stand for rows, when there are n. */
static inline uint64_t bits_full(uint32_t n, size_t w)
{
    uint64_t left = n - (uint64_t)w * 64;

    return left >= 64 ? ~UINT64_C(0) : (UINT64_C(1) << left) - 1;
}

#endif
