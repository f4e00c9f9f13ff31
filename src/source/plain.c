/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Plain files. The mapping is made when it is first wanted, of the size the
 * file had when it was opened; when the
 * file shrinks, the good size goes down with it and never up again, and all
 * text is cut to the whole lines before it. Two things tell: the size the
 * system gives (a page cut in the middle reads as zeros, without a fault)
 * and the guard (the file may have grown again meanwhile).
 *
 * A mapping is good for looking at a few lines. Going over all of one costs
 * more than reading into memory that is there and cached: each page is new to
 * the processor's tables. On 1.1 GB in the page cache, on a virtual machine,
 * counting lines took 0.33 s over the mapping and 0.06 s over what was read,
 * with two threads; populating the mapping, at once or block by block, gained
 * a tenth. So plain_block_in reads.
 */
#include "source/plain.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/cut.h"
#include "source/guard.h"
#include "source/handle.h"

#include <errno.h>
#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

/* A block and what of its last line may lie beyond it; lines are shorter. */
enum { USUAL_BYTES = SOURCE_BLOCK_BYTES + (8 << 10) };

struct plain {
    struct handle *file;
    uint64_t bytes;            /* of the file, and of the mapping */
    _Atomic(const char *) map; /* NULL: not mapped yet */
    pthread_mutex_t lock;      /* of what follows, and of making the mapping */
    struct guard *guard;       /* of the mapping */
    size_t n_lent;             /* texts that lie in the mapping */
    uint64_t good;             /* bytes that can still be trusted */
    struct timespec written;   /* last, when it was opened */
    char damage[120];          /* empty while good == bytes; then fixed */
};

/* It is as long as it was, but has been written to. */
static bool is_overwritten(struct plain *p)
{
    struct stat st;

    return handle_stat(p->file, &st) && (uint64_t)st.st_size == p->bytes &&
           (st.st_mtim.tv_sec != p->written.tv_sec ||
            st.st_mtim.tv_nsec != p->written.tv_nsec);
}

struct plain *plain_open(struct handle *file, uint64_t bytes,
                         struct timespec written, struct err *err)
{
    if (cut_blocks(bytes) > SOURCE_MAX_BLOCKS) {
        err_set(err, ERR_LIMIT, "is larger than 4 TiB");
        return NULL;
    }
    struct plain *p = mem_calloc(1, sizeof *p);
    p->file = file;
    p->bytes = bytes;
    p->good = bytes;
    p->written = written;
    team_lock_init(&p->lock);
    return p;
}

/* The mapping, lent; NULL when it cannot be made. */
static const char *borrow_mapping(struct plain *p)
{
    const char *map;

    if (!p->bytes)
        return NULL;
    pthread_mutex_lock(&p->lock);
    map = atomic_load(&p->map);
    if (!map) {
        map = handle_map(p->file, (size_t)p->bytes);
        if (map)
            p->guard = guard_new(map, (size_t)p->bytes);
        atomic_store(&p->map, map);
    }
    p->n_lent += map != NULL;
    pthread_mutex_unlock(&p->lock);
    return map;
}

void plain_give_back(struct plain *p)
{
    pthread_mutex_lock(&p->lock);
    p->n_lent--;
    pthread_mutex_unlock(&p->lock);
}

void plain_unmap(struct plain *p)
{
    pthread_mutex_lock(&p->lock);
    const char *map = p->n_lent ? NULL : atomic_load(&p->map);
    if (map) {
        guard_free(p->guard);
        p->guard = NULL;
        atomic_store(&p->map, NULL);
        munmap((void *)(uintptr_t)map, (size_t)p->bytes);
    }
    pthread_mutex_unlock(&p->lock);
}

void plain_close(struct plain *p)
{
    const char *map = atomic_load(&p->map);

    guard_free(p->guard);
    if (map)
        munmap((void *)(uintptr_t)map, (size_t)p->bytes);
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
    uint64_t size = p->bytes;
    uint64_t now;

    if (!handle_size(p->file, &size))
        size = p->bytes; /* reading will tell */
    pthread_mutex_lock(&p->lock);
    now = p->guard ? guard_good(p->guard) : p->bytes;
    now = size < now ? size : now;
    if (now < p->good) {
        p->good = now;
        if (!p->damage[0])
            describe_damage(p, size < p->bytes);
    }
    now = p->good;
    pthread_mutex_unlock(&p->lock);
    return now;
}

/* It cannot be got at any more: what was not read so far is lost. */
static void lose(struct plain *p, int why)
{
    pthread_mutex_lock(&p->lock);
    p->good = 0;
    if (p->damage[0])
        ; /* the first is told */
    else if (why == ESTALE || why == ENOENT)
        snprintf(p->damage, sizeof p->damage,
                 "was replaced or taken away while it was read");
    else
        snprintf(p->damage, sizeof p->damage, "cannot be mapped: %s",
                 strerror(why));
    pthread_mutex_unlock(&p->lock);
}

