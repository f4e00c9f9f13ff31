/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Spikes of a lane of the timeline: runs of buckets that stand out from it.
 * A bucket stands out when it is above the median of all by more than five
 * times the median absolute deviation, at least twice the median, and at
 * least 5 flows (tui-design.md 21, 6).
 */
#ifndef TUI_SPIKE_H
#define TUI_SPIKE_H

#include <stdbool.h>
#include <stdint.h>

struct spike {
    uint32_t first;
    uint32_t n; /* buckets */
};

/* The least count that stands out from these n. */
uint64_t spike_least(const uint64_t *counts, uint32_t n);
/*
 * The spike that begins next after bucket at (by 1), or last before it (by
 * -1); at may be -1 or n. False when there is none.
 */
bool spike_find(const uint64_t *counts, uint32_t n, int64_t at, int by,
                struct spike *out);
/* The spike that bucket at is in, if any. */
bool spike_around(const uint64_t *counts, uint32_t n, uint32_t at,
                  struct spike *out);

#endif
