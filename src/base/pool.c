/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A buddy system (Knuth, TAOCP 1, 2.5 C): a block of order k lies at a
 * multiple of its size, and its buddy is the block that differs from it in
 * that bit. A region remembers for each place of the smallest size whether a
 * free block begins there and of which order; searching it is cheap next to
 * filling the blocks. Blocks as large as a region are mapped for themselves.
 */
#include "base/pool.h"

#include "base/mem.h"
#include "base/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
    MIN_BITS = 16,    /* smaller blocks come from malloc */
    REGION_BITS = 25, /* 16 huge pages of 2 MiB */
    PLACES = 1 << (REGION_BITS - MIN_BITS),
    NOT_FREE = 0xff,
    /* So much may lie free in regions that are used in part, at least. */
    IDLE_LEAST = 4 << 20
};

struct region {
    struct region *next;
    char *start;            /* aligned to the size of a region */
    uint8_t orders[PLACES]; /* log2 of the free block here, or NOT_FREE */
};

struct pool {
    atomic_uint refs;
    pthread_mutex_t lock;
    struct region *regions;
    size_t keep; /* bytes of free regions to hold back at most */
    size_t kept;
    /* Bytes given back since the last trim and not taken again, at most. */
    size_t idle;
};

#define REGION_BYTES ((size_t)1 << REGION_BITS)

struct pool *pool_new(size_t keep)
{
    struct pool *p = mem_calloc(1, sizeof *p);

    atomic_init(&p->refs, 1);
    team_lock_init(&p->lock);
    p->keep = keep;
    return p;
}

struct pool *pool_retain(struct pool *p)
{
    if (p)
        atomic_fetch_add(&p->refs, 1);
    return p;
}

/* Memory of the system, aligned to a region's size. */
static char *map_aligned(size_t size, bool huge_pages)
{
    size_t align = REGION_BYTES;
    char *p = mmap(NULL, size + align, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    if (p == MAP_FAILED)
        mem_fail();
    size_t before = -(uintptr_t)p & (align - 1);
    if (before)
        munmap(p, before);
    if (before < align)
        munmap(p + before + size, align - before);
    p += before;
#ifdef MADV_HUGEPAGE
    if (huge_pages) /* a hint; small pages do as well */
        madvise(p, size, MADV_HUGEPAGE);
#endif
    return p;
}

static void region_free(struct region *r)
{
    munmap(r->start, REGION_BYTES);
    free(r);
}

void pool_release(struct pool *p)
{
    if (!p || atomic_fetch_sub(&p->refs, 1) > 1)
        return;
    while (p->regions) {
        struct region *next = p->regions->next;

        region_free(p->regions);
        p->regions = next;
    }
    pthread_mutex_destroy(&p->lock);
    free(p);
}

/* log2 of the block for size bytes. */
static unsigned order_of(size_t size)
{
    unsigned order = MIN_BITS;

    while ((size_t)1 << order < size)
        order++;
    return order;
}

/* The smallest free block of at least this order; PLACES when none is. */
static size_t best_place(const struct region *r, unsigned order)
{
    size_t best = PLACES;

    for (size_t i = 0; i < PLACES; i++) {
        if (r->orders[i] != NOT_FREE && r->orders[i] >= order &&
            (best == PLACES || r->orders[i] < r->orders[best]))
            best = i;
    }
    return best;
}

/* Take the block at a place, leaving free what is not needed of it. */
static char *cut(struct pool *p, struct region *r, size_t place, unsigned order)
{
    if (r->orders[0] == REGION_BITS)
        p->kept -= REGION_BYTES;
    for (unsigned k = r->orders[place]; k > order; k--)
        r->orders[place + ((size_t)1 << (k - 1 - MIN_BITS))] = (uint8_t)(k - 1);
    r->orders[place] = NOT_FREE;
    return r->start + (place << MIN_BITS);
}

static struct region *region_new(struct pool *p)
{
    struct region *r = mem_alloc(sizeof *r);

    /* Of a huge page all is in memory as soon as one block of it is used: not
       for those who may keep less than a region. */
    r->start = map_aligned(REGION_BYTES, p->keep >= REGION_BYTES);
    memset(r->orders, NOT_FREE, sizeof r->orders);
    r->orders[0] = REGION_BITS;
    r->next = p->regions;
    p->regions = r;
    p->kept += REGION_BYTES; /* until it is cut */
    return r;
}

void *pool_take(struct pool *p, size_t *size)
{
    unsigned order = order_of(*size);

    if (!p || *size < (size_t)1 << MIN_BITS)
        return mem_alloc(*size);
    *size = (size_t)1 << order;
    if (order >= REGION_BITS)
        return map_aligned(*size, true);
    pthread_mutex_lock(&p->lock);
    struct region *r = p->regions;
    size_t place = PLACES;
    for (; r; r = r->next) {
        place = best_place(r, order);
        if (place < PLACES)
            break;
    }
    if (!r) {
        r = region_new(p);
        place = 0;
    }
    char *block = cut(p, r, place, order);
    p->idle -= p->idle < *size ? p->idle : *size;
    pthread_mutex_unlock(&p->lock);
    return block;
}

/* The free blocks of a region that is used in part; it stays mapped. */
static void region_trim(struct region *r)
{
    for (size_t i = 0; i < PLACES; i++) {
        if (r->orders[i] != NOT_FREE)
            madvise(r->start + (i << MIN_BITS), (size_t)1 << r->orders[i],
                    MADV_DONTNEED);
    }
}

/* With the lock held. */
static void trim(struct pool *p)
{
    for (struct region *r = p->regions; r; r = r->next)
        region_trim(r);
    p->idle = 0;
}

/* Join a block with its buddies as long as they are free. */
static void join(struct region *r, size_t place, unsigned order)
{
    for (; order < REGION_BITS; order++) {
        size_t buddy = place ^ (size_t)1 << (order - MIN_BITS);

        if (r->orders[buddy] != order)
            break;
        r->orders[buddy] = NOT_FREE;
        place &= buddy;
    }
    r->orders[place] = (uint8_t)order;
}

void pool_give(struct pool *p, void *block, size_t size)
{
    uintptr_t mask = REGION_BYTES - 1;

    if (!block)
        return;
    if (!p || size < (size_t)1 << MIN_BITS) {
        free(block);
        return;
    }
    if (order_of(size) >= REGION_BITS) {
        munmap(block, size);
        return;
    }
    pthread_mutex_lock(&p->lock);
    struct region **at = &p->regions;
    while ((*at)->start != (char *)block - ((uintptr_t)block & mask))
        at = &(*at)->next;
    struct region *r = *at;
    join(r, ((uintptr_t)block & mask) >> MIN_BITS, order_of(size));
    if (r->orders[0] == REGION_BITS && p->kept + REGION_BYTES <= p->keep) {
        p->kept += REGION_BYTES;
    } else if (r->orders[0] == REGION_BITS) {
        *at = r->next;
        region_free(r);
    }
    p->idle += size;
    if (p->idle > p->keep && p->idle > IDLE_LEAST)
        trim(p);
    pthread_mutex_unlock(&p->lock);
}

void pool_trim(struct pool *p)
{
    if (!p)
        return;
    pthread_mutex_lock(&p->lock);
    trim(p);
    pthread_mutex_unlock(&p->lock);
}
