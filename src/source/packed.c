/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The cursor of a compressed file. It stands before block `next` and holds
 * the text from that block's start that is inflated already, which is
 * little. To give a block, it puts that into the caller's room and inflates
 * behind it, a little beyond the border (so it also learns when the text
 * ends there), and keeps a copy of what is beyond. So a thread that has used
 * its room before inflates into memory that is there and cached.
 *
 * Whoever moves the cursor holds the lock, for as long as inflating a block
 * takes. What others ask meanwhile (how many blocks, what damage) is atomic.
 */
#include "source/packed.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/clean.h"
#include "source/cut.h"
#include "source/packing.h"
#include "source/spool.h"
#include "source/stream.h"
#include "source/wrapping.h"

#include <inttypes.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    /* Inflated beyond a border at once; lines are far shorter. */
    BEYOND_BYTES = 16 << 10,
    /* Room that nearly all blocks are content with. */
    USUAL_BYTES = SOURCE_BLOCK_BYTES + BEYOND_BYTES,
    /* Packed and packed and packed again is somebody's joke. */
    MAX_WRAPPERS = 2,
    /* Blocks kept that were passed over, see keep(). */
    KEPT_BLOCKS = 16
};

struct kept {
    uint32_t i;
    struct source_text text; /* lies in room */
    struct source_room room; /* p is NULL when the place is free */
};

struct packed {
    struct handle *file;
    pthread_mutex_t lock;

    struct stream *first;    /* the file, until the cursor is set; or NULL */
    struct stream *stream;   /* NULL before the first block, and at the end */
    bool ended;              /* the stream has given all it has */
    uint32_t next;           /* the block the cursor stands before */
    uint64_t offset;         /* of that block's start in the text */
    struct source_room rest; /* between calls: the text from there */
    size_t n;                /* bytes of text from there */
    bool goes_on;            /* its first line was cut before there */

    struct kept *kept; /* block i has place i % KEPT_BLOCKS; NULL: none was */

    atomic_uint found; /* blocks given at least once */
    atomic_bool final; /* found is the number of all; set after it */
    bool strips;       /* lines, as how says */
    struct strip how;
    atomic_int kind;     /* enum record_kind, of text that was unwrapped */
    atomic_bool damaged; /* set after damage, which is fixed then */
    char damage[160];
};

struct packed *packed_open(struct handle *file, struct str head, bool all)
{
    struct packed *p = mem_calloc(1, sizeof *p);
    p->file = file;
    p->first = stream_of_file(file, head, all);
    team_lock_init(&p->lock);
    return p;
}

static void drop_stream(struct packed *p)
{
    if (p->stream)
        p->stream->close(p->stream);
    p->stream = NULL;
    source_room_done(&p->rest);
    p->n = 0;
}

static void drop_kept(struct packed *p)
{
    for (size_t i = 0; p->kept && i < KEPT_BLOCKS; i++)
        source_room_done(&p->kept[i].room);
    free(p->kept);
    p->kept = NULL;
}

void packed_close(struct packed *p)
{
    drop_stream(p);
    drop_kept(p);
    if (p->first)
        p->first->close(p->first);
    pthread_mutex_destroy(&p->lock);
    free(p);
}

static void set_damage(struct packed *p, const char *why)
{
    if (atomic_load(&p->damaged))
        return;
    snprintf(p->damage, sizeof p->damage,
             "%s: only the first %" PRIu64 " bytes of text were read", why,
             p->offset + p->n);
    atomic_store(&p->damaged, true);
}

/* Read until there are n bytes of text from the cursor on, or no more. */
static void fill(struct packed *p, struct source_room *room, size_t n)
{
    if (p->ended || p->n >= n)
        return;
    source_room_reserve(room, n);
    p->n += p->stream->read(p->stream, room->p + p->n, n - p->n);
    if (p->n == n)
        return;
    p->ended = true;
    if (p->stream->damage) {
        /* The last line may be half a line, and its values then wrong. */
        if (!p->stream->whole)
            p->n = cut_whole_lines((struct str){room->p, p->n});
        set_damage(p, p->stream->damage);
    }
}

/* Make it UTF-8 with LF at the ends of lines, where it is not. */
static void clean(struct packed *p)
{
    const struct cleaning *cleaning = NULL;

    while ((cleaning = cleaning_of((struct str){p->rest.p, p->n}, cleaning))) {
        p->stream = cleaning->open(p->stream, (struct str){p->rest.p, p->n});
        p->n = p->stream->read(p->stream, p->rest.p, WRAPPING_HEAD_BYTES);
    }
}

