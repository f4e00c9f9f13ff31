/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The search with the vector instructions of x86. */
#include "scan/search_int.h"

#ifdef __SSE2__

#include <emmintrin.h>

SEARCH_INLINE uint64_t word_sse2(const struct search_key *key, const char *p)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < SEARCH_WORD; i += 16) {
        __m128i equal = _mm_set1_epi8(-1);

        for (unsigned k = 0; k < SEARCH_KEYS; k++) {
            __m128i byte = _mm_set1_epi8(key->byte[k]);
            const void *from = p + i + key->at[k];

            equal = _mm_and_si128(
                equal,
                _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i_u *)from), byte));
        }
        mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(equal) << i;
    }
    return mask;
}

SEARCH_VERSION(search_sse2, word_sse2, )

#endif

#ifdef CPU_HAS_X86

#include <immintrin.h>

CPU_FOR_AVX2 SEARCH_INLINE uint64_t word_avx2(const struct search_key *key,
                                              const char *p)
{
    uint64_t mask = 0;

    for (unsigned i = 0; i < SEARCH_WORD; i += 32) {
        __m256i equal = _mm256_set1_epi8(-1);

        for (unsigned k = 0; k < SEARCH_KEYS; k++) {
            __m256i byte = _mm256_set1_epi8(key->byte[k]);
            const void *from = p + i + key->at[k];

            equal = _mm256_and_si256(
                equal, _mm256_cmpeq_epi8(
                           _mm256_loadu_si256((const __m256i_u *)from), byte));
        }
        mask |= (uint64_t)(uint32_t)_mm256_movemask_epi8(equal) << i;
    }
    return mask;
}

SEARCH_VERSION(search_avx2, word_avx2, CPU_FOR_AVX2)

#endif
