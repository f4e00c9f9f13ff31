/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A pile lies in extents, each twice as large as the one before: few need be
 * remembered however long it gets, and what is reserved in vain takes no room
 * on the disk. Buffers divide the first extent, so that a write never goes
 * over the end of one.
 */
#include "base/piles.h"

#include "base/mem.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

enum {
    BUFFER_LEAST = 4096, /* a write of so many costs little more than a copy */
    BUFFER_MOST = 1 << 16,
    FIRST_EXTENT = BUFFER_MOST,
    MAX_EXTENTS = 40 /* more than any disk */
};

struct pile {
    uint64_t extents[MAX_EXTENTS];
    uint32_t n_extents;
    uint64_t written; /* bytes on disk */
    size_t waiting;   /* bytes in its buffer */
};

struct piles {
    struct spill *spill;
    uint32_t n;
    struct pile *piles;
    size_t buffer_bytes; /* a power of two */
    char *buffers;       /* of all, until nothing more is added */
};

uint32_t piles_most(size_t room_bytes)
{
    size_t n = room_bytes / BUFFER_LEAST;

    return n < 1 ? 1 : n < UINT32_MAX ? (uint32_t)n : UINT32_MAX;
}

static size_t buffer_bytes(uint32_t n, size_t room_bytes)
{
    size_t bytes = BUFFER_MOST;

    while (bytes > BUFFER_LEAST && bytes * n > room_bytes)
        bytes /= 2;
    return bytes;
}

struct piles *piles_new(struct spill *spill, uint32_t n, size_t room_bytes)
{
    struct piles *p = mem_calloc(1, sizeof *p);

    assert(n > 0);
    p->spill = spill_retain(spill);
    p->n = n;
    p->piles = mem_calloc(n, sizeof *p->piles);
    p->buffer_bytes = buffer_bytes(n, room_bytes);
    p->buffers = mem_alloc(n * p->buffer_bytes);
    return p;
}

void piles_free(struct piles *p)
{
    if (!p)
        return;
    for (uint32_t i = 0; i < p->n; i++)
        piles_give(p, i);
    spill_release(p->spill);
    free(p->buffers);
    free(p->piles);
    free(p);
}

static uint64_t extent_bytes(uint32_t extent)
{
    return (uint64_t)FIRST_EXTENT << extent;
}

/* Where byte at of a pile is in its extent, whose number goes to *extent. */
static uint64_t place_in(uint64_t at, uint32_t *extent)
{
    for (*extent = 0; at >= extent_bytes(*extent); (*extent)++)
        at -= extent_bytes(*extent);
    return at;
}

static bool write_buffer(struct piles *p, uint32_t i, struct err *err)
{
    struct pile *pile = &p->piles[i];
    uint32_t extent;
    uint64_t place = place_in(pile->written, &extent);

    if (pile->waiting == 0)
        return true;
    if (extent == pile->n_extents)
        pile->extents[pile->n_extents++] =
            spill_reserve_pages(p->spill, extent_bytes(extent));
    if (!spill_write(p->spill, pile->extents[extent] + place,
                     p->buffers + i * p->buffer_bytes, pile->waiting, err))
        return false;
    pile->written += pile->waiting;
    pile->waiting = 0;
    return true;
}

bool piles_add(struct piles *p, uint32_t i, const void *bytes, size_t n,
               struct err *err)
{
    struct pile *pile = &p->piles[i];
    const char *from = bytes;

    assert(i < p->n && p->buffers);
    while (n > 0) {
        size_t room = p->buffer_bytes - pile->waiting;
        size_t some = n < room ? n : room;

        memcpy(p->buffers + i * p->buffer_bytes + pile->waiting, from, some);
        pile->waiting += some;
        from += some;
        n -= some;
        if (some == room && !write_buffer(p, i, err))
            return false;
    }
    return true;
}

bool piles_end(struct piles *p, struct err *err)
{
    for (uint32_t i = 0; i < p->n; i++)
        if (!write_buffer(p, i, err))
            return false;
    free(p->buffers);
    p->buffers = NULL;
    return true;
}

uint64_t piles_bytes(const struct piles *p, uint32_t pile)
{
    return p->piles[pile].written;
}

bool piles_read(struct piles *p, uint32_t i, uint64_t at, void *to, size_t n,
                struct err *err)
{
    const struct pile *pile = &p->piles[i];
    char *out = to;

    assert(at + n <= pile->written);
    while (n > 0) {
        uint32_t extent;
        uint64_t place = place_in(at, &extent);
        uint64_t left = extent_bytes(extent) - place;
        size_t some = n < left ? n : (size_t)left;

        if (!spill_read(p->spill, pile->extents[extent] + place, out, some,
                        err))
            return false;
        out += some;
        at += some;
        n -= some;
    }
    return true;
}

void piles_give(struct piles *p, uint32_t i)
{
    struct pile *pile = &p->piles[i];

    for (uint32_t k = 0; k < pile->n_extents; k++)
        spill_give(p->spill, pile->extents[k], extent_bytes(k));
    pile->n_extents = 0;
    pile->written = 0;
}
