/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Two structures side by side. Text to code: 64 shards by the top bits of
 * the hash, each an open-addressing table with a lock and an arena for its
 * texts. Code to text: one table for all, in chunks that double in size and
 * never move, so a reader needs no lock. An entry is written before its code
 * is given out; whoever passes the code on between threads passes the entry
 * on with it.
 */
#include "base/dict.h"

#include "base/arena.h"
#include "base/big.h"
#include "base/hash.h"
#include "base/mem.h"
#include "base/team.h"

#include <assert.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>

enum {
    SHARD_BITS = 6,
    N_SHARDS = 1 << SHARD_BITS,
    FIRST_SLOTS = 16,
    FIRST_CHUNK_BITS = 10,
    N_CHUNKS = 33 - FIRST_CHUNK_BITS,
    /* Of the memory: the slots of all shards, one chunk, and all texts. */
    SLOT_SHARE = 4,
    CHUNK_SHARE = 8,
    TEXT_SHARE = 2
};

struct slot {
    uint32_t tag;  /* low half of the hash; also says where to look first */
    uint32_t code; /* DICT_NONE: free */
};

struct shard {
    pthread_mutex_t lock;
    struct slot *slots;
    uint32_t n_slots; /* a power of two */
    uint32_t n;
    bool on_disk; /* the slots are */
    struct arena texts;
};

struct dict {
    struct spill *spill; /* or NULL */
    size_t most_bytes;
    atomic_bool on_disk; /* something is */
    struct shard *shards;
    _Atomic(struct str *) chunks[N_CHUNKS];
    atomic_uint_least32_t chunks_on_disk; /* bit k: chunk k */
    atomic_uint_least32_t n;
};

/* Chunk k holds 2^(k + FIRST_CHUNK_BITS) codes, after those before it. */
static unsigned chunk_of(uint32_t code, uint32_t *at)
{
    const uint64_t first = UINT64_C(1) << FIRST_CHUNK_BITS;
    uint64_t place = code + first;
    unsigned bits = 63u - (unsigned)__builtin_clzll(place);

    *at = (uint32_t)(place - (UINT64_C(1) << bits));
    return bits - FIRST_CHUNK_BITS;
}

static size_t chunk_size(unsigned k)
{
    return ((size_t)1 << (k + FIRST_CHUNK_BITS)) * sizeof(struct str);
}

/*
 * An array, on disk when it is more than its share of the memory and the disk
 * takes it.
 */
static void *take(struct dict *d, size_t bytes, size_t share, bool *on_disk)
{
    void *p = NULL;

    if (d->spill && bytes > d->most_bytes / share)
        p = big_alloc(d->spill, bytes, &(struct err){0});
    *on_disk = p != NULL;
    if (p)
        atomic_store(&d->on_disk, true);
    return p ? p : big_alloc(NULL, bytes, NULL);
}

static void init_slots(struct dict *d, struct shard *s, uint32_t n_slots)
{
    s->slots =
        take(d, n_slots * sizeof *s->slots, SLOT_SHARE * N_SHARDS, &s->on_disk);
    s->n_slots = n_slots;
    for (uint32_t i = 0; i < n_slots; i++)
        s->slots[i].code = DICT_NONE;
}

struct dict *dict_new(void)
{
    struct dict *d = mem_calloc(1, sizeof *d);

    d->shards = mem_calloc(N_SHARDS, sizeof *d->shards);
    for (unsigned i = 0; i < N_SHARDS; i++) {
        team_lock_init(&d->shards[i].lock);
        init_slots(d, &d->shards[i], FIRST_SLOTS);
    }
    return d;
}

void dict_free(struct dict *d)
{
    if (!d)
        return;
    for (unsigned i = 0; i < N_SHARDS; i++) {
        pthread_mutex_destroy(&d->shards[i].lock);
        big_free(d->shards[i].slots);
        arena_done(&d->shards[i].texts);
    }
    for (unsigned k = 0; k < N_CHUNKS; k++)
        big_free(atomic_load(&d->chunks[k]));
    free(d->shards);
    free(d);
}

void dict_allow_spill(struct dict *d, struct spill *spill, size_t most_bytes)
{
    d->spill = spill;
    d->most_bytes = most_bytes;
    for (unsigned i = 0; i < N_SHARDS; i++) {
        d->shards[i].texts.spill = spill;
        d->shards[i].texts.most_bytes = most_bytes / TEXT_SHARE / N_SHARDS;
    }
}

