/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A block of tuples, put in order of the part of a set of tables that each
 * belongs to by its hash. Both orders are held by columns: the cells of each
 * key side by side.
 */
#ifndef ENGINE_SCATTER_H
#define ENGINE_SCATTER_H

#include "engine/table.h"

#include <stdbool.h>

enum {
    SCATTER_ROWS = 16384, /* tuples in a block at most */
    PART_BITS = 6,
    MAX_PARTS = 1 << PART_BITS
};

struct scatter {
    uint32_t width;
    uint32_t n;     /* tuples so far; the owner counts */
    cell **cells;   /* [key][tuple], as they came */
    uint32_t *rows; /* what each tuple is to its owner, or NULL */
    uint64_t *hashes;
    /* Filled by scatter_run: */
    cell **sorted;
    uint32_t *sorted_rows;
    uint32_t *sorted_tags;
    uint32_t starts[MAX_PARTS + 1]; /* part p: from starts[p] on */
    void *room; /* of all arrays */
};

/* with_rows: whether the owner has any use for `rows`. */
void scatter_init(struct scatter *s, uint32_t width, bool with_rows);
void scatter_done(struct scatter *s);
/*
 * Take tuples of a table from *at on, by their first cells; rows says which
 * they are. False when there are no more.
 */
bool scatter_take(struct scatter *s, const struct table *from, uint32_t *at);
/* Order the n tuples by part; n_parts is 1 or MAX_PARTS. */
void scatter_run(struct scatter *s, uint32_t n_parts);
/* How many tuples went to a part, and the tuples from `from` on. */
static inline uint32_t scatter_count(const struct scatter *s, uint32_t part)
{
    return s->starts[part + 1] - s->starts[part];
}
static inline struct table_keys scatter_keys(const struct scatter *s,
                                             uint32_t from)
{
    return (struct table_keys){s->sorted, from, s->sorted_tags + from};
}

#endif
