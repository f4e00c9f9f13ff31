/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search for any processor, and the choice of a version. */
#include "scan/search.h"

#include "scan/search_int.h"
#include "base/swar.h"

#include <assert.h>

uint32_t search_tail(const struct search *s, struct str text, uint32_t *from,
                     uint32_t *out, uint32_t cap)
{
    uint32_t found = 0;
    size_t at = *from;

    for (; at + s->n <= text.n; at++) {
        if (!search_is_at(s, text.p + at))
            continue;
        if (found == cap) {
            *from = (uint32_t)at;
            return found;
        }
        out[found++] = (uint32_t)at;
    }
    *from = (uint32_t)text.n;
    return found;
}

SEARCH_INLINE uint64_t word_plain(const struct search_key *key, const char *p)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < SEARCH_WORD; i += 8) {
        uint64_t equal = SWAR_HIGH;

        for (unsigned k = 0; k < SEARCH_KEYS; k++)
            equal &= swar_equal(swar_load(p + i + key->at[k]), key->byte[k]);
        mask |= swar_bits(equal) << i;
    }
    return mask;
}

SEARCH_VERSION(search_plain, word_plain, )

static search_fn *version_for(enum cpu_level level)
{
#ifdef CPU_HAS_X86
    /* AVX-512 gains nothing: loads are what costs. */
    if (level >= CPU_AVX2)
        return search_avx2;
#endif
    (void)level;
#ifdef __SSE2__
    return search_sse2;
#else
    return search_plain;
#endif
}

void search_init(struct search *s, struct str literal, enum cpu_level level)
{
    uint32_t n = (uint32_t)literal.n;

    assert(n >= 1 && n <= SEARCH_MAX);
    *s = (struct search){.run = version_for(level),
                         .n = n,
                         .at = {0, (n - 1) / 3, (n - 1) * 2 / 3, n - 1}};
    memcpy(s->literal, literal.p, n);
}
