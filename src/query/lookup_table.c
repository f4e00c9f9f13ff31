/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reading a table; a row that does not fit the header is an error. */
#include "query/lookup_table.h"

#include "base/csv.h"
#include "base/mem.h"
#include "base/num.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct reader {
    struct lookup_table *t;
    struct csv csv;
    size_t cap_cells, cap_rows;
    uint64_t memory_bytes;
    struct err *err;
};

/* Offsets are of 32 bits; the service's tables have 10 MB. */
enum { TABLE_MAX_BYTES = 1 << 30 };

/* The values of one record; a blank line has one that is empty. */
struct record {
    struct str *values;
    size_t n, cap;
    uint32_t at; /* in the text */
};

static bool read_record(struct reader *r, struct record *out)
{
    struct str value;

    if (!csv_record(&r->csv))
        return false;
    out->at = (uint32_t)(r->csv.rest.p - r->t->text.p);
    for (out->n = 0; csv_field(&r->csv, &r->t->arena, &value); out->n++) {
        out->values =
            mem_grow(out->values, out->n, &out->cap, sizeof *out->values);
        out->values[out->n] = value;
    }
    return true;
}

/* The next that is no blank line. */
static bool next_record(struct reader *r, struct record *out)
{
    do {
        if (!read_record(r, out))
            return false;
    } while (out->n == 1 && out->values[0].n == 0);
    return true;
}

static uint64_t line_of(const struct lookup_table *t, uint32_t offset)
{
    uint64_t line = 1;

    for (uint32_t i = 0; i < offset; i++)
        line += t->text.p[i] == '\n';
    return line;
}

uint64_t lookup_table_line(const struct lookup_table *t, uint32_t row)
{
    return line_of(t, t->offsets[row]);
}

static bool fail(const struct reader *r, uint32_t at, const char *what)
{
    return err_set(r->err, ERR_QUERY, "the table `%.*s`: %.*s:%llu: %s",
                   STR_ARG(str_slice(r->t->name, 0, 40)), STR_ARG(r->t->path),
                   (unsigned long long)line_of(r->t, at), what);
}

static bool take_header(struct reader *r, const struct record *header)
{
    enum { MOST = 1000 };
    struct lookup_table *t = r->t;

    if (header->n > MOST)
        return fail(r, header->at, "more than 1,000 columns");
    t->columns = arena_alloc(&t->arena, header->n * sizeof *t->columns);
    for (size_t i = 0; i < header->n; i++) {
        if (lookup_table_column(t, header->values[i]) != LOOKUP_NONE)
            return fail(r, header->at, "two columns have the same name");
        t->columns[t->n_columns++] = header->values[i];
    }
    return true;
}

/* Small values take much more than their text. */
static bool has_room(const struct reader *r)
{
    /* An index of the rows as well. */
    size_t bytes = r->t->text.n + r->cap_cells * sizeof *r->t->cells +
                   r->cap_rows * (sizeof *r->t->offsets + sizeof(uint64_t));
    char size[NUM_TEXT_MAX];

    return bytes <= r->memory_bytes ||
           err_set(r->err, ERR_LIMIT,
                   "the table `%.*s`: the rows of %.*s need more memory than "
                   "--memory %s allows",
                   STR_ARG(str_slice(r->t->name, 0, 40)), STR_ARG(r->t->path),
                   num_format_size(r->memory_bytes, size));
}

static bool take_row(struct reader *r, const struct record *row)
{
    struct lookup_table *t = r->t;
    size_t n = (size_t)t->n_rows * t->n_columns;
    char what[80];

    snprintf(what, sizeof what, "%zu value%s, the header has %u", row->n,
             row->n == 1 ? "" : "s", (unsigned)t->n_columns);
    if (row->n != t->n_columns)
        return fail(r, row->at, what);
    while (r->cap_cells < n + t->n_columns)
        t->cells =
            mem_grow(t->cells, r->cap_cells, &r->cap_cells, sizeof *t->cells);
    memcpy(t->cells + n, row->values, row->n * sizeof *t->cells);
    t->offsets =
        mem_grow(t->offsets, t->n_rows, &r->cap_rows, sizeof *t->offsets);
    t->offsets[t->n_rows++] = row->at;
    return has_room(r);
}

static bool read_all(struct reader *r)
{
    struct record record = {0};
    size_t invalid = utf8_find_invalid(r->t->text);
    bool good;

    if (invalid < r->t->text.n)
        return fail(r, (uint32_t)invalid, "this is not UTF-8");
    if (next_record(r, &record))
        good = take_header(r, &record);
    else
        good = fail(r, 0, "a header line with the names of columns is missing");
    while (good && !r->csv.unclosed && next_record(r, &record))
        good = r->csv.unclosed || take_row(r, &record);
    if (good && r->csv.unclosed)
        good = fail(r, record.at, "a quote is never closed");
    free(record.values);
    return good;
}

struct lookup_table *lookup_table_new(struct str name, const char *path,
                                      struct str csv, uint64_t memory_bytes,
                                      struct err *err)
{
    static const struct str byte_order_mark = {"\xef\xbb\xbf", 3};
    struct lookup_table *t = mem_calloc(1, sizeof *t);
    struct reader r = {.t = t, .memory_bytes = memory_bytes, .err = err};
    bool small = csv.n <= TABLE_MAX_BYTES;

    t->name = arena_copy(&t->arena, name);
    t->path = arena_copy(&t->arena, str_of(path));
    if (str_starts(csv, byte_order_mark))
        csv = str_slice(csv, byte_order_mark.n, csv.n);
    t->text = small ? arena_copy(&t->arena, csv) : STR("");
    r.csv.rest = t->text;
    if (small ? read_all(&r) : fail(&r, 0, "a table has at most 1 GiB"))
        return t;
    lookup_table_free(t);
    return NULL;
}

void lookup_table_free(struct lookup_table *t)
{
    if (!t)
        return;
    arena_done(&t->arena);
    free(t->cells);
    free(t->offsets);
    free(t);
}

uint32_t lookup_table_column(const struct lookup_table *t, struct str name)
{
    for (uint32_t i = 0; i < t->n_columns; i++)
        if (str_eq(t->columns[i], name))
            return i;
    return LOOKUP_NONE;
}
