/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoding one field, segment by segment: a decoder takes the field's texts
 * of a segment, of all rows in order or of some, and gives a column: either
 * over its own memory, which it uses again for the next segment, so that rows
 * never wait for memory; or packed as tightly as the values allow, to be kept.
 *
 * Addresses become COLUMN_IP4, numbers and times COLUMN_INT, texts
 * COLUMN_DICT; where most values are exceptions to that, COLUMN_DICT holds
 * them more tightly, and a packed column is made so.
 */
#ifndef SCAN_DECODE_H
#define SCAN_DECODE_H

#include "base/cpu.h"
#include "base/dict.h"
#include "base/str.h"
#include "flow/field.h"
#include "scan/column.h"
#include "scan/lines.h"
#include "scan/parse_batch.h"
#include "scan/text_table.h"

#include <stddef.h>
#include <stdint.h>

/* The exceptions of a column as struct column has them. */
struct decoder_exceptions {
    uint64_t *bits;
    uint32_t *rank;
    cell *cells;
};

struct decoder {
    enum column_kind kind; /* INT, IP4, DICT */
    struct parsers parsers;
    struct str text; /* that slices point into */
    uint32_t n;      /* rows so far, or of the whole segment */
    uint32_t cap;
    /*
     * Numbers below 2^32, addresses, or numbers of texts in the table are
     * words; when a number is not, all are wide: what they are above
     * DECODER_WIDE_BASE. Exceptions hold 0.
     */
    bool wide;
    union {
        void *any;
        uint32_t *words;
        uint64_t *wide;
    } values;
    int64_t min, max; /* COLUMN_INT: of the values that are no exceptions */
    /* Exceptions, in the order they came: the row, the number of its text. */
    uint32_t *exc_rows;
    uint32_t *exc_texts; /* DECODER_NULL: the row has no such field */
    size_t n_exc;
    size_t cap_exc;
    uint32_t n_null;
    struct text_table table;

    struct column column; /* what decoder_column gives */
    struct decoder_exceptions exceptions;
    size_t cap_words; /* of exceptions.bits and .rank */
    size_t cap_cells;
    uint32_t *codes; /* of pack.c: by number of text, and the other way */
    uint32_t *numbers;
    size_t cap_codes;
};

#define DECODER_NULL UINT32_MAX
#define DECODER_WIDE_BASE CELL_INT_MIN

/* The vector instructions of this level may be used. *d is all zero. */
void decoder_init(struct decoder *d, enum field_type type, struct dict *dict,
                  enum cpu_level level);
void decoder_done(struct decoder *d);

/* Start a column whose rows are added one after the other. */
void decoder_begin(struct decoder *d, struct str text);
/*
 * n more rows, n <= BATCH_ROWS, in the order of the text; slices NULL: without
 * the field.
 */
void decoder_add(struct decoder *d, const struct slice *slices, uint32_t n);

/* The same with slices of another text from here on. */
void decoder_set_text(struct decoder *d, struct str text);
/*
 * n more rows, n <= BATCH_ROWS, that are numbers already; where null (NULL:
 * nowhere) says so, the text "-".
 */
void decoder_add_numbers(struct decoder *d, const int64_t *numbers,
                         const bool *null, uint32_t n);

/*
 * Values that come again, parsed once, in the decoder's own form; all zero
 * before decoder_coded_begin.
 */
struct decoder_coded {
    uint32_t n;
    uint64_t *values;  /* numbers, addresses; of odd ones 0 */
    bool *odd;         /* they are texts to this decoder */
    bool any_odd;
    uint32_t *numbers; /* of texts in the decoder's table, as far as met */
    struct str text;
    const struct slice *slices; /* or NULL: the values are ints */
    const int64_t *ints;
    size_t cap;
};

/*
 * Take n values: slices of text, or (slices NULL) ints; borrowed. Code n is
 * "-". False, and to no avail, for ints in a decoder of texts or addresses.
 */
bool decoder_coded_begin(struct decoder *d, struct decoder_coded *c, uint32_t n,
                         struct str text, const struct slice *slices,
                         const int64_t *ints);
void decoder_coded_done(struct decoder_coded *c);
/* After decoder_begin, before the first rows: what the table knew is gone. */
void decoder_coded_renew(struct decoder_coded *c);
/* n more rows, n <= BATCH_ROWS, by codes up to c->n; null: some are "-". */
void decoder_add_coded(struct decoder *d, struct decoder_coded *c,
                       const uint32_t *codes, bool null, uint32_t n);

/* Start a column of n_rows rows, of which some will be put. */
void decoder_begin_rows(struct decoder *d, struct str text, uint32_t n_rows);
/* The rows rows[0..n), rising, none of them put before; else as decoder_add. */
void decoder_put(struct decoder *d, const uint32_t *rows,
                 const struct slice *slices, uint32_t n);

/*
 * The column of what was added or put; other rows are no exceptions and hold
 * any value. Valid until decoder_begin; has the same address again then, or
 * after more rows were put.
 */
const struct column *decoder_column(struct decoder *d);
/* Memory for a packed column, aligned as for malloc. */
typedef void *decoder_memory_fn(void *arg, size_t bytes);
/*
 * The same packed, when all rows were added, in one piece of memory from
 * get_memory. Nothing more can be added.
 */
struct column *decoder_finish(struct decoder *d, decoder_memory_fn *get_memory,
                              void *arg);

/* pack.c: exceptions of n rows, of which all bits are 0. */
void decoder_fill_exceptions(const struct decoder *d, uint32_t n,
                             const struct decoder_exceptions *out);

#endif
