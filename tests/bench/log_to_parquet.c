/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes the records of a log with a header as a Parquet file, for the
 * benchmarks: numbers as INT64, PLAIN; all else as UTF8 with a dictionary for
 * each row group; all columns optional, "-" is null; pages packed by snappy.
 * A row group has one page of each column.
 *
 *     log_to_parquet LOG PARQUET
 *
 * Sources: Apache Parquet, "File Format" and "Encodings"; Apache Thrift,
 * "Thrift Compact protocol".
 */
#include "base/buf.h"
#include "base/hash.h"
#include "base/mem.h"
#include "flow/field.h"

#include <snappy-c.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    GROUP_ROWS = 1 << 17,
    COLUMNS_MAX = 64,
    SLOTS = GROUP_ROWS * 2, /* of a dictionary; a power of two */
    /* Numbers of parquet.thrift. */
    TYPE_INT64 = 2,
    TYPE_BYTE_ARRAY = 6,
    OPTIONAL = 1,
    CONVERTED_UTF8 = 0,
    CODEC_SNAPPY = 1,
    PAGE_DATA = 0,
    PAGE_DICTIONARY = 2,
    ENCODING_PLAIN = 0,
    ENCODING_RLE = 3,
    ENCODING_RLE_DICTIONARY = 8,
    /* Types of the compact protocol. */
    THRIFT_I32 = 5,
    THRIFT_I64 = 6,
    THRIFT_BINARY = 8,
    THRIFT_LIST = 9,
    THRIFT_STRUCT = 12
};

/* A column of the row group being made. */
struct column {
    char *name;
    bool number;
    uint8_t *present;    /* by row */
    uint32_t n_values;   /* rows that have one */
    struct buf plain;    /* numbers; or the distinct texts, with lengths */
    uint32_t *codes;     /* of texts, by value */
    uint32_t *slots;     /* of the dictionary: code + 1, or 0 */
    struct slice *texts; /* by code, where in plain */
    uint32_t n_texts;
};

struct writer {
    FILE *file;
    uint64_t at;
    struct column columns[COLUMNS_MAX];
    uint32_t n_columns;
    uint32_t n_rows; /* of the row group */
    uint64_t all_rows;
    struct buf groups; /* their metadata */
    uint32_t n_groups;
    struct buf page, packed, levels;
};

/* The compact protocol. */

static void put_varint(struct buf *b, uint64_t v)
{
    for (; v >= 0x80; v >>= 7)
        buf_char(b, (char)(v | 0x80));
    buf_char(b, (char)v);
}

static void put_zigzag(struct buf *b, int64_t v)
{
    put_varint(b, (uint64_t)v << 1 ^ (uint64_t)(v >> 63));
}

/* A field's head; step is from the field before. */
static void put_field(struct buf *b, unsigned step, unsigned type)
{
    buf_char(b, (char)(step << 4 | type));
}

static void put_i32(struct buf *b, unsigned step, int32_t v)
{
    put_field(b, step, THRIFT_I32);
    put_zigzag(b, v);
}

static void put_i64(struct buf *b, unsigned step, uint64_t v)
{
    put_field(b, step, THRIFT_I64);
    put_zigzag(b, (int64_t)v);
}

static void put_binary(struct buf *b, struct str s)
{
    put_varint(b, s.n);
    buf_add(b, s);
}

static void put_list(struct buf *b, unsigned step, unsigned of, uint32_t n)
{
    put_field(b, step, THRIFT_LIST);
    if (n < 15) {
        buf_char(b, (char)(n << 4 | of));
    } else {
        buf_char(b, (char)(0xf0 | of));
        put_varint(b, n);
    }
}

static void put_end(struct buf *b)
{
    buf_char(b, 0);
}

/* Values. */

static void put_le(struct buf *b, uint64_t v, unsigned bytes)
{
    for (unsigned i = 0; i < bytes; i++)
        buf_char(b, (char)(v >> 8 * i));
}

static struct str text_of(const struct column *c, uint32_t code)
{
    return (struct str){c->plain.p + c->texts[code].at, c->texts[code].n};
}

static uint32_t code_of(struct column *c, struct str s)
{
    uint32_t i = (uint32_t)hash_bytes(s.p, s.n) & (SLOTS - 1);

    while (c->slots[i] && !str_eq(text_of(c, c->slots[i] - 1), s))
        i = (i + 1) & (SLOTS - 1);
    if (!c->slots[i]) {
        put_le(&c->plain, s.n, 4);
        c->texts[c->n_texts] =
            (struct slice){(uint32_t)c->plain.n, (uint32_t)s.n};
        buf_add(&c->plain, s);
        c->slots[i] = ++c->n_texts;
    }
    return c->slots[i] - 1;
}

static void add_value(struct column *c, uint32_t row, struct str s)
{
    c->present[row] = s.n && !str_eq(s, STR("-"));
    if (!c->present[row])
        return;
    if (c->number)
        put_le(&c->plain, strtoull(s.p, NULL, 10), 8);
    else
        c->codes[c->n_values] = code_of(c, s);
    c->n_values++;
}

