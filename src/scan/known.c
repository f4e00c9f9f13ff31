/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files the dataset holds already: a hash table of file numbers. A
 * folder may have many thousands of files, each of which is looked for.
 */
#include "scan/dataset_int.h"

#include "base/mem.h"

#include <stdlib.h>

enum { KNOWN_MIN_SLOTS = 64 };

/* The slot of this file: its own, or the empty one it would go to. */
static uint32_t *slot_of(const struct dataset *ds, const struct source *source)
{
    const struct known *k = &ds->known;
    uint32_t mask = k->n_slots - 1;
    uint32_t i = (uint32_t)source_hash(source) & mask;

    while (k->slots[i] &&
           !source_same_file(ds->files[k->slots[i] - 1]->source, source))
        i = (i + 1) & mask;
    return &k->slots[i];
}

static void put(struct dataset *ds, uint32_t number)
{
    *slot_of(ds, ds->files[number]->source) = number + 1;
}

void known_add(struct dataset *ds, uint32_t number)
{
    struct known *k = &ds->known;

    if ((uint64_t)number * 2 < k->n_slots) {
        put(ds, number);
        return;
    }
    free(k->slots);
    k->n_slots = k->n_slots ? k->n_slots * 2 : KNOWN_MIN_SLOTS;
    k->slots = mem_calloc(k->n_slots, sizeof *k->slots);
    for (uint32_t i = 0; i <= number; i++)
        put(ds, i);
}

bool known_find(const struct dataset *ds, const struct source *source)
{
    return ds->known.n_slots && *slot_of(ds, source);
}