/* Where block i starts in the first size bytes. */
static uint64_t block_start(const char *map, uint64_t i, uint64_t size)
{
    uint64_t border = i * SOURCE_BLOCK_BYTES;
    if (border == 0 || border >= size)
        return border ? size : 0;
    uint64_t rest = size - (border - 1);
    bool at_end = rest <= SOURCE_LINE_BYTES;
    struct str window = {map + border - 1,
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
    const char *map = borrow_mapping(p);
    if (!map) {
        if (p->bytes)
            lose(p, errno);
        err_set(err, ERR_INPUT, "%s",
                p->damage[0] ? p->damage : "cannot be mapped");
        return SOURCE_READ_FAILED;
    }
    uint64_t size = good_bytes(p);
    for (;;) {
        out->offset = block_start(map, i, size);
        out->text.p = map + out->offset;
        out->text.n =
            (size_t)(block_start(map, (uint64_t)i + 1, size) - out->offset);
        out->owned = NULL;
        out->goes_on = out->is_cut = false;
        out->lender = p;
        /* Looking for the borders may have met the end of a cut file. */
        uint64_t now = good_bytes(p);
        if (now == size)
            break;
        size = now;
    }
    if (size < p->bytes) {
        if (cut_blocks(size) <= i) {
            err_set(err, ERR_INPUT, "%s", p->damage);
            source_text_done(out);
            return SOURCE_READ_FAILED;
        }
        if (out->offset + out->text.n == size)
            out->text.n = cut_whole_lines(out->text);
    }
    out->goes_on = out->offset && map[out->offset - 1] != '\n';
    out->is_cut = out->text.n && out->offset + out->text.n < size &&
                  out->text.p[out->text.n - 1] != '\n';
    return SOURCE_READ_OK;
}

/*
 * Where the border lies in the n bytes of text from offset on, which begin
 * at the byte before the border or earlier; false when they do not tell.
 */
static bool border_in(const struct plain *p, struct str read, uint64_t offset,
                      uint64_t border, size_t *at)
{
    if (border == 0 || border >= p->bytes) {
        *at = border ? (size_t)(p->bytes - offset) : 0;
        return *at <= read.n;
    }
    struct str window = str_slice(read, (size_t)(border - 1 - offset), read.n);
    bool at_end = offset + read.n == p->bytes;
    if (!at_end && !memchr(window.p, '\n', window.n))
        return false;
    *at = read.n - window.n + cut_in_window(window, at_end);
    return true;
}

enum source_read plain_block_in(struct plain *p, uint32_t i,
                                struct source_room *room,
                                struct source_text *out, struct err *err)
{
    if (i >= plain_blocks(p))
        return SOURCE_READ_END;
    uint64_t border = (uint64_t)i * SOURCE_BLOCK_BYTES;
    uint64_t offset = border ? border - 1 : 0;
    uint64_t rest = p->bytes - offset;
    size_t n = rest < USUAL_BYTES ? (size_t)rest : USUAL_BYTES;
    size_t start;
    size_t end;

    source_room_reserve(room, USUAL_BYTES);
    struct str read = {room->p, n};
    /* Long lines and damaged files are for the mapping. */
    if (handle_read(p->file, room->p, n, offset) < n ||
        !border_in(p, read, offset, border, &start) ||
        !border_in(p, read, offset, border + SOURCE_BLOCK_BYTES, &end))
        return plain_block(p, i, out, err);
    /* Both borders are behind newlines: no line is cut. */
    *out = (struct source_text){.text = str_slice(read, start, end),
                                .offset = offset + start};
    return SOURCE_READ_OK;
}

uint32_t plain_blocks(const struct plain *p)
{
    return (uint32_t)cut_blocks(p->bytes);
}

uint64_t plain_bytes(const struct plain *p)
{
    return p->bytes;
}

/* Not text that was read: nothing changes it any more. */
static bool is_mapped(struct plain *p, const struct source_text *t)
{
    const char *map = atomic_load(&p->map);

    return map && t->text.p >= map && t->text.p <= map + p->bytes;
}

size_t plain_good(struct plain *p, const struct source_text *t)
{
    return is_mapped(p, t) ? cut_to_good(t, good_bytes(p)) : t->text.n;
}

const char *plain_damage(struct plain *p)
{
    if (good_bytes(p) < p->bytes)
        return p->damage;
    return is_overwritten(p)
               ? "changed while it was read: written over in place"
               : NULL;
}
