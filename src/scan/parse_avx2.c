/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Numbers four at a time, addresses two at a time.
 *
 * A number ends at a known place, so the 8 bytes before its end hold its
 * last digits right-aligned; what stands before them is masked out by the
 * length, and three multiply-and-adds join neighbours: digits to pairs, pairs
 * to fours, fours to eight. Up to 16 digits are two such words.
 *
 * An address is dots at one of 81 sets of places. The set, with the end as a
 * dot, leads to a shuffle that lines up the digits of each octet; the sets
 * are told apart by one multiplication, and the set found is compared, so a
 * text with dots elsewhere is never taken for an address.
 *
 * Why all give what parse.h gives: every digit is checked to be one, the
 * first of several not to be 0, an octet to lie within what its number of
 * digits allows. Everything else is odd.
 */
#include "scan/parse_batch_int.h"

#ifdef CPU_HAS_X86

#include <immintrin.h>

#define VECTOR CPU_FOR_AVX2 static inline __attribute__((always_inline))

VECTOR __m256i load(const void *p)
{
    return _mm256_loadu_si256((const __m256i_u *)p);
}

VECTOR void store(void *p, __m256i v)
{
    _mm256_storeu_si256((__m256i_u *)p, v);
}

/* A bit for each of four words that is not zero. */
VECTOR unsigned which(__m256i words)
{
    __m256i zero = _mm256_cmpeq_epi64(words, _mm256_setzero_si256());

    return ~(unsigned)_mm256_movemask_pd(_mm256_castsi256_pd(zero)) & 0xf;
}

/* Numbers. */

/* The bytes that end where the number does, and its length. */
struct endings {
    uint64_t low[PARSE_BATCH_ROOM];
    uint64_t high[PARSE_BATCH_ROOM]; /* the 8 before those */
    uint64_t len[PARSE_BATCH_ROOM];
};

/* Rows beyond the last are as the last. True when any needs .high. */
static bool fetch(struct str text, const struct slice *slices,
                  struct roomy rows, struct endings *out)
{
    uint32_t longest = 0;

    for (uint32_t i = rows.first; i < rows.end; i++) {
        struct slice s = slices[i];

        out->low[i] = swar_load(text.p + s.at + s.n - 8);
        out->len[i] = s.n;
        longest = s.n > longest ? s.n : longest;
    }
    for (uint32_t i = rows.end; i < rows.end + 3; i++) {
        out->low[i] = out->low[rows.end - 1];
        out->len[i] = out->len[rows.end - 1];
    }
    if (longest <= 8)
        return false;
    for (uint32_t i = rows.first; i < rows.end; i++)
        out->high[i] = swar_load(text.p + slices[i].at + slices[i].n - 16);
    for (uint32_t i = rows.end; i < rows.end + 3; i++)
        out->high[i] = out->high[rows.end - 1];
    return true;
}

/* Four words of up to eight digits each. */
struct eights {
    __m256i value;
    __m256i wrong; /* not zero in a word with a byte that is no digit */
    __m256i zero;  /* not zero when the first digit is 0 */
};

/* n: how many of the last bytes of each word are digits, 0 to 8 */
VECTOR struct eights parse_eights(__m256i bytes, __m256i n)
{
    const __m256i pairs = _mm256_set1_epi16(1 << 8 | 10);
    const __m256i fours = _mm256_set1_epi32(1 << 16 | 100);
    const __m256i nines = _mm256_set1_epi8(9);
    __m256i unused =
        _mm256_sub_epi64(_mm256_set1_epi64x(64), _mm256_slli_epi64(n, 3));
    __m256i used = _mm256_sllv_epi64(_mm256_set1_epi64x(-1), unused);
    __m256i first = _mm256_andnot_si256(_mm256_slli_epi64(used, 8), used);
    __m256i digits = _mm256_and_si256(
        _mm256_xor_si256(bytes, _mm256_set1_epi8('0')), used);
    __m256i by_four =
        _mm256_madd_epi16(_mm256_maddubs_epi16(digits, pairs), fours);
    struct eights out;

    out.value = _mm256_add_epi64(
        _mm256_mul_epu32(by_four, _mm256_set1_epi64x(10000)),
        _mm256_srli_epi64(by_four, 32));
    out.wrong = _mm256_subs_epu8(digits, nines);
    out.zero = _mm256_cmpeq_epi64(_mm256_and_si256(digits, first),
                                  _mm256_setzero_si256());
    return out;
}

/* a or b, whichever is less; both below 2^63 */
VECTOR __m256i least(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(a, b, _mm256_cmpgt_epi64(a, b));
}

VECTOR __m256i greatest(__m256i a, __m256i b)
{
    return _mm256_blendv_epi8(b, a, _mm256_cmpgt_epi64(a, b));
}

/* Four numbers, the rows from i on; bits of those that are odd. */
struct four {
    __m256i value;
    __m256i odd; /* all ones where it is */
};

