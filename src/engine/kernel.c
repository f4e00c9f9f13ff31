/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The kernels that run anywhere, which say what the others must give, and
 * the loops that need no version of their own.
 */
#include "engine/kernel_family.h"

#include <string.h>

/* Bit `bit` of byte i becomes bit i: the product moves it to 56 + i. */
static uint64_t pack_any(const uint8_t bytes[64], unsigned bit)
{
    const uint64_t ones = UINT64_C(0x0101010101010101);
    uint64_t word = 0;

    for (unsigned i = 0; i < 8; i++) {
        uint64_t v;

        memcpy(&v, bytes + i * 8, sizeof v);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
        v = __builtin_bswap64(v);
#endif
        v = (v >> bit & ones) * UINT64_C(0x0102040810204080) >> 56;
        word |= v << (i * 8);
    }
    return word;
}

#define ANYWHERE
KERNEL_FAMILY(any, ANYWHERE, pack_any)

static const struct kernels kernels_any = KERNEL_TABLE(any);

const struct kernels *kernels_at(enum cpu_level level)
{
#ifdef CPU_HAS_X86
    if (level == CPU_AVX512)
        return &kernels_avx512;
    if (level == CPU_AVX2)
        return &kernels_avx2;
#else
    (void)level;
#endif
    return &kernels_any;
}

#define GATHER(type)                                                           \
    do {                                                                       \
        const type *from = data;                                               \
        type *out = to;                                                        \
        for (uint32_t i = 0; i < n; i++)                                       \
            out[i] = from[rows[i]];                                            \
    } while (0)

void kernel_gather(const void *data, uint8_t width, const uint32_t *rows,
                   uint32_t n, void *to)
{
    switch (width) {
    case 1:
        GATHER(uint8_t);
        break;
    case 2:
        GATHER(uint16_t);
        break;
    case 4:
        GATHER(uint32_t);
        break;
    default:
        GATHER(uint64_t);
        break;
    }
}

#define WIDEN(name, type, to)                                                  \
    static void name(const void *data, const uint32_t *rows, uint32_t n,       \
                     uint64_t base, to *out)                                   \
    {                                                                          \
        const type *v = data;                                                  \
        for (uint32_t i = 0; i < n; i++)                                       \
            out[i] = (to)(v[rows[i]] + base);                                  \
    }

WIDEN(ints_1, uint8_t, int64_t)
WIDEN(ints_2, uint16_t, int64_t)
WIDEN(ints_4, uint32_t, int64_t)
WIDEN(ints_8, uint64_t, int64_t)
WIDEN(codes_1, uint8_t, uint32_t)
WIDEN(codes_2, uint16_t, uint32_t)
WIDEN(codes_4, uint32_t, uint32_t)

void kernel_ints(const struct column *c, const uint32_t *rows, uint32_t n,
                 int64_t *out)
{
    static void (*const widen[])(const void *, const uint32_t *, uint32_t,
                                 uint64_t,
                                 int64_t *) = {ints_1, ints_2, ints_4, ints_8};

    if (c->width == 0) {
        for (uint32_t i = 0; i < n; i++)
            out[i] = c->base;
        return;
    }
    widen[kernel_width(c->width)](c->data, rows, n, (uint64_t)c->base, out);
}

void kernel_codes(const struct column *c, const uint32_t *rows, uint32_t n,
                  uint32_t *out)
{
    static void (*const widen[])(const void *, const uint32_t *, uint32_t,
                                 uint64_t,
                                 uint32_t *) = {codes_1, codes_2, codes_4};

    if (c->width == 0)
        memset(out, 0, n * sizeof *out);
    else
        widen[kernel_width(c->width)](c->data, rows, n, 0, out);
}
