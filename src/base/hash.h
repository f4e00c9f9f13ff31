/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash functions for tables in memory; not stable between versions. */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

/* Mix 64 bits: every bit of the input moves every bit of the output. */
static inline uint64_t hash_u64(uint64_t x)
{
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    x *= 0xd6e8feb86659fd93u;
    x ^= x >> 32;
    return x;
}

uint64_t hash_bytes(const void *p, size_t n);

#endif
