/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Where blocks begin is a list, since nothing but the moments at which they
 * were taken says so. Text is read, never mapped: a file that is written to
 * may also be cut at any time.
 *
 * A file that became shorter was written anew, and so was one whose bytes
 * before the last look are not what they were (it was cut, and has grown
 * beyond its old size since).
 */
#include "source/growing.h"

#include "base/mem.h"
#include "base/team.h"
#include "source/handle.h"

#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

enum {
    BACK_BYTES = 64 << 10, /* looked at at once for the last newline */
    LINE_BYTES = 4 << 10,  /* and for the end of the line at a border */
    TAIL_BYTES = 64        /* remembered, to tell whether they changed */
};

struct growing {
    struct handle *file;
    uint64_t size;         /* of the file at the last look */
    int64_t mtime_ns;      /* likewise */
    char tail[TAIL_BYTES]; /* the last tail_n bytes taken */
    size_t tail_n;

    bool skips; /* up to the end of the first line */

    pthread_mutex_t lock; /* of what follows */
    uint64_t *cuts; /* where block i begins; [n]: the end of the last one */
    size_t n, cap;
    bool rewritten; /* the text is not what was taken */
};

static int64_t mtime_of(const struct stat *st)
{
    return (int64_t)st->st_mtim.tv_sec * 1000000000 + st->st_mtim.tv_nsec;
}

static uint64_t taken(const struct growing *g)
{
    return g->cuts[g->n];
}

static bool stopped(const atomic_bool *stop)
{
    return stop && atomic_load(stop);
}

/* Behind the last newline in [from, to); from when there is none, or stopped.
 */
static uint64_t last_line_end(struct handle *file, uint64_t from, uint64_t to,
                              const atomic_bool *stop)
{
    char *buffer = mem_alloc(BACK_BYTES);
    uint64_t end = from;

    while (to > from && end == from && !stopped(stop)) {
        size_t n = to - from < BACK_BYTES ? (size_t)(to - from) : BACK_BYTES;
        size_t got = handle_read(file, buffer, n, to - n);
        const char *newline = got ? memrchr(buffer, '\n', got) : NULL;

        if (newline)
            end = to - n + (size_t)(newline - buffer) + 1;
        to -= n;
    }
    free(buffer);
    return end;
}

uint64_t growing_whole_lines(struct handle *file, uint64_t size)
{
    return last_line_end(file, 0, size, NULL);
}

/*
 * Where the line that reaches over a border ends, at most at end; the border
 * itself when the line is too long.
 */
static uint64_t line_end(const struct growing *g, uint64_t border, uint64_t end)
{
    char buffer[LINE_BYTES];
    uint64_t at = border - 1;

    while (at < end && at - border + 1 < SOURCE_LINE_BYTES) {
        size_t n = end - at < LINE_BYTES ? (size_t)(end - at) : LINE_BYTES;
        size_t got = handle_read(g->file, buffer, n, at);
        const char *newline = got ? memchr(buffer, '\n', got) : NULL;

        if (newline)
            return at + (size_t)(newline - buffer) + 1;
        if (got < n)
            break;
        at += n;
    }
    return at >= end ? end : border;
}

/* May block i get more? */
static bool is_open(const struct growing *g, size_t i)
{
    return i + 1 == g->n && g->cuts[g->n] - g->cuts[i] < SOURCE_BLOCK_BYTES;
}

/* The last block goes on up to end, or is one more. */
static void end_block(struct growing *g, bool more, uint64_t end)
{
    pthread_mutex_lock(&g->lock);
    if (g->n + 2 > g->cap) {
        g->cap *= 2;
        g->cuts = mem_realloc(g->cuts, g->cap * sizeof *g->cuts);
    }
    g->n += more;
    g->cuts[g->n] = end;
    pthread_mutex_unlock(&g->lock);
}

static void remember_tail(struct growing *g)
{
    uint64_t at = taken(g);

    g->tail_n = at < TAIL_BYTES ? (size_t)at : TAIL_BYTES;
    g->tail_n = handle_read(g->file, g->tail, g->tail_n, at - g->tail_n);
}

/* What was not taken yet, up to end, which ends a line. */
static void take(struct growing *g, uint64_t end, const atomic_bool *stop)
{
    while (taken(g) < end && !stopped(stop)) {
        bool more = g->n == 0 || !is_open(g, g->n - 1);
        uint64_t from = more ? taken(g) : g->cuts[g->n - 1];
        uint64_t border = from + SOURCE_BLOCK_BYTES;

        if (more && g->n == SOURCE_MAX_BLOCKS)
            break;
        end_block(g, more, border < end ? line_end(g, border, end) : end);
    }
    remember_tail(g);
}

