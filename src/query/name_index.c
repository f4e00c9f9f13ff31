/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Linear probing, at most half full. */
#include "query/name_index.h"

#include "base/hash.h"

#include <stdbool.h>

struct name_slot {
    bool used;
    uint32_t number;
    struct str name;
};

enum { FIRST = 16 };

static struct name_slot *find(const struct name_index *x, struct str name)
{
    size_t at = hash_bytes(name.p, name.n) & (x->cap - 1);

    while (x->slots[at].used && !str_eq(x->slots[at].name, name))
        at = (at + 1) & (x->cap - 1);
    return &x->slots[at];
}

static void grow(struct arena *a, struct name_index *x)
{
    struct name_index larger = {.cap = x->cap ? 2 * x->cap : FIRST, .n = x->n};

    larger.slots = arena_calloc(a, larger.cap, sizeof *larger.slots);
    for (uint32_t i = 0; i < x->cap; i++)
        if (x->slots[i].used)
            *find(&larger, x->slots[i].name) = x->slots[i];
    *x = larger;
}

void name_index_set(struct arena *a, struct name_index *x, struct str name,
                    uint32_t number)
{
    struct name_slot *slot;

    if (2 * x->n >= x->cap)
        grow(a, x);
    slot = find(x, name);
    x->n += !slot->used;
    *slot = (struct name_slot){true, number, name};
}

uint32_t name_index_get(const struct name_index *x, struct str name)
{
    const struct name_slot *slot = x->cap ? find(x, name) : NULL;

    return slot && slot->used ? slot->number : NAME_NONE;
}
