/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Records as lines of a flow log in one of the known layouts, or in any list
 * of field names, through one large buffer.
 */
#ifndef BENCH_GEN_WRITE_H
#define BENCH_GEN_WRITE_H

#include "gen_model.h"

#include <stdio.h>

enum { GEN_MAX_FIELDS = 128 };

struct gen_layout {
    unsigned n;
    unsigned field[GEN_MAX_FIELDS]; /* row of the field table */
    unsigned version;               /* highest of the fields' versions */
};

/*
 * A layout by its name (default, custom22, article19, v5, all, tgw) or from
 * field names separated by spaces or commas.  False: *bad is the name that is
 * not known, *bad_len its length.
 */
bool gen_layout_parse(struct gen_layout *l, const char *text, const char **bad,
                      int *bad_len);

struct gen_writer {
    const struct gen_layout *layout;
    FILE *out;
    bool failed; /* a write did not succeed; errno tells why */
    size_t len;
    char buf[1 << 18];
};

void gen_write_init(struct gen_writer *w, const struct gen_layout *l,
                    FILE *out);

void gen_write_header(struct gen_writer *w);

/* A gen_emit_fn; ctx is the writer. */
void gen_write_record(void *ctx, const struct gen_record *rec);

/* Writes out what is left; false when any write failed. */
bool gen_write_done(struct gen_writer *w);

#endif
