/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * How many rows of a batch are worked on at once: as many as there is room
 * for the texts that expressions make of them. What makes texts is noted as
 * it is met; from then on it is made beforehand, and for fewer rows when that
 * is too much. So whoever works on a batch finds the texts there.
 */
#ifndef ENGINE_FITTING_H
#define ENGINE_FITTING_H

#include "query/value.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct batch;
struct expr;

/* An expression that makes texts, and its values in the batch, or NULL. */
struct fitted {
    const struct expr *expr;
    struct value *values; /* in the arena of the batch */
};

/* All-zero is fine: nothing was met so far. */
struct fitting {
    struct fitted *items;
    size_t n, cap, at; /* at: where the next is looked for first */
    uint32_t *slots;   /* that make texts, each after those it is made of */
    size_t n_slots, cap_slots;
    uint32_t most_rows; /* of the next batch; 0: it is the first */
    size_t bytes;       /* that the last batch took */
};

void fitting_done(struct fitting *f);
/*
 * Keep as many of the rows that were just given to the batch as fit, at least
 * one; the others come later. How many. Where one row alone is too much for
 * the budget the batch notes it (batch_check), and its values are null.
 */
uint32_t batch_fit(struct batch *b, struct fitting *f);
/*
 * The values of an expression, in whatever rows the batch has, when they are
 * made; else NULL, and it is noted when it makes texts.
 */
const struct value *batch_fitted(struct batch *b, const struct expr *e);
/* A slot was computed: it is noted when it makes texts. */
void batch_fit_slot(struct batch *b, uint32_t slot);

#endif
