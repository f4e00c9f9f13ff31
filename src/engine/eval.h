/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Expressions over a batch: one value for each row. This is the plain
 * evaluator that knows every expression; filter.c has faster ways for the
 * conditions that columns can answer and is tested against this one.
 */
#ifndef ENGINE_EVAL_H
#define ENGINE_EVAL_H

#include "engine/batch.h"

/* The values of e in out[0 .. b->n). */
void eval_into(struct batch *b, const struct expr *e, struct value *out);
/*
 * The same without a copy where the slots have them already: the result is
 * room or a slot's vector, valid until the batch changes.
 */
const struct value *eval_values(struct batch *b, const struct expr *e,
                                struct value *room);
/* Three-valued truth of e for each row. */
void eval_truth(struct batch *b, const struct expr *e, uint8_t *truth);

/* The values of e, which is no slot, whether they are made already or not. */
void eval_anew(struct batch *b, const struct expr *e, struct value *out);
/*
 * As eval_truth; false when that takes texts for which there is no room, and
 * fewer rows would do.
 */
bool eval_truth_fits(struct batch *b, const struct expr *e, uint8_t *truth);

/* The slot an expression is, or -1: a field, or an aggregate's result. */
int64_t expr_slot(const struct expr *e);

#endif
