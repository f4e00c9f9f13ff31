/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Mapped files. The mapping is made once, of the size the file had; when the
 * file shrinks, the good size goes down with it and never up again, and all
 * text is cut to the whole lines before it. Two things tell: the size the
 * system gives (a page cut in the middle reads as zeros, without a fault)
 * and the guard (the file may have grown again meanwhile).
 *
 * No madvise: populating each block first, or reading ahead of it, was
 * measured on 1 GB in the page cache and gained nothing with two threads.
 */
#include "source/plain.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/cut.h"
#include "source/guard.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>

struct plain {
    int fd;
    uint64_t bytes;       /* of the mapping */
    const char *map;      /* NULL for an empty file */
    struct guard *guard;  /* of the mapping */
    pthread_mutex_t lock; /* of the two below */
    uint64_t good;        /* bytes that can still be trusted */
    char damage[120];     /* empty while good == bytes; then fixed */
};

struct plain *plain_open(int fd, uint64_t bytes, struct err *err)
{
    void *map = NULL;
    if (cut_blocks(bytes) > SOURCE_MAX_BLOCKS) {
        err_set(err, ERR_LIMIT, "is larger than 4 TiB");
        return NULL;
    }
    if (bytes) {
        map = mmap(NULL, (size_t)bytes, PROT_READ, MAP_PRIVATE, fd, 0);
        if (map == MAP_FAILED) {
            err_set(err, ERR_INPUT, "cannot be mapped: %s", strerror(errno));
            return NULL;
        }
    }
    struct plain *p = mem_calloc(1, sizeof *p);
    p->fd = fd;
    p->bytes = bytes;
    p->map = map;
    p->guard = map ? guard_new(map, (size_t)bytes) : NULL;
    p->good = bytes;
    team_lock_init(&p->lock);
    return p;
}

void plain_close(struct plain *p)
{
    guard_free(p->guard);
    if (p->map)
        munmap((void *)(uintptr_t)p->map, (size_t)p->bytes);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static void describe_damage(struct plain *p, bool shrank)
{
    if (shrank)
        snprintf(p->damage, sizeof p->damage,
                 "changed while it was read: cut to %" PRIu64 " bytes",
                 p->good);
    else
        snprintf(p->damage, sizeof p->damage,
                 "could not be read beyond its first %" PRIu64 " bytes",
                 p->good);
}

/* The bytes that can be trusted now. */
static uint64_t good_bytes(struct plain *p)
{
    struct stat st;
    if (!p->map)
        return 0;
    uint64_t size = p->bytes;
    if (fstat(p->fd, &st) == 0)
        size = (uint64_t)st.st_size;
    uint64_t unfaulted = guard_good(p->guard);
    uint64_t now = size < unfaulted ? size : unfaulted;

    pthread_mutex_lock(&p->lock);
    if (now < p->good) {
        p->good = now;
        if (!p->damage[0])
            describe_damage(p, size < p->bytes);
    }
    now = p->good;
    pthread_mutex_unlock(&p->lock);
    return now;
}

/* Where block i starts in the first size bytes. */
static uint64_t block_start(const struct plain *p, uint64_t i, uint64_t size)
{
    uint64_t border = i * SOURCE_BLOCK_BYTES;
    if (border == 0 || border >= size)
        return border ? size : 0;
    uint64_t rest = size - (border - 1);
    bool at_end = rest <= SOURCE_LINE_BYTES;
    struct str window = {p->map + border - 1,
                         at_end ? (size_t)rest : SOURCE_LINE_BYTES};
    return border - 1 + cut_in_window(window, at_end);
}

/* Cut a text that reaches beyond the first good bytes of the file. */
static size_t cut_to_good(const struct source_text *t, uint64_t good)
{
    if (t->offset + t->text.n <= good)
        return t->text.n;
    if (t->offset >= good)
        return 0;
    return cut_whole_lines((struct str){t->text.p, good - t->offset});
}

enum source_read plain_block(struct plain *p, uint32_t i,
                             struct source_text *out, struct err *err)
{
    if (i >= plain_blocks(p))
        return SOURCE_READ_END;
    uint64_t size = good_bytes(p);
    for (;;) {
        out->offset = block_start(p, i, size);
        out->text.p = p->map + out->offset;
        out->text.n =
            (size_t)(block_start(p, (uint64_t)i + 1, size) - out->offset);
        out->owned = NULL;
        /* Looking for the borders may have met the end of a cut file. */
        uint64_t now = good_bytes(p);
        if (now == size)
            break;
        size = now;
    }
    if (size < p->bytes) {
        if (cut_blocks(size) <= i) {
            err_set(err, ERR_INPUT, "%s", p->damage);
            return SOURCE_READ_FAILED;
        }
        if (out->offset + out->text.n == size)
            out->text.n = cut_whole_lines(out->text);
    }
    return SOURCE_READ_OK;
}

uint32_t plain_blocks(const struct plain *p)
{
    return (uint32_t)cut_blocks(p->bytes);
}

size_t plain_good(struct plain *p, const struct source_text *t)
{
    return cut_to_good(t, good_bytes(p));
}

const char *plain_damage(struct plain *p)
{
    return good_bytes(p) < p->bytes ? p->damage : NULL;
}
