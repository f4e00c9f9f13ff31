/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The portable versions, which the others are compared with, and the choice. */
#include "scan/parse_batch.h"

#include "scan/parse_batch_int.h"

static void parse_numbers_portable(struct str text, const struct slice *slices,
                                   uint32_t n, struct number_batch *out)
{
    struct roomy roomy = roomy_rows(text, slices, n, &out->odd);

    out->min = INT64_MAX;
    out->max = INT64_MIN;
    for (uint32_t i = roomy.first; i < roomy.end; i++) {
        int64_t v;

        if (!parse_digits(text.p + slices[i].at, slices[i].n, &v)) {
            odd_add(&out->odd, i);
            continue;
        }
        out->values[i] = (uint64_t)v;
        out->min = v < out->min ? v : out->min;
        out->max = v > out->max ? v : out->max;
    }
    odd_add_rest(&out->odd, roomy.end, n);
}

static void parse_addresses_portable(struct str text,
                                     const struct slice *slices, uint32_t n,
                                     struct address_batch *out)
{
    struct roomy roomy = roomy_rows(text, slices, n, &out->odd);

    for (uint32_t i = roomy.first; i < roomy.end; i++) {
        if (!parse_v4(text.p + slices[i].at, slices[i].n, &out->values[i]))
            odd_add(&out->odd, i);
    }
    odd_add_rest(&out->odd, roomy.end, n);
}

struct parsers parsers_at(enum cpu_level level)
{
#ifdef CPU_HAS_X86
    /* Half of the work is one load a row: wider vectors gain nothing. */
    if (level >= CPU_AVX2)
        return (struct parsers){parse_numbers_avx2, parse_addresses_avx2};
#endif
    (void)level;
    return (struct parsers){parse_numbers_portable, parse_addresses_portable};
}
