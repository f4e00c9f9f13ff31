/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Allocation that ends the program instead of failing. Budgets for what grows
 * with the input are kept by those who let it grow; what arrives here is
 * either small or already paid for.
 */
#include "config.h"

#include "base/mem.h"

#include <stdatomic.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>
#if defined HAVE_MALLOC_TRIM || defined HAVE_MALLOPT
#include <malloc.h>
#endif

/* Exit status of a run that could not be finished (design.md 6). */
enum { STATUS_INCOMPLETE = 4 };

typedef void (*failure_hook)(void);

/*
 * The one variable of the program that is not handed around: an allocation
 * can fail anywhere, and the terminal must be restored from there.
 */
static _Atomic(failure_hook) on_failure;

void mem_on_failure(void (*hook)(void))
{
    atomic_store(&on_failure, hook);
}

_Noreturn void mem_fail(void)
{
    static const char message[] = "vpcscope: out of memory\n";
    /* Exchanged, so that a hook that itself fails is not called again. */
    failure_hook hook = atomic_exchange(&on_failure, NULL);

    if (hook)
        hook();
    /* No stdio: it may want memory. Nothing to do when the write fails. */
    ssize_t written = write(STDERR_FILENO, message, sizeof message - 1);
    (void)written;
    _exit(STATUS_INCOMPLETE);
}

void *mem_alloc(size_t size)
{
    void *p = malloc(size ? size : 1);

    if (!p)
        mem_fail();
    return p;
}

void *mem_calloc(size_t n, size_t size)
{
    void *p = n && size ? calloc(n, size) : calloc(1, 1);

    if (!p)
        mem_fail();
    return p;
}

void *mem_realloc(void *p, size_t size)
{
    void *q = realloc(p, size ? size : 1);

    if (!q)
        mem_fail();
    return q;
}

/*
 * Left to itself the GNU library raises the size from which on a block is
 * mapped apart, and so given back when it is freed, up to 32 MB; and it gives
 * each new thread an arena of its own, up to eight for each processor, where
 * what one job has freed is of no use to the next. Jobs come with each key.
 */
void mem_begin(void)
{
#if defined HAVE_MALLOPT && defined M_MMAP_THRESHOLD && defined M_ARENA_MAX
    enum {
        APART_BYTES = 256 << 10, /* a block that is mapped apart */
        TRIM_BYTES = 1 << 20,    /* free at the end of an arena: given back */
        MOST_ARENAS = 4
    };

    mallopt(M_MMAP_THRESHOLD, APART_BYTES);
    mallopt(M_TRIM_THRESHOLD, TRIM_BYTES);
    mallopt(M_ARENA_MAX, MOST_ARENAS);
#endif
}

void mem_trim(void)
{
#ifdef HAVE_MALLOC_TRIM
    malloc_trim(0);
#endif
}

void *mem_grow(void *p, size_t n, size_t *cap, size_t size)
{
    if (n < *cap)
        return p;
    size_t more = *cap ? *cap * 2 : 16;
    if (more < *cap || more > SIZE_MAX / size)
        mem_fail();
    *cap = more;
    return mem_realloc(p, more * size);
}
