/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Open addressing, half full at most; slots hold a key to compare first: the
 * bytes of a text of up to 8 themselves, else a hash.
 */
#include "scan/text_table.h"

#include "base/hash.h"
#include "base/mem.h"
#include "scan/cell_text.h"
#include "base/swar.h"

#include <stdlib.h>
#include <string.h>

enum {
    FIRST_SLOTS = 64,
    KEY_BYTES = 8,
    /* Texts kept for the next segment at most; beyond, few come again. */
    KEPT_MAX = 1 << 14,
    RECENT_BITS = 12, /* some hundred texts seldom meet in one place */
    RECENT_TEXT_MAX = 24 /* eni-, vpc- and subnet- ids fit */
};

struct text_slot {
    uint64_t key;
    uint32_t len;
    uint32_t number; /* from 1; 0: free */
};

/*
 * A text of len bytes, 0 for none: its last 8, which are all where there are
 * no more (zeros above them), its first 8 and the 8 behind those. Up to 24
 * bytes these cover each other's gaps, so equal means equal.
 */
struct text_recent {
    uint64_t last;
    uint64_t first;  /* of more than 8 bytes */
    uint64_t second; /* of more than 16 */
    uint32_t len;
    uint32_t number;
};

void text_table_init(struct text_table *t, struct dict *dict)
{
    t->dict = dict;
}

void text_table_done(struct text_table *t)
{
    free(t->texts);
    free(t->codes);
    free(t->cells);
    free(t->slots);
    free(t->recent);
    *t = (struct text_table){.dict = NULL};
}

void text_table_begin(struct text_table *t)
{
    if (t->n <= KEPT_MAX)
        return;
    t->n = 0;
    memset(t->slots, 0, t->n_slots * sizeof *t->slots);
    free(t->recent);
    t->recent = NULL;
}

static uint64_t text_key(struct str s)
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

static void reserve_texts(struct text_table *t)
{
    if (t->n < t->cap)
        return;
    t->cap = t->cap ? t->cap * 2 : FIRST_SLOTS;
    t->texts = mem_realloc(t->texts, t->cap * sizeof *t->texts);
    t->codes = mem_realloc(t->codes, t->cap * sizeof *t->codes);
    t->cells = mem_realloc(t->cells, t->cap * sizeof *t->cells);
}

uint32_t text_table_number(struct text_table *t, struct str s)
{
    uint64_t key = text_key(s);

    if (t->n >= t->n_slots / 2)
        grow_slots(t);
    struct text_slot *slot = probe(t, s, key);
    if (slot->number)
        return slot->number - 1;
    reserve_texts(t);
    uint32_t code = dict_add(t->dict, s);
    t->codes[t->n] = code;
    t->texts[t->n] = dict_text(t->dict, code);
    t->cells[t->n] = cell_of_code(t->texts[t->n], code);
    *slot = (struct text_slot){key, (uint32_t)s.n, ++t->n};
    return t->n - 1;
}

/* The text of n bytes, 1 to 24, at p, with 8 bytes before its end. */
static inline struct text_recent recent_of(const char *p, uint32_t n)
{
    uint64_t last = swar_load(p + n - 8);

    return (struct text_recent){
        .last = n < 8 ? last >> (64 - n * 8) : last,
        .first = n > 8 ? swar_load(p) : 0,
        .second = n > 16 ? swar_load(p + 8) : 0,
        .len = n,
    };
}

void text_table_numbers(struct text_table *t, struct str text,
                        const struct slice *slices, uint32_t n, uint32_t *out)
{
    const uint64_t spread = UINT64_C(0x9e3779b97f4a7c15);

    if (!t->recent)
        t->recent = mem_calloc((size_t)1 << RECENT_BITS, sizeof *t->recent);
    for (uint32_t i = 0; i < n; i++) {
        const char *p = text.p + slices[i].at;
        uint32_t len = slices[i].n;

        if (len - 1 >= RECENT_TEXT_MAX || slices[i].at < 8) {
            out[i] = text_table_number(t, (struct str){p, len});
            continue;
        }
        struct text_recent got = recent_of(p, len);
        struct text_recent *known =
            &t->recent[(got.last ^ len) * spread >> (64 - RECENT_BITS)];
        if ((known->last ^ got.last) | (known->first ^ got.first) |
            (known->second ^ got.second) | (known->len ^ len)) {
            got.number = text_table_number(t, (struct str){p, len});
            *known = got;
        }
        out[i] = known->number;
    }
}
