/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/held.h"

#include <stdint.h>
#include <string.h>

static void take_out(struct held *h, unsigned i)
{
    h->n--;
    memmove(h->sources + i, h->sources + i + 1,
            (h->n - i) * sizeof *h->sources);
}

static void let_go_first(struct held *h)
{
    source_let_go(h->sources[0]);
    take_out(h, 0);
}

/* They may still grow. */
static uint64_t bytes(const struct held *h)
{
    uint64_t sum = 0;

    for (unsigned i = 0; i < h->n; i++)
        sum += source_bytes(h->sources[i]);
    return sum;
}

void held_add(struct held *h, struct source *s)
{
    source_hold(s);
    if (h->n == HELD_MOST)
        let_go_first(h);
    h->sources[h->n++] = s;
    while (bytes(h) > HELD_BYTES)
        let_go_first(h);
}

void held_remove(struct held *h, const struct source *s)
{
    for (unsigned i = 0; i < h->n; i++) {
        if (h->sources[i] == s) {
            take_out(h, i);
            return;
        }
    }
}
