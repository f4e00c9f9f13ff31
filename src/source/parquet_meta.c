/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The footer: which columns there are and can be read, and where each row
 * group has them. The schema is a tree, written parents first; columns are
 * its leaves, and the flat ones are children of the root.
 */
#include "source/parquet_int.h"

#include "base/mem.h"
#include "source/thrift.h"

#include <stdlib.h>
#include <string.h>

enum { REPETITION_REQUIRED, REPETITION_OPTIONAL };

/* Converted types and logical types, as far as they are told apart. */
enum {
    CONVERTED_UTF8 = 0,
    CONVERTED_ENUM = 4,
    CONVERTED_DECIMAL = 5,
    CONVERTED_DATE = 6,
    CONVERTED_TIME_MILLIS = 7,
    CONVERTED_TIME_MICROS = 8,
    CONVERTED_TIMESTAMP_MILLIS = 9,
    CONVERTED_TIMESTAMP_MICROS = 10,
    CONVERTED_UINT_8 = 11,
    CONVERTED_UINT_32 = 13,
    CONVERTED_UINT_64 = 14,
    CONVERTED_JSON = 19,
    CONVERTED_BSON = 20,
    CONVERTED_INTERVAL = 21
};

/* Fields of the union LogicalType. */
enum {
    LOGICAL_DECIMAL = 5,
    LOGICAL_DATE = 6,
    LOGICAL_TIME = 7,
    LOGICAL_TIMESTAMP = 8,
    LOGICAL_INTEGER = 10,
    LOGICAL_BSON = 13,
    LOGICAL_UUID = 14,
    LOGICAL_FLOAT16 = 15,
    LOGICAL_OTHERS = 16 /* geometry, variants and what is to come */
};

/* One element of the schema. */
struct element {
    struct str name;
    int64_t physical; /* -1: none */
    int64_t width;
    int64_t repetition;
    int64_t children;
    int64_t converted; /* -1: none */
    int64_t scale;     /* of decimals */
    int32_t logical;   /* 0: none */
    bool is_unsigned;
    enum parquet_kind unit; /* of LOGICAL_TIMESTAMP */
};

/* Where a leaf of the schema went. */
#define LEAF_LEFT_OUT UINT32_MAX

struct reading {
    struct parquet *p;
    struct thrift t;
    uint64_t data_end; /* of the file: where the footer begins */
    uint32_t *leaves;  /* by leaf: its column, or LEAF_LEFT_OUT */
    size_t n_leaves;
    size_t cap_leaves;
    const char **unreadable; /* by column: why after all it cannot be read */
    bool bad;                /* the footer contradicts itself */
};

/* The schema. */

static bool read_integer(struct thrift *t)
{
    struct thrift_field f = {0};
    bool is_signed = true;

    while (thrift_next(t, &f)) {
        if (f.id == 2)
            is_signed = thrift_bool(t, &f);
        else
            thrift_skip(t, &f);
    }
    return is_signed;
}

/* A union of empty structs: the number of the one that is set. */
static int32_t read_choice(struct thrift *t)
{
    struct thrift_field f = {0};
    int32_t choice = 0;

    while (thrift_next(t, &f)) {
        choice = f.id;
        thrift_skip(t, &f);
    }
    return choice;
}

static enum parquet_kind read_timestamp(struct thrift *t)
{
    static const enum parquet_kind units[] = {KIND_INT, KIND_MILLIS,
                                              KIND_MICROS, KIND_NANOS};
    struct thrift_field f = {0};
    int32_t unit = 0;

    while (thrift_next(t, &f)) {
        if (f.id == 2 && thrift_is_struct(t, &f))
            unit = read_choice(t);
        else
            thrift_skip(t, &f);
    }
    return unit >= 0 && unit < 4 ? units[unit] : KIND_INT;
}

static int64_t read_scale(struct thrift *t)
{
    struct thrift_field f = {0};
    int64_t scale = 0;

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            scale = thrift_int(t, &f);
        else
            thrift_skip(t, &f);
    }
    return scale;
}

static void read_logical(struct thrift *t, struct element *e)
{
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        e->logical = f.id;
        if (f.id == LOGICAL_INTEGER && thrift_is_struct(t, &f))
            e->is_unsigned = !read_integer(t);
        else if (f.id == LOGICAL_TIMESTAMP && thrift_is_struct(t, &f))
            e->unit = read_timestamp(t);
        else if (f.id == LOGICAL_DECIMAL && thrift_is_struct(t, &f))
            e->scale = read_scale(t);
        else
            thrift_skip(t, &f);
    }
}

