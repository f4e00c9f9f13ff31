/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The footer: the schema (parquet_schema.h), and where each row group has its
 * columns.
 */
#include "source/parquet_schema.h"

#include "base/mem.h"

#include <stdlib.h>

struct reading {
    struct parquet *p;
    struct thrift t;
    uint64_t data_end; /* of the file: where the footer begins */
    struct parquet_leaves leaves;
    const char **unreadable; /* by column: why after all it cannot be read */
    bool bad;                /* the footer contradicts itself */
};

/* What the footer says of a chunk. */
struct chunk_meta {
    int64_t physical;
    int64_t codec;
    int64_t values;
    int64_t bytes;
    int64_t data_at;
    int64_t dictionary_at; /* 0: none is stated */
    struct str old_min, old_max, min, max;
    bool encrypted;
    bool elsewhere; /* in another file */
};

static void read_statistics(struct thrift *t, struct chunk_meta *m)
{
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            m->old_max = thrift_binary(t, &f);
        else if (f.id == 2)
            m->old_min = thrift_binary(t, &f);
        else if (f.id == 5)
            m->max = thrift_binary(t, &f);
        else if (f.id == 6)
            m->min = thrift_binary(t, &f);
        else
            thrift_skip(t, &f);
    }
}

static void read_column_meta(struct thrift *t, struct chunk_meta *m)
{
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            m->physical = thrift_int(t, &f);
        else if (f.id == 4)
            m->codec = thrift_int(t, &f);
        else if (f.id == 5)
            m->values = thrift_int(t, &f);
        else if (f.id == 7)
            m->bytes = thrift_int(t, &f);
        else if (f.id == 9)
            m->data_at = thrift_int(t, &f);
        else if (f.id == 11)
            m->dictionary_at = thrift_int(t, &f);
        else if (f.id == 12 && thrift_is_struct(t, &f))
            read_statistics(t, m);
        else
            thrift_skip(t, &f);
    }
}

static struct chunk_meta read_chunk(struct thrift *t)
{
    struct chunk_meta m = {.physical = -1};
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        if (f.id == 3 && thrift_is_struct(t, &f)) {
            read_column_meta(t, &m);
            continue;
        }
        m.elsewhere |= f.id == 1;
        m.encrypted |= f.id == 8 || f.id == 9;
        thrift_skip(t, &f);
    }
    return m;
}

/* The signed or unsigned integer of a bound, 4 or 8 bytes, low ones first. */
static bool read_bound(const struct parquet_column *c, struct str s,
                       int64_t *out)
{
    uint64_t v = 0;

    if (s.n != c->width || s.n > 8)
        return false;
    for (size_t i = s.n; i-- > 0;)
        v = v << 8 | (unsigned char)s.p[i];
    *out = (int64_t)v;
    if (s.n == 4 && c->kind != KIND_UINT32)
        *out = (int32_t)(uint32_t)v;
    return true;
}

/* The bounds of old came from comparing with a sign. */
static void take_bounds(const struct parquet_column *c,
                        const struct chunk_meta *m, struct parquet_chunk *out)
{
    bool is_int =
        c->physical == PHYSICAL_INT32 || c->physical == PHYSICAL_INT64;
    bool old = c->kind != KIND_UINT32 && c->kind != KIND_UINT64;

    if (!is_int)
        return;
    out->bounded = (read_bound(c, m->min, &out->min) &&
                    read_bound(c, m->max, &out->max)) ||
                   (old && read_bound(c, m->old_min, &out->min) &&
                    read_bound(c, m->old_max, &out->max));
}

static const char elsewhere[] = "lies in another file";

