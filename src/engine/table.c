/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing with slots of 8 bytes, at most 5/8 full. A slot holds half
 * of the hash: enough to find its place again when the slots double, and to
 * look at a record only when it very probably is the one. Room for all that
 * a call may add is made first, so that nothing moves during it.
 *
 * A look-up in a large table misses the cache twice, for the slot and for
 * the record. Look-ups are therefore done in three stages, some tuples
 * apart: the slot is fetched; the record it names is fetched; the tuples are
 * compared. The first two are hints alone and decide nothing.
 */
#include "engine/table.h"

#include "base/hash.h"
#include "base/mem.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

enum {
    FIRST_SLOT_BITS = 6,
    FIRST_RECORDS = 16,
    AHEAD = 24 /* tuples between two stages */
};

static size_t max_tuples(unsigned slot_bits)
{
    return ((size_t)1 << slot_bits) / 8 * 5;
}

static void take_slots(struct table *t, unsigned bits)
{
    t->slot_bits = bits;
    t->slot_bytes = sizeof *t->slots << bits;
    t->slots = pool_take(t->pool, &t->slot_bytes);
    memset(t->slots, 0, sizeof *t->slots << bits);
}

void table_init(struct table *t, uint32_t width, size_t extra,
                struct pool *pool)
{
    *t = (struct table){.pool = pool, .width = width};
    t->stride = width * sizeof(cell) + extra;
    if (t->stride == 0)
        t->stride = sizeof(cell); /* so that it divides */
    t->record_bytes = FIRST_RECORDS * t->stride;
    t->records = pool_take(pool, &t->record_bytes);
    take_slots(t, FIRST_SLOT_BITS);
}

void table_done(struct table *t)
{
    pool_give(t->pool, t->records, t->record_bytes);
    pool_give(t->pool, t->slots, t->slot_bytes);
    *t = (struct table){0};
}

void table_copy(struct table *to, const struct table *from, struct pool *pool)
{
    *to = *from;
    to->pool = pool;
    to->record_bytes = from->n * from->stride;
    to->records = pool_take(pool, &to->record_bytes);
    memcpy(to->records, from->records, from->n * from->stride);
    to->slots = pool_take(pool, &to->slot_bytes);
    memcpy(to->slots, from->slots, sizeof *to->slots << to->slot_bits);
}

size_t table_bytes(const struct table *t)
{
    return t->record_bytes + t->slot_bytes;
}

/* Making room. */

/* The top bits of a tag say where to begin. */
static inline size_t place_of(const struct table *t, uint32_t tag)
{
    return tag >> (32 - t->slot_bits);
}

static void grow_slots(struct table *t, unsigned bits)
{
    struct table_slot *old = t->slots;
    size_t n_old = (size_t)1 << t->slot_bits, old_bytes = t->slot_bytes;

    assert(bits < 32); /* the budget ends long before */
    take_slots(t, bits);
    size_t mask = ((size_t)1 << bits) - 1;
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].number == 0)
            continue;
        size_t at = place_of(t, old[i].tag);
        while (t->slots[at].number != 0)
            at = (at + 1) & mask;
        t->slots[at] = old[i];
    }
    pool_give(t->pool, old, old_bytes);
}

static void grow_records(struct table *t, size_t bytes)
{
    size_t size = t->record_bytes * 2;
    char *old = t->records;

    if (size < bytes)
        size = bytes;
    char *records = pool_take(t->pool, &size);
    memcpy(records, old, t->n * t->stride);
    t->records = records;
    pool_give(t->pool, old, t->record_bytes);
    t->record_bytes = size;
}

/* Room for n more tuples. */
static void reserve(struct table *t, size_t n)
{
    unsigned bits = t->slot_bits;

    n += t->n;
    while (max_tuples(bits) < n)
        bits++;
    if (bits > t->slot_bits)
        grow_slots(t, bits);
    if (n * t->stride > t->record_bytes)
        grow_records(t, n * t->stride);
}

/* Looking up. */

void table_hash(cell *const *columns, uint32_t width, uint32_t n,
                uint64_t *hashes)
{
    if (width == 2) {
        for (uint32_t i = 0; i < n; i++)
            hashes[i] = hash_add(hash_add(0, columns[0][i]), columns[1][i]);
        return;
    }
    memset(hashes, 0, n * sizeof *hashes);
    for (uint32_t k = 0; k < width; k++) {
        for (uint32_t i = 0; i < n; i++)
            hashes[i] = hash_add(hashes[i], columns[k][i]);
    }
}

