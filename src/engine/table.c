/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing, at most half full. The tag of a tuple is the low half of
 * its hash. Of a table of 2^b slots, the top b bits of the tag say where to
 * begin; the slot holds the others above the tuple's number, which needs no
 * more than b bits. So a slot takes 4 bytes, and yet a record is looked at
 * only when it very probably is the one. Room for all that a call may add is
 * made first, so that nothing moves during it.
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
#include <string.h>

enum {
    FIRST_SLOT_BITS = 6,
    FIRST_RECORDS = 16,
    GROWTH_BITS = 2, /* fourfold: tuples are seldom put in again */
    LARGE_BITS = 16, /* of these parts all grow at once: twofold */
    AHEAD = 16       /* tuples between two stages */
};

static size_t max_tuples(unsigned slot_bits)
{
    return ((size_t)1 << slot_bits) / 2;
}

static void take_slots(struct table *t, unsigned bits)
{
    t->slot_bits = bits;
    t->slot_bytes = sizeof *t->slots << bits;
    t->slots = pool_take(t->pool, &t->slot_bytes);
    memset(t->slots, 0, sizeof *t->slots << bits);
}

size_t table_stride(uint32_t width, size_t extra)
{
    size_t stride = width * sizeof(cell) + extra;

    return stride ? stride : sizeof(cell); /* so that it divides */
}

void table_init(struct table *t, uint32_t width, size_t extra,
                struct pool *pool)
{
    *t = (struct table){.pool = pool, .width = width};
    t->stride = table_stride(width, extra);
    t->record_bytes = FIRST_RECORDS * t->stride;
    t->records = pool_take(pool, &t->record_bytes);
    take_slots(t, FIRST_SLOT_BITS);
}

void table_borrow(struct table *t, const void *records, uint32_t n)
{
    if (!table_is_borrowed(t)) {
        pool_give(t->pool, t->records, t->record_bytes);
        pool_give(t->pool, t->slots, t->slot_bytes);
    }
    t->slots = NULL;
    t->slot_bytes = t->record_bytes = 0;
    /* Never written to: without slots nothing is added. */
    t->records = (char *)(uintptr_t)records;
    t->n = n;
}

