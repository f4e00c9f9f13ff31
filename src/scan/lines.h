/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * From the text of a block to rows: which lines are records under which
 * layout, and where in them the wanted fields stand. Decoding the fields is
 * left to decoders (decode.h), which take them batch by batch.
 *
 * A regular line, all but a few in practice, has single spaces between its
 * values and nothing else below 0x21; it is known by counting separators
 * (split.h). Any other line is split on runs of white space (words.h), after a
 * BOM and without blanks at its ends.
 */
#ifndef SCAN_LINES_H
#define SCAN_LINES_H

#include "base/str.h"
#include "flow/layout.h"
#include "scan/header.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { BATCH_ROWS = 256 };

/* Rows that follow each other under one layout. */
struct row_batch {
    uint32_t n;              /* rows, 1 to BATCH_ROWS */
    const uint32_t *line_at; /* where each row's line starts */
    /* For each wanted field its n slices, or NULL: not in the layout. */
    const struct slice *const *fields;
};

/* Called for each batch in the order of the text. */
typedef void batch_fn(void *arg, const struct row_batch *batch);

/* Rows from first_row to the next run's are under layout. */
struct run {
    const struct layout *layout;
    uint32_t first_row;
};

enum bad_kind {
    BAD_TOO_FEW,
    BAD_TOO_MANY,
    BAD_NUL,
    BAD_TOO_LONG,
    BAD_JUNK,
    BAD_KINDS
};

/* Lines of one kind that do not fit, and the first of them. */
struct bad {
    uint32_t count;
    uint32_t line;     /* in the block, from 0 */
    uint32_t values;   /* it has */
    uint32_t expected; /* the layout has */
    struct slice text;
};

/* What a text was found to hold. */
struct line_summary {
    uint32_t rows;
    uint32_t lines; /* of any kind */
    bool regular;   /* all rows were regular lines */
    bool has_header;
    const struct layout *last_layout; /* in force at the end of the text */
    const struct run *runs; /* at least one; the reader's, until it is used
                               again */
    uint32_t n_runs;
    struct bad bad[BAD_KINDS];
};

/* One thread's reader; holds scratch memory. */
struct line_reader;

struct line_reader *line_reader_new(void);
void line_reader_free(struct line_reader *r);

/* What is looked for. */
struct line_request {
    const struct header_rules *rules;
    const struct layout *layout; /* at the start of the text */
    /*
     * The text begins, or ends, inside a line that is too long: it counts as
     * one where it begins, and no piece of it is taken for a line.
     */
    bool goes_on, is_cut;
    const field_id *wanted;
    size_t n_wanted;
    batch_fn *each; /* NULL: only the summary is asked for */
    void *arg;
};

/* Read whole lines; the last may lack its newline. */
void line_reader_run(struct line_reader *r, struct str text,
                     const struct line_request *request,
                     struct line_summary *out);

/*
 * The same for some lines alone, each as if the text held no other: those
 * that start at line_at[rows[0 .. n)], rising; places beyond the text are left
 * out.
 */
void line_reader_run_some(struct line_reader *r, struct str text,
                          const struct line_request *request,
                          const uint32_t *line_at, const uint32_t *rows,
                          uint32_t n, struct line_summary *out);

#endif