VECTOR struct four parse_short(const struct endings *in, uint32_t i)
{
    const __m256i one = _mm256_set1_epi64x(1);
    __m256i len = load(in->len + i);
    /* Zero or above 8 is shifted to nothing used, whose first digit is 0. */
    struct eights low = parse_eights(load(in->low + i), len);
    __m256i good = _mm256_andnot_si256(
        _mm256_andnot_si256(_mm256_cmpeq_epi64(len, one), low.zero),
        _mm256_cmpeq_epi64(low.wrong, _mm256_setzero_si256()));

    return (struct four){low.value,
                         _mm256_xor_si256(good, _mm256_set1_epi64x(-1))};
}

VECTOR struct four parse_long(const struct endings *in, uint32_t i)
{
    const __m256i zero = _mm256_setzero_si256();
    const __m256i eight = _mm256_set1_epi64x(8);
    const __m256i most = _mm256_set1_epi64x(PARSE_DIGITS_MAX);
    __m256i len = load(in->len + i);
    __m256i more = _mm256_cmpgt_epi64(len, eight);
    __m256i n_low = _mm256_blendv_epi8(len, eight, more);
    __m256i n_high = _mm256_and_si256(_mm256_sub_epi64(len, eight), more);
    struct eights low = parse_eights(load(in->low + i), n_low);
    struct eights high = parse_eights(load(in->high + i), n_high);
    __m256i wrong = _mm256_or_si256(low.wrong, high.wrong);
    __m256i first_is_zero = _mm256_blendv_epi8(low.zero, high.zero, more);
    __m256i one = _mm256_cmpeq_epi64(len, _mm256_set1_epi64x(1));
    __m256i odd = _mm256_or_si256(_mm256_cmpgt_epi64(len, most),
                                  _mm256_andnot_si256(one, first_is_zero));
    __m256i good = _mm256_andnot_si256(odd, _mm256_cmpeq_epi64(wrong, zero));
    __m256i value = _mm256_add_epi64(
        _mm256_mul_epu32(high.value, _mm256_set1_epi64x(100000000)), low.value);

    return (struct four){value,
                         _mm256_xor_si256(good, _mm256_set1_epi64x(-1))};
}

/* Note the rows of four, from i on but below end. */
static void note_odd(struct odd_rows *odd, unsigned four, uint32_t i,
                     uint32_t end)
{
    for (; four; four &= four - 1) {
        uint32_t row = i + (uint32_t)__builtin_ctz(four);

        if (row < end)
            odd_add(odd, row);
    }
}

/* The range of the good rows so far, four columns of them. */
struct ranges {
    __m256i min;
    __m256i max;
};

VECTOR void take_four(struct number_batch *out, struct ranges *r,
                      struct four f, uint32_t i, uint32_t end)
{
    const __m256i top = _mm256_set1_epi64x(INT64_MAX);
    unsigned odd = which(f.odd);

    store(out->values + i, f.value);
    r->min = least(r->min, _mm256_blendv_epi8(f.value, top, f.odd));
    r->max = greatest(r->max, _mm256_or_si256(f.value, f.odd));
    if (odd)
        note_odd(&out->odd, odd, i, end);
}

CPU_FOR_AVX2 static void finish_ranges(const struct ranges *r,
                                       struct number_batch *out)
{
    int64_t min[4];
    int64_t max[4];

    store(min, r->min);
    store(max, r->max);
    out->min = INT64_MAX;
    out->max = INT64_MIN;
    for (unsigned k = 0; k < 4; k++) {
        out->min = min[k] < out->min ? min[k] : out->min;
        out->max = max[k] > out->max ? max[k] : out->max;
    }
}

CPU_FOR_AVX2 void parse_numbers_avx2(struct str text,
                                     const struct slice *slices, uint32_t n,
                                     struct number_batch *out)
{
    struct roomy rows = roomy_rows(text, slices, n, &out->odd);
    /* An odd row counts as -1 for the maximum: below any number. */
    struct ranges r = {_mm256_set1_epi64x(INT64_MAX), _mm256_set1_epi64x(-1)};
    struct endings in;

    if (rows.first == rows.end) {
        /* none */
    } else if (fetch(text, slices, rows, &in)) {
        for (uint32_t i = rows.first; i < rows.end; i += 4)
            take_four(out, &r, parse_long(&in, i), i, rows.end);
    } else {
        for (uint32_t i = rows.first; i < rows.end; i += 4)
            take_four(out, &r, parse_short(&in, i), i, rows.end);
    }
    finish_ranges(&r, out);
    odd_add_rest(&out->odd, rows.end, n);
}

/* Addresses. */

/* The places of the dots and the end, as bits; octets of a to d digits. */
#define ENDS(a, b, c, d)                                                       \
    (1u << (a) | 1u << ((a) + (b) + 1) | 1u << ((a) + (b) + (c) + 2) |         \
     1u << ((a) + (b) + (c) + (d) + 3))

/* A multiplier that sends all 81 sets to different slots; found by trying. */
#define SLOT(ends) ((ends) * UINT32_C(0xb301a455) >> 24)

