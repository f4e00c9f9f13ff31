/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/window.h"

#include "engine/batch.h"

static uint64_t bit_if(bool set, uint32_t row)
{
    return (uint64_t)set << (row & 63);
}

uint32_t window_select(struct time_window window, struct relation *r,
                       uint32_t n, struct selection *out)
{
    uint64_t inside[BATCH_ROWS / 64];
    uint32_t rows[BATCH_ROWS];
    int64_t times[BATCH_ROWS];
    uint32_t n_without = 0;

    selection_all(out, 0);
    for (uint32_t at = 0; at < n; at += BATCH_ROWS) {
        uint32_t k = n - at < BATCH_ROWS ? n - at : BATCH_ROWS;

        for (uint32_t i = 0; i < k; i++)
            rows[i] = at + i;
        r->ops->times(r, rows, k, times);
        for (size_t w = 0; w < bits_words(k); w++)
            inside[w] = 0;
        for (uint32_t i = 0; i < k; i++) {
            inside[i >> 6] |= bit_if(times[i] != NO_TIME &&
                                         times[i] >= window.from_ms &&
                                         times[i] <= window.to_ms,
                                     i);
            n_without += times[i] == NO_TIME;
        }
        selection_append(out, k, inside);
    }
    return n_without;
}
