/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Memory for the whole program, libraries included: when there is none, the
 * program ends as base/mem.h has it, with a message and the terminal
 * restored. Not every library looks at what it was given, and some end the
 * program in a way of their own, on a terminal in whatever state it is.
 *
 * A program's own malloc is called by its libraries, too. Sanitizers bring
 * one already, which must stay.
 */
#include "base/mem.h"

#include <dlfcn.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define HAS_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define HAS_SANITIZER 1
#endif
#endif

#ifndef HAS_SANITIZER

/*
 * The system's function of that name. The first call comes before there are
 * threads. While the name is looked up, which may want memory itself, there
 * is none.
 */
#define SYSTEM_FUNCTION(name, none)                                          \
    static __typeof__(name) *system;                                         \
    static bool looking;                                                     \
    if (looking)                                                             \
        return none;                                                         \
    if (!system) {                                                           \
        looking = true;                                                      \
        *(void **)&system = dlsym(RTLD_NEXT, #name);                         \
        looking = false;                                                     \
    }

void *malloc(size_t n)
{
    SYSTEM_FUNCTION(malloc, NULL)
    void *p = system(n);

    if (!p && n)
        mem_fail();
    return p;
}

void *calloc(size_t n, size_t size)
{
    SYSTEM_FUNCTION(calloc, NULL)
    void *p = system(n, size);

    if (!p && n && size)
        mem_fail();
    return p;
}

void *realloc(void *old, size_t n)
{
    SYSTEM_FUNCTION(realloc, NULL)
    void *p = system(old, n);

    if (!p && n)
        mem_fail();
    return p;
}

void *aligned_alloc(size_t alignment, size_t n)
{
    SYSTEM_FUNCTION(aligned_alloc, NULL)
    void *p = system(alignment, n);

    if (!p && n && errno == ENOMEM)
        mem_fail();
    return p;
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    SYSTEM_FUNCTION(posix_memalign, ENOMEM)
    int code = system(p, alignment, n);

    if (code == ENOMEM)
        mem_fail();
    return code;
}

#endif