void table_done(struct table *t)
{
    if (!table_is_borrowed(t))
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

/* What the slot of tuple `number` holds, above it. */
static inline uint32_t slot_tag(const struct table *t, uint32_t tag)
{
    return tag << t->slot_bits;
}

/*
 * The number, from 1, that a slot names, when its tag is this one; else
 * 2^slot_bits or more. 0 may be a free slot.
 */
static inline uint32_t named_by(const struct table *t, size_t at, uint32_t tag)
{
    return t->slots[at] ^ slot_tag(t, tag);
}

static inline uint64_t hash_of(const cell *key, uint32_t width)
{
    uint64_t hash = 0;

    for (uint32_t k = 0; k < width; k++)
        hash = hash_add(hash, key[k]);
    return hash;
}

static inline uint32_t tag_of(const cell *key, uint32_t width)
{
    return (uint32_t)hash_of(key, width);
}

uint32_t tuple_hash(const cell *key, uint32_t width)
{
    return (uint32_t)(hash_of(key, width) >> 32);
}

/* The records say all; they are read side by side. */
static void grow_slots(struct table *t, unsigned bits)
{
    uint32_t *old = t->slots;
    size_t old_bytes = t->slot_bytes;

    assert(bits < 32); /* the budget ends long before */
    take_slots(t, bits);
    pool_give(t->pool, old, old_bytes);
    size_t mask = ((size_t)1 << bits) - 1;
    for (uint32_t i = 0; i < t->n; i++) {
        uint32_t tag = tag_of(table_key(t, i), t->width);
        size_t at = place_of(t, tag);

        while (t->slots[at])
            at = (at + 1) & mask;
        t->slots[at] = slot_tag(t, tag) | (i + 1);
    }
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
        bits += bits < LARGE_BITS ? GROWTH_BITS : 1;
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
    t->slots[at] = slot_tag(t, keys->tags[i]) | (number + 1);
    return number;
}

/*
 * The three stages, for one tuple with this tag. Inlined by force: gcc drops
 * a call that does nothing but fetch.
 */
#define INLINED __attribute__((always_inline)) static inline

INLINED void fetch_slot(const struct table *t, uint32_t tag)
{
    __builtin_prefetch(&t->slots[place_of(t, tag)]);
}

INLINED void fetch_record(const struct table *t, uint32_t tag)
{
    size_t mask = ((size_t)1 << t->slot_bits) - 1, at = place_of(t, tag);
    uint32_t number = named_by(t, at, tag);
    uint32_t next = named_by(t, (at + 1) & mask, tag);

    /*
     * Nearly always one of the two, or a new tuple, for which any record
     * that is there will do. A branch would be a guess.
     */
    next = next <= mask ? next : 1;
    number = number <= mask ? number : next;
    __builtin_prefetch(table_record(t, number - 1), 1);
}

/* Of tuple i, which is added when it is new, or has TABLE_NONE. */
static inline uint32_t number_of(struct table *t,
                                 const struct table_keys *keys, uint32_t i,
                                 uint32_t width, bool add)
{
    size_t mask = ((size_t)1 << t->slot_bits) - 1;
    uint32_t tag = keys->tags[i];
    size_t at = place_of(t, tag);

    for (; t->slots[at] != 0; at = (at + 1) & mask) {
        uint32_t number = named_by(t, at, tag);

        if (number <= mask &&
            same_key(keys, i, table_key(t, number - 1), width))
            return number - 1;
    }
    return add ? append(t, at, keys, i, width) : TABLE_NONE;
}

/* Inlined wherever width and add are constants, which unrolls much. */
INLINED void
look_up(struct table *t, struct table_keys keys, uint32_t n, uint32_t width,
        bool add, uint32_t *numbers)
{
    for (uint32_t i = 0; i < n + 2 * AHEAD; i++) {
        if (i < n)
            fetch_slot(t, keys.tags[i]);
        if (i >= AHEAD && i - AHEAD < n)
            fetch_record(t, keys.tags[i - AHEAD]);
        if (i >= 2 * AHEAD)
            numbers[i - 2 * AHEAD] =
                number_of(t, &keys, i - 2 * AHEAD, width, add);
    }
}

void table_add(struct table *t, struct table_keys keys, uint32_t n,
               uint32_t *numbers)
{
    reserve(t, n);
    /* A copy that nothing points to can stay in registers. */
    struct table own = *t;
    switch (t->width) {
    case 1:
        look_up(&own, keys, n, 1, true, numbers);
        break;
    case 2:
        look_up(&own, keys, n, 2, true, numbers);
        break;
    case 3:
        look_up(&own, keys, n, 3, true, numbers);
        break;
    default:
        look_up(&own, keys, n, t->width, true, numbers);
        break;
    }
    t->n = own.n;
}

void table_find(const struct table *t, struct table_keys keys, uint32_t n,
                uint32_t *numbers)
{
    struct table own = *t; /* as above; nothing is added */

    look_up(&own, keys, n, t->width, false, numbers);
}

uint32_t table_add_one(struct table *t, const cell *key)
{
    uint32_t tag = tag_of(key, t->width);

    reserve(t, 1);
    size_t mask = ((size_t)1 << t->slot_bits) - 1, at = place_of(t, tag);
    for (; t->slots[at] != 0; at = (at + 1) & mask) {
        uint32_t number = named_by(t, at, tag);

        if (number <= mask && memcmp(table_key(t, number - 1), key,
                                     t->width * sizeof *key) == 0)
            return number - 1;
    }
    char *record = table_record(t, t->n);
    memset(record, 0, t->stride);
    if (t->width)
        memcpy(record, key, t->width * sizeof *key);
    t->slots[at] = slot_tag(t, tag) | (t->n + 1);
    return t->n++;
}
