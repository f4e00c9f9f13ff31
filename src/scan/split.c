/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The markers: separators of a text as bit masks, 64 bytes a word. The
 * portable one compares 8 bytes at a time inside a 64-bit word; the AVX2 one
 * 32 at a time and is what runs on any recent x86.
 */
#include "scan/split.h"

#include "scan/swar.h"

#include <string.h>

#if defined(__x86_64__) && defined(__GNUC__)
#define HAVE_AVX2_MARKER 1
#include <immintrin.h>
#endif

enum { WORD_BYTES = 64, FIRST_PRINTABLE = 0x20 };

/* The masks of one word of text. */
struct word {
    uint64_t space;
    uint64_t newline;
    uint64_t odd;
};

static inline void put(const struct marks *out, size_t i, struct word w)
{
    out->space[i] = w.space;
    out->newline[i] = w.newline;
    out->odd[i] = w.odd;
}

static struct word word_portable(const char *text)
{
    struct word w = {0, 0, 0};

    for (unsigned i = 0; i < WORD_BYTES / 8; i++) {
        uint64_t v = swar_load(text + (size_t)i * 8);
        unsigned shift = i * 8;
        uint64_t newline = swar_bits(swar_equal(v, '\n'));

        w.space |= swar_bits(swar_equal(v, ' ')) << shift;
        w.newline |= newline << shift;
        w.odd |= (swar_bits(swar_below(v, FIRST_PRINTABLE)) & ~newline)
                 << shift;
    }
    return w;
}

/* A last word that is not full, filled up with a byte that is no mark. */
static void fill_tail(char tail[WORD_BYTES], const char *text, size_t n)
{
    memset(tail, 'x', WORD_BYTES);
    memcpy(tail, text, n);
}

void mark_portable(const char *text, size_t n, const struct marks *out)
{
    size_t full = n / WORD_BYTES;
    char tail[WORD_BYTES];

    for (size_t i = 0; i < full; i++)
        put(out, i, word_portable(text + i * WORD_BYTES));
    if (n % WORD_BYTES) {
        fill_tail(tail, text + full * WORD_BYTES, n % WORD_BYTES);
        put(out, full, word_portable(tail));
    }
}

#ifdef HAVE_AVX2_MARKER

#define AVX2 __attribute__((target("avx2")))

AVX2 static inline uint64_t join(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

AVX2 static inline struct word word_avx2(const char *text)
{
    const __m256i space = _mm256_set1_epi8(' ');
    const __m256i newline = _mm256_set1_epi8('\n');
    const __m256i control = _mm256_set1_epi8(FIRST_PRINTABLE - 1);
    __m256i a = _mm256_loadu_si256((const __m256i_u *)(const void *)text);
    __m256i b = _mm256_loadu_si256((const __m256i_u *)(const void *)(text + 32));
    struct word w;

    w.space = join(_mm256_cmpeq_epi8(a, space), _mm256_cmpeq_epi8(b, space));
    w.newline =
        join(_mm256_cmpeq_epi8(a, newline), _mm256_cmpeq_epi8(b, newline));
    w.odd = join(_mm256_cmpeq_epi8(_mm256_max_epu8(a, control), control),
                 _mm256_cmpeq_epi8(_mm256_max_epu8(b, control), control)) &
            ~w.newline;
    return w;
}

AVX2 static void mark_avx2(const char *text, size_t n, const struct marks *out)
{
    size_t full = n / WORD_BYTES;
    char tail[WORD_BYTES];

    for (size_t i = 0; i < full; i++)
        put(out, i, word_avx2(text + i * WORD_BYTES));
    if (n % WORD_BYTES) {
        fill_tail(tail, text + full * WORD_BYTES, n % WORD_BYTES);
        put(out, full, word_avx2(tail));
    }
}

#endif

mark_fn *mark_best(void)
{
#ifdef HAVE_AVX2_MARKER
    if (__builtin_cpu_supports("avx2"))
        return mark_avx2;
#endif
    return mark_portable;
}
