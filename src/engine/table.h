/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table of tuples of cells: each distinct tuple has a number, counted
 * from 0 in the order of their coming. Groups, distinct values and dedup all
 * stand on it.
 *
 * A tuple begins a record, whose other bytes belong to the owner of the
 * table (the states of a group) and are zero at first: what is read and
 * written together costs one miss of the cache, not two.
 */
#ifndef ENGINE_TABLE_H
#define ENGINE_TABLE_H

#include "base/pool.h"
#include "scan/cell.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct table {
    struct pool *pool; /* or NULL */
    uint32_t width;    /* cells in a tuple; 0: there is one tuple at most */
    uint32_t n;        /* distinct tuples */
    size_t stride;     /* bytes of a record */
    char *records;
    size_t record_bytes; /* of the block */
    uint32_t *slots; /* where to look for a tuple; see table.c */
    unsigned slot_bits;
    size_t slot_bytes; /* of the block */
};

/* extra: bytes of a record beyond the tuple, a multiple of 8. */
void table_init(struct table *t, uint32_t width, size_t extra,
                struct pool *pool);
void table_done(struct table *t);
/* Bytes of a record. */
size_t table_stride(uint32_t width, size_t extra);
/*
 * The tuples are these, in records of someone else, and there is no looking
 * up nor adding; what the table had before is given back.
 */
void table_borrow(struct table *t, const void *records, uint32_t n);
static inline bool table_is_borrowed(const struct table *t)
{
    return t->slots == NULL;
}
/* A copy of the table; its pool is another one. */
void table_copy(struct table *to, const struct table *from,
                struct pool *pool);

/*
 * Hashes of n tuples; cell k of tuple i is columns[k][i]. A table uses the
 * low half, its tag; the top bits may choose among tables.
 */
void table_hash(cell *const *columns, uint32_t width, uint32_t n,
                uint64_t *hashes);

/* Of one tuple, other bits than a table looks at. */
uint32_t tuple_hash(const cell *key, uint32_t width);

/* Tuples by columns, with their tags. */
struct table_keys {
    cell *const *columns;
    uint32_t first; /* tuple i is at first + i */
    const uint32_t *tags;
};

/* Numbers of n tuples. New ones are added. */
void table_add(struct table *t, struct table_keys keys, uint32_t n,
               uint32_t *numbers);
/* The same without adding: TABLE_NONE for what is not there. */
#define TABLE_NONE UINT32_MAX
void table_find(const struct table *t, struct table_keys keys, uint32_t n,
                uint32_t *numbers);
/* Number of one tuple, which is added when it is new. */
uint32_t table_add_one(struct table *t, const cell *key);

static inline char *table_record(const struct table *t, uint32_t number)
{
    return t->records + number * t->stride;
}

static inline const cell *table_key(const struct table *t, uint32_t number)
{
    /* Records are multiples of 8 bytes in a block that malloc aligned. */
    return (const cell *)(const void *)table_record(t, number);
}

size_t table_bytes(const struct table *t);

#endif
