/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The values of one page or dictionary, nulls left out, one after the other:
 * words or texts by the column's physical type, or codes of a dictionary.
 * Fewer than asked for are given where the data end or make no sense.
 */
#ifndef SOURCE_PARQUET_VALUES_H
#define SOURCE_PARQUET_VALUES_H

#include "source/parquet_bits.h"
#include "source/parquet_int.h"

struct parquet_values {
    const struct parquet_column *column;
    enum parquet_encoding encoding;
    const char *p; /* the next value that stands in the data as it is */
    const char *end;
    uint64_t next;               /* number of the next value, or its bit */
    struct parquet_rle rle;      /* codes, booleans */
    struct parquet_delta deltas; /* numbers, or lengths of texts */
    struct parquet_delta prefixes;
    /* Texts that share beginnings are put together here. */
    struct source_room made;
    size_t n_made;
    struct source_room last; /* the one before the next */
    size_t n_last;
};

/* *v is all zero before the first page. */
void parquet_values_done(struct parquet_values *v);
/*
 * PARQUET_PAD bytes behind the data must be readable. Returns NULL, or why
 * there are no values as a constant phrase.
 */
const char *parquet_values_begin(struct parquet_values *v,
                                 const struct parquet_column *column,
                                 unsigned encoding, struct str data);
/* Are they codes? */
bool parquet_values_coded(const struct parquet_values *v);
/* Are they texts, not words? */
bool parquet_is_text(const struct parquet_column *column);

/* Up to n values, n <= PARQUET_BATCH_ROWS; return how many. */
uint32_t parquet_values_codes(struct parquet_values *v, uint32_t *out,
                              uint32_t n);
uint32_t parquet_values_words(struct parquet_values *v, int64_t *out,
                              uint32_t n);
/*
 * Slices of *text, which is around the data, or, when texts are put together,
 * becomes those, valid until the next call.
 */
uint32_t parquet_values_texts(struct parquet_values *v, struct str *text,
                              struct slice *out, uint32_t n);

#endif
