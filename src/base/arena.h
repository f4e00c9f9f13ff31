/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * An arena: memory that is given out piece by piece and taken back in one
 * call. Nothing inside has a destructor. Not for sharing between threads.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include "base/str.h"

#include <stdbool.h>
#include <stddef.h>

struct arena_block;
struct spill;

struct arena {
    struct arena_block *last; /* newest block, links to the older ones */
    size_t bytes;             /* of memory, held from the system */
    struct spill *spill; /* borrowed: blocks beyond most_bytes are there, */
    size_t most_bytes;   /* as long as the disk takes them; or NULL */
    uint64_t disk_bytes;
    size_t limit; /* of bytes, or 0: beyond it, it is full */
    bool full;    /* what was asked for is there all the same */
};

/* An all-zero arena is a valid empty one; init is the same in words. */
void arena_init(struct arena *a);
void arena_done(struct arena *a);
/* Of what is on disk nothing need be in memory for now. */
void arena_cool(struct arena *a);
/* Forget everything but keep one block for reuse; it is not full any more. */
void arena_reset(struct arena *a);
/*
 * Is there room for so many bytes below the limit? If not it is full from now
 * on, and the caller does without them.
 */
bool arena_takes(struct arena *a, size_t bytes);
/* size bytes aligned for any type, not cleared. */
void *arena_alloc(struct arena *a, size_t size);
/* n * size bytes, cleared. */
void *arena_calloc(struct arena *a, size_t n, size_t size);
/* A copy of s; a NUL follows the bytes. */
struct str arena_copy(struct arena *a, struct str s);
struct str arena_printf(struct arena *a, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
