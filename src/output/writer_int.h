/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the formats share: a writer is three functions over a row sink. */
#ifndef OUTPUT_WRITER_INT_H
#define OUTPUT_WRITER_INT_H

#include "base/buf.h"
#include "output/output.h"

/* State of one output. */
struct writing {
    struct result *result;
    const struct output_options *options;
    uint32_t n_columns;
    struct buf out;      /* not yet written */
    struct buf cell;     /* scratch for one value */
    uint64_t rows;       /* written so far */
    bool begun;          /* what comes before the first row is written */
    bool failed;
    size_t *widths;      /* table: cells of each column */
    uint32_t bar;        /* chart: the column that bars are made of */
    double longest;      /* chart: its largest number */
};

struct writer {
    const char *name;
    /* Before anything is written; false with *err. NULL: nothing to do. */
    bool (*prepare)(struct writing *w, struct err *err);
    /* Before the first row; rows[0..n) are the first chunk. */
    void (*begin)(struct writing *w, const struct value *rows, uint32_t n);
    void (*row)(struct writing *w, const struct value *row);
    void (*end)(struct writing *w);
};

extern const struct writer writer_table;
extern const struct writer writer_csv;
extern const struct writer writer_tsv;
extern const struct writer writer_json;
extern const struct writer writer_jsonl;

extern const struct writer writer_md;
extern const struct writer writer_chart;

/* The text of a value for people, in w->cell: as in the table. */
void writing_cell(struct writing *w, struct value v);
/* Does the column stand to the right? v: a value of it, or NULL. */
bool writing_is_right(const struct writing *w, uint32_t column,
                      const struct value *v);
/* Append s, with control bytes as ^X when the output is a terminal. */
void writing_text(struct writing *w, struct str s);

#endif
