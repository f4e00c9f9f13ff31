/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "parquet_holds.h"

#include "base/hash.h"
#include "base/mem.h"
#include "source/handle.h"
#include "source/parquet.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { PIECES_MAX = 8 };

/* What was read of a column in one piece. */
struct seen {
    uint32_t rows;
    uint64_t hash; /* of its values, as far as they could be read */
};

static uint64_t hash_slice(uint64_t h, struct str text, struct slice s)
{
    return hash_add(h, hash_bytes(text.p + s.at, s.n));
}

/* All that the batch gives is touched here. */
static uint64_t hash_batch(uint64_t h, const struct parquet_batch *b)
{
    for (uint32_t i = 0; i < b->n; i++) {
        if (b->null)
            h = hash_add(h, b->null[i]);
        if (b->codes && b->dict->ints && b->codes[i] < b->dict->n)
            h = hash_add(h, (uint64_t)b->dict->ints[b->codes[i]]);
        else if (b->codes && b->dict->slices)
            h = hash_slice(h, b->dict->text, b->dict->slices[b->codes[i]]);
        else if (b->ints)
            h = hash_add(h, (uint64_t)b->ints[i]);
        else if (b->slices)
            h = hash_slice(h, b->text, b->slices[i]);
    }
    return h;
}

static struct seen read_piece(struct parquet_cursor *c, struct parquet *p,
                              uint32_t column, uint32_t piece)
{
    struct seen seen = {0};
    struct parquet_batch batch;

    parquet_cursor_seek(c, p, column, piece);
    while (parquet_cursor_next(c, &batch)) {
        seen.rows += batch.n;
        seen.hash = hash_batch(seen.hash, &batch);
    }
    return seen;
}

/* The pieces of a column forwards, and backwards with another cursor. */
static bool column_holds(struct parquet *p, uint32_t column, struct buf *why)
{
    struct parquet_cursor *c = parquet_cursor_new();
    struct parquet_cursor *back = parquet_cursor_new();
    struct seen seen[PIECES_MAX];
    uint32_t n = parquet_pieces(p);

    for (uint32_t i = 0; i < n; i++) {
        seen[i] = read_piece(c, p, column, i);
        if (seen[i].rows > parquet_piece(p, i).rows)
            buf_printf(why, "column %u, piece %u has too many rows", column, i);
        if (seen[i].rows < parquet_piece(p, i).rows && !parquet_damage(p))
            buf_printf(why, "column %u, piece %u lacks rows", column, i);
    }
    for (uint32_t i = n; i-- > 0;) {
        struct seen again = read_piece(back, p, column, i);

        if (again.rows != seen[i].rows || again.hash != seen[i].hash)
            buf_printf(why, "column %u, piece %u reads otherwise", column, i);
    }
    parquet_cursor_free(c);
    parquet_cursor_free(back);
    return why->n == 0;
}

static bool text_holds(struct parquet *p, uint32_t piece, struct buf *why)
{
    struct source_room room = {.p = NULL};
    size_t n = parquet_text(p, piece, &room);
    uint32_t lines = 0;

    for (size_t i = 0; i < n; i++)
        lines += room.p[i] == '\n';
    if (n > 0 && room.p[n - 1] != '\n')
        buf_printf(why, "the text of piece %u has no end", piece);
    if (lines > parquet_piece(p, piece).rows ||
        (lines < parquet_piece(p, piece).rows && parquet_columns(p) > 0 &&
         !parquet_damage(p)))
        buf_printf(why, "the text of piece %u has %u lines", piece, lines);
    source_room_done(&room);
    return why->n == 0;
}

static bool file_holds(struct parquet *p, struct buf *why)
{
    bool holds = true;

    if (parquet_pieces(p) > PIECES_MAX)
        return true;
    for (uint32_t i = 0; holds && i < parquet_columns(p); i++)
        holds = column_holds(p, i, why);
    for (uint32_t i = 0; holds && i < parquet_pieces(p); i++)
        holds = text_holds(p, i, why);
    return holds;
}

bool parquet_holds(struct str bytes, bool *opens, struct buf *why)
{
    FILE *f = tmpfile();
    struct err err = {.code = ERR_NONE};
    bool holds = true;

    if (!f || fwrite(bytes.p, 1, bytes.n, f) != bytes.n || fflush(f)) {
        buf_text(why, "there is no temporary file");
        return false;
    }
    struct handle *file = handle_new(NULL, NULL, dup(fileno(f)), NULL);
    struct parquet *p = parquet_open(file, bytes.n, &err);
    *opens = p != NULL;
    if (p) {
        holds = file_holds(p, why);
        parquet_close(p);
    } else if (err.code == ERR_NONE) {
        buf_text(why, "no file and no reason");
        holds = false;
    }
    handle_free(file);
    fclose(f);
    return holds;
}
