/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "scan/past.h"

#include "base/hash.h"
#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

enum { MIN_SLOTS = 64 };

static uint64_t *slot_of(const struct past *p, uint64_t hash)
{
    size_t mask = p->n_slots - 1;
    size_t i = (size_t)hash & mask;

    while (p->slots[i] && p->slots[i] != hash)
        i = (i + 1) & mask;
    return &p->slots[i];
}

/* 0 is none. */
static uint64_t hash_path(const char *path, size_t n)
{
    uint64_t hash = hash_bytes(path, n);

    return hash ? hash : 1;
}

static void grow(struct past *p)
{
    uint64_t *old = p->slots;
    size_t n_old = p->n_slots;

    p->n_slots = n_old ? n_old * 2 : MIN_SLOTS;
    p->slots = mem_calloc(p->n_slots, sizeof *p->slots);
    for (size_t i = 0; i < n_old; i++)
        if (old[i])
            *slot_of(p, old[i]) = old[i];
    free(old);
}

void past_add(struct past *p, const char *path)
{
    if (p->n * 2 >= p->n_slots)
        grow(p);
    uint64_t hash = hash_path(path, strlen(path));
    uint64_t *slot = slot_of(p, hash);
    p->n += *slot == 0;
    *slot = hash;
}

bool past_has(const struct past *p, const char *path, size_t n)
{
    return p->n_slots && *slot_of(p, hash_path(path, n));
}

void past_done(struct past *p)
{
    free(p->slots);
    *p = (struct past){.slots = NULL};
}
