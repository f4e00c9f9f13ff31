/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the versions of the splitter share: the state of a run, and the way
 * from the mask of a word of text, 64 bytes, to places.
 */
#ifndef SCAN_SPLIT_INT_H
#define SCAN_SPLIT_INT_H

#include "scan/split.h"

#include <stddef.h>
#include <string.h>

enum {
    SPLIT_WORD = 64,
    SPLIT_PRINTABLE = 0x20 /* the least byte that is no control */
};

/* Inlined into each version, whose instructions differ. */
#define SPLIT_INLINE static inline __attribute__((always_inline))

/* What is found in a word. */
struct split_word {
    uint64_t separator; /* bit i: byte i is one */
    uint64_t odd;       /* not 0: controls that are no newlines */
    uint32_t n;         /* separators */
    uint32_t newlines;
};

/* How far a version has come in its text. */
struct split_state {
    uint32_t *out;
    uint64_t odd;      /* not 0: the text is not calm */
    uint64_t touching; /* 1: a separator, or nothing, is before the word */
    uint32_t newlines;
};

SPLIT_INLINE struct split_state split_begin(uint32_t *places)
{
    return (struct split_state){.out = places, .touching = 1};
}

SPLIT_INLINE struct split_found split_end(const struct split_state *s,
                                          const uint32_t *places)
{
    return (struct split_found){.n = (uint32_t)(s->out - places),
                                .newlines = s->newlines,
                                .calm = s->odd == 0};
}

/* Go on behind a word whose places are written. */
SPLIT_INLINE void split_next(struct split_state *s, struct split_word w)
{
    s->odd |= (w.separator & (w.separator << 1 | s->touching)) | w.odd;
    s->touching = w.separator >> (SPLIT_WORD - 1);
    s->newlines += w.newlines;
    s->out += w.n;
}

/* Write n places from the lowest bits of *mask on, which are cleared. */
SPLIT_INLINE void split_put(uint32_t *out, uint64_t *mask, uint32_t base,
                            unsigned n)
{
    /* The top bit keeps the count of zeros defined beyond the last place. */
    const uint64_t top = UINT64_C(1) << (SPLIT_WORD - 1);

    for (unsigned i = 0; i < n; i++) {
        out[i] = base + (uint32_t)__builtin_ctzll(*mask | top);
        *mask &= *mask - 1;
    }
}

/*
 * Write the places of the bits of mask. A word of a usual record has about
 * eight: that many are written whether there are or not, since a branch for
 * each costs more.
 */
SPLIT_INLINE void split_places(uint32_t *out, struct split_word w,
                               uint32_t base)
{
    enum { USUAL = 8, STEP = 4 };
    uint64_t mask = w.separator;

    split_put(out, &mask, base, USUAL);
    for (unsigned done = USUAL; done < w.n; done += STEP)
        split_put(out + done, &mask, base, STEP);
}

/*
 * A version: word(text) looks at 64 bytes; mark is the attribute for its
 * instructions. The last word is filled up with a byte that is no separator.
 */
#define SPLIT_VERSION(name, word, mark)                                        \
    mark struct split_found name(const char *text, uint32_t n, uint32_t base,  \
                                 uint32_t *places)                             \
    {                                                                          \
        struct split_state s = split_begin(places);                            \
        uint32_t full = n & ~(uint32_t)(SPLIT_WORD - 1);                       \
        char tail[SPLIT_WORD];                                                 \
                                                                               \
        for (uint32_t i = 0; i < full; i += SPLIT_WORD) {                      \
            struct split_word w = word(text + i);                              \
                                                                               \
            split_places(s.out, w, base + i);                                  \
            split_next(&s, w);                                                 \
        }                                                                      \
        if (full < n) {                                                        \
            memset(tail, 'x', sizeof tail);                                    \
            memcpy(tail, text + full, n - full);                               \
            struct split_word w = word(tail);                                  \
                                                                               \
            split_places(s.out, w, base + full);                               \
            split_next(&s, w);                                                 \
        }                                                                      \
        return split_end(&s, places);                                          \
    }

/* The versions; those of an instruction set where the compiler has it. */
split_fn split_plain;
#ifdef __SSE2__
split_fn split_sse2;
#endif
#ifdef CPU_HAS_X86
split_fn split_avx2;
split_fn split_avx512;
#endif
#ifdef __aarch64__
split_fn split_neon;
#endif

#endif
