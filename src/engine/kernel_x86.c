/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels with AVX2, which are the family's with a way to pack bytes,
 * and with AVX-512, whose comparisons give masks by themselves. Both do what
 * the plain ones in kernel.c do: a value is compared after the same
 * subtraction in the same width, and rows beyond the last are masked off
 * where those see zeros.
 */
#include "engine/kernel_family.h"

#ifdef CPU_HAS_X86

#include <immintrin.h>
#include <string.h>

CPU_FOR_AVX2
static inline uint64_t pack_avx2(const uint8_t bytes[64], unsigned bit)
{
    /* The bit to the top of its byte; what comes from below is no top. */
    const __m128i shift = _mm_cvtsi32_si128(7 - (int)bit);
    __m256i lo = _mm256_loadu_si256((const __m256i *)(const void *)bytes);
    __m256i hi =
        _mm256_loadu_si256((const __m256i *)(const void *)(bytes + 32));
    uint32_t low =
        (uint32_t)_mm256_movemask_epi8(_mm256_sll_epi16(lo, shift));
    uint32_t high =
        (uint32_t)_mm256_movemask_epi8(_mm256_sll_epi16(hi, shift));

    return low | (uint64_t)high << 32;
}

KERNEL_FAMILY(avx2, CPU_FOR_AVX2, pack_avx2)

const struct kernels kernels_avx2 = KERNEL_TABLE(avx2);

/* AVX-512. */

CPU_FOR_AVX512
static inline uint64_t pack_avx512(const uint8_t bytes[64], unsigned bit)
{
    __m512i v = _mm512_loadu_si512(bytes);

    return _cvtmask64_u64(
        _mm512_test_epi8_mask(v, _mm512_set1_epi8((char)(1 << bit))));
}

KERNEL_LOOK_UP(avx512, CPU_FOR_AVX512, pack_avx512, uint16_t)
KERNEL_LOOK_UP(avx512, CPU_FOR_AVX512, pack_avx512, uint32_t)

/* The lanes of a vector that stand for rows, when there are left of them. */
static inline uint64_t lanes(uint32_t left, uint32_t of)
{
    return left >= of ? ~UINT64_C(0) >> (64 - of)
                      : ~(~UINT64_C(0) << left);
}

/* A word is made of 64 / n_lanes vectors. */
#define WITHIN_512(width, n_lanes, element)                                    \
    CPU_FOR_AVX512                                                             \
    static void within_##width(const void *values, uint32_t n, uint64_t first, \
                               uint64_t span, uint64_t *bits)                  \
    {                                                                          \
        const uint##width##_t *data = values;                                  \
        __m512i from = _mm512_set1_epi##width((element)first);                 \
        __m512i most = _mm512_set1_epi##width((element)span);                  \
        for (uint32_t at = 0; at < n; at += 64) {                              \
            uint64_t word = 0;                                                 \
            for (uint32_t i = at; i < n && i < at + 64; i += (n_lanes)) {      \
                __mmask##n_lanes in =                                          \
                    (__mmask##n_lanes)lanes(n - i, n_lanes);                   \
                __m512i v = _mm512_maskz_loadu_epi##width(in, data + i);       \
                v = _mm512_sub_epi##width(v, from);                            \
                in = _mm512_mask_cmple_epu##width##_mask(in, v, most);         \
                word |= (uint64_t)in << (i - at);                              \
            }                                                                  \
            bits[at >> 6] = word;                                              \
        }                                                                      \
    }

WITHIN_512(8, 64, char)
WITHIN_512(16, 32, short)
WITHIN_512(32, 16, int)
WITHIN_512(64, 8, long long)

CPU_FOR_AVX512
static void ip4_ranges_512(const uint32_t *data, uint32_t n,
                           const struct ip4_range *ranges, uint32_t n_ranges,
                           uint64_t *bits)
{
    memset(bits, 0, bits_words(n) * sizeof *bits);
    for (uint32_t i = 0; i < n; i += 16) {
        __mmask16 some = (__mmask16)lanes(n - i, 16), in = 0;
        __m512i v = _mm512_maskz_loadu_epi32(some, data + i);

        for (uint32_t k = 0; k < n_ranges; k++) {
            __m512i x =
                _mm512_and_si512(v, _mm512_set1_epi32((int)ranges[k].mask));

            x = _mm512_sub_epi32(x, _mm512_set1_epi32((int)ranges[k].first));
            in |= _mm512_mask_cmple_epu32_mask(
                some, x, _mm512_set1_epi32((int)ranges[k].span));
        }
        bits[i >> 6] |= (uint64_t)in << (i & 63);
    }
}

/* The four quarters of the table, by the top two bits of the value. */
CPU_FOR_AVX512
static void look_up_8(const void *values, uint32_t n, const uint8_t *table,
                      uint64_t *bit0, uint64_t *bit1)
{
    const uint8_t *data = values;
    __m512i q0 = _mm512_loadu_si512(table), q1 = _mm512_loadu_si512(table + 64);
    __m512i q2 = _mm512_loadu_si512(table + 128);
    __m512i q3 = _mm512_loadu_si512(table + 192);

    for (uint32_t i = 0; i < n; i += 64) {
        __mmask64 some = lanes(n - i, 64);
        __m512i v = _mm512_maskz_loadu_epi8(some, data + i);
        __m512i t = _mm512_mask_blend_epi8(
            _mm512_movepi8_mask(v), _mm512_permutex2var_epi8(q0, v, q1),
            _mm512_permutex2var_epi8(q2, v, q3));

        bit0[i >> 6] =
            _mm512_mask_test_epi8_mask(some, t, _mm512_set1_epi8(1));
        bit1[i >> 6] =
            _mm512_mask_test_epi8_mask(some, t, _mm512_set1_epi8(2));
    }
}

/*
 * 16 row numbers are squeezed together and stored at once; those too many
 * are overwritten by the next, or lie in the slack.
 */
CPU_FOR_AVX512
static uint32_t rows_512(const uint64_t *bits, size_t words, uint32_t *out)
{
    enum { FEW = 6 }; /* so many are faster one by one */
    const __m512i step = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5,
                                          4, 3, 2, 1, 0);
    uint32_t n = 0;

    for (size_t w = 0; w < words; w++) {
        uint32_t first = (uint32_t)w * 64;
        uint64_t left = bits[w];

        if (__builtin_popcountll(left) <= FEW) {
            for (; left; left &= left - 1)
                out[n++] = first + (uint32_t)__builtin_ctzll(left);
            continue;
        }
        for (; left; left >>= 16, first += 16) {
            __mmask16 in = (__mmask16)left;
            __m512i row = _mm512_add_epi32(step, _mm512_set1_epi32((int)first));

            _mm512_storeu_si512(out + n, _mm512_maskz_compress_epi32(in, row));
            n += (uint32_t)__builtin_popcount(in);
        }
    }
    return n;
}

const struct kernels kernels_avx512 = {
    .within = {within_8, within_16, within_32, within_64},
    .ip4_ranges = ip4_ranges_512,
    .ip4_octets = ip4_octets_avx2,
    .look_up = {look_up_8, look_up_uint16_t_avx512, look_up_uint32_t_avx512},
    .count = count_avx2,
    .rows = rows_512,
};

#else

typedef int kernel_x86_is_empty; /* an empty file is no C */

#endif
