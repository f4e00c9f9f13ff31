/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting very many things by ranks, level after level, with all threads.
 * Things of the same rank go on to the next level, if the rank said all
 * there is to say; else to ranks of what their texts go on with; else they
 * are compared.
 */
#ifndef ENGINE_RANK_SORT_H
#define ENGINE_RANK_SORT_H

#include "base/pool.h"
#include "engine/merge_sort.h"

#include <stdatomic.h>
#include <stdbool.h>

/* What things of equal rank on a level have in common. */
struct rank_tie {
    bool equal;  /* the level tells none of them from another */
    bool ask;    /* only comparing can tell */
    size_t same; /* texts: the byte from which on they are to be ranked */
};

struct rank_order {
    const void *arg;
    uint32_t n_levels;
    /* Things [first, first + n) with their ranks on level 0. */
    void (*items)(const void *arg, size_t first, struct sort_item *items,
                  size_t n);
    /* items[i].rank = its rank on a level. */
    void (*ranks)(const void *arg, uint32_t level, struct sort_item *items,
                  size_t n);
    /* The same of its text from a byte on before which all are the same. */
    void (*rest)(const void *arg, uint32_t level, size_t from,
                 struct sort_item *items, size_t n);
    /* Items that have the same rank on a level as first has. */
    struct rank_tie (*tie)(const void *arg, uint32_t level,
                           const struct sort_item *first,
                           const struct sort_item *items, size_t n);
    /* By all levels. */
    sort_order_fn *order;
};

/*
 * Sort n things into items; at the end their ranks are those of the last
 * level. Things that are equal on all levels are left in any order. False
 * when stopped (stop may be NULL). Where most things have the same rank,
 * memory for as many items more is taken from the pool (NULL: none).
 */
bool rank_sort(const struct rank_order *order, struct sort_item *items,
               size_t n, unsigned threads, const atomic_bool *stop,
               struct pool *pool);

#endif