/* n numbers of width bits each, as one packed run of the hybrid encoding. */
static void put_packed(struct buf *b, const uint32_t *v, uint32_t n,
                       unsigned width)
{
    uint32_t groups = (n + 7) / 8;
    uint64_t bits = 0;
    unsigned have = 0;

    put_varint(b, (uint64_t)groups << 1 | 1);
    for (uint32_t i = 0; i < groups * 8; i++) {
        bits |= (uint64_t)(i < n ? v[i] : 0) << have;
        for (have += width; have >= 8; have -= 8, bits >>= 8)
            buf_char(b, (char)bits);
    }
}

/* Which rows have a value: runs of the same. */
static void put_present(struct buf *b, const uint8_t *present, uint32_t n)
{
    for (uint32_t i = 0, from = 0; i < n; from = i) {
        while (i < n && present[i] == present[from])
            i++;
        put_varint(b, (uint64_t)(i - from) << 1);
        buf_char(b, (char)present[from]);
    }
}

/* Pages. */

static void write_out(struct writer *w, struct str s)
{
    if (fwrite(s.p, 1, s.n, w->file) != s.n) {
        perror("log_to_parquet");
        exit(1);
    }
    w->at += s.n;
}

static void pack(struct writer *w)
{
    size_t n = snappy_max_compressed_length(w->page.n);

    buf_reset(&w->packed);
    if (snappy_compress(w->page.p, w->page.n, buf_room(&w->packed, n), &n) !=
        SNAPPY_OK)
        abort();
    w->packed.n = n;
}

/* The page in w->page. */
static void write_page(struct writer *w, int type, uint32_t n_values,
                       int encoding)
{
    struct buf head = {.p = NULL};

    pack(w);
    put_i32(&head, 1, type);
    put_i32(&head, 1, (int32_t)w->page.n);
    put_i32(&head, 1, (int32_t)w->packed.n);
    put_field(&head, type == PAGE_DATA ? 2 : 4, THRIFT_STRUCT);
    put_i32(&head, 1, (int32_t)n_values);
    put_i32(&head, 1, encoding);
    if (type == PAGE_DATA) {
        put_i32(&head, 1, ENCODING_RLE);
        put_i32(&head, 1, ENCODING_RLE);
    }
    put_end(&head);
    put_end(&head);
    write_out(w, buf_str(&head));
    write_out(w, buf_str(&w->packed));
    buf_done(&head);
}

static unsigned width_for(uint32_t n)
{
    unsigned width = 1;

    while (n > UINT32_C(1) << width)
        width++;
    return width;
}

static void write_dictionary(struct writer *w, const struct column *c)
{
    buf_reset(&w->page);
    buf_add(&w->page, buf_str(&c->plain));
    write_page(w, PAGE_DICTIONARY, c->n_texts, ENCODING_PLAIN);
}

static void write_values(struct writer *w, const struct column *c)
{
    buf_reset(&w->levels);
    put_present(&w->levels, c->present, w->n_rows);
    buf_reset(&w->page);
    put_le(&w->page, w->levels.n, 4);
    buf_add(&w->page, buf_str(&w->levels));
    if (c->number) {
        buf_add(&w->page, buf_str(&c->plain));
    } else {
        unsigned width = width_for(c->n_texts);

        buf_char(&w->page, (char)width);
        put_packed(&w->page, c->codes, c->n_values, width);
    }
    write_page(w, PAGE_DATA, w->n_rows,
               c->number ? ENCODING_PLAIN : ENCODING_RLE_DICTIONARY);
}

/* Metadata. */

static void put_chunk(struct writer *w, const struct column *c, uint64_t start,
                      uint64_t values_at)
{
    struct buf *b = &w->groups;

    put_i64(b, 2, start);
    put_field(b, 1, THRIFT_STRUCT);
    put_i32(b, 1, c->number ? TYPE_INT64 : TYPE_BYTE_ARRAY);
    put_list(b, 1, THRIFT_I32, 2);
    put_zigzag(b, ENCODING_RLE);
    put_zigzag(b, c->number ? ENCODING_PLAIN : ENCODING_RLE_DICTIONARY);
    put_list(b, 1, THRIFT_BINARY, 1);
    put_binary(b, str_of(c->name));
    put_i32(b, 1, CODEC_SNAPPY);
    put_i64(b, 1, w->n_rows);
    put_i64(b, 1, w->at - start);
    put_i64(b, 1, w->at - start);
    put_i64(b, 2, values_at);
    if (!c->number)
        put_i64(b, 2, start);
    put_end(b);
    put_end(b);
}

static void write_chunk(struct writer *w, struct column *c)
{
    uint64_t start = w->at, values_at;

    if (!c->number)
        write_dictionary(w, c);
    values_at = w->at;
    write_values(w, c);
    put_chunk(w, c, start, values_at);
    buf_reset(&c->plain);
    c->n_values = c->n_texts = 0;
    if (!c->number)
        memset(c->slots, 0, SLOTS * sizeof *c->slots);
}

