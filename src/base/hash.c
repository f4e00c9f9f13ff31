/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Hashing of short byte strings: 16 bytes a step, each folded in by one
 * 64x64 multiplication whose halves are xored. The last step reads the last
 * 16 bytes again where they overlap, so no length needs a byte loop.
 * Source of the construction: wyhash by Wang Yi (public domain).
 */
#include "base/hash.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

static const uint64_t k0 = 0xa0761d6478bd642fu;
static const uint64_t k1 = 0xe7037ed1a0b428dbu;

static inline uint64_t fold(uint64_t a, uint64_t b)
{
    wide product = (wide)a * b;

    return (uint64_t)product ^ (uint64_t)(product >> 64);
}

static inline uint64_t load8(const unsigned char *p)
{
    uint64_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

static inline uint64_t load4(const unsigned char *p)
{
    uint32_t v;

    memcpy(&v, p, sizeof v);
    return v;
}

uint64_t hash_bytes(const void *bytes, size_t n)
{
    const unsigned char *p = bytes;
    uint64_t h = k0 ^ n;
    uint64_t a = 0;
    uint64_t b = 0;

    if (n > 16) {
        const unsigned char *last = p + n - 16;

        for (; p < last; p += 16)
            h = fold(load8(p) ^ k1, load8(p + 8) ^ h);
        a = load8(last);
        b = load8(last + 8);
    } else if (n >= 8) {
        a = load8(p);
        b = load8(p + n - 8);
    } else if (n >= 4) {
        a = load4(p);
        b = load4(p + n - 4);
    } else if (n > 0) {
        a = (uint64_t)p[0] << 16 | (uint64_t)p[n / 2] << 8 | p[n - 1];
    }
    return fold(k1 ^ n, fold(a ^ k1, b ^ h));
}
