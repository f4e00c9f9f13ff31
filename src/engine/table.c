/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing, at most half full. A slot has 16 bytes: with one key the
 * cell itself stands in it, so a look-up touches one line of memory; with
 * several the hash stands there and the tuple is compared in keys. Look-ups
 * come in batches: all hashes first, with a prefetch each, then the probing.
 */
#include "engine/table.h"

#include "base/hash.h"
#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOT_BITS = 6 };

void table_init(struct table *t, uint32_t width)
{
    assert(width > 0);
    *t = (struct table){.width = width, .slot_bits = FIRST_SLOT_BITS};
    t->key = mem_calloc(width, sizeof *t->key);
    t->slots = mem_calloc((size_t)1 << t->slot_bits, sizeof *t->slots);
}

void table_done(struct table *t)
{
    free(t->key);
    free(t->keys);
    free(t->slots);
    *t = (struct table){0};
}

size_t table_bytes(const struct table *t)
{
    return (sizeof *t->slots << t->slot_bits) +
           t->cap * t->width * sizeof *t->keys;
}

static uint64_t hash_key(const cell *key, uint32_t width)
{
    uint64_t h = 0;

    for (uint32_t k = 0; k < width; k++)
        h = hash_u64(h + key[k]);
    return h;
}

/* The top bits say where to look: those of a product mix best. */
static size_t place_of(const struct table *t, uint64_t tag)
{
    uint64_t h = t->width == 1 ? hash_u64(tag) : tag;

    return h >> (64 - t->slot_bits);
}

static void grow_slots(struct table *t)
{
    size_t n_old = (size_t)1 << t->slot_bits;
    struct table_slot *old = t->slots;

    t->slot_bits++;
    t->slots = mem_calloc(n_old * 2, sizeof *t->slots);
    size_t mask = n_old * 2 - 1;
    for (size_t i = 0; i < n_old; i++) {
        if (old[i].number == 0)
            continue;
        size_t at = place_of(t, old[i].tag);
        while (t->slots[at].number != 0)
            at = (at + 1) & mask;
        t->slots[at] = old[i];
    }
    free(old);
}

/* A new tuple in the free slot at; its number. */
static uint32_t add_key(struct table *t, size_t at, uint64_t tag,
                        const cell *key)
{
    uint32_t number = t->n;

    assert(number < UINT32_MAX - 1); /* the budget ends long before */
    t->keys = mem_grow(t->keys, number, &t->cap, t->width * sizeof *t->keys);
    memcpy(t->keys + (size_t)number * t->width, key, t->width * sizeof *key);
    t->slots[at] = (struct table_slot){tag, number + 1};
    t->n++;
    if (t->n > (UINT64_C(1) << t->slot_bits) / 2)
        grow_slots(t);
    return number;
}

static uint32_t find_or_add(struct table *t, uint64_t tag, const cell *key)
{
    size_t mask = ((size_t)1 << t->slot_bits) - 1;

    for (size_t at = place_of(t, tag);; at = (at + 1) & mask) {
        const struct table_slot *s = &t->slots[at];

        if (s->number == 0)
            return add_key(t, at, tag, key);
        if (s->tag == tag &&
            (t->width == 1 || memcmp(table_key(t, s->number - 1), key,
                                     t->width * sizeof *key) == 0))
            return s->number - 1;
    }
}

uint32_t table_add_one(struct table *t, const cell *key)
{
    uint64_t tag = t->width == 1 ? *key : hash_key(key, t->width);

    return find_or_add(t, tag, key);
}

static void add_single(struct table *t, const cell *keys, uint32_t n,
                       uint32_t *numbers)
{
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(&t->slots[place_of(t, keys[i])]);
    for (uint32_t i = 0; i < n; i++) {
        /* Logs come in runs; the row before often has the answer. */
        if (i > 0 && keys[i] == keys[i - 1])
            numbers[i] = numbers[i - 1];
        else
            numbers[i] = find_or_add(t, keys[i], &keys[i]);
    }
}

void table_add(struct table *t, cell *const *columns, uint32_t n,
               uint32_t *numbers)
{
    uint64_t tags[TABLE_BATCH] = {0};

    assert(n <= TABLE_BATCH);
    if (t->width == 1) {
        add_single(t, columns[0], n, numbers);
        return;
    }
    for (uint32_t k = 0; k < t->width; k++) {
        for (uint32_t i = 0; i < n; i++)
            tags[i] = hash_u64(tags[i] + columns[k][i]);
    }
    for (uint32_t i = 0; i < n; i++)
        __builtin_prefetch(&t->slots[place_of(t, tags[i])]);
    for (uint32_t i = 0; i < n; i++) {
        for (uint32_t k = 0; k < t->width; k++)
            t->key[k] = columns[k][i];
        numbers[i] = find_or_add(t, tags[i], t->key);
    }
}
