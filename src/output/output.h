/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A result as text: table, CSV, TSV, JSON, JSON Lines, Markdown, a chart, raw
 * lines. Rows are
 * read and written in chunks, so that a result of any length streams.
 */
#ifndef OUTPUT_OUTPUT_H
#define OUTPUT_OUTPUT_H

#include "base/err.h"
#include "base/str.h"
#include "engine/result.h"

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

enum output_format {
    OUTPUT_TABLE,
    OUTPUT_CSV,
    OUTPUT_TSV,
    OUTPUT_JSON,
    OUTPUT_JSONL,
    OUTPUT_ECS, /* JSON Lines in the names of the Elastic Common Schema */
    OUTPUT_MD,
    OUTPUT_CHART,
    OUTPUT_RAW,
    OUTPUT_FORMAT_COUNT
};

struct output_options {
    enum output_format format;
    bool terminal; /* out is a terminal: control bytes are shown as ^X */
    bool ascii;    /* no characters beyond ASCII in rules and bars */
    bool csv_safe; /* CSV and TSV: no value is a formula to a spreadsheet */
    uint64_t first_row; /* where to begin */
    uint64_t max_rows;  /* from there; 0: all */
    /* Stop between chunks once it is not 0; NULL: never. */
    const atomic_bool *stop;
};

/* "csv"; the name --output takes. */
const char *output_format_name(enum output_format format);
bool output_format_find(struct str name, enum output_format *format);

/*
 * Write a text as all answers are written: it waits until it is taken, also
 * where out itself would not, and behind what out has buffered. Once *stop is
 * not 0 (NULL: never) what is not taken for a second is left out. False
 * with *err when it cannot be written.
 */
bool output_put(FILE *out, struct str text, const atomic_bool *stop,
                struct err *err);
/*
 * Write the result, or the rows asked for. CSV is RFC 4180 with a header line
 * of the column names and LF line ends; TSV escapes tab, newline, backslash;
 * JSON is an array of objects, JSON Lines an object a line; Markdown a table
 * with its numbers to the right; a chart a bar for each row, as long as the
 * row's first computed number; raw the lines byte for byte. Null is empty, in
 * JSON null. With csv_safe a text that a spreadsheet would take for a formula
 * has a single quote in front. False with *err when rows cannot be read, the format does not fit
 * the result (raw after stats: ERR_USAGE) or out cannot be written
 * (ERR_SYSTEM).
 */
bool output_result(FILE *out, struct result *result,
                   const struct output_options *options, struct err *err);

/*
 * The same bit by bit: the rows of several results with the same columns as
 * those of one. out is flushed after each.
 */
struct output_stream;
struct output_stream *output_begin(FILE *out,
                                   const struct output_options *options);
bool output_add(struct output_stream *s, struct result *result,
                struct err *err);
/* Frees it. */
bool output_end(struct output_stream *s, struct err *err);

#endif
