/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What a condition says of some rows of the open page: the same for all of
 * them, or two masks with a bit for each. And, or and not of answers, by
 * query-language.md 4.2.
 */
#ifndef ENGINE_ANSWER_H
#define ENGINE_ANSWER_H

#include "base/arena.h"
#include "engine/bits.h"
#include "query/value.h"

#include <stdbool.h>

struct answer {
    bool same;        /* truth, for every row; the masks are not used */
    enum truth truth;
    uint64_t *yes;    /* true */
    uint64_t *null;   /* null, of which none is in yes; NULL: none is */
};

static inline struct answer answer_same(enum truth t)
{
    return (struct answer){.same = true, .truth = t};
}

/*
 * Of answers about n rows. The masks of the arguments are used up: the
 * result takes them over. New ones are made in the arena.
 */
struct answer answer_not(struct answer a, uint32_t n);
struct answer answer_and(struct arena *arena, struct answer a, struct answer b,
                         uint32_t n);
struct answer answer_or(struct arena *arena, struct answer a, struct answer b,
                        uint32_t n);
/* With masks, both of them. */
struct answer answer_spread(struct arena *arena, struct answer a, uint32_t n);
/* Say t of row i; a is spread. */
static inline void answer_put(struct answer *a, uint32_t i, enum truth t)
{
    uint64_t bit = UINT64_C(1) << (i & 63);

    a->yes[i >> 6] &= ~bit;
    a->null[i >> 6] &= ~bit;
    if (t == TRUTH_TRUE)
        a->yes[i >> 6] |= bit;
    else if (t == TRUTH_NULL)
        a->null[i >> 6] |= bit;
}

#endif
