/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A hash table of entries, and a ring of those that nobody uses, in the
 * order of last use. One lock for both: it is held for a look-up and a few
 * pointers, some times per segment, and values are let go outside of it.
 */
#include "scan/cache.h"

#include "base/hash.h"
#include "base/mem.h"
#include "base/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdbool.h>
#include <stdlib.h>

enum {
    FIRST_BUCKETS = 1024,
    LEAST_SHARE = 4,     /* of the budget, what is always there */
    SLABS_AT_LEAST = 256 /* in the budget, so that it can be kept closely */
};

struct cache_entry {
    struct cache_key key;
    uint32_t pins;
    struct cache_entry *chain; /* in the bucket; of victims, the next */
    struct cache_entry *older; /* in the ring, when not pinned */
    struct cache_entry *newer;
    void *value;
    size_t bytes;
    void (*free_value)(void *value);
    struct slab *slab; /* that the value lies in; else NULL */
    bool last;         /* of a slab: it goes with this entry */
};

struct cache {
    pthread_mutex_t lock;
    uint64_t whole_budget;
    int64_t reserved; /* by others; under the lock, as what follows. Less than
                         0 while what one of them has given back is known
                         before what it took */
    uint64_t budget;  /* what they leave */
    uint64_t bytes;
    struct cache_entry **buckets;
    size_t n_buckets; /* a power of two */
    size_t n;
    struct cache_entry ring; /* ring.newer is the oldest */
};

struct cache *cache_new(uint64_t budget_bytes)
{
    struct cache *c = mem_calloc(1, sizeof *c);

    team_lock_init(&c->lock);
    c->budget = c->whole_budget = budget_bytes;
    c->n_buckets = FIRST_BUCKETS;
    c->buckets = mem_calloc(c->n_buckets, sizeof(struct cache_entry *));
    c->ring.older = c->ring.newer = &c->ring;
    return c;
}

static void free_entry(struct cache_entry *e)
{
    if (!e->slab)
        e->free_value(e->value);
    else if (e->last)
        slab_free(e->slab);
    free(e);
}

/* The entry goes; with the lock held, or when nobody else is left. */
static void leave_slab(struct cache *c, struct cache_entry *e)
{
    e->last = e->slab && --e->slab->users == 0;
    if (e->last)
        c->bytes -= e->slab->bytes;
}

void cache_free(struct cache *c)
{
    if (!c)
        return;
    for (size_t i = 0; i < c->n_buckets; i++) {
        for (struct cache_entry *e = c->buckets[i], *next; e; e = next) {
            assert(e->pins == 0);
            next = e->chain;
            leave_slab(c, e);
            free_entry(e);
        }
    }
    free(c->buckets);
    pthread_mutex_destroy(&c->lock);
    free(c);
}

/* The rest is with the lock held, but for the functions of the header. */

static struct cache_entry **bucket_of(struct cache *c, struct cache_key key)
{
    uint64_t place = (uint64_t)key.file << 32 | key.segment;
    uint64_t what = (uint64_t)key.epoch << 32 | key.what;

    return &c->buckets[hash_u64(hash_u64(place) + what) & (c->n_buckets - 1)];
}

static bool same_key(struct cache_key a, struct cache_key b)
{
    return a.file == b.file && a.segment == b.segment && a.epoch == b.epoch &&
           a.what == b.what;
}

static struct cache_entry *find(struct cache *c, struct cache_key key)
{
    struct cache_entry *e = *bucket_of(c, key);

    while (e && !same_key(e->key, key))
        e = e->chain;
    return e;
}

static void grow(struct cache *c)
{
    struct cache_entry **old = c->buckets;
    size_t n_old = c->n_buckets;

    c->n_buckets *= 2;
    c->buckets = mem_calloc(c->n_buckets, sizeof(struct cache_entry *));
    for (size_t i = 0; i < n_old; i++) {
        for (struct cache_entry *e = old[i], *next; e; e = next) {
            struct cache_entry **to = bucket_of(c, e->key);

            next = e->chain;
            e->chain = *to;
            *to = e;
        }
    }
    free(old);
}

static void pin(struct cache_entry *e)
{
    if (e->pins++ > 0)
        return;
    e->older->newer = e->newer;
    e->newer->older = e->older;
}

static void make_newest(struct cache *c, struct cache_entry *e)
{
    e->newer = &c->ring;
    e->older = c->ring.older;
    e->older->newer = e;
    c->ring.older = e;
}

/* Take the oldest out until the rest fits; what is taken, as a chain. */
static struct cache_entry *evict(struct cache *c)
{
    struct cache_entry *victims = NULL;

