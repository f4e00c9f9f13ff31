/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The splitter with the vector instructions of x86. */
#include "scan/split_int.h"

#include "base/swar.h"

#ifdef __SSE2__

#include <emmintrin.h>

/* Bytes up to limit as a mask. */
SPLIT_INLINE uint64_t upto_sse2(__m128i v, char limit)
{
    __m128i limits = _mm_set1_epi8(limit);

    return (uint32_t)_mm_movemask_epi8(
        _mm_cmpeq_epi8(_mm_max_epu8(v, limits), limits));
}

SPLIT_INLINE struct split_word word_sse2(const char *text)
{
    const __m128i_u *p = (const __m128i_u *)(const void *)text;
    struct split_word w = {0};
    uint64_t newline = 0;

    for (unsigned i = 0; i < SPLIT_WORD / 16; i++) {
        __m128i v = _mm_loadu_si128(p + i);
        __m128i equal = _mm_cmpeq_epi8(v, _mm_set1_epi8('\n'));

        w.separator |= upto_sse2(v, SPLIT_LAST) << i * 16;
        w.odd |= upto_sse2(v, SPLIT_PRINTABLE - 1) << i * 16;
        newline |= (uint64_t)(uint32_t)_mm_movemask_epi8(equal) << i * 16;
    }
    w.odd ^= newline;
    w.n = swar_count(w.separator);
    w.newlines = swar_count(newline);
    return w;
}

SPLIT_VERSION(split_sse2, word_sse2, )

#endif

#ifdef CPU_HAS_X86

#include <immintrin.h>

CPU_FOR_AVX2 SPLIT_INLINE uint64_t join(__m256i low, __m256i high)
{
    return (uint32_t)_mm256_movemask_epi8(low) |
           (uint64_t)(uint32_t)_mm256_movemask_epi8(high) << 32;
}

CPU_FOR_AVX2 SPLIT_INLINE __m256i upto_avx2(__m256i v, char limit)
{
    __m256i limits = _mm256_set1_epi8(limit);

    return _mm256_cmpeq_epi8(_mm256_max_epu8(v, limits), limits);
}

CPU_FOR_AVX2 SPLIT_INLINE struct split_word word_avx2(const char *text)
{
    const __m256i newline = _mm256_set1_epi8('\n');
    const __m256i_u *p = (const __m256i_u *)(const void *)text;
    __m256i a = _mm256_loadu_si256(p);
    __m256i b = _mm256_loadu_si256(p + 1);
    uint64_t separators =
        join(upto_avx2(a, SPLIT_LAST), upto_avx2(b, SPLIT_LAST));
    uint64_t newlines =
        join(_mm256_cmpeq_epi8(a, newline), _mm256_cmpeq_epi8(b, newline));
    uint64_t controls = join(upto_avx2(a, SPLIT_PRINTABLE - 1),
                             upto_avx2(b, SPLIT_PRINTABLE - 1));

    return (struct split_word){.separator = separators,
                               .odd = controls ^ newlines,
                               .n = (uint32_t)__builtin_popcountll(separators),
                               .newlines =
                                   (uint32_t)__builtin_popcountll(newlines)};
}

SPLIT_VERSION(split_avx2, word_avx2, CPU_FOR_AVX2)

CPU_FOR_AVX512 SPLIT_INLINE struct split_word word_avx512(__m512i v)
{
    uint64_t separators =
        _mm512_cmple_epu8_mask(v, _mm512_set1_epi8(SPLIT_LAST));
    uint64_t newlines = _mm512_cmpeq_epi8_mask(v, _mm512_set1_epi8('\n'));
    uint64_t controls =
        _mm512_cmplt_epu8_mask(v, _mm512_set1_epi8(SPLIT_PRINTABLE));

    return (struct split_word){.separator = separators,
                               .odd = controls ^ newlines,
                               .n = (uint32_t)__builtin_popcountll(separators),
                               .newlines =
                                   (uint32_t)__builtin_popcountll(newlines)};
}

CPU_FOR_AVX512 SPLIT_INLINE void put_16(uint32_t *out, __m128i offsets,
                                        __m512i base)
{
    _mm512_storeu_si512(out,
                        _mm512_add_epi32(_mm512_cvtepu8_epi32(offsets), base));
}

/* The numbers of the word's bytes, those of separators moved together. */
CPU_FOR_AVX512 SPLIT_INLINE void
places_avx512(uint32_t *out, struct split_word w, uint32_t base)
{
    const __m512i numbers = _mm512_set_epi8(
        63, 62, 61, 60, 59, 58, 57, 56, 55, 54, 53, 52, 51, 50, 49, 48, 47, 46,
        45, 44, 43, 42, 41, 40, 39, 38, 37, 36, 35, 34, 33, 32, 31, 30, 29, 28,
        27, 26, 25, 24, 23, 22, 21, 20, 19, 18, 17, 16, 15, 14, 13, 12, 11, 10,
        9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
    const __m512i bases = _mm512_set1_epi32((int)base);
    __m512i v = _mm512_maskz_compress_epi8(w.separator, numbers);

    put_16(out, _mm512_castsi512_si128(v), bases);
    if (__builtin_expect(w.n > 16, 0)) {
        put_16(out + 16, _mm512_extracti32x4_epi32(v, 1), bases);
        put_16(out + 32, _mm512_extracti32x4_epi32(v, 2), bases);
        put_16(out + 48, _mm512_extracti32x4_epi32(v, 3), bases);
    }
}

CPU_FOR_AVX512 SPLIT_INLINE void step_avx512(struct split_state *s, __m512i v,
                                             uint32_t base)
{
    struct split_word w = word_avx512(v);

    places_avx512(s->out, w, base);
    split_next(s, w);
}

CPU_FOR_AVX512 struct split_found split_avx512(const char *text, uint32_t n,
                                               uint32_t base, uint32_t *places)
{
    struct split_state s = split_begin(places);
    uint32_t full = n & ~(uint32_t)(SPLIT_WORD - 1);

    for (uint32_t i = 0; i < full; i += SPLIT_WORD)
        step_avx512(&s, _mm512_loadu_si512(text + i), base + i);
    if (full < n) {
        __mmask64 rest = _bzhi_u64(~UINT64_C(0), n - full);

        step_avx512(
            &s,
            _mm512_mask_loadu_epi8(_mm512_set1_epi8('x'), rest, text + full),
            base + full);
    }
    return split_end(&s, places);
}

#endif
