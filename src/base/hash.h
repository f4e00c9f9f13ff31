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

__extension__ typedef unsigned __int128 hash_wide;

/*
 * One more 64-bit value into a hash, by a single multiplication whose halves
 * are folded into one. The top and the low bits are both well mixed.
 */
static inline uint64_t hash_add(uint64_t h, uint64_t x)
{
    hash_wide product = (hash_wide)(h ^ x ^ 0xa0761d6478bd642fu) *
                        0xe7037ed1a0b428dbu;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

uint64_t hash_bytes(const void *p, size_t n);

#endif