void dict_cool(struct dict *d)
{
    if (!atomic_load(&d->on_disk))
        return;
    for (unsigned i = 0; i < N_SHARDS; i++) {
        struct shard *s = &d->shards[i];

        pthread_mutex_lock(&s->lock);
        big_cool(s->slots);
        arena_cool(&s->texts);
        pthread_mutex_unlock(&s->lock);
    }
    for (unsigned k = 0; k < N_CHUNKS; k++)
        big_cool(atomic_load(&d->chunks[k]));
}

/* The slot of the text, or the free slot where it belongs. Locked. */
static struct slot *probe(const struct dict *d, const struct shard *s,
                          uint32_t tag, struct str text)
{
    uint32_t mask = s->n_slots - 1;

    for (uint32_t i = tag & mask;; i = (i + 1) & mask) {
        struct slot *slot = &s->slots[i];

        if (slot->code == DICT_NONE ||
            (slot->tag == tag && str_eq(dict_text(d, slot->code), text)))
            return slot;
    }
}

static void grow(struct dict *d, struct shard *s)
{
    struct slot *old = s->slots;
    uint32_t n_old = s->n_slots;

    assert(n_old < UINT32_C(1) << 31);
    init_slots(d, s, n_old * 2);
    for (uint32_t i = 0; i < n_old; i++) {
        if (old[i].code == DICT_NONE)
            continue;
        uint32_t to = old[i].tag & (s->n_slots - 1);
        while (s->slots[to].code != DICT_NONE)
            to = (to + 1) & (s->n_slots - 1);
        s->slots[to] = old[i];
    }
    big_free(old);
}

/* The chunk, made when it is the first time; another thread may win. */
static struct str *chunk_get(struct dict *d, unsigned k)
{
    struct str *chunk =
        atomic_load_explicit(&d->chunks[k], memory_order_acquire);

    if (chunk)
        return chunk;
    bool on_disk;
    struct str *made = take(d, chunk_size(k), CHUNK_SHARE, &on_disk);
    if (on_disk)
        atomic_fetch_or(&d->chunks_on_disk, UINT32_C(1) << k);
    if (atomic_compare_exchange_strong(&d->chunks[k], &chunk, made))
        return made;
    big_free(made);
    return chunk;
}

static uint32_t new_code(struct dict *d, struct str text)
{
    uint32_t code = atomic_fetch_add(&d->n, 1);
    uint32_t at;

    /* The memory budget stops a session long before four billion texts. */
    assert(code != DICT_NONE);
    unsigned k = chunk_of(code, &at);
    chunk_get(d, k)[at] = text;
    return code;
}

static struct shard *shard_of(const struct dict *d, uint64_t hash)
{
    return &d->shards[hash >> (64 - SHARD_BITS)];
}

uint32_t dict_add(struct dict *d, struct str text)
{
    uint64_t hash = hash_bytes(text.p, text.n);
    struct shard *s = shard_of(d, hash);

    pthread_mutex_lock(&s->lock);
    struct slot *slot = probe(d, s, (uint32_t)hash, text);
    uint32_t code = slot->code;
    if (code == DICT_NONE) {
        code = new_code(d, arena_copy(&s->texts, text));
        *slot = (struct slot){(uint32_t)hash, code};
        if (s->texts.disk_bytes)
            atomic_store_explicit(&d->on_disk, true, memory_order_relaxed);
        if (++s->n > s->n_slots / 2)
            grow(d, s);
    }
    pthread_mutex_unlock(&s->lock);
    return code;
}

uint32_t dict_find(const struct dict *d, struct str text)
{
    uint64_t hash = hash_bytes(text.p, text.n);
    struct shard *s = shard_of(d, hash);

    pthread_mutex_lock(&s->lock);
    uint32_t code = probe(d, s, (uint32_t)hash, text)->code;
    pthread_mutex_unlock(&s->lock);
    return code;
}

struct str dict_text(const struct dict *d, uint32_t code)
{
    uint32_t at;
    unsigned k = chunk_of(code, &at);

    return atomic_load_explicit(&d->chunks[k], memory_order_acquire)[at];
}

size_t dict_bytes(const struct dict *d)
{
    size_t bytes = sizeof *d + N_SHARDS * sizeof *d->shards;

    for (unsigned i = 0; i < N_SHARDS; i++) {
        struct shard *s = &d->shards[i];

        pthread_mutex_lock(&s->lock);
        bytes +=
            (s->on_disk ? 0 : s->n_slots * sizeof *s->slots) + s->texts.bytes;
        pthread_mutex_unlock(&s->lock);
    }
    for (unsigned k = 0; k < N_CHUNKS; k++) {
        if (atomic_load(&d->chunks[k]) &&
            !(atomic_load(&d->chunks_on_disk) >> k & 1))
            bytes += chunk_size(k);
    }
    return bytes;
}