static struct element read_element(struct thrift *t)
{
    struct element e = {.physical = -1, .converted = -1};
    struct thrift_field f = {0};

    while (thrift_next(t, &f)) {
        if (f.id == 1)
            e.physical = thrift_int(t, &f);
        else if (f.id == 2)
            e.width = thrift_int(t, &f);
        else if (f.id == 3)
            e.repetition = thrift_int(t, &f);
        else if (f.id == 4)
            e.name = thrift_binary(t, &f);
        else if (f.id == 5)
            e.children = thrift_int(t, &f);
        else if (f.id == 6)
            e.converted = thrift_int(t, &f);
        else if (f.id == 7)
            e.scale = thrift_int(t, &f);
        else if (f.id == 10 && thrift_is_struct(t, &f))
            read_logical(t, &e);
        else
            thrift_skip(t, &f);
    }
    return e;
}

static bool is_decimal(const struct element *e)
{
    return e->logical == LOGICAL_DECIMAL || e->converted == CONVERTED_DECIMAL;
}

static bool is_text(const struct element *e)
{
    return e->physical == PHYSICAL_BYTES || e->physical == PHYSICAL_FIXED;
}

static const char *unsupported_decimal(const struct element *e)
{
    if (e->physical != PHYSICAL_INT32 && e->physical != PHYSICAL_INT64 &&
        !is_text(e))
        return "is decimal, which its type cannot be";
    if (e->width > PARQUET_DECIMAL_BYTES || e->scale < 0 ||
        e->scale > PARQUET_SCALE_MAX)
        return "is decimal with more digits than can be read";
    return NULL;
}

