/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A counting sort by the top bits of the hash; stable. */
#include "engine/scatter.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

void scatter_init(struct scatter *s, uint32_t width, bool with_rows)
{
    size_t tuples = SCATTER_ROWS;
    char *at;

    *s = (struct scatter){.width = width};
    s->cells = mem_calloc(2 * (size_t)width, sizeof *s->cells);
    s->sorted = s->cells + width;
    s->room = at = mem_alloc(tuples * (2 * width * sizeof(cell) +
                                       sizeof *s->hashes +
                                       sizeof *s->sorted_tags +
                                       (with_rows ? 2 * sizeof *s->rows : 0)));
    /* All of 8 bytes first, so that each array is aligned. */
    for (uint32_t k = 0; k < 2 * width; k++, at += tuples * sizeof(cell))
        s->cells[k] = (cell *)(void *)at;
    s->hashes = (uint64_t *)(void *)at;
    at += tuples * sizeof *s->hashes;
    s->sorted_tags = (uint32_t *)(void *)at;
    if (with_rows) {
        s->rows = s->sorted_tags + tuples;
        s->sorted_rows = s->rows + tuples;
    }
}

void scatter_done(struct scatter *s)
{
    free(s->cells);
    free(s->room);
    *s = (struct scatter){0};
}

bool scatter_take(struct scatter *s, const struct table *from, uint32_t *at)
{
    uint32_t n = from->n - *at;

    s->n = n < SCATTER_ROWS ? n : SCATTER_ROWS;
    for (uint32_t i = 0; i < s->n; i++) {
        const cell *key = table_key(from, *at + i);

        s->rows[i] = *at + i;
        for (uint32_t k = 0; k < s->width; k++)
            s->cells[k][i] = key[k];
    }
    *at += s->n;
    return s->n > 0;
}

static uint32_t part_of(uint64_t hash)
{
    return (uint32_t)(hash >> (64 - PART_BITS));
}

static void count(struct scatter *s, uint32_t *counts)
{
    for (uint32_t i = 0; i < s->n; i++)
        counts[part_of(s->hashes[i])]++;
}

void scatter_run(struct scatter *s, uint32_t n_parts)
{
    uint32_t at[MAX_PARTS] = {0};
    uint32_t sum = 0;
    unsigned drop = n_parts == 1 ? 63 : 64 - PART_BITS;

    table_hash(s->cells, s->width, s->n, s->hashes);
    if (n_parts == 1) {
        /* One part: a hash without its top bit is in part 0. */
        for (uint32_t i = 0; i < s->n; i++)
            s->hashes[i] &= UINT64_MAX >> 1;
        at[0] = s->n;
    } else {
        count(s, at);
    }
    for (uint32_t p = 0; p < MAX_PARTS; p++) {
        uint32_t n = at[p];

        s->starts[p] = at[p] = sum;
        sum += n;
    }
    s->starts[MAX_PARTS] = sum;
    for (uint32_t i = 0; i < s->n; i++) {
        uint32_t to = at[s->hashes[i] >> drop]++;

        s->sorted_tags[to] = (uint32_t)s->hashes[i];
        s->hashes[i] = to; /* from here on: where the tuple goes */
    }
    for (uint32_t i = 0; s->rows && i < s->n; i++)
        s->sorted_rows[s->hashes[i]] = s->rows[i];
    for (uint32_t k = 0; k < s->width; k++) {
        for (uint32_t i = 0; i < s->n; i++)
            s->sorted[k][s->hashes[i]] = s->cells[k][i];
    }
}
