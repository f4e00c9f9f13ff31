/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena is a list of blocks, the newest first; memory is cut from the
 * newest only. Blocks double in size up to a limit, so that small arenas stay
 * small and large ones have few blocks. A piece larger than that gets a block
 * of its own.
 */
#include "base/arena.h"

#include "base/mem.h"

#include <assert.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { FIRST_BLOCK = 4096 - 64, LARGEST_BLOCK = 1 << 20 };

struct arena_block {
    struct arena_block *older;
    size_t used; /* bytes of data */
    size_t cap;
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

        free(b);
        b = older;
    }
}

void arena_done(struct arena *a)
{
    free_blocks(a->last);
    *a = (struct arena){0};
}

void arena_reset(struct arena *a)
{
    if (!a->last)
        return;
    free_blocks(a->last->older);
    a->last->older = NULL;
    a->last->used = 0;
    a->bytes = sizeof *a->last + a->last->cap;
}

static void add_block(struct arena *a, size_t size)
{
    size_t cap = a->last ? a->last->cap * 2 : FIRST_BLOCK;

    if (cap > LARGEST_BLOCK)
        cap = LARGEST_BLOCK;
    if (cap < size)
        cap = size;
    struct arena_block *b = mem_alloc(sizeof *b + cap);
    b->older = a->last;
    b->used = 0;
    b->cap = cap;
    a->last = b;
    a->bytes += sizeof *b + cap;
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