struct pattern {
    uint8_t digits[16]; /* of each octet: hundreds, tens, ones, nothing */
    int32_t least[4];   /* that an octet of so many digits may be */
};

#define NONE 0x80

#define OCTET(at, n)                                                           \
    (uint8_t)((n) > 2 ? (at) : NONE),                                          \
        (uint8_t)((n) > 1 ? (at) + (n)-2 : NONE), (uint8_t)((at) + (n)-1), NONE

#define LEAST(n) ((n) == 3 ? 100 : (n) == 2 ? 10 : 0)

#define QUAD(a, b, c, d)                                                       \
    [SLOT(ENDS(a, b, c, d))] = {                                               \
        {OCTET(0, a), OCTET((a) + 1, b), OCTET((a) + (b) + 2, c),              \
         OCTET((a) + (b) + (c) + 3, d)},                                       \
        {LEAST(a), LEAST(b), LEAST(c), LEAST(d)}},

#define QUAD_ENDS(a, b, c, d) [SLOT(ENDS(a, b, c, d))] = ENDS(a, b, c, d),

#define EACH_D(X, a, b, c) X(a, b, c, 1) X(a, b, c, 2) X(a, b, c, 3)
#define EACH_C(X, a, b) EACH_D(X, a, b, 1) EACH_D(X, a, b, 2) EACH_D(X, a, b, 3)
#define EACH_B(X, a) EACH_C(X, a, 1) EACH_C(X, a, 2) EACH_C(X, a, 3)
#define EACH_QUAD(X) EACH_B(X, 1) EACH_B(X, 2) EACH_B(X, 3)

static const struct pattern patterns[256] = {EACH_QUAD(QUAD)};
static const uint16_t pattern_ends[256] = {EACH_QUAD(QUAD_ENDS)};

/* The set of ends of a text of n bytes whose dots are these of 16 bytes. */
VECTOR uint32_t ends_of(uint32_t dots, uint32_t n)
{
    /* Bit 16 is in no set, so a longer text is none of them. */
    n = n < 16 ? n : 16;
    return _bzhi_u32(dots & 0xffff, n) | 1u << n;
}

VECTOR __m256i both(const void *low, const void *high)
{
    return _mm256_inserti128_si256(
        _mm256_castsi128_si256(_mm_loadu_si128((const __m128i_u *)low)),
        _mm_loadu_si128((const __m128i_u *)high), 1);
}

/* Two addresses, out[0] and out[1]; bits of those that are odd. */
VECTOR unsigned parse_two(const char *text, struct slice a, struct slice b,
                          uint32_t *out)
{
    const __m256i hundreds = _mm256_set1_epi32(1 << 16 | 10 << 8 | 100);
    const __m256i gather = _mm256_broadcastsi128_si256(_mm_setr_epi8(
        12, 8, 4, 0, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1, -1));
    __m256i bytes = both(text + a.at, text + b.at);
    uint32_t dots = (uint32_t)_mm256_movemask_epi8(
        _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8('.')));
    uint32_t ends_a = ends_of(dots, a.n);
    uint32_t ends_b = ends_of(dots >> 16, b.n);
    const struct pattern *pa = &patterns[SLOT(ends_a)];
    const struct pattern *pb = &patterns[SLOT(ends_b)];
    __m256i digits = _mm256_shuffle_epi8(
        _mm256_xor_si256(bytes, _mm256_set1_epi8('0')),
        both(pa->digits, pb->digits));
    __m256i octets = _mm256_madd_epi16(_mm256_maddubs_epi16(digits, hundreds),
                                       _mm256_set1_epi16(1));
    __m256i wrong = _mm256_or_si256(
        _mm256_subs_epu8(digits, _mm256_set1_epi8(9)),
        _mm256_or_si256(
            _mm256_cmpgt_epi32(octets, _mm256_set1_epi32(255)),
            _mm256_cmpgt_epi32(both(pa->least, pb->least), octets)));
    __m256i packed = _mm256_shuffle_epi8(octets, gather);
    unsigned odd = which(wrong);

    out[0] = (uint32_t)_mm256_cvtsi256_si32(packed);
    out[1] = (uint32_t)_mm_cvtsi128_si32(_mm256_extracti128_si256(packed, 1));
    return (unsigned)((odd & 3) != 0 || pattern_ends[SLOT(ends_a)] != ends_a) |
           (unsigned)(odd > 3 || pattern_ends[SLOT(ends_b)] != ends_b) << 1;
}

CPU_FOR_AVX2 void parse_addresses_avx2(struct str text,
                                       const struct slice *slices, uint32_t n,
                                       struct address_batch *out)
{
    struct roomy rows = roomy_rows(text, slices, n, &out->odd);

    for (uint32_t i = rows.first; i < rows.end; i += 2) {
        uint32_t next = i + 1 < rows.end ? i + 1 : i;
        unsigned odd =
            parse_two(text.p, slices[i], slices[next], out->values + i);

        if (odd)
            note_odd(&out->odd, odd, i, rows.end);
    }
    odd_add_rest(&out->odd, rows.end, n);
}

#endif
