/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What one thread has made of a query so far: groups, or the rows it keeps.
 * Partial states of the same plan can be merged at any time between two
 * segments.
 */
#ifndef ENGINE_PARTIAL_H
#define ENGINE_PARTIAL_H

#include "engine/group.h"
#include "engine/plan.h"
#include "engine/ranking.h"

struct partial {
    const struct plan *plan;
    struct groups *groups;   /* PLAN_GROUP */
    struct ranking *ranking; /* PLAN_RANK, PLAN_ANY */
    uint64_t matched;        /* rows that passed the filters */
};

void partial_init(struct partial *p, const struct plan *plan,
                  struct dict *dict);
void partial_done(struct partial *p);
/*
 * Fold in these rows of the open segment (NULL: rows 0 to n - 1), in order.
 * b is a batch of the first scope to work with.
 */
void partial_fold_rows(struct partial *p, struct batch *b,
                       const uint32_t *rows, uint32_t n);
void partial_merge(struct partial *to, const struct partial *from);
size_t partial_bytes(const struct partial *p);

#endif