/* The rest of a line that was read before; false when it goes on. */
static bool skip_line(struct growing *g, uint64_t size)
{
    uint64_t from = taken(g);
    uint64_t end = line_end(g, from + 1, size);
    char last;

    if (handle_read(g->file, &last, 1, end - 1) < 1 || last != '\n')
        return false;
    pthread_mutex_lock(&g->lock);
    g->cuts[0] = end;
    pthread_mutex_unlock(&g->lock);
    g->skips = false;
    remember_tail(g);
    return true;
}

bool growing_is_as_seen(const struct growing *g, uint64_t size,
                        int64_t mtime_ns)
{
    return g->size == size && g->mtime_ns == mtime_ns;
}

static bool same_tail(const struct growing *g)
{
    char now[TAIL_BYTES];

    return handle_read(g->file, now, g->tail_n, taken(g) - g->tail_n) ==
               g->tail_n &&
           memcmp(now, g->tail, g->tail_n) == 0;
}

bool growing_may_be(const struct growing *g, uint64_t size)
{
    return size >= g->size && same_tail(g);
}

static void set_rewritten(struct growing *g)
{
    pthread_mutex_lock(&g->lock);
    g->rewritten = true;
    pthread_mutex_unlock(&g->lock);
}

enum source_growth growing_look(struct growing *g, bool finish,
                                const atomic_bool *stop)
{
    struct stat st;

    if (g->rewritten)
        return SOURCE_REWRITTEN;
    if (!handle_stat(g->file, &st))
        return SOURCE_SAME;
    uint64_t size = (uint64_t)st.st_size;
    int64_t mtime_ns = mtime_of(&st);
    if (!growing_is_as_seen(g, size, mtime_ns) && !growing_may_be(g, size)) {
        set_rewritten(g);
        return SOURCE_REWRITTEN;
    }
    g->size = size;
    g->mtime_ns = mtime_ns;
    if (size == taken(g) || (g->skips && !skip_line(g, size)))
        return SOURCE_SAME;
    uint64_t from = taken(g);
    uint64_t end = finish ? size : last_line_end(g->file, from, size, stop);
    if (end == from && size - from >= SOURCE_LINE_BYTES)
        end = size;
    if (end > from)
        take(g, end, stop);
    return taken(g) > from ? SOURCE_GREW : SOURCE_SAME;
}

struct growing *growing_open(struct handle *file, uint64_t base)
{
    enum { CUTS = 4 };
    struct growing *g = mem_calloc(1, sizeof *g);
    struct stat st;

    handle_keep(file);
    g->mtime_ns = handle_stat(file, &st) ? mtime_of(&st) : 0;
    g->file = file;
    g->size = base;
    g->cap = CUTS;
    g->cuts = mem_calloc(CUTS, sizeof *g->cuts);
    g->cuts[0] = base;
    team_lock_init(&g->lock);
    remember_tail(g);
    g->skips = g->tail_n > 0 && g->tail[g->tail_n - 1] != '\n';
    return g;
}

void growing_close(struct growing *g)
{
    pthread_mutex_destroy(&g->lock);
    free(g->cuts);
    free(g);
}

enum source_read growing_block(struct growing *g, uint32_t i,
                               struct source_part part,
                               struct source_room *room,
                               struct source_text *out, struct err *err)
{
    pthread_mutex_lock(&g->lock);
    bool is_there = i < g->n;
    bool rewritten = g->rewritten;
    uint64_t begin = is_there ? g->cuts[i] : 0;
    uint64_t bytes = is_there ? g->cuts[i + 1] - begin : 0;
    pthread_mutex_unlock(&g->lock);
    if (!is_there)
        return SOURCE_READ_END;
    uint64_t from = begin + (part.from < bytes ? part.from : bytes);
    uint64_t to = begin + (part.to < bytes ? part.to : bytes);
    size_t n = (size_t)(to - from);
    source_room_reserve(room, n ? n : 1);
    if (rewritten || handle_read(g->file, room->p, n, from) < n) {
        err_set(err, ERR_INPUT, "was written anew: its old text is gone");
        return SOURCE_READ_FAILED;
    }
    *out = (struct source_text){.text = {room->p, n}, .offset = from};
    return SOURCE_READ_OK;
}

uint32_t growing_blocks(struct growing *g)
{
    pthread_mutex_lock(&g->lock);
    uint32_t n = (uint32_t)g->n;
    pthread_mutex_unlock(&g->lock);
    return n;
}

uint64_t growing_extent(struct growing *g, uint32_t i, bool *open)
{
    pthread_mutex_lock(&g->lock);
    uint64_t bytes = i < g->n ? g->cuts[i + 1] - g->cuts[i] : 0;
    *open = bytes && is_open(g, i);
    pthread_mutex_unlock(&g->lock);
    return bytes;
}

uint64_t growing_bytes(struct growing *g)
{
    pthread_mutex_lock(&g->lock);
    uint64_t bytes = taken(g);
    pthread_mutex_unlock(&g->lock);
    return bytes;
}
