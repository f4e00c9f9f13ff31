/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Conditions that narrow a selection. A condition is taken apart at and, or
 * and not; what remains is answered, where it can be, by the column without
 * making values: integers and addresses by comparing them, texts once for
 * each distinct one, other single values once for each that was not seen
 * lately. Everything else goes to eval.c, whose answers are the ones all
 * must agree with.
 *
 * Conditions run one after the other, cheap ones first, each on what the
 * ones before it left; what a condition reads is asked for only then. Where
 * a condition implies a rare text and fields would have to be taken from the
 * records' lines, the lines that hold it are found before anything is asked.
 */
#ifndef ENGINE_FILTER_H
#define ENGINE_FILTER_H

#include "engine/batch.h"
#include "engine/literal.h"
#include "engine/selection.h"

/* The compiled conditions of one thread, with what it remembers. */
struct filter;

/* All n conditions must be true. env and scope are borrowed. */
struct filter *filter_new(const struct scope *scope,
                          const struct expr *const *conditions, uint32_t n,
                          const struct call_env *env, struct dict *dict);
void filter_free(struct filter *f);
/*
 * Keep the rows of the open page for which every condition is true. b is a
 * batch of its relation to work with.
 */
void filter_run(struct filter *f, struct batch *b, struct selection *s);
/* As batch_check, of what was asked of single values. */
bool filter_check(const struct filter *f, struct err *err);
/* Truth of condition i for these rows, rising (NULL: all n); for tests. */
void filter_truth(struct filter *f, uint32_t i, struct batch *b,
                  const uint32_t *rows, uint32_t n, uint8_t *truth);
/* What the condition that runs first needs. */
const struct needs *filter_first_needs(const struct filter *f);
/* Is it known without reading the open page of r that no row passes? */
bool filter_excludes(struct filter *f, struct relation *r);
/*
 * Shall the next page of r begin with a search of its text for what a
 * condition implies (seek.h)? Then the lines of r are needed first.
 */
bool filter_seeks(const struct filter *f, const struct relation *r);
/* The text that would be searched for; empty when there is none. */
struct literal filter_literal(struct arena *a, const struct scope *scope,
                              const struct expr *const *conditions, uint32_t n);

/* How a condition is answered, for --explain; each dearer than the last. */
enum filter_way {
    FILTER_BY_COLUMN, /* compared in the column */
    FILTER_BY_VALUE,  /* once for each distinct value of one slot */
    FILTER_BY_ROW     /* evaluated for each row */
};
enum filter_way filter_way_of(const struct scope *scope,
                              const struct fields *fields,
                              const struct expr *e);

#endif
