/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The records of a piece as lines of text. All columns are read side by side,
 * each by a cursor of its own.
 */
#include "source/parquet_int.h"

#include "base/mem.h"
#include "base/num.h"

#include <stdlib.h>
#include <string.h>

enum {
    LINE_BYTES = 128,    /* of a record, about */
    PIECE_TEXT_MAX = 256 << 20
};

/* A column, and the rows of it that are at hand. */
struct lane {
    struct parquet_cursor *cursor;
    struct parquet_batch batch;
    uint32_t i; /* the next row of the batch */
};

struct writer {
    struct source_room *room;
    size_t n;
    size_t pages; /* bytes of memory that the cursors have */
    size_t pages_most;
};

static bool must_escape(unsigned char c)
{
    return c <= ' ' || c == 0x7f;
}

/* Room for n more bytes. */
static char *reserve(struct writer *w, size_t n)
{
    if (w->room->cap - w->n < n)
        source_room_reserve(w->room, w->room->cap * 2 + n);
    return w->room->p + w->n;
}

static void put_escaped(struct writer *w, struct str s)
{
    static const char digits[] = "0123456789ABCDEF";
    char *out = reserve(w, s.n * 3);

    for (size_t i = 0; i < s.n; i++) {
        unsigned char c = (unsigned char)s.p[i];

        if (!must_escape(c)) {
            *out++ = (char)c;
            continue;
        }
        *out++ = '%';
        *out++ = digits[c >> 4];
        *out++ = digits[c & 15];
    }
    w->n = (size_t)(out - w->room->p);
}

/* The value and what stands behind it. */
static void put(struct writer *w, struct str s, char after)
{
    bool escape = false;

    for (size_t i = 0; i < s.n; i++)
        escape |= must_escape((unsigned char)s.p[i]);
    if (escape) {
        put_escaped(w, s);
        s.n = 0;
    }
    char *out = reserve(w, s.n + 1);
    memcpy(out, s.p, s.n);
    out[s.n] = after;
    w->n += s.n + 1;
}

static struct str slice_text(struct str text, struct slice s)
{
    return (struct str){text.p + s.at, s.n};
}

static struct str int_text(int64_t v, char room[NUM_TEXT_MAX])
{
    return (struct str){room, num_format_int(v, room)};
}

/* Row i of the batch; the text may lie in room. */
static struct str text_of(const struct parquet_batch *b, uint32_t i,
                          char room[NUM_TEXT_MAX])
{
    if (b->null && b->null[i])
        return STR("-");
    if (b->codes && b->dict->ints)
        return int_text(b->dict->ints[b->codes[i]], room);
    if (b->codes)
        return slice_text(b->dict->text, b->dict->slices[b->codes[i]]);
    if (b->ints)
        return int_text(b->ints[i], room);
    return slice_text(b->text, b->slices[i]);
}

static bool next_batch(struct writer *w, struct lane *lane)
{
    size_t before = parquet_cursor_memory(lane->cursor);

    if (w->pages > w->pages_most ||
        !parquet_cursor_next(lane->cursor, &lane->batch))
        return false;
    lane->i = 0;
    w->pages += parquet_cursor_memory(lane->cursor) - before;
    return true;
}

/* The next row as a line; false when a column has none. */
static bool put_row(struct writer *w, struct lane *lanes, uint32_t n)
{
    char room[NUM_TEXT_MAX];

    for (uint32_t k = 0; k < n; k++) {
        struct lane *lane = &lanes[k];

        if (lane->i == lane->batch.n && !next_batch(w, lane))
            return false;
        put(w, text_of(&lane->batch, lane->i++, room), k + 1 < n ? ' ' : '\n');
    }
    return true;
}

size_t parquet_text(struct parquet *p, uint32_t piece, struct source_room *room)
{
    uint32_t n = parquet_columns(p);
    struct lane *lanes = mem_calloc(n + 1, sizeof *lanes);
    struct writer w = {.room = room, .pages_most = p->pages_most};
    size_t whole = 0;
    uint32_t rows = parquet_piece(p, piece).rows;

    source_room_reserve(room, (size_t)rows * LINE_BYTES);
    for (uint32_t k = 0; k < n; k++) {
        lanes[k].cursor = parquet_cursor_new();
        parquet_cursor_seek(lanes[k].cursor, p, k, piece);
        w.pages += parquet_cursor_memory(lanes[k].cursor);
    }
    for (uint32_t i = 0; i < rows && put_row(&w, lanes, n); i++) {
        if (w.n > PIECE_TEXT_MAX) {
            parquet_tell(p, n - 1, parquet_piece(p, piece).group,
                         "the records are too long as text");
            break;
        }
        whole = w.n;
    }
    if (w.pages > p->pages_most)
        parquet_tell(p, n - 1, parquet_piece(p, piece).group,
                     "the pages side by side take more than --memory allows");
    for (uint32_t k = 0; k < n; k++)
        parquet_cursor_free(lanes[k].cursor);
    free(lanes);
    return whole;
}
