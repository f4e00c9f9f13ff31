/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the versions of the search share: all but the comparing of bytes. */
#ifndef SCAN_SEARCH_INT_H
#define SCAN_SEARCH_INT_H

#include "scan/search.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

enum {
    SEARCH_WORD = 64, /* places looked at together */
    SEARCH_KEYS = 4   /* bytes compared */
};

/* Inlined into each version, whose instructions differ. */
#define SEARCH_INLINE static inline __attribute__((always_inline))

SEARCH_INLINE bool search_is_at(const struct search *s, const char *p)
{
    return memcmp(p, s->literal, s->n) == 0;
}

/* The bytes compared, as a version holds them in registers. */
struct search_key {
    uint32_t at[SEARCH_KEYS];
    char byte[SEARCH_KEYS];
};

SEARCH_INLINE struct search_key search_key_of(const struct search *s)
{
    struct search_key key;

    for (unsigned k = 0; k < SEARCH_KEYS; k++) {
        key.at[k] = s->at[k];
        key.byte[k] = s->literal[s->at[k]];
    }
    return key;
}

/* Keep those of the candidates, bits of mask, that hold the literal. */
SEARCH_INLINE uint32_t search_keep(const struct search *s, struct str text,
                                   uint32_t base, uint64_t mask, uint32_t *out)
{
    uint32_t n = 0;

    for (; mask; mask &= mask - 1) {
        out[n] = base + (uint32_t)__builtin_ctzll(mask);
        n += s->n <= SEARCH_KEYS || search_is_at(s, text.p + out[n]);
    }
    return n;
}

/* The last places, fewer than a word, one by one. */
uint32_t search_tail(const struct search *s, struct str text, uint32_t *from,
                     uint32_t *out, uint32_t cap);

/*
 * A version: word(&key, p) gives the places among p[0..64) where the four
 * bytes agree, and reads not beyond p[64 + n - 1); mark is the attribute for
 * its instructions.
 */
#define SEARCH_VERSION(name, word, mark)                                       \
    mark uint32_t name(const struct search *s, struct str text,                \
                       uint32_t *from, uint32_t *out, uint32_t cap)            \
    {                                                                          \
        const struct search_key key = search_key_of(s);                        \
        uint32_t found = 0;                                                    \
        size_t at = *from;                                                     \
                                                                               \
        for (; at + SEARCH_WORD + s->n - 1 <= text.n; at += SEARCH_WORD) {     \
            uint64_t mask = word(&key, text.p + at);                           \
                                                                               \
            if (__builtin_expect(mask == 0, 1))                                \
                continue;                                                      \
            if (cap - found < SEARCH_WORD) {                                   \
                *from = (uint32_t)at;                                          \
                return found;                                                  \
            }                                                                  \
            found += search_keep(s, text, (uint32_t)at, mask, out + found);    \
        }                                                                      \
        *from = (uint32_t)at;                                                  \
        return found + search_tail(s, text, from, out + found, cap - found);   \
    }

/* The versions; those of an instruction set where the compiler has it. */
search_fn search_plain;
#ifdef __SSE2__
search_fn search_sse2;
#endif
#ifdef CPU_HAS_X86
search_fn search_avx2;
#endif

#endif