/* Why chunks like this one cannot be read, or NULL. */
static const char *unreadable(const struct chunk_meta *m)
{
    static const char *const codecs[CODEC_LZ4_RAW + 1] = {
        [CODEC_LZO] = "is compressed with LZO",
        [CODEC_BROTLI] = "is compressed with Brotli",
    };

    if (m->encrypted)
        return "is encrypted";
    if (m->elsewhere)
        return elsewhere;
    if (m->codec < 0 || m->codec > CODEC_LZ4_RAW)
        return "is compressed in a way that is not known";
    return codecs[m->codec];
}

/* A chunk whose place or size cannot be right is empty. */
static void add_chunk(struct reading *r, uint32_t column, uint64_t rows,
                      const struct chunk_meta *m)
{
    struct parquet *p = r->p;
    const struct parquet_column *c = &p->columns[column];
    struct parquet_chunk *chunk =
        &p->chunks[(size_t)p->n_groups * p->n_columns + column];
    int64_t at = m->dictionary_at > 0 && m->dictionary_at < m->data_at
                     ? m->dictionary_at
                     : m->data_at;

    *chunk = (struct parquet_chunk){.codec = (uint8_t)m->codec};
    if (!r->unreadable[column])
        r->unreadable[column] = unreadable(m);
    if (m->physical != (int64_t)c->physical || m->values < 0 ||
        (uint64_t)m->values != rows || at < PARQUET_MAGIC_BYTES ||
        m->bytes < 0 || (uint64_t)at > r->data_end ||
        (uint64_t)m->bytes > r->data_end - (uint64_t)at)
        return;
    chunk->at = (uint64_t)at;
    chunk->bytes = (uint64_t)m->bytes;
    take_bounds(c, m, chunk);
}

static void read_chunks(struct reading *r, const struct thrift_field *f,
                        struct chunk_meta *chunks)
{
    uint32_t n = thrift_list(&r->t, f, THRIFT_STRUCT);

    if (n != r->leaves.n)
        r->bad = true;
    for (uint32_t i = 0; i < n && !r->bad; i++) {
        struct chunk_meta m = read_chunk(&r->t);

        if (r->leaves.columns[i] != PARQUET_LEFT_OUT)
            chunks[r->leaves.columns[i]] = m;
    }
}

/*
 * Could so few bytes hold so many rows? A page of one value over and over is
 * some dozen bytes, however often; but writers begin a new one at times.
 */
static bool has_too_many_rows(const struct reading *r, uint64_t rows,
                              const struct chunk_meta *chunks)
{
    enum { ROWS_PER_BYTE = 1 << 16 };
    uint64_t bytes = 0;

    for (uint32_t i = 0; i < r->p->n_columns; i++) {
        if (chunks[i].bytes > 0 && (uint64_t)chunks[i].bytes <= r->data_end)
            bytes += (uint64_t)chunks[i].bytes;
    }
    return r->p->n_columns > 0 && rows / ROWS_PER_BYTE > bytes;
}

static void add_group(struct reading *r, uint64_t rows,
                      const struct chunk_meta *chunks)
{
    struct parquet *p = r->p;
    uint64_t pieces = (rows + PARQUET_PIECE_ROWS - 1) / PARQUET_PIECE_ROWS;
    const struct parquet_group *last =
        p->n_groups ? &p->groups[p->n_groups - 1] : NULL;

    if (pieces > SOURCE_MAX_BLOCKS - p->n_pieces ||
        has_too_many_rows(r, rows, chunks)) {
        r->bad = true;
        return;
    }
    p->groups =
        mem_grow(p->groups, p->n_groups, &p->cap_groups, sizeof *p->groups);
    if (p->cap_chunks < p->cap_groups * p->n_columns) {
        p->cap_chunks = p->cap_groups * p->n_columns;
        p->chunks = mem_realloc(p->chunks, p->cap_chunks * sizeof *p->chunks);
    }
    for (uint32_t i = 0; i < p->n_columns; i++)
        add_chunk(r, i, rows, &chunks[i]);
    p->groups[p->n_groups] = (struct parquet_group){
        .rows = rows,
        .row = p->n_groups ? last->row + last->rows : 0,
        .first_piece = p->n_pieces,
        .pieces = (uint32_t)pieces,
    };
    p->n_groups++;
    p->n_pieces += (uint32_t)pieces;
}

