/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decoding one field of one segment: a decoder takes the field's texts in
 * row order and gives a column. It is kept and used again for the next
 * segment, so that rows never wait for memory.
 *
 * Addresses become COLUMN_IP4, numbers and times COLUMN_INT, texts
 * COLUMN_DICT; where most values are exceptions to that, COLUMN_DICT holds
 * them more tightly and is made instead.
 */
#ifndef SCAN_DECODE_H
#define SCAN_DECODE_H

#include "base/dict.h"
#include "base/str.h"
#include "flow/field.h"
#include "scan/column.h"
#include "scan/lines.h"
#include "scan/text_table.h"

#include <stddef.h>
#include <stdint.h>

struct decoder {
    enum column_kind kind;
    struct str text; /* that slices point into */
    uint32_t n;      /* rows so far */
    uint32_t cap;
    /* COLUMN_INT: int64_t, else uint32_t; exceptions hold 0. */
    union {
        void *any;
        int64_t *ints;
        uint32_t *words; /* addresses, or numbers of texts in the table */
    } values;
    int64_t min, max; /* COLUMN_INT: of the values that are no exceptions */
    /* Exceptions, rows rising: the row, the number of its text. */
    uint32_t *exc_rows;
    uint32_t *exc_texts; /* DECODER_NULL: the row has no such field */
    size_t n_exc;
    size_t cap_exc;
    uint32_t n_null;
    struct text_table table;
};

#define DECODER_NULL UINT32_MAX

/* Start a column; *b is all zero or was used before. */
void decoder_begin(struct decoder *b, enum field_type type, struct dict *dict,
                   struct str text);
/* n more rows, n <= BATCH_ROWS; slices NULL: without the field. */
void decoder_add(struct decoder *b, const struct slice *slices, uint32_t n);
/* The column of all rows added; the caller frees it with free(). */
struct column *decoder_finish(struct decoder *b);
void decoder_done(struct decoder *b);

#endif
