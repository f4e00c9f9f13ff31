/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What was made from segments and may be wanted again: columns, starts of
 * lines, inflated text, under one budget of memory. When it is full, what
 * was used least recently goes first. An entry in use is pinned and stays;
 * so the budget is passed by what is in use at once, and no more.
 *
 * Safe from any thread. An entry never changes once it is in.
 */
#ifndef SCAN_CACHE_H
#define SCAN_CACHE_H

#include "scan/slab.h"

#include <stddef.h>
#include <stdint.h>

struct cache;

/* What an entry is about. */
struct cache_key {
    uint32_t file;
    uint32_t segment;
    uint32_t epoch; /* of the segment: the layouts it was read under */
    uint32_t what;  /* a field, or one of the two below */
};

enum { CACHE_LINES = 1 << 16, CACHE_TEXT };

struct cache_entry;

struct cache *cache_new(uint64_t budget_bytes);
/* Nothing may be pinned. */
void cache_free(struct cache *c);

/* The entry, pinned, or NULL. */
struct cache_entry *cache_get(struct cache *c, struct cache_key key);
/*
 * Put a value in and pin it. bytes: what it holds; free_value lets go of it.
 * When another thread was first, its entry is given and value let go.
 */
struct cache_entry *cache_put(struct cache *c, struct cache_key key,
                              void *value, size_t bytes,
                              void (*free_value)(void *value));
/*
 * A slab for values to come; counted by what it holds, from now until the
 * last of its values has gone and it was closed. Room for at least one value
 * of bytes; more, as large makes sense under this budget, up to bytes_wanted.
 */
struct slab *cache_slab_open(struct cache *c, size_t bytes,
                             size_t bytes_wanted);
void cache_slab_close(struct cache *c, struct slab *slab);
/* As cache_put, of a value that was taken from an open slab. */
struct cache_entry *cache_put_in(struct cache *c, struct cache_key key,
                                 void *value, struct slab *slab);
void *cache_value(const struct cache_entry *e);
/* Give a pin back. */
void cache_release(struct cache *c, struct cache_entry *e);
/*
 * Somebody else now uses so much of the budget, and did use so much before; a
 * part of it is always the cache's. Returns what all others use together.
 */
uint64_t cache_reserve(struct cache *c, uint64_t before, uint64_t now);
/* Bytes held now. */
uint64_t cache_bytes(struct cache *c);
/* Bytes that can be put in before anything has to go. */
uint64_t cache_room(struct cache *c);

#endif
