/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the formats share: a writer is three functions over a row sink. */
#ifndef OUTPUT_WRITER_INT_H
#define OUTPUT_WRITER_INT_H

#include "base/buf.h"
#include "output/output.h"

/* State of one output_result call. */
struct writing {
    struct result *result;
    const struct output_options *options;
    uint32_t n_columns;
    struct buf out;      /* not yet written */
    struct buf cell;     /* scratch for one value */
    uint64_t rows;       /* written so far */
    size_t *widths;      /* table: cells of each column */
};

struct writer {
    const char *name;
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

/* Append s, with control bytes as ^X when the output is a terminal. */
void writing_text(struct writing *w, struct str s);

#endif