/* Is tuple i the one of this record? */
static inline bool same_key(const struct table_keys *keys, uint32_t i,
                            const cell *key, uint32_t width)
{
    for (uint32_t k = 0; k < width; k++) {
        if (key[k] != keys->columns[k][keys->first + i])
            return false;
    }
    return true;
}

static inline uint32_t append(struct table *t, size_t at,
                              const struct table_keys *keys, uint32_t i,
                              uint32_t width)
{
    uint32_t number = t->n++;
    char *record = table_record(t, number);
    cell *key = (cell *)(void *)record;

    for (uint32_t k = 0; k < width; k++)
        key[k] = keys->columns[k][keys->first + i];
    /* A few words: a call would cost more. */
    for (size_t k = width; k < t->stride / sizeof *key; k++)
        key[k] = 0;
    t->slots[at] = (struct table_slot){keys->tags[i], number + 1};
    return number;
}

/* The slot of tuple i: the one that names its record, or a free one. */
static inline size_t slot_of(const struct table *t,
                             const struct table_keys *keys, uint32_t i,
                             uint32_t width)
{
    size_t mask = ((size_t)1 << t->slot_bits) - 1;
    uint32_t tag = keys->tags[i];

    for (size_t at = place_of(t, tag);; at = (at + 1) & mask) {
        struct table_slot s = t->slots[at];

        if (s.number == 0 ||
            (s.tag == tag && same_key(keys, i, table_key(t, s.number - 1),
                                      width)))
            return at;
    }
}

static inline void fetch_record(const struct table *t, uint32_t tag)
{
    size_t mask = ((size_t)1 << t->slot_bits) - 1, at = place_of(t, tag);

    while (t->slots[at].number != 0 && t->slots[at].tag != tag)
        at = (at + 1) & mask;
    if (t->slots[at].number != 0)
        __builtin_prefetch(table_record(t, t->slots[at].number - 1), 1);
}

/*
 * All stages for n tuples; what is done in the last one is given as the
 * expression that makes numbers[i] of the slot at. width is a constant in
 * most uses, which unrolls the comparison.
 */
#define LOOK_UP(width, make)                                                   \
    for (uint32_t j = 0; j < n + 2 * AHEAD; j++) {                             \
        if (j < n)                                                             \
            __builtin_prefetch(&t->slots[place_of(t, keys.tags[j])]);          \
        if (j >= AHEAD && j - AHEAD < n)                                       \
            fetch_record(t, keys.tags[j - AHEAD]);                             \
        if (j >= 2 * AHEAD) {                                                  \
            uint32_t i = j - 2 * AHEAD;                                        \
            size_t at = slot_of(t, &keys, i, width);                           \
            uint32_t number = t->slots[at].number;                             \
            numbers[i] = (make);                                               \
        }                                                                      \
    }

#define ADD(width)                                                             \
    LOOK_UP(width,                                                             \
            number ? number - 1 : append(t, at, &keys, i, width))

void table_add(struct table *t, struct table_keys keys, uint32_t n,
               uint32_t *numbers)
{
    reserve(t, n);
    switch (t->width) {
    case 1:
        ADD(1)
        break;
    case 2:
        ADD(2)
        break;
    case 3:
        ADD(3)
        break;
    default:
        ADD(t->width)
        break;
    }
}

void table_find(const struct table *t, struct table_keys keys, uint32_t n,
                uint32_t *numbers)
{
    /* A free slot has number 0, and 0 - 1 is TABLE_NONE. */
    LOOK_UP(t->width, number - 1)
}

uint32_t table_add_one(struct table *t, const cell *key)
{
    uint64_t hash = 0;
    uint32_t tag;

    reserve(t, 1);
    for (uint32_t k = 0; k < t->width; k++)
        hash = hash_add(hash, key[k]);
    tag = (uint32_t)hash;
    size_t mask = ((size_t)1 << t->slot_bits) - 1, at = place_of(t, tag);
    for (; t->slots[at].number != 0; at = (at + 1) & mask) {
        uint32_t number = t->slots[at].number - 1;

        if (t->slots[at].tag == tag &&
            memcmp(table_key(t, number), key, t->width * sizeof *key) == 0)
            return number;
    }
    char *record = table_record(t, t->n);
    memset(record, 0, t->stride);
    if (t->width)
        memcpy(record, key, t->width * sizeof *key);
    t->slots[at] = (struct table_slot){tag, t->n + 1};
    return t->n++;
}
