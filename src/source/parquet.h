/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A Parquet file as columns of values, piece by piece: row groups cut into
 * about PARQUET_PIECE_ROWS rows. Only flat columns are read; a column that
 * cannot be is left out, with the reason. What a column's values look like:
 *
 *   integers, timestamps    integers; a timestamp in seconds since 1970, or
 *                           in milliseconds when it is no whole second
 *   all else                texts: numbers with a fraction in the fewest
 *                           digits, true and false, dates as 2026-09-03
 *   null, empty text, NaN   the text "-"
 *
 * So every value has one text, and a record is these texts with blanks
 * between, as AWS writes it.
 *
 * Offsets, sizes and counts of the file are checked before they are used.
 * Source: Apache Parquet, "Parquet File Format" and parquet.thrift.
 */
#ifndef SOURCE_PARQUET_H
#define SOURCE_PARQUET_H

#include "base/err.h"
#include "base/str.h"
#include "source/source.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
    PARQUET_MAGIC_BYTES = 4,
    PARQUET_PIECE_ROWS = 1 << 17, /* DuckDB's row groups are whole ones */
    PARQUET_PIECE_LEAST = 1 << 13,
    PARQUET_BATCH_ROWS = 256,
    PARQUET_COLUMNS_MAX = 512,
    PARQUET_TEXT_MAX = 1 << 20 /* bytes of a value; longer is damage */
};

/* Do these first bytes begin a Parquet file? */
bool parquet_is(struct str head);

struct handle;
struct parquet;

/*
 * Read the footer of a file of this many bytes, which is borrowed. NULL with
 * *err when it is damaged or uses what is not supported.
 */
struct parquet *parquet_open(struct handle *file, uint64_t bytes,
                             struct err *err);
/*
 * With so little memory pieces are smaller, and so is what pages may take;
 * before any piece is read. 0: as much as is needed.
 */
void parquet_limit(struct parquet *p, uint64_t memory_bytes);
void parquet_close(struct parquet *p);

/*
 * Columns that can be read, in the order of the file; none in a summary of
 * other files.
 */
uint32_t parquet_columns(const struct parquet *p);
/* It could be the name of a field: letters, digits, "-_.:@". */
struct str parquet_name(const struct parquet *p, uint32_t column);
/* Columns left out; *why is a phrase: "is nested". */
uint32_t parquet_left_out(const struct parquet *p);
struct str parquet_left_out_name(const struct parquet *p, uint32_t i,
                                 const char **why);

uint32_t parquet_pieces(const struct parquet *p);
struct parquet_piece {
    uint32_t group;
    uint64_t first; /* row of the group */
    uint32_t rows;  /* 1 to PARQUET_PIECE_ROWS */
    uint64_t row;   /* the same as a row of the file */
};
struct parquet_piece parquet_piece(const struct parquet *p, uint32_t i);
/* Bytes of the file that hold it, roughly. */
uint64_t parquet_piece_bytes(const struct parquet *p, uint32_t i);
/*
 * Bounds of the integers of a column in the piece, as the footer states them
 * for its row group; false when it does not.
 */
bool parquet_bounds(const struct parquet *p, uint32_t i, uint32_t column,
                    int64_t *min, int64_t *max);

/* As source_damage. */
const char *parquet_damage(struct parquet *p);

/* The distinct values of a part of a column. */
struct parquet_dict {
    uint32_t n;          /* code n, which is no value of these, is null */
    const int64_t *ints; /* or NULL: they are texts */
    struct str text;     /* that slices point into */
    const struct slice *slices; /* n + 1; the last is "-" */
};

/*
 * Rows that follow each other. The first of these three that is not NULL has
 * their values.
 */
struct parquet_batch {
    uint32_t n;                 /* rows, 1 to PARQUET_BATCH_ROWS */
    const bool *null;           /* by row; NULL: none is */
    const uint32_t *codes;      /* of *dict */
    const int64_t *ints;        /* of nulls: 0 */
    const struct slice *slices; /* of text; of nulls: "-" */
    const struct parquet_dict *dict;
    uint64_t dict_number; /* another one, another dictionary */
    struct str text;
};

/* One thread's way through columns; keeps memory from one to the next. */
struct parquet_cursor;

struct parquet_cursor *parquet_cursor_new(void);
void parquet_cursor_free(struct parquet_cursor *c);
/*
 * Go to the first row of a piece; forward in the same column is cheap. Any
 * thread; p must stay open until another one is gone to.
 */
void parquet_cursor_seek(struct parquet_cursor *c, struct parquet *p,
                         uint32_t column, uint32_t piece);
/*
 * The next rows of the piece, borrowed until the next call. False after its
 * last row, or where the data are damaged, of which parquet_damage tells.
 */
bool parquet_cursor_next(struct parquet_cursor *c, struct parquet_batch *out);

/*
 * The piece's records as lines, put into room: values with single blanks
 * between, in which blanks and control bytes are written %20 and so on.
 * Returns how many bytes; records that damage keeps from being read, and what
 * goes beyond the size of a text, are not there.
 */
size_t parquet_text(struct parquet *p, uint32_t piece,
                    struct source_room *room);

#endif
