/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "tui/spike.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

enum { LEAST_FLOWS = 5, DEVIATIONS = 5, TIMES_MEDIAN = 2 };

static int by_size(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;

    return (x > y) - (x < y);
}

static double median(double *v, uint32_t n)
{
    qsort(v, n, sizeof *v, by_size);
    return n % 2 ? v[n / 2] : (v[n / 2 - 1] + v[n / 2]) / 2;
}

uint64_t spike_least(const uint64_t *counts, uint32_t n)
{
    double *v = mem_calloc(n + 1, sizeof *v);

    for (uint32_t i = 0; i < n; i++)
        v[i] = (double)counts[i];
    double middle = n ? median(v, n) : 0;
    for (uint32_t i = 0; i < n; i++)
        v[i] = fabs((double)counts[i] - middle);
    double deviation = n ? median(v, n) : 0;

    free(v);
    double least = floor(middle + DEVIATIONS * deviation) + 1;
    least = fmax(least, ceil(TIMES_MEDIAN * middle));
    return (uint64_t)fmax(least, LEAST_FLOWS);
}

/* The run of buckets of at least this count around one of them. */
static struct spike run_at(const uint64_t *counts, uint32_t n, uint32_t at,
                           uint64_t least)
{
    uint32_t first = at, end = at + 1;

    while (first > 0 && counts[first - 1] >= least)
        first--;
    while (end < n && counts[end] >= least)
        end++;
    return (struct spike){first, end - first};
}

bool spike_around(const uint64_t *counts, uint32_t n, uint32_t at,
                  struct spike *out)
{
    uint64_t least = spike_least(counts, n);

    if (at >= n || counts[at] < least)
        return false;
    *out = run_at(counts, n, at, least);
    return true;
}

bool spike_find(const uint64_t *counts, uint32_t n, int64_t at, int by,
                struct spike *out)
{
    uint64_t least = spike_least(counts, n);

    for (int64_t i = at + by; i >= 0 && i < (int64_t)n; i += by) {
        if (counts[i] < least)
            continue;
        *out = run_at(counts, n, (uint32_t)i, least);
        if (by > 0 ? (int64_t)out->first > at : (int64_t)out->first < at)
            return true;
        /* at is in this one; go on behind it. */
        i = by > 0 ? (int64_t)(out->first + out->n) - 1 : (int64_t)out->first;
    }
    return false;
}
