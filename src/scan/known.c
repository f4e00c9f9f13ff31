/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which files the dataset holds already: a hash table of file numbers. A
 * folder may have many thousands of files, each of which is looked for.
 */
#include "scan/dataset_int.h"

#include "base/mem.h"

#include <stdlib.h>

enum { KNOWN_MIN_SLOTS = 64 };

/* Is the file of this slot that of the source? */
static bool is_its_own(const struct dataset *ds, struct known_slot slot,
                       uint32_t tag, const struct source *source)
{
    return slot.tag == tag &&
           source_same_file(ds->files[slot.file - 1]->source, source);
}

/* The slot of this file: its own, or the empty one it would go to. */
static struct known_slot *slot_of(const struct dataset *ds,
                                  const struct source *source, uint32_t *tag)
{
    const struct known *k = &ds->known;
    uint32_t mask = k->n_slots - 1;
    uint64_t hash = source_hash(source);
    uint32_t i = (uint32_t)hash & mask;

    *tag = (uint32_t)(hash >> 32);
    while (k->slots[i].file && !is_its_own(ds, k->slots[i], *tag, source))
        i = (i + 1) & mask;
    return &k->slots[i];
}

static void put(struct dataset *ds, uint32_t number)
{
    uint32_t tag;
    struct known_slot *slot = slot_of(ds, ds->files[number]->source, &tag);

    *slot = (struct known_slot){number + 1, tag};
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
    uint32_t tag;

    return ds->known.n_slots && slot_of(ds, source, &tag)->file;
}
