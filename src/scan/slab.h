/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A slab: fresh memory for many columns at once. A page fault for each 4 KiB
 * costs four times what a huge page does, so slabs are as large as those
 * where enough is asked for. Pieces are never given back; the slab goes as a
 * whole. Who counts its users is the cache.
 */
#ifndef SCAN_SLAB_H
#define SCAN_SLAB_H

#include <stddef.h>
#include <stdint.h>

enum { SLAB_HUGE = 2 << 20, SLAB_FIRST = 64 << 10 };

struct slab {
    char *memory;
    size_t bytes; /* held; whole pages */
    size_t used;
    uint32_t users; /* the cache's */
};

struct slab *slab_new(size_t bytes);
void slab_free(struct slab *slab);
/* A piece for any type; NULL when there is no room. */
void *slab_take(struct slab *slab, size_t bytes);
/* Nothing more will be taken: give back whole pages; how many bytes. */
size_t slab_trim(struct slab *slab);

#endif
