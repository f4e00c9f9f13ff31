/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The generator's own random numbers: xoshiro256** seeded by splitmix64
 * (Blackman and Vigna, public domain).  Integers only, so that a seed gives
 * the same log on every machine and with every C library.
 */
#ifndef BENCH_GEN_RNG_H
#define BENCH_GEN_RNG_H

#include <stdbool.h>
#include <stdint.h>

struct rng {
    uint64_t s[4];
};

/* A well mixed 64-bit value of x; also a hash for made-up addresses. */
static inline uint64_t rng_mix(uint64_t x)
{
    x += 0x9e3779b97f4a7c15u;
    x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9u;
    x = (x ^ (x >> 27)) * 0x94d049bb133111ebu;
    return x ^ (x >> 31);
}

static inline void rng_init(struct rng *r, uint64_t seed)
{
    for (unsigned i = 0; i < 4; i++)
        r->s[i] = rng_mix(seed + i * 0x9e3779b97f4a7c15u);
}

static inline uint64_t rng_rotl(uint64_t x, unsigned k)
{
    return (x << k) | (x >> (64 - k));
}

static inline uint64_t rng_next(struct rng *r)
{
    uint64_t *s = r->s;
    uint64_t out = rng_rotl(s[1] * 5, 7) * 9;
    uint64_t t = s[1] << 17;

    s[2] ^= s[0];
    s[3] ^= s[1];
    s[1] ^= s[2];
    s[0] ^= s[3];
    s[2] ^= t;
    s[3] = rng_rotl(s[3], 45);
    return out;
}

/* Even in 0 .. n-1. */
static inline uint32_t rng_below(struct rng *r, uint32_t n)
{
    return (uint32_t)(((rng_next(r) >> 32) * n) >> 32);
}

/* Even in lo .. hi, both included. */
static inline uint32_t rng_range(struct rng *r, uint32_t lo, uint32_t hi)
{
    return lo + rng_below(r, hi - lo + 1);
}

/* In 0 .. n-1, the small ones far more often: a product of three evens. */
static inline uint32_t rng_skewed(struct rng *r, uint32_t n)
{
    uint64_t x = rng_next(r) >> 32;

    x = (x * (rng_next(r) >> 32)) >> 32;
    x = (x * (rng_next(r) >> 32)) >> 32;
    return (uint32_t)((x * n) >> 32);
}

/* True permille times in a thousand. */
static inline bool rng_chance(struct rng *r, uint32_t permille)
{
    return rng_below(r, 1000) < permille;
}

#endif
