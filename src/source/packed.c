/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cursor of a compressed file. It stands before block `next` and holds
 * the text from that block's start that is inflated already. To give a
 * block, it inflates a little beyond the border (so it also learns when the
 * text ends there), hands its buffer over with the block in it and keeps a
 * copy of the rest. All calls are under one lock.
 */
#include "source/packed.h"

#include "base/mem.h"
#include "source/cut.h"
#include "source/gzip.h"
#include "source/stream.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Inflated beyond a border at once; lines are far shorter. */
    BEYOND_BYTES = 16 << 10,
    /* Gzip in gzip in gzip is somebody's joke. */
    MAX_WRAPPERS = 2,
    /* Blocks kept that were passed over, see keep(). */
    KEPT_BLOCKS = 16
};

struct kept {
    uint32_t i;
    struct source_text text; /* owned is NULL when the place is free */
};

struct packed {
    int fd;
    pthread_mutex_t lock;

    struct stream *stream; /* NULL before the first block, and at the end */
    bool ended;            /* the stream has given all it has */
    uint32_t next;         /* the block the cursor stands before */
    uint64_t offset;       /* of that block's start in the text */
    char *text;            /* owned: n bytes from there */
    size_t n;
    size_t cap;

    struct kept kept[KEPT_BLOCKS]; /* block i has place i % KEPT_BLOCKS */

    uint32_t found;   /* blocks given at least once */
    bool final;       /* found is the number of all */
    char damage[160]; /* empty: none; fixed once set */
};

struct packed *packed_open(int fd)
{
    struct packed *p = mem_calloc(1, sizeof *p);
    p->fd = fd;
    pthread_mutex_init(&p->lock, NULL);
    return p;
}

static void drop_stream(struct packed *p)
{
    if (p->stream)
        p->stream->close(p->stream);
    p->stream = NULL;
    free(p->text);
    p->text = NULL;
    p->n = p->cap = 0;
}

