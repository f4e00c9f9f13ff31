/* SPDX-License-Identifier: GPL-3.0-or-later */
/* In front of the array stands where it came from. */
#include "base/big.h"

#include "base/mem.h"

#include <stdlib.h>

struct big {
    struct spill *spill; /* NULL: malloc */
    uint64_t at;
    size_t bytes; /* of all */
    _Alignas(max_align_t) char data[];
};

static struct big *big_of(void *p)
{
    return (struct big *)(void *)((char *)p - offsetof(struct big, data));
}

void *big_alloc(struct spill *spill, size_t bytes, struct err *err)
{
    struct big *b;

    bytes += sizeof *b;
    if (!spill) {
        b = mem_alloc(bytes);
        *b = (struct big){.bytes = bytes};
        return b->data;
    }
    uint64_t at = spill_reserve_pages(spill, bytes);
    b = spill_map_new(spill, at, bytes, err);
    if (!b)
        return NULL;
    *b = (struct big){spill_retain(spill), at, bytes};
    return b->data;
}

void big_free(void *p)
{
    struct big *b = p ? big_of(p) : NULL;

    if (!b || !b->spill) {
        free(b);
        return;
    }
    struct spill *spill = b->spill;
    uint64_t at = b->at;
    size_t bytes = b->bytes;
    spill_unmap(b, bytes);
    spill_give(spill, at, bytes);
    spill_release(spill);
}

size_t big_bytes(const void *p)
{
    const struct big *b = p ? big_of((void *)(uintptr_t)p) : NULL;

    return b && !b->spill ? b->bytes : 0;
}

void big_cool(void *p)
{
    struct big *b = p ? big_of(p) : NULL;

    if (b && b->spill)
        spill_cool(b, b->bytes);
}