static void read_group(struct reading *r, struct chunk_meta *chunks)
{
    struct thrift_field f = {0};
    int64_t rows = -1;
    bool has_chunks = false;

    while (thrift_next(&r->t, &f)) {
        if (f.id == 1) {
            read_chunks(r, &f, chunks);
            has_chunks = true;
        } else if (f.id == 3) {
            rows = thrift_int(&r->t, &f);
        } else {
            thrift_skip(&r->t, &f);
        }
    }
    r->bad |= r->t.bad || rows < 0 || !has_chunks;
    if (!r->bad && rows > 0)
        add_group(r, (uint64_t)rows, chunks);
}

static void read_groups(struct reading *r, const struct thrift_field *f)
{
    uint32_t n = thrift_list(&r->t, f, THRIFT_STRUCT);
    uint32_t columns = r->p->n_columns;

    if (r->unreadable || r->leaves.n == 0) {
        r->bad = true; /* twice, or before the schema */
        return;
    }
    struct chunk_meta *chunks = mem_calloc(columns + 1, sizeof *chunks);
    r->unreadable = mem_calloc(columns + 1, sizeof *r->unreadable);
    for (uint32_t i = 0; i < n && !r->bad; i++)
        read_group(r, chunks);
    free(chunks);
}

/* Take columns out that were found to be unreadable in some row group. */
static void drop_unreadable(struct reading *r)
{
    struct parquet *p = r->p;
    uint32_t n = 0;

    for (uint32_t i = 0; i < p->n_columns; i++) {
        if (r->unreadable[i])
            parquet_leave_out(p, p->columns[i].name, r->unreadable[i]);
        else
            p->columns[n++] = p->columns[i];
    }
    for (size_t g = 0, to = 0; g < p->n_groups; g++) {
        for (uint32_t i = 0; i < p->n_columns; i++) {
            if (!r->unreadable[i])
                p->chunks[to++] = p->chunks[g * p->n_columns + i];
        }
    }
    p->n_columns = n;
}

static void read_file_meta(struct reading *r)
{
    struct thrift_field f = {0};
    int64_t rows = -1;

    while (!r->bad && thrift_next(&r->t, &f)) {
        if (f.id == 2)
            r->bad = !parquet_read_schema(r->p, &r->t, &f, &r->leaves);
        else if (f.id == 3)
            rows = thrift_int(&r->t, &f);
        else if (f.id == 4)
            read_groups(r, &f);
        else
            thrift_skip(&r->t, &f);
    }
    const struct parquet *p = r->p;
    const struct parquet_group *last =
        p->n_groups ? &p->groups[p->n_groups - 1] : NULL;
    uint64_t found = last ? last->row + last->rows : 0;
    r->bad |= r->t.bad || !r->unreadable || rows < 0 || (uint64_t)rows != found;
}

bool parquet_read_meta(struct parquet *p, struct str footer, uint64_t data_end,
                       struct err *err)
{
    struct reading r = {
        .p = p, .t = thrift_begin(footer), .data_end = data_end};

    read_file_meta(&r);
    if (r.bad)
        err_set(err, ERR_INPUT, "is a Parquet file with a damaged footer");
    else
        drop_unreadable(&r);
    free(r.leaves.columns);
    free(r.unreadable);
    /* A summary of the files beside it has no columns, and no error. */
    if (!r.bad && p->n_columns == 0 && p->n_left > 0 &&
        p->left[0].why != elsewhere)
        return err_set(err, ERR_INPUT,
                       "is a Parquet file of which no column can be read: "
                       "the first %s; write it anew with columns of numbers "
                       "and texts, compressed with zstd or gzip",
                       p->left[0].why);
    return !r.bad;
}
