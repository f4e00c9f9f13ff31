/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Commands that look at all rows in their order (query/bind.h has what they
 * are given and make). Each is a function from the values of its inputs to
 * rows and the values it makes for them; the table is in transform.c.
 */
#ifndef ENGINE_TRANSFORM_H
#define ENGINE_TRANSFORM_H

#include "base/err.h"
#include "query/function.h"
#include "query/subquery.h"
#include "scan/dataset.h"

#include <stdatomic.h>

/* In transform_rows.from: a row that continues none. */
#define TRANSFORM_NEW UINT64_MAX

struct transform_rows {
    const struct transform *spec;
    const struct call_env *env; /* the time window */
    struct dataset *ds;         /* what is known of the records */
    const bool *files;          /* [file < n_files]: the query reads it; NULL:
                                   all */
    size_t n_files;
    const atomic_bool *stop;    /* give up soon when it becomes true */
    uint64_t max_bytes;         /* of memory; errors beyond it are ERR_LIMIT */
    struct spill *spill;        /* for what is larger; or NULL */
    uint64_t n;
    struct value *const *in;    /* [input][row] */
    struct arena *arena;        /* for what is made; the values of `in` live
                                   as long */
    /* To fill: */
    uint64_t n_out;
    uint64_t *from;             /* [row]: the row that it continues, or
                                   TRANSFORM_NEW; from malloc. NULL: row i
                                   continues row i, and n_out is n */
    bool from_is_big;           /* no, from transform_room */
    struct value **out;         /* [output][row], in the arena; given, with
                                   room for n rows each */
};

/* False with *err. */
typedef bool transform_fn(struct transform_rows *rows, struct err *err);

/* Is it time to give up? To be asked in loops, with the number of the round. */
static inline bool transform_stopped(const struct transform_rows *rows,
                                     uint64_t i)
{
    enum { ROUNDS = 4096 };

    return i % ROUNDS == 0 && atomic_load(rows->stop);
}

/*
 * An array of an item for each row, cleared or not, to be given back by
 * big_free; NULL with *err.
 */
void *transform_room(const struct transform_rows *rows, uint64_t n, size_t each,
                     struct err *err);

/*
 * Other columns to fill, with room for n_out rows each. False with *err when
 * that is more than there may be.
 */
bool transform_columns(struct transform_rows *rows, struct err *err);

/* What does the work of a stage; NULL when it is no transform. */
transform_fn *transform_of(enum stage_kind kind);

/* transform_*.c */
transform_fn transform_accum;
transform_fn transform_autoregress;
transform_fn transform_filldown;
transform_fn transform_fillmissing;
transform_fn transform_unnest;
transform_fn transform_addtotals;
transform_fn transform_outlier;
transform_fn transform_sessionize;
transform_fn transform_estimate;
transform_fn transform_compare;
transform_fn transform_pattern;
transform_fn transform_join;
transform_fn transform_appendcols;

#endif