static void write_group(struct writer *w)
{
    uint64_t start = w->at;

    if (w->n_rows == 0)
        return;
    put_list(&w->groups, 1, THRIFT_STRUCT, w->n_columns);
    for (uint32_t i = 0; i < w->n_columns; i++)
        write_chunk(w, &w->columns[i]);
    put_i64(&w->groups, 1, w->at - start);
    put_i64(&w->groups, 1, w->n_rows);
    put_end(&w->groups);
    w->n_groups++;
    w->all_rows += w->n_rows;
    w->n_rows = 0;
}

static void put_schema(struct buf *b, const struct writer *w)
{
    put_list(b, 1, THRIFT_STRUCT, w->n_columns + 1);
    put_field(b, 4, THRIFT_BINARY);
    put_binary(b, STR("log"));
    put_i32(b, 1, (int32_t)w->n_columns);
    put_end(b);
    for (uint32_t i = 0; i < w->n_columns; i++) {
        const struct column *c = &w->columns[i];

        put_i32(b, 1, c->number ? TYPE_INT64 : TYPE_BYTE_ARRAY);
        put_i32(b, 2, OPTIONAL);
        put_field(b, 1, THRIFT_BINARY);
        put_binary(b, str_of(c->name));
        if (!c->number)
            put_i32(b, 2, CONVERTED_UTF8);
        put_end(b);
    }
}

static void write_footer(struct writer *w)
{
    struct buf b = {.p = NULL};

    put_i32(&b, 1, 1);
    put_schema(&b, w);
    put_i64(&b, 1, w->all_rows);
    put_list(&b, 1, THRIFT_STRUCT, w->n_groups);
    buf_add(&b, buf_str(&w->groups));
    put_end(&b);
    put_le(&b, b.n, 4);
    buf_text(&b, "PAR1");
    write_out(w, buf_str(&b));
    buf_done(&b);
}

/* The log. */

static bool is_number(struct fields *fields, struct str name)
{
    field_id id = field_by_log_name(name);

    if (id == FIELD_NONE)
        return false;
    enum field_type type = fields_get(fields, id)->type;
    return type != TYPE_TEXT && type != TYPE_IP;
}

static void add_column(struct writer *w, struct fields *fields, struct str name)
{
    struct column *c = &w->columns[w->n_columns++];

    *c = (struct column){.name = str_dup(name),
                         .number = is_number(fields, name)};
    for (char *p = c->name; *p; p++)
        *p = *p == '-' ? '_' : *p;
    c->present = mem_alloc(GROUP_ROWS);
    if (c->number)
        return;
    c->codes = mem_alloc(GROUP_ROWS * sizeof *c->codes);
    c->texts = mem_alloc(GROUP_ROWS * sizeof *c->texts);
    c->slots = mem_calloc(SLOTS, sizeof *c->slots);
}

static void read_header(struct writer *w, struct str line)
{
    struct fields *fields = fields_new();
    struct str name;

    while (w->n_columns < COLUMNS_MAX && str_split(&line, ' ', &name))
        add_column(w, fields, name);
    fields_free(fields);
}

static void read_record(struct writer *w, struct str line)
{
    struct str value;

    for (uint32_t i = 0; i < w->n_columns; i++) {
        if (!str_split(&line, ' ', &value))
            value = STR("-");
        add_value(&w->columns[i], w->n_rows, value);
    }
    if (++w->n_rows == GROUP_ROWS)
        write_group(w);
}

static void writer_done(struct writer *w)
{
    for (uint32_t i = 0; i < w->n_columns; i++) {
        struct column *c = &w->columns[i];

        free(c->name);
        free(c->present);
        free(c->codes);
        free(c->texts);
        free(c->slots);
        buf_done(&c->plain);
    }
    buf_done(&w->groups);
    buf_done(&w->page);
    buf_done(&w->packed);
    buf_done(&w->levels);
}

int main(int argc, char **argv)
{
    FILE *log = argc == 3 ? fopen(argv[1], "r") : NULL;
    struct writer *w = mem_calloc(1, sizeof *w);
    char *line = NULL;
    size_t cap = 0;
    ssize_t n;

    w->file = log ? fopen(argv[2], "wb") : NULL;
    if (!w->file) {
        fputs("usage: log_to_parquet LOG PARQUET\n", stderr);
        return 2;
    }
    write_out(w, STR("PAR1"));
    while ((n = getline(&line, &cap, log)) > 0) {
        struct str s = {line, (size_t)n - (line[n - 1] == '\n')};

        if (w->n_columns == 0)
            read_header(w, s);
        else
            read_record(w, s);
    }
    write_group(w);
    write_footer(w);
    if (fclose(w->file)) {
        perror("log_to_parquet");
        return 1;
    }
    fclose(log);
    free(line);
    writer_done(w);
    free(w);
    return 0;
}
