/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The version of the splitter for any processor, and the choice of one. It
 * compares 8 bytes at a time inside a 64-bit word.
 */
#include "scan/split.h"

#include "scan/split_int.h"
#include "base/swar.h"

SPLIT_INLINE struct split_word word_plain(const char *text)
{
    struct split_word w = {0};
    uint64_t newlines = 0; /* a count in each byte */

    for (unsigned i = 0; i < SPLIT_WORD / 8; i++) {
        uint64_t v = swar_load(text + (size_t)i * 8);
        uint64_t newline = swar_equal(v, '\n');

        w.separator |= swar_bits(swar_below(v, SPLIT_LAST + 1)) << i * 8;
        w.odd |= swar_below(v, SPLIT_PRINTABLE) ^ newline;
        newlines += newline >> 7;
    }
    w.n = swar_count(w.separator);
    w.newlines = swar_sum(newlines);
    return w;
}

SPLIT_VERSION(split_plain, word_plain, )

split_fn *split_for(enum cpu_level level)
{
#ifdef CPU_HAS_X86
    if (level >= CPU_AVX512)
        return split_avx512;
    if (level >= CPU_AVX2)
        return split_avx2;
#endif
#ifdef __aarch64__
    if (level >= CPU_NEON)
        return split_neon;
#endif
    (void)level;
#ifdef __SSE2__
    return split_sse2;
#else
    return split_plain;
#endif
}
