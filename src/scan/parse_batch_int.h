/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the versions of parse_batch.h share. */
#ifndef SCAN_PARSE_BATCH_INT_H
#define SCAN_PARSE_BATCH_INT_H

#include "scan/parse.h"
#include "scan/parse_batch.h"

/* Rows first to end - 1 have room around them; it is those in the middle. */
struct roomy {
    uint32_t first;
    uint32_t end;
};

static inline void odd_add(struct odd_rows *odd, uint32_t row)
{
    odd->rows[odd->n++] = (uint16_t)row;
}

/* Begin the odd rows with those before the ones with room. */
static inline struct roomy roomy_rows(struct str text,
                                      const struct slice *slices, uint32_t n,
                                      struct odd_rows *odd)
{
    struct roomy r = {0, n};

    odd->n = 0;
    while (r.first < n && slices[r.first].at < PARSE_BEFORE)
        odd_add(odd, r.first++);
    while (r.end > r.first &&
           (size_t)slices[r.end - 1].at + PARSE_AFTER > text.n)
        r.end--;
    return r;
}

/* End them with those behind. */
static inline void odd_add_rest(struct odd_rows *odd, uint32_t from, uint32_t n)
{
    for (uint32_t row = from; row < n; row++)
        odd_add(odd, row);
}

#ifdef CPU_HAS_X86
parse_numbers_fn parse_numbers_avx2;
parse_addresses_fn parse_addresses_avx2;
#endif

#endif
