/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Extents are never used twice: a file has room for more than any disk. The
 * pages of one that is given up become a hole.
 */
#include "base/spill.h"

#include "base/file.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/team.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { WORD = 8 };

struct spill {
    atomic_uint refs;
    uint64_t budget_bytes;
    _Atomic uint64_t end;     /* of all extents */
    _Atomic uint64_t written; /* bytes */
    pthread_mutex_t lock;     /* of all below */
    struct err failure;       /* the first */
    int fd;                   /* -1: none yet */
    uint64_t length;          /* of the file, at least; where it was mapped */
};

struct spill *spill_new(uint64_t budget_bytes)
{
    struct spill *s = mem_calloc(1, sizeof *s);

    atomic_init(&s->refs, 1);
    s->budget_bytes = budget_bytes;
    s->fd = -1;
    team_lock_init(&s->lock);
    return s;
}

struct spill *spill_retain(struct spill *s)
{
    if (s)
        atomic_fetch_add(&s->refs, 1);
    return s;
}

void spill_release(struct spill *s)
{
    if (!s || atomic_fetch_sub(&s->refs, 1) > 1)
        return;
    if (s->fd >= 0)
        close(s->fd);
    pthread_mutex_destroy(&s->lock);
    free(s);
}

uint64_t spill_written(const struct spill *s)
{
    return atomic_load(&s->written);
}

static uint64_t round_up(uint64_t n, uint64_t to)
{
    return (n + to - 1) / to * to;
}

static uint64_t page_bytes(void)
{
    long size = sysconf(_SC_PAGESIZE);

    return size > 0 ? (uint64_t)size : 4096;
}

uint64_t spill_reserve(struct spill *s, uint64_t bytes)
{
    return atomic_fetch_add(&s->end, round_up(bytes, WORD));
}

uint64_t spill_reserve_pages(struct spill *s, uint64_t bytes)
{
    uint64_t page = page_bytes();
    uint64_t at = atomic_fetch_add(&s->end, round_up(bytes, page) + page);

    return round_up(at, page);
}

/* "the query needs more memory than --memory 64M, and /tmp takes no more:
   No space left on device" */
static bool refused(struct spill *s, int error, struct err *err)
{
    char size[NUM_TEXT_MAX];

    pthread_mutex_lock(&s->lock);
    err_set(&s->failure, ERR_LIMIT,
            "the query needs more than --memory %s, and its temporary file in "
            "%.60s fails: %s",
            num_format_size(s->budget_bytes, size), file_temporary_folder(),
            strerror(error));
    struct err failure = s->failure;
    pthread_mutex_unlock(&s->lock);
    return err_set(err, failure.code, "%s", failure.msg);
}

struct err spill_failure(struct spill *s)
{
    pthread_mutex_lock(&s->lock);
    struct err failure = s->failure;
    pthread_mutex_unlock(&s->lock);
    return failure;
}

/* The file, made when it is asked for first; -1 with *err. */
static int file_of(struct spill *s, struct err *err)
{
    pthread_mutex_lock(&s->lock);
    if (s->fd < 0)
        s->fd = file_temporary();
    int fd = s->fd, error = errno;
    pthread_mutex_unlock(&s->lock);
    if (fd < 0)
        refused(s, error, err);
    return fd;
}

bool spill_write(struct spill *s, uint64_t at, const void *p, size_t bytes,
                 struct err *err)
{
    int fd = file_of(s, err);
    const char *from = p;

    if (fd < 0)
        return false;
    atomic_fetch_add(&s->written, bytes);
    while (bytes > 0) {
        ssize_t n = pwrite(fd, from, bytes, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n <= 0)
            return refused(s, n < 0 ? errno : ENOSPC, err);
        from += n;
        at += (uint64_t)n;
        bytes -= (size_t)n;
    }
    return true;
}

bool spill_read(struct spill *s, uint64_t at, void *p, size_t bytes,
                struct err *err)
{
    int fd = file_of(s, err);
    char *to = p;

    if (fd < 0)
        return false;
    while (bytes > 0) {
        ssize_t n = pread(fd, to, bytes, (off_t)at);

        if (n < 0 && errno == EINTR)
            continue;
        if (n < 0)
            return refused(s, errno, err);
        if (n == 0)
            break;
        to += n;
        at += (uint64_t)n;
        bytes -= (size_t)n;
    }
    memset(to, 0, bytes);
    return true;
}

void spill_give(struct spill *s, uint64_t at, uint64_t bytes)
{
#ifdef FALLOC_FL_PUNCH_HOLE
    pthread_mutex_lock(&s->lock);
    int fd = s->fd;
    pthread_mutex_unlock(&s->lock);
    /* Where that cannot be done the bytes stay until the file is closed. */
    if (fd >= 0 && bytes > 0 &&
        fallocate(fd, FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, (off_t)at,
                  (off_t)bytes) != 0)
        return;
#else
    (void)s;
    (void)at;
    (void)bytes;
#endif
}

/* What lies beyond the end of a file cannot be looked at. */
static bool reach(struct spill *s, int fd, uint64_t end)
{
    bool good = true;

    pthread_mutex_lock(&s->lock);
    if (s->length < end) {
        off_t now = lseek(fd, 0, SEEK_END);

        good = now >= 0 &&
               ((uint64_t)now >= end || ftruncate(fd, (off_t)end) == 0);
        s->length = good ? end : s->length;
    }
    pthread_mutex_unlock(&s->lock);
    return good;
}

const void *spill_map(struct spill *s, uint64_t at, uint64_t bytes,
                      struct err *err)
{
    int fd = file_of(s, err);
    void *p = MAP_FAILED;

    if (fd < 0)
        return NULL;
    if (reach(s, fd, at + bytes))
        p = mmap(NULL, bytes, PROT_READ, MAP_SHARED, fd, (off_t)at);
    if (p != MAP_FAILED)
        return p;
    refused(s, errno, err);
    return NULL;
}

void *spill_map_new(struct spill *s, uint64_t at, uint64_t bytes,
                    struct err *err)
{
    int fd = file_of(s, err), error;
    void *p;

    if (fd < 0)
        return NULL;
    /* A hole that finds no room when it is written to would be a signal. */
    do
        error = posix_fallocate(fd, (off_t)at, (off_t)bytes);
    while (error == EINTR);
    if (error) {
        refused(s, error, err);
        return NULL;
    }
    p = mmap(NULL, bytes, PROT_READ | PROT_WRITE, MAP_SHARED, fd, (off_t)at);
    if (p == MAP_FAILED) {
        refused(s, errno, err);
        return NULL;
    }
    atomic_fetch_add(&s->written, bytes);
    return p;
}

void spill_unmap(const void *p, uint64_t bytes)
{
    if (p)
        munmap((void *)(uintptr_t)p, bytes);
}

void spill_cool(const void *p, uint64_t bytes)
{
    /* Of a shared mapping nothing is lost: the file has it. */
    if (p)
        madvise((void *)(uintptr_t)p, bytes, MADV_DONTNEED);
}