static const char *unsupported_logical(const struct element *e)
{
    if (is_decimal(e))
        return unsupported_decimal(e);
    if (e->logical == LOGICAL_TIME || e->converted == CONVERTED_TIME_MILLIS ||
        e->converted == CONVERTED_TIME_MICROS)
        return "is a time of day";
    if (e->converted == CONVERTED_INTERVAL)
        return "is an interval";
    if (e->logical == LOGICAL_BSON || e->converted == CONVERTED_BSON)
        return "is BSON";
    if (e->logical == LOGICAL_UUID)
        return "is a UUID";
    if (e->logical == LOGICAL_FLOAT16)
        return "is a 16-bit float";
    if (e->logical >= LOGICAL_OTHERS)
        return "is of a type that is not known";
    if (e->logical == LOGICAL_TIMESTAMP && e->unit == KIND_INT)
        return "has times in a unit that is not known";
    return NULL;
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

static bool is_name(struct str s)
{
    enum { NAME_MAX_LEN = 64 };

    if (s.n == 0 || s.n > NAME_MAX_LEN ||
        !(is_letter(s.p[0]) || s.p[0] == '_' || s.p[0] == '@'))
        return false;
    for (size_t i = 1; i < s.n; i++) {
        if (!is_letter(s.p[i]) && !(s.p[i] >= '0' && s.p[i] <= '9') &&
            !memchr("-_.:@", s.p[i], 5))
            return false;
    }
    return true;
}

/* Why the leaf cannot be read, or NULL. */
static const char *unsupported(const struct reading *r, const struct element *e)
{
    if (e->repetition != REPETITION_REQUIRED &&
        e->repetition != REPETITION_OPTIONAL)
        return "is repeated";
    if (e->physical < PHYSICAL_BOOLEAN || e->physical > PHYSICAL_FIXED)
        return "is of a type that is not known";
    if (e->physical == PHYSICAL_FIXED &&
        (e->width <= 0 || e->width > PARQUET_TEXT_MAX))
        return "has values of an impossible size";
    if (!is_name(e->name))
        return "has a name that no field can have";
    if (r->p->n_columns == PARQUET_COLUMNS_MAX)
        return "is one too many";
    return unsupported_logical(e);
}

static enum parquet_kind kind_of_time(const struct element *e)
{
    if (e->logical == LOGICAL_TIMESTAMP)
        return e->unit;
    if (e->converted == CONVERTED_TIMESTAMP_MILLIS)
        return KIND_MILLIS;
    if (e->converted == CONVERTED_TIMESTAMP_MICROS)
        return KIND_MICROS;
    return KIND_INT;
}

static enum parquet_kind kind_of(const struct element *e)
{
    bool is_unsigned = e->is_unsigned || (e->converted >= CONVERTED_UINT_8 &&
                                          e->converted <= CONVERTED_UINT_64);

    switch ((enum parquet_physical)e->physical) {
    case PHYSICAL_BOOLEAN:
        return KIND_BOOLEAN;
    case PHYSICAL_INT32:
        if (e->logical == LOGICAL_DATE || e->converted == CONVERTED_DATE)
            return KIND_DATE;
        if (is_decimal(e))
            return e->scale ? KIND_DECIMAL : KIND_INT;
        return is_unsigned ? KIND_UINT32 : KIND_INT;
    case PHYSICAL_INT64:
        if (is_decimal(e))
            return e->scale ? KIND_DECIMAL : KIND_INT;
        return is_unsigned ? KIND_UINT64 : kind_of_time(e);
    case PHYSICAL_INT96:
        return KIND_MILLIS; /* as such it is given on */
    case PHYSICAL_FLOAT:
        return KIND_FLOAT;
    case PHYSICAL_DOUBLE:
        return KIND_DOUBLE;
    default:
        return is_decimal(e) ? KIND_DECIMAL_TEXT : KIND_TEXT;
    }
}

static uint32_t width_of(const struct element *e)
{
    static const uint8_t widths[] = {
        [PHYSICAL_INT32] = 4, [PHYSICAL_INT64] = 8,  [PHYSICAL_INT96] = 12,
        [PHYSICAL_FLOAT] = 4, [PHYSICAL_DOUBLE] = 8, [PHYSICAL_FIXED] = 0};

    return e->physical == PHYSICAL_FIXED ? (uint32_t)e->width
                                         : widths[e->physical];
}

static void leave_out(struct parquet *p, struct str name, const char *why)
{
    p->left = mem_grow(p->left, p->n_left, &p->cap_left, sizeof *p->left);
    p->left[p->n_left++] =
        (struct parquet_left){arena_copy(&p->arena, name), why};
}

static void add_leaf(struct reading *r, uint32_t column)
{
    r->leaves =
        mem_grow(r->leaves, r->n_leaves, &r->cap_leaves, sizeof *r->leaves);
    r->leaves[r->n_leaves++] = column;
}

static void add_column(struct reading *r, const struct element *e)
{
    struct parquet *p = r->p;
    const char *why = unsupported(r, e);

    if (why) {
        leave_out(p, e->name, why);
        add_leaf(r, LEAF_LEFT_OUT);
        return;
    }
    add_leaf(r, p->n_columns);
    p->columns =
        mem_grow(p->columns, p->n_columns, &p->cap_columns, sizeof *p->columns);
    p->columns[p->n_columns++] = (struct parquet_column){
        .name = arena_copy(&p->arena, e->name),
        .physical = (enum parquet_physical)e->physical,
        .kind = kind_of(e),
        .width = width_of(e),
        .scale = (unsigned)e->scale,
        .optional = e->repetition == REPETITION_OPTIONAL,
    };
}

/* Elements below another than the root: leaves that are left out. */
static void pass_children(struct reading *r, int64_t n, uint32_t *left)
{
    while (n > 0 && *left > 0 && !r->t.bad) {
        struct element e = read_element(&r->t);

        (*left)--;
        n += e.children > 0 && e.children <= *left ? e.children : 0;
        n--;
        if (e.children <= 0)
            add_leaf(r, LEAF_LEFT_OUT);
    }
}

static void read_schema(struct reading *r, const struct thrift_field *f)
{
    uint32_t left = thrift_list(&r->t, f, THRIFT_STRUCT);

    if (r->n_leaves > 0 || left == 0) {
        r->bad = true;
        return;
    }
    read_element(&r->t); /* the root */
    left--;
    while (left > 0 && !r->t.bad) {
        struct element e = read_element(&r->t);

        left--;
        if (e.children <= 0) {
            add_column(r, &e);
            continue;
        }
        leave_out(r->p, e.name, "is nested");
        pass_children(r, e.children, &left);
    }
}

/* Row groups. */

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

    if (n != r->n_leaves)
        r->bad = true;
    for (uint32_t i = 0; i < n && !r->bad; i++) {
        struct chunk_meta m = read_chunk(&r->t);

        if (r->leaves[i] != LEAF_LEFT_OUT)
            chunks[r->leaves[i]] = m;
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

    if (r->unreadable || r->n_leaves == 0) {
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
            leave_out(p, p->columns[i].name, r->unreadable[i]);
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
            read_schema(r, &f);
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
    free(r.leaves);
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
