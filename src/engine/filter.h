/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions that narrow a batch. A condition is taken apart at and, or and
 * not; what remains is answered, where it can be, by the column without
 * making values: a comparison with a constant by a kernel, a condition on a
 * single column once for each distinct text or recent value. Everything else
 * goes to eval.c, whose answers are the ones all must agree with.
 */
#ifndef ENGINE_FILTER_H
#define ENGINE_FILTER_H

#include "engine/batch.h"

/* The compiled conditions of one thread, with what it remembers. */
struct filter;

/* All n conditions must be true. env and scope are borrowed. */
struct filter *filter_new(const struct scope *scope,
                          const struct expr *const *conditions, uint32_t n,
                          const struct call_env *env, struct dict *dict);
void filter_free(struct filter *f);
/* Keep the rows for which every condition is true. */
void filter_run(struct filter *f, struct batch *b);
/* Truth of condition i for every row of the batch; for tests. */
void filter_truth(struct filter *f, uint32_t i, struct batch *b,
                  uint8_t *truth);

/* How a condition is answered, for --explain. */
enum filter_way {
    FILTER_BY_KERNEL, /* compared in the column */
    FILTER_BY_VALUE,  /* once for each distinct value of one slot */
    FILTER_BY_ROW     /* evaluated for each row */
};
enum filter_way filter_way_of(const struct scope *scope, const struct expr *e);

#endif