    while (c->bytes > c->budget && c->ring.newer != &c->ring) {
        struct cache_entry *e = c->ring.newer;
        struct cache_entry **link = bucket_of(c, e->key);

        pin(e);
        while (*link != e)
            link = &(*link)->chain;
        *link = e->chain;
        c->n--;
        c->bytes -= e->bytes;
        leave_slab(c, e);
        e->chain = victims;
        victims = e;
    }
    return victims;
}

static void free_chain(struct cache_entry *e)
{
    for (struct cache_entry *next; e; e = next) {
        next = e->chain;
        free_entry(e);
    }
}

struct cache_entry *cache_get(struct cache *c, struct cache_key key)
{
    pthread_mutex_lock(&c->lock);
    struct cache_entry *e = find(c, key);
    if (e)
        pin(e);
    pthread_mutex_unlock(&c->lock);
    return e;
}

static void insert(struct cache *c, struct cache_entry *e)
{
    if (c->n >= c->n_buckets)
        grow(c);
    struct cache_entry **bucket = bucket_of(c, e->key);
    e->chain = *bucket;
    *bucket = e;
    c->n++;
    c->bytes += e->bytes;
}

/* Put in what was made, pinned, unless another thread was first. */
static struct cache_entry *put(struct cache *c, struct cache_entry *made)
{
    struct cache_entry *victims = NULL;

    pthread_mutex_lock(&c->lock);
    struct cache_entry *e = find(c, made->key);
    if (e) {
        pin(e);
    } else {
        if (made->slab)
            made->slab->users++;
        insert(c, made);
        victims = evict(c);
    }
    pthread_mutex_unlock(&c->lock);
    free_chain(victims);
    if (!e)
        return made;
    free_entry(made);
    return e;
}

struct cache_entry *cache_put(struct cache *c, struct cache_key key,
                              void *value, size_t bytes,
                              void (*free_value)(void *value))
{
    struct cache_entry *made = mem_alloc(sizeof *made);

    *made = (struct cache_entry){.key = key,
                                 .pins = 1,
                                 .value = value,
                                 .bytes = bytes + sizeof *made,
                                 .free_value = free_value};
    return put(c, made);
}

struct cache_entry *cache_put_in(struct cache *c, struct cache_key key,
                                 void *value, struct slab *slab)
{
    struct cache_entry *made = mem_alloc(sizeof *made);

    *made = (struct cache_entry){.key = key,
                                 .pins = 1,
                                 .value = value,
                                 .bytes = sizeof *made,
                                 .slab = slab};
    return put(c, made);
}

struct slab *cache_slab_open(struct cache *c, size_t bytes, size_t bytes_wanted)
{
    size_t most = (size_t)(c->whole_budget / SLABS_AT_LEAST);
    size_t size = bytes_wanted < most ? bytes_wanted : most;
    struct slab *slab = slab_new(size > bytes ? size : bytes);

    slab->users = 1;
    pthread_mutex_lock(&c->lock);
    c->bytes += slab->bytes;
    struct cache_entry *victims = evict(c);
    pthread_mutex_unlock(&c->lock);
    free_chain(victims);
    return slab;
}

void cache_slab_close(struct cache *c, struct slab *slab)
{
    size_t saved = slab_trim(slab);

    pthread_mutex_lock(&c->lock);
    bool last = --slab->users == 0;
    c->bytes -= saved + (last ? slab->bytes : 0);
    pthread_mutex_unlock(&c->lock);
    if (last)
        slab_free(slab);
}

uint64_t cache_reserve(struct cache *c, uint64_t before, uint64_t now)
{
    uint64_t most = c->whole_budget / LEAST_SHARE * (LEAST_SHARE - 1);

    pthread_mutex_lock(&c->lock);
    c->reserved += (int64_t)(now - before);
    uint64_t reserved = c->reserved > 0 ? (uint64_t)c->reserved : 0;
    c->budget = c->whole_budget - (reserved < most ? reserved : most);
    struct cache_entry *victims = evict(c);
    pthread_mutex_unlock(&c->lock);
    free_chain(victims);
    return reserved;
}

void *cache_value(const struct cache_entry *e)
{
    return e->value;
}

void cache_release(struct cache *c, struct cache_entry *e)
{
    struct cache_entry *victims = NULL;

    pthread_mutex_lock(&c->lock);
    assert(e->pins > 0);
    if (--e->pins == 0) {
        make_newest(c, e);
        victims = evict(c);
    }
    pthread_mutex_unlock(&c->lock);
    free_chain(victims);
}

uint64_t cache_bytes(struct cache *c)
{
    pthread_mutex_lock(&c->lock);
    uint64_t bytes = c->bytes;
    pthread_mutex_unlock(&c->lock);
    return bytes;
}

uint64_t cache_room(struct cache *c)
{
    pthread_mutex_lock(&c->lock);
    uint64_t room = c->bytes < c->budget ? c->budget - c->bytes : 0;
    pthread_mutex_unlock(&c->lock);
    return room;
}
