/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tuples that wait at a part of a set of groups. A look-up in a table that is
 * not in the cache costs many times one in a table that is; so the tuples of
 * many blocks are collected, which is writing side by side, and then looked
 * up in the part's table one after the other, when a good deal of that table
 * is needed anyway.
 */
#ifndef ENGINE_PENDING_H
#define ENGINE_PENDING_H

#include "base/pool.h"
#include "engine/table.h"

/* Tuples that wait at most, and fewer where memory is little. */
enum { PENDING_ROWS = 8192, PENDING_MIN_ROWS = 64 };

struct pending {
    uint32_t n;     /* tuples */
    uint32_t cap;   /* that may wait */
    uint32_t width; /* cells of each */
    cell **cells;   /* [column][tuple]; NULL until the first comes */
    uint32_t *tags;
    struct pool *pool;
    void *room; /* of all arrays but cells */
    size_t bytes;
};

/* pool is borrowed and may be NULL. */
void pending_init(struct pending *p, uint32_t width, uint32_t cap,
                  struct pool *pool);
static inline size_t pending_tuple_bytes(uint32_t width)
{
    return width * sizeof(cell) + sizeof(uint32_t);
}
void pending_done(struct pending *p);
/* As many of these n tuples as there is room for; how many. */
uint32_t pending_add(struct pending *p, struct table_keys from, uint32_t n);
/* The tuples from `first` on. */
struct table_keys pending_keys(const struct pending *p, uint32_t first);

#endif
