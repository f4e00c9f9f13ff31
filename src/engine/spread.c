/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Some runs of rows are looked at: how many pages does each have, and how many
 * have they all together? In the order of the pages that is the same.
 */
#include "engine/spread.h"

#include "base/mem.h"

#include <stdlib.h>

enum {
    RUN_ROWS = 1 << 14, /* rows that are read at once, about */
    MAX_RUNS = 16,
    SAMPLES = 512, /* rows of a run that are looked at */
    LEAST_RUNS = 3,
    OFTEN = 2 /* so often a page is met by the runs, of which there are few */
};

static int order_pages(const void *a, const void *b)
{
    const uint64_t *x = a, *y = b;

    return (*x > *y) - (*x < *y);
}

/* How many there are of n; they get sorted, and those stand first. */
static size_t distinct(uint64_t *pages, size_t n)
{
    size_t kept = 0;

    qsort(pages, n, sizeof *pages, order_pages);
    for (size_t i = 0; i < n; i++)
        if (kept == 0 || pages[i] != pages[kept - 1])
            pages[kept++] = pages[i];
    return kept;
}

bool rows_are_spread(const struct relation *rel, const uint64_t *ids,
                     uint64_t n)
{
    uint64_t runs = n / RUN_ROWS < MAX_RUNS ? n / RUN_ROWS : MAX_RUNS;
    size_t met = 0;

    if (runs < LEAST_RUNS)
        return false;
    uint64_t *pages = mem_alloc(runs * SAMPLES * sizeof *pages);
    for (uint64_t k = 0; k < runs; k++) {
        const uint64_t *run = ids + n / runs * k;

        for (uint32_t i = 0; i < SAMPLES; i++)
            pages[met + i] = rel->ops->page(rel, run[i * (RUN_ROWS / SAMPLES)]);
        met += distinct(pages + met, SAMPLES);
    }
    size_t all = distinct(pages, met);
    free(pages);
    /* One page alone stays open. */
    return all > 1 && met >= OFTEN * all;
}
