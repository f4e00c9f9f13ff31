/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Open addressing, half full at most; slots hold the key to compare first. */
#include "scan/text_table.h"

#include "base/hash.h"
#include "base/mem.h"
#include "scan/swar.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_SLOTS = 64, KEY_BYTES = 8 };

struct text_slot {
    uint64_t key;
    uint32_t len;
    uint32_t number; /* from 1; 0: free */
};

void text_table_begin(struct text_table *t, struct dict *dict)
{
    t->dict = dict;
    t->n = 0;
    if (t->n_slots)
        memset(t->slots, 0, t->n_slots * sizeof *t->slots);
}

void text_table_done(struct text_table *t)
{
    free(t->texts);
    free(t->codes);
    free(t->slots);
    *t = (struct text_table){.dict = NULL};
}

uint64_t text_key(struct str s)
{
    if (s.n > KEY_BYTES)
        return hash_bytes(s.p, s.n);
    return s.n == KEY_BYTES ? swar_load(s.p) : swar_load_some(s.p, s.n);
}

/* The slot of the text, or the free one where it belongs. */
static struct text_slot *probe(const struct text_table *t, struct str s,
                               uint64_t key)
{
    uint32_t mask = t->n_slots - 1;
    uint32_t i = (uint32_t)hash_u64(key ^ s.n) & mask;

    for (;; i = (i + 1) & mask) {
        struct text_slot *slot = &t->slots[i];

        if (slot->number == 0)
            return slot;
        if (slot->key == key && slot->len == s.n &&
            (s.n <= KEY_BYTES ||
             memcmp(t->texts[slot->number - 1].p, s.p, s.n) == 0))
            return slot;
    }
}

static void grow_slots(struct text_table *t)
{
    struct text_slot *old = t->slots;
    uint32_t n_old = t->n_slots;

    t->n_slots = n_old ? n_old * 2 : FIRST_SLOTS;
    t->slots = mem_calloc(t->n_slots, sizeof *t->slots);
    for (uint32_t i = 0; i < n_old; i++) {
        if (old[i].number)
            *probe(t, t->texts[old[i].number - 1], old[i].key) = old[i];
    }
    free(old);
}

uint32_t text_table_number(struct text_table *t, struct str s, uint64_t key)
{
    if (t->n >= t->n_slots / 2)
        grow_slots(t);
    struct text_slot *slot = probe(t, s, key);
    if (slot->number)
        return slot->number - 1;
    if (t->n == t->cap) {
        t->cap = t->cap ? t->cap * 2 : FIRST_SLOTS;
        t->texts = mem_realloc(t->texts, t->cap * sizeof *t->texts);
        t->codes = mem_realloc(t->codes, t->cap * sizeof *t->codes);
    }
    uint32_t code = dict_add(t->dict, s);
    t->codes[t->n] = code;
    t->texts[t->n] = dict_text(t->dict, code);
    *slot = (struct text_slot){key, (uint32_t)s.n, ++t->n};
    return t->n - 1;
}
