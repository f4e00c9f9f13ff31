/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mapped apart from the heap, so that unused ends can be given back. */
#include "scan/slab.h"

#include "base/mem.h"

#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static size_t whole_pages(size_t bytes)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);

    return (bytes + page - 1) / page * page;
}

static char *map(size_t bytes)
{
    void *p = mmap(NULL, bytes, PROT_READ | PROT_WRITE,
                   MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

    return p == MAP_FAILED ? NULL : p;
}

/* At a multiple of SLAB_HUGE: the rest of twice as much is given back. */
static char *map_huge(size_t bytes)
{
    char *p = map(bytes + SLAB_HUGE);

    if (!p)
        return NULL;
    size_t before = (SLAB_HUGE - (uintptr_t)p % SLAB_HUGE) % SLAB_HUGE;
    if (before)
        munmap(p, before);
    munmap(p + before + bytes, SLAB_HUGE - before);
#ifdef MADV_HUGEPAGE
    /* Advice: without it the pages are small, nothing else. */
    (void)madvise(p + before, bytes, MADV_HUGEPAGE);
#endif
    return p + before;
}

struct slab *slab_new(size_t bytes)
{
    struct slab *slab = mem_calloc(1, sizeof *slab);

    slab->bytes = whole_pages(bytes);
    slab->memory =
        bytes >= SLAB_HUGE ? map_huge(slab->bytes) : map(slab->bytes);
    if (!slab->memory)
        mem_fail();
    return slab;
}

void slab_free(struct slab *slab)
{
    if (slab->bytes)
        munmap(slab->memory, slab->bytes);
    free(slab);
}

void *slab_take(struct slab *slab, size_t bytes)
{
    size_t size = (bytes + 15) & ~(size_t)15;

    if (slab->bytes - slab->used < size)
        return NULL;
    void *piece = slab->memory + slab->used;
    slab->used += size;
    return piece;
}

size_t slab_trim(struct slab *slab)
{
    size_t keep = whole_pages(slab->used);
    size_t saved = slab->bytes - keep;

    if (saved)
        munmap(slab->memory + keep, saved);
    slab->bytes = keep;
    return saved;
}