void packed_close(struct packed *p)
{
    drop_stream(p);
    for (size_t i = 0; i < KEPT_BLOCKS; i++)
        source_text_done(&p->kept[i].text);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static void set_damage(struct packed *p, const char *why)
{
    if (!p->damage[0])
        snprintf(p->damage, sizeof p->damage,
                 "%s: only the first %" PRIu64 " bytes of text were read", why,
                 p->offset + p->n);
}

/* Read until there are n bytes of text from the cursor on, or no more. */
static void fill(struct packed *p, size_t n)
{
    if (p->ended || p->n >= n)
        return;
    if (p->cap < n) {
        p->text = mem_realloc(p->text, n);
        p->cap = n;
    }
    p->n += p->stream->read(p->stream, p->text + p->n, n - p->n);
    if (p->n == n)
        return;
    p->ended = true;
    if (p->stream->damage) {
        /* The last line may be half a line, and its values then wrong. */
        p->n = cut_whole_lines((struct str){p->text, p->n});
        set_damage(p, p->stream->damage);
    }
}

/* Set the cursor before the first block. */
static void rewind_cursor(struct packed *p)
{
    drop_stream(p);
    p->ended = false;
    p->next = 0;
    p->offset = 0;
    p->stream = stream_of_file(p->fd);

    char head[GZIP_MAGIC_BYTES];
    size_t n = p->stream->read(p->stream, head, sizeof head);
    for (int depth = 0; depth < MAX_WRAPPERS; depth++) {
        if (!gzip_is((struct str){head, n}))
            break;
        p->stream = gzip_stream(p->stream, (struct str){head, n});
        n = p->stream->read(p->stream, head, sizeof head);
    }
    p->text = mem_alloc(sizeof head);
    memcpy(p->text, head, n);
    p->n = n;
    p->cap = sizeof head;
}

/*
 * Bytes of the next block, which are then all read. The rule of source.h:
 * see cut.h for the window.
 */
static size_t next_block_bytes(struct packed *p)
{
    uint64_t border = ((uint64_t)p->next + 1) * SOURCE_BLOCK_BYTES;
    if (p->offset >= border)
        return 0; /* a long line ran through the whole block */
    size_t window_at = (size_t)(border - 1 - p->offset);
    size_t scanned = window_at;
    for (;;) {
        fill(p, scanned + 1 + BEYOND_BYTES);
        if (p->n <= window_at)
            return p->n;
        size_t window_n = p->n - window_at;
        bool at_end = p->ended && window_n <= SOURCE_LINE_BYTES;
        bool full = window_n >= SOURCE_LINE_BYTES;
        if (full)
            window_n = SOURCE_LINE_BYTES;
        struct str fresh = {p->text + scanned, window_at + window_n - scanned};
        if (at_end || full || memchr(fresh.p, '\n', fresh.n))
            return window_at +
                   cut_in_window((struct str){p->text + window_at, window_n},
                                 at_end);
        scanned = p->n;
    }
}

/* Hand the first n bytes of the cursor's text over; it keeps the rest. */
static void give(struct packed *p, size_t n, struct source_text *out)
{
    size_t rest = p->n - n;
    char *kept = NULL;
    if (rest) {
        kept = mem_alloc(rest);
        memcpy(kept, p->text + n, rest);
    }
    if (n < p->cap / 2)
        p->text = mem_realloc(p->text, n ? n : 1);
    *out = (struct source_text){
        .text = {p->text, n}, .offset = p->offset, .owned = p->text};
    p->text = kept;
    p->n = p->cap = rest;
    p->offset += n;
    p->next++;
}

static void note_end(struct packed *p)
{
    drop_stream(p);
    p->final = true;
}

/* Give the next block; false when there is none. */
static bool give_next(struct packed *p, struct source_text *out)
{
    size_t n = next_block_bytes(p);
    uint64_t at = (uint64_t)p->next * SOURCE_BLOCK_BYTES;
    if (p->offset + p->n <= at)
        return false;
    if (p->next == SOURCE_MAX_BLOCKS) {
        set_damage(p, "the text inside is larger than 4 TiB");
        return false;
    }
    give(p, n, out);
    if (p->next > p->found)
        p->found = p->next;
    if (p->ended && p->offset + p->n <= at + SOURCE_BLOCK_BYTES)
        note_end(p);
    return true;
}

/*
 * Threads that were handed neighbouring blocks get here in any order. When
 * the later block is asked for first, those between are kept for the threads
 * about to ask: otherwise each such race would cost a new start.
 */
static void keep(struct packed *p, uint32_t i, const struct source_text *t)
{
    struct kept *k = &p->kept[i % KEPT_BLOCKS];
    source_text_done(&k->text);
    *k = (struct kept){i, *t};
}

static bool take_kept(struct packed *p, uint32_t i, struct source_text *out)
{
    struct kept *k = &p->kept[i % KEPT_BLOCKS];
    if (!k->text.owned || k->i != i)
        return false;
    *out = k->text;
    k->text.owned = NULL;
    return true;
}

static enum source_read no_block(struct packed *p, struct err *err)
{
    if (!p->damage[0])
        return SOURCE_READ_END;
    err_set(err, p->found == SOURCE_MAX_BLOCKS ? ERR_LIMIT : ERR_INPUT, "%s",
            p->damage);
    return SOURCE_READ_FAILED;
}

static enum source_read block_locked(struct packed *p, uint32_t i,
                                     struct source_text *out, struct err *err)
{
    if (p->final && i >= p->found)
        return no_block(p, err);
    if (take_kept(p, i, out))
        return SOURCE_READ_OK;
    bool race = i >= p->next && i - p->next <= KEPT_BLOCKS;
    if (!p->stream || i < p->next)
        rewind_cursor(p);
    for (;;) {
        uint32_t at = p->next;
        if (!give_next(p, out)) {
            note_end(p);
            return no_block(p, err);
        }
        if (at == i)
            return SOURCE_READ_OK;
        if (race)
            keep(p, at, out);
        else
            source_text_done(out);
    }
}

enum source_read packed_block(struct packed *p, uint32_t i,
                              struct source_text *out, struct err *err)
{
    pthread_mutex_lock(&p->lock);
    enum source_read result = block_locked(p, i, out, err);
    pthread_mutex_unlock(&p->lock);
    return result;
}

uint32_t packed_blocks(struct packed *p, bool *final)
{
    pthread_mutex_lock(&p->lock);
    uint32_t found = p->found;
    *final = p->final;
    pthread_mutex_unlock(&p->lock);
    return found;
}

const char *packed_damage(struct packed *p)
{
    pthread_mutex_lock(&p->lock);
    const char *damage = p->damage[0] ? p->damage : NULL;
    pthread_mutex_unlock(&p->lock);
    return damage;
}