/* When the text is a delivery that wraps records, go on with those. */
static void unwrap(struct packed *p)
{
    const struct wrapping *wrapping;

    p->n += p->stream->read(p->stream, p->rest.p + p->n,
                            WRAPPING_HEAD_BYTES - p->n);
    clean(p);
    struct str head = {p->rest.p, p->n};
    wrapping = p->strips ? NULL : wrapping_of(head);
    if (!p->strips && !wrapping)
        return;
    p->stream = p->strips ? strip_stream(p->stream, head, p->how)
                          : wrapping->open(p->stream, head);
    p->n = p->stream->read(p->stream, p->rest.p, WRAPPING_HEAD_BYTES);
    atomic_store(&p->kind, (int)wrapping_kind(p->stream));
}

/* Set the cursor before the first block. */
static void rewind_cursor(struct packed *p)
{
    drop_stream(p);
    p->ended = p->goes_on = false;
    p->next = 0;
    p->offset = 0;
    p->stream = p->first
                    ? p->first
                    : stream_of_file(p->file, (struct str){NULL, 0}, false);
    p->first = NULL;

    char head[PACKING_HEAD_BYTES];
    size_t n = p->stream->read(p->stream, head, sizeof head);
    for (int depth = 0; depth < MAX_WRAPPERS; depth++) {
        const struct packing *packing = packing_of((struct str){head, n});

        if (!packing)
            break;
        p->stream = packing->open(p->stream, (struct str){head, n});
        n = p->stream->read(p->stream, head, sizeof head);
    }
    source_room_reserve(&p->rest, WRAPPING_HEAD_BYTES);
    memcpy(p->rest.p, head, n);
    p->n = n;
    unwrap(p);
}

/*
 * Bytes of the next block, which are then all read. The rule of source.h:
 * see cut.h for the window.
 */
static size_t next_block_bytes(struct packed *p, struct source_room *room)
{
    uint64_t border = ((uint64_t)p->next + 1) * SOURCE_BLOCK_BYTES;
    if (p->offset >= border)
        return 0; /* a long line ran through the whole block */
    size_t window_at = (size_t)(border - 1 - p->offset);
    size_t scanned = window_at;
    for (;;) {
        fill(p, room, scanned + 1 + BEYOND_BYTES);
        if (p->n <= window_at)
            return p->n;
        size_t window_n = p->n - window_at;
        bool at_end = p->ended && window_n <= SOURCE_LINE_BYTES;
        bool full = window_n >= SOURCE_LINE_BYTES;
        if (full)
            window_n = SOURCE_LINE_BYTES;
        struct str fresh = {room->p + scanned, window_at + window_n - scanned};
        if (at_end || full || memchr(fresh.p, '\n', fresh.n))
            return window_at +
                   cut_in_window((struct str){room->p + window_at, window_n},
                                 at_end);
        scanned = p->n;
    }
}

/* Give the first n bytes in room; the cursor keeps what is behind them. */
static void give(struct packed *p, struct source_room *room, size_t n,
                 struct source_text *out)
{
    p->n -= n;
    source_room_reserve(&p->rest, p->n);
    if (p->n)
        memcpy(p->rest.p, room->p + n, p->n);
    *out = (struct source_text){
        .text = {room->p, n}, .offset = p->offset, .goes_on = p->goes_on};
    if (n)
        p->goes_on = room->p[n - 1] != '\n';
    out->is_cut = n && p->goes_on && (p->n || !p->ended);
    p->offset += n;
    p->next++;
}

static void note_end(struct packed *p)
{
    drop_stream(p);
    atomic_store(&p->final, true);
}

/* Give the next block; false when there is none. */
static bool give_next(struct packed *p, struct source_room *room,
                      struct source_text *out)
{
    source_room_reserve(room, p->n > USUAL_BYTES ? p->n : USUAL_BYTES);
    if (p->n)
        memcpy(room->p, p->rest.p, p->n);
    size_t n = next_block_bytes(p, room);
    uint64_t at = (uint64_t)p->next * SOURCE_BLOCK_BYTES;
    if (p->offset + p->n <= at)
        return false;
    if (p->next == SOURCE_MAX_BLOCKS) {
        set_damage(p, "the text inside is larger than 4 TiB");
        return false;
    }
    give(p, room, n, out);
    if (p->next > atomic_load(&p->found))
        atomic_store(&p->found, p->next);
    if (p->ended && p->offset + p->n <= at + SOURCE_BLOCK_BYTES)
        note_end(p);
    return true;
}

