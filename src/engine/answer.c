/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A row is in yes, in null or in neither (false). x and y: true where both
 * are; false where one is; else null. "Not false" is yes | null, so null is
 * what is not false in both and not true in both. Or is its mirror.
 */
#include "engine/answer.h"

#include "engine/truth.h"

#include <string.h>

struct answer answer_spread(struct arena *arena, struct answer a, uint32_t n)
{
    size_t words = bits_words(n);

    if (!a.same) {
        if (!a.null)
            a.null = arena_calloc(arena, words, sizeof *a.null);
        return a;
    }
    a.same = false;
    a.yes = arena_calloc(arena, words, sizeof *a.yes);
    a.null = arena_calloc(arena, words, sizeof *a.null);
    uint64_t *full = a.truth == TRUTH_TRUE ? a.yes : a.null;
    for (size_t w = 0; a.truth != TRUTH_FALSE && w < words; w++)
        full[w] = bits_full(n, w);
    return a;
}

struct answer answer_not(struct answer a, uint32_t n)
{
    size_t words = bits_words(n);

    if (a.same)
        return answer_same(truth_not(a.truth));
    for (size_t w = 0; w < words; w++)
        a.yes[w] = ~(a.yes[w] | (a.null ? a.null[w] : 0)) & bits_full(n, w);
    return a;
}

/* With one side the same for all rows. */
static bool and_same(struct answer a, struct answer b, struct answer *out)
{
    if (a.same && b.same)
        *out = answer_same(truth_and(a.truth, b.truth));
    else if (a.same && a.truth != TRUTH_NULL)
        *out = a.truth == TRUTH_TRUE ? b : a;
    else
        return false;
    return true;
}

struct answer answer_and(struct arena *arena, struct answer a, struct answer b,
                         uint32_t n)
{
    size_t words = bits_words(n);
    struct answer out;

    if (and_same(a, b, &out) || and_same(b, a, &out))
        return out;
    if (!a.same && !b.same && !a.null && !b.null) {
        for (size_t w = 0; w < words; w++)
            a.yes[w] &= b.yes[w];
        return a;
    }
    a = answer_spread(arena, a, n);
    b = answer_spread(arena, b, n);
    for (size_t w = 0; w < words; w++) {
        uint64_t yes = a.yes[w] & b.yes[w];

        a.null[w] = (a.yes[w] | a.null[w]) & (b.yes[w] | b.null[w]) & ~yes;
        a.yes[w] = yes;
    }
    return a;
}

static bool or_same(struct answer a, struct answer b, struct answer *out)
{
    if (a.same && b.same)
        *out = answer_same(truth_or(a.truth, b.truth));
    else if (a.same && a.truth != TRUTH_NULL)
        *out = a.truth == TRUTH_TRUE ? a : b;
    else
        return false;
    return true;
}

struct answer answer_or(struct arena *arena, struct answer a, struct answer b,
                        uint32_t n)
{
    size_t words = bits_words(n);
    struct answer out;

    if (or_same(a, b, &out) || or_same(b, a, &out))
        return out;
    if (!a.same && !b.same && !a.null && !b.null) {
        for (size_t w = 0; w < words; w++)
            a.yes[w] |= b.yes[w];
        return a;
    }
    a = answer_spread(arena, a, n);
    b = answer_spread(arena, b, n);
    for (size_t w = 0; w < words; w++) {
        uint64_t yes = a.yes[w] | b.yes[w];

        a.null[w] = (a.null[w] | b.null[w]) & ~yes;
        a.yes[w] = yes;
    }
    return a;
}
