/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena is a list of blocks, the newest first; memory is cut from the
 * newest only. Blocks double in size up to a limit, so that small arenas stay
 * small and large ones have few blocks. A piece larger than that gets a block
 * of its own.
 */
#include "base/arena.h"

#include "base/big.h"
#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    FIRST_BLOCK = 4096 - 64,
    LARGEST_BLOCK = 1 << 20,
    LARGEST_ON_DISK = 1 << 23
};

struct arena_block {
    struct arena_block *older;
    size_t used; /* bytes of data */
    size_t cap;
    bool on_disk;
    max_align_t data[];
};

void arena_init(struct arena *a)
{
    *a = (struct arena){0};
}

static void free_blocks(struct arena_block *b)
{
    while (b) {
        struct arena_block *older = b->older;

        if (b->on_disk)
            big_free(b);
        else
            free(b);
        b = older;
    }
}

void arena_done(struct arena *a)
{
    free_blocks(a->last);
    *a = (struct arena){0};
}

/* A large one is not kept: it would be held for small pieces. */
static void drop_large(struct arena *a)
{
    struct arena_block *last = a->last;

    if (last->cap <= LARGEST_BLOCK)
        return;
    a->last = NULL;
    free_blocks(last);
    a->bytes = 0;
    a->disk_bytes = 0;
}

void arena_reset(struct arena *a)
{
    a->full = false;
    if (!a->last)
        return;
    free_blocks(a->last->older);
    a->last->older = NULL;
    a->last->used = 0;
    drop_large(a);
    if (!a->last)
        return;
    a->bytes = a->last->on_disk ? 0 : sizeof *a->last + a->last->cap;
    a->disk_bytes = a->last->on_disk ? sizeof *a->last + a->last->cap : 0;
}

void arena_cool(struct arena *a)
{
    for (struct arena_block *b = a->last; b; b = b->older) {
        /* The link and the like are looked at again at once; never mind. */
        if (b->on_disk)
            big_cool(b);
    }
}

/* A block of so many bytes of data; *on_disk says where. */
static struct arena_block *take_block(struct arena *a, size_t cap,
                                      bool *on_disk)
{
    struct arena_block *b = NULL;
    size_t size = sizeof *b + cap;

    /* A disk that refuses is known to the spill; here memory has to do. */
    if (a->spill && a->bytes + size > a->most_bytes)
        b = big_alloc(a->spill, size, &(struct err){0});
    *on_disk = b != NULL;
    return b ? b : mem_alloc(size);
}

static void add_block(struct arena *a, size_t size)
{
    size_t cap = a->last ? a->last->cap * 2 : FIRST_BLOCK;

    size_t largest = a->disk_bytes ? LARGEST_ON_DISK : LARGEST_BLOCK;
    bool on_disk;

    if (cap > largest)
        cap = largest;
    if (cap < size)
        cap = size;
    struct arena_block *b = take_block(a, cap, &on_disk);
    b->older = a->last;
    b->used = 0;
    b->cap = cap;
    b->on_disk = on_disk;
    a->last = b;
    if (on_disk)
        a->disk_bytes += sizeof *b + cap;
    else
        a->bytes += sizeof *b + cap;
    if (a->limit && a->bytes > a->limit)
        a->full = true;
}

bool arena_takes(struct arena *a, size_t bytes)
{
    if (a->limit && (a->bytes > a->limit || bytes > a->limit - a->bytes))
        a->full = true;
    return !a->full;
}

void *arena_alloc(struct arena *a, size_t size)
{
    const size_t align = _Alignof(max_align_t);

    assert(size < SIZE_MAX / 4);
    size = (size + align - 1) / align * align;
    if (!a->last || a->last->cap - a->last->used < size)
        add_block(a, size);
    void *p = (char *)a->last->data + a->last->used;
    a->last->used += size;
    return p;
}

void *arena_calloc(struct arena *a, size_t n, size_t size)
{
    assert(size == 0 || n < SIZE_MAX / 4 / size);
    void *p = arena_alloc(a, n * size);

    return memset(p, 0, n * size);
}

struct str arena_copy(struct arena *a, struct str s)
{
    char *p = arena_alloc(a, s.n + 1);

    if (s.n)
        memcpy(p, s.p, s.n);
    p[s.n] = '\0';
    return (struct str){p, s.n};
}

struct str arena_printf(struct arena *a, const char *format, ...)
{
    va_list args, again;

    va_start(args, format);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, format, args);
    size_t len = n > 0 ? (size_t)n : 0;
    char *p = arena_alloc(a, len + 1);
    p[0] = '\0';
    vsnprintf(p, len + 1, format, again);
    va_end(again);
    va_end(args);
    return (struct str){p, len};
}
