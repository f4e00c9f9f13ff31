/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table of tuples of cells: each distinct tuple has a number, counted
 * from 0 in the order of their coming. Groups, distinct values and dedup all
 * stand on it.
 */
#ifndef ENGINE_TABLE_H
#define ENGINE_TABLE_H

#include "scan/cell.h"

#include <stddef.h>
#include <stdint.h>

struct table_slot {
    uint64_t tag;    /* the cell itself, or the hash of several */
    uint32_t number; /* from 1; 0: free */
};

struct table {
    uint32_t width; /* cells in a tuple, at least 1 */
    uint32_t n;     /* distinct tuples */
    cell *keys;     /* n tuples */
    size_t cap;     /* tuples there is room for */
    cell *key;      /* the tuple being looked up */
    struct table_slot *slots;
    unsigned slot_bits;
};

void table_init(struct table *t, uint32_t width);
void table_done(struct table *t);
/*
 * Numbers of n tuples, at most TABLE_BATCH; cell k of tuple i is
 * columns[k][i]. New ones are added.
 */
enum { TABLE_BATCH = 2048 };
void table_add(struct table *t, cell *const *columns, uint32_t n,
               uint32_t *numbers);
static inline const cell *table_key(const struct table *t, uint32_t number)
{
    return t->keys + (size_t)number * t->width;
}

/* Number of one tuple, which is added when it is new. */
uint32_t table_add_one(struct table *t, const cell *key);
size_t table_bytes(const struct table *t);

#endif
