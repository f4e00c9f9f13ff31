/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tables for lookup and cidrlookup (query-language.md 7.16, 7.17, 20.23): a
 * CSV text with a header. Rows are found in it by lookup_index.h. Where tables
 * come from is not known here: whoever binds queries gives a way to find them.
 * A table is for one thread until queries that use it run.
 */
#ifndef QUERY_LOOKUP_TABLE_H
#define QUERY_LOOKUP_TABLE_H

#include "base/arena.h"
#include "base/err.h"
#include "query/value.h"

struct lookup_index;  /* lookup_index.h */
struct lookup_blocks;

struct lookup_table {
    struct str name;
    struct str path;     /* of the file */
    struct str *columns; /* names, each once */
    uint32_t n_columns;
    struct str *cells;   /* [row * n_columns + column]; allocated */
    uint32_t *offsets;   /* of each row in the text; allocated */
    uint32_t n_rows;
    struct str text;     /* of the file */
    struct lookup_index *indexes; /* made so far */
    struct lookup_blocks *blocks;
    struct arena arena;  /* of all the rest */
};

#define LOOKUP_NONE UINT32_MAX

/*
 * A table of a CSV text (RFC 4180; a byte order mark and blank lines are
 * skipped), which is copied. NULL with one sentence in *err that names path
 * and line. memory_bytes: what the text and its rows may take.
 */
struct lookup_table *lookup_table_new(struct str name, const char *path,
                                      struct str csv, uint64_t memory_bytes,
                                      struct err *err);
void lookup_table_free(struct lookup_table *t);
/* The number of a column by name; LOOKUP_NONE. */
uint32_t lookup_table_column(const struct lookup_table *t, struct str name);
/* The line of the file that a row begins on, from 1. */
uint64_t lookup_table_line(const struct lookup_table *t, uint32_t row);

static inline struct str lookup_table_cell(const struct lookup_table *t,
                                           uint32_t row, uint32_t column)
{
    return t->cells[(size_t)row * t->n_columns + column];
}

/* How tables are found. */
struct lookup_tables {
    /* The table, which lives as long as queries do; NULL with *err. */
    struct lookup_table *(*find)(struct lookup_tables *t, struct str name,
                                 struct err *err);
};

#endif
