/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A library to be loaded before all others, in which calls fail when the
 * environment says so. FAULT is NAME:N: the N-th call of this kind fails, and
 * all after it; NAME:N:once: that one alone.
 *
 *   alloc    malloc, calloc, realloc, aligned_alloc, posix_memalign: no memory
 *   write    write, pwrite to a regular file: no space left
 *   fsync    input/output error
 *   rename   input/output error
 *   thread   pthread_create: no more threads
 *
 * FAULT_COUNT=FILE: the number of calls of that kind is written there when
 * the program ends by exit.
 */
#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static const char *kind; /* NULL: not read yet; "": none */
static unsigned long at;
static int once;
static atomic_ulong calls;

/* Without memory, since this is called from malloc. */
static void read_environment(void)
{
    static char name[16];
    const char *text = getenv("FAULT");
    size_t n = text ? strcspn(text, ":") : 0;

    if (n && n < sizeof name) {
        memcpy(name, text, n);
        at = strtoul(text + n + 1, NULL, 10);
        once = strstr(text, ":once") != NULL;
    }
    kind = name;
}

static int fails(const char *what)
{
    unsigned long now;

    if (!kind)
        read_environment();
    if (strcmp(kind, what) != 0)
        return 0;
    now = atomic_fetch_add(&calls, 1) + 1;
    return at && (once ? now == at : now >= at);
}

__attribute__((destructor)) static void write_count(void)
{
    const char *path = getenv("FAULT_COUNT");
    FILE *f = path ? fopen(path, "w") : NULL;

    if (f) {
        fprintf(f, "%lu\n", atomic_load(&calls));
        fclose(f);
    }
}

/* What the function would be without this library. */
#define NEXT(name)                                                           \
    static __typeof__(name) *next;                                           \
    if (!next)                                                               \
        *(void **)&next = dlsym(RTLD_NEXT, #name)

/* dlsym may want memory before there is any. */
static char early[4096];
static size_t early_n;

static void *early_alloc(size_t n)
{
    void *p = early + early_n;

    early_n += (n + 15) / 16 * 16;
    return early_n <= sizeof early ? p : NULL;
}

static int is_early(const void *p)
{
    return (const char *)p >= early && (const char *)p < early + sizeof early;
}

void *malloc(size_t n)
{
    NEXT(malloc);
    if (fails("alloc")) {
        errno = ENOMEM;
        return NULL;
    }
    return next(n);
}

void *calloc(size_t n, size_t size)
{
    static int looking;
    static void *(*next)(size_t, size_t);

    if (!next) {
        if (looking)
            return early_alloc(n * size);
        looking = 1;
        *(void **)&next = dlsym(RTLD_NEXT, "calloc");
    }
    if (fails("alloc")) {
        errno = ENOMEM;
        return NULL;
    }
    return next(n, size);
}

void *realloc(void *p, size_t n)
{
    NEXT(realloc);
    if (fails("alloc")) {
        errno = ENOMEM;
        return NULL;
    }
    return next(p, n);
}

void free(void *p)
{
    NEXT(free);
    if (!is_early(p))
        next(p);
}

void *aligned_alloc(size_t alignment, size_t n)
{
    NEXT(aligned_alloc);
    if (fails("alloc")) {
        errno = ENOMEM;
        return NULL;
    }
    return next(alignment, n);
}

int posix_memalign(void **p, size_t alignment, size_t n)
{
    NEXT(posix_memalign);
    return fails("alloc") ? ENOMEM : next(p, alignment, n);
}

static int is_file(int fd)
{
    struct stat st;

    return fstat(fd, &st) == 0 && S_ISREG(st.st_mode);
}

ssize_t write(int fd, const void *p, size_t n)
{
    NEXT(write);
    if (is_file(fd) && fails("write")) {
        errno = ENOSPC;
        return -1;
    }
    return next(fd, p, n);
}

ssize_t pwrite(int fd, const void *p, size_t n, off_t offset)
{
    NEXT(pwrite);
    if (is_file(fd) && fails("write")) {
        errno = ENOSPC;
        return -1;
    }
    return next(fd, p, n, offset);
}

int fsync(int fd)
{
    NEXT(fsync);
    if (fails("fsync")) {
        errno = EIO;
        return -1;
    }
    return next(fd);
}

int rename(const char *from, const char *to)
{
    NEXT(rename);
    if (fails("rename")) {
        errno = EIO;
        return -1;
    }
    return next(from, to);
}

int pthread_create(pthread_t *thread, const pthread_attr_t *attr,
                   void *(*start)(void *), void *arg)
{
    NEXT(pthread_create);
    return fails("thread") ? EAGAIN : next(thread, attr, start, arg);
}