/*
 * Threads that were handed neighbouring blocks get here in any order. When
 * the later block is asked for first, those between are kept for the threads
 * about to ask: otherwise each such race would cost a new start.
 */
static void keep(struct packed *p, uint32_t i, const struct source_text *t,
                 struct source_room *room)
{
    struct kept *k;
    if (!p->kept)
        p->kept = mem_calloc(KEPT_BLOCKS, sizeof *p->kept);
    k = &p->kept[i % KEPT_BLOCKS];
    source_room_done(&k->room);
    *k = (struct kept){i, *t, *room};
    *room = (struct source_room){.p = NULL};
}

static bool take_kept(struct packed *p, uint32_t i, struct source_room *room,
                      struct source_text *out)
{
    struct kept *k = p->kept ? &p->kept[i % KEPT_BLOCKS] : NULL;
    if (!k || !k->room.p || k->i != i)
        return false;
    source_room_done(room);
    *out = k->text;
    *room = k->room;
    k->room = (struct source_room){.p = NULL};
    return true;
}

static enum source_read no_block(struct packed *p, struct err *err)
{
    if (!atomic_load(&p->damaged))
        return SOURCE_READ_END;
    err_set(err,
            atomic_load(&p->found) == SOURCE_MAX_BLOCKS ? ERR_LIMIT : ERR_INPUT,
            "%s", p->damage);
    return SOURCE_READ_FAILED;
}

static enum source_read block_locked(struct packed *p, uint32_t i,
                                     struct source_room *room,
                                     struct source_text *out, struct err *err)
{
    if (atomic_load(&p->final) && i >= atomic_load(&p->found))
        return no_block(p, err);
    if (take_kept(p, i, room, out))
        return SOURCE_READ_OK;
    bool race = i >= p->next && i - p->next <= KEPT_BLOCKS;
    if (!p->stream || i < p->next)
        rewind_cursor(p);
    for (;;) {
        uint32_t at = p->next;
        if (!give_next(p, room, out)) {
            note_end(p);
            return no_block(p, err);
        }
        if (at == i)
            return SOURCE_READ_OK;
        if (race)
            keep(p, at, out, room);
    }
}

struct str packed_head(struct packed *p)
{
    pthread_mutex_lock(&p->lock);
    if (!p->stream || p->next > 0)
        rewind_cursor(p);
    struct str head = {p->rest.p,
                       cut_whole_lines((struct str){p->rest.p, p->n})};
    pthread_mutex_unlock(&p->lock);
    return head;
}

enum source_read packed_block(struct packed *p, uint32_t i,
                              struct source_room *room, struct source_text *out,
                              struct err *err)
{
    pthread_mutex_lock(&p->lock);
    enum source_read result = block_locked(p, i, room, out, err);
    pthread_mutex_unlock(&p->lock);
    return result;
}

uint32_t packed_blocks(struct packed *p, bool *final)
{
    *final = atomic_load(&p->final);
    return atomic_load(&p->found);
}

void packed_park(struct packed *p)
{
    pthread_mutex_lock(&p->lock);
    drop_stream(p);
    drop_kept(p);
    pthread_mutex_unlock(&p->lock);
}

int packed_spool(struct packed *p, struct err *err)
{
    pthread_mutex_lock(&p->lock);
    rewind_cursor(p);
    int fd = spool_stream((struct str){p->rest.p, p->n}, p->stream, err);
    drop_stream(p);
    pthread_mutex_unlock(&p->lock);
    return fd;
}

void packed_strip(struct packed *p, struct strip how)
{
    pthread_mutex_lock(&p->lock);
    p->strips = true;
    p->how = how;
    drop_stream(p);
    drop_kept(p);
    atomic_store(&p->found, 0);
    atomic_store(&p->final, false);
    pthread_mutex_unlock(&p->lock);
}

enum record_kind packed_kind(struct packed *p)
{
    return (enum record_kind)atomic_load(&p->kind);
}

const char *packed_damage(struct packed *p)
{
    return atomic_load(&p->damaged) ? p->damage : NULL;
}
