/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A batch: up to BATCH_ROWS rows of one page of a relation, and what has been
 * computed for them so far. Vectors have one value for each row of the
 * batch; when a filter narrows the batch they narrow with it. A slot is
 * computed when it is first asked for, once.
 */
#ifndef ENGINE_BATCH_H
#define ENGINE_BATCH_H

#include "engine/fitting.h"
#include "engine/relation.h"
#include "query/function.h"

enum { BATCH_ROWS = 2048 };

struct batch {
    struct relation *rel;
    struct call_env env; /* env.arena is arena below */
    struct arena arena;  /* texts made for these rows */
    uint32_t n;
    bool dense; /* rows[i] is rows[0] + i */
    uint32_t rows[BATCH_ROWS];
    struct value **slots; /* [slot]: its vector, or NULL: not computed */
    uint32_t n_slots;
    struct value **spare; /* vectors to use again */
    size_t n_spare, cap_spare;
    size_t fair_bytes; /* for texts made for several rows, of the budget */
    size_t most_bytes; /* for those of a single row; 0: there is no budget */
    bool overfull;     /* some values are null for want of it */
    struct fitting *fitting; /* what was made beforehand, or NULL */
    struct fitting own;      /* for whoever goes over rows with this batch */
};

/* env's time fields and regex scratch are used; the arena is the batch's. */
void batch_init(struct batch *b, struct relation *rel,
                const struct call_env *env);
void batch_done(struct batch *b);

/* False with *err, a budget's, when a row's texts were too much for it. */
bool batch_check(const struct batch *b, struct err *err);

/* Forget what was computed; the caller then fills rows, n and dense. */
void batch_reset(struct batch *b);
/* Forget what was computed, and do with the first n of the rows. */
void batch_again(struct batch *b, uint32_t n);
/* Rows [first, first + n). */
void batch_range(struct batch *b, uint32_t first, uint32_t n);
/* These rows. */
void batch_rows(struct batch *b, const uint32_t *rows, uint32_t n);
/* Keep the rows whose truth is TRUTH_TRUE. */
void batch_keep(struct batch *b, const uint8_t *truth);

/* The values of a slot; valid until the batch changes. */
const struct value *batch_slot(struct batch *b, uint32_t slot);
/* The slot behind one that is another name for it, "srcAddr as a". */
uint32_t slot_base(const struct scope *scope, uint32_t slot);
/* The slot as a column of the page, or NULL. */
const struct column *batch_column(struct batch *b, uint32_t slot);
/* The slot's values are these n, for a batch that has no relation. */
void batch_set(struct batch *b, uint32_t slot, const struct value *v,
               uint32_t n);

/* A vector to work in, and giving it back. */
struct value *batch_take(struct batch *b);
void batch_give(struct batch *b, struct value *vector);

#endif
