/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sorting many items of a 64-bit rank that decides most comparisons; equal
 * ranks ask a function. Stable; what is in order already, or in order turned
 * round in long runs, costs little.
 */
#ifndef ENGINE_MERGE_SORT_H
#define ENGINE_MERGE_SORT_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct sort_item {
    uint64_t rank;
    size_t index; /* of what is sorted; for the function */
};

/* <0, 0, >0 for items of equal rank. */
typedef int sort_order_fn(const void *arg, const struct sort_item *x,
                          const struct sort_item *y);

/* False when stopped (stop may be NULL): then items are worth nothing. */
bool merge_sort(struct sort_item *items, size_t n, sort_order_fn *order,
                const void *arg, const atomic_bool *stop);
/* The same in the caller's room for n items. */
bool merge_sort_in(struct sort_item *items, struct sort_item *room, size_t n,
                   sort_order_fn *order, const void *arg,
                   const atomic_bool *stop);

#endif
