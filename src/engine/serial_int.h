/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the operations on rows share: the rows so far, as ids of a relation
 * and the order that is pending for them.
 */
#ifndef ENGINE_SERIAL_INT_H
#define ENGINE_SERIAL_INT_H

#include "engine/serial.h"

#include "base/arena.h"
#include "base/big.h"
#include "engine/eval.h"
#include "engine/needs.h"
#include "engine/plan.h"
#include "engine/ranking.h"
#include "engine/relation.h"
#include "engine/visit.h"

/*
 * Of the memory: what a step takes before some goes to disk; what one array
 * takes, that has an item for each row; what it takes to go over rows; and
 * the values that a transform is given and makes.
 */
enum { SPILL_SHARE = 3, ARRAY_SHARE = 8, VISIT_SHARE = 8, ARENA_SHARE = 4 };

struct run {
    struct serial *s;
    struct err *err;
    struct arena arena; /* of the pending keys */
    struct relation *rel;
    struct stats_set *set; /* of rel, when its rows are all groups and ids
                              are not made yet; or NULL */
    uint64_t *ids;
    uint64_t n;
    struct rank_key *pending; /* order by these, then as ids stand */
    uint32_t n_pending;
};

const struct scope *serial_scope(const struct run *r);
/* Room for what there is one of for each row, on disk when that is much. */
void *serial_room(const struct run *r, uint64_t n, size_t each);
/*
 * The ids of all groups, when they are put off until now. False with *err
 * when there is no room for them.
 */
bool serial_need_ids(struct run *r);
/* Stop when the job is cancelled or holds more than it may. */
bool serial_may_go_on(struct run *r, size_t bytes);
/* Visit all rows with a batch of their own. */
bool serial_visit(struct run *r, const struct needs *needs, visit_fn *fn,
                  void *arg);
/* Rows 0 to n - 1 of a new relation. */
bool serial_number_rows(struct run *r, uint64_t n);

/* serial_order.c */
/* Put the rows in order; keep the first limit of them (0: all). */
bool serial_settle(struct run *r, uint64_t limit);
/* The same, and keep the last. */
bool serial_tail(struct run *r, uint64_t limit);
/* The rows of a ranking in order: ids, or places among the ids there are. */
bool serial_take_ranked(struct run *r, struct ranking *ranking);

/* The other operations, a file for each. */
bool serial_filter(struct run *r, const struct expr *condition);
bool serial_dedup(struct run *r, const struct row_op *op);
bool serial_expand(struct run *r, const struct parse_spec *parse);
/* next: the scope that begins with the rows it makes, or NULL. */
bool serial_transform(struct run *r, const struct transform *t,
                      const struct scope *next);

/* serial_stats.c */
/* Group the rows. */
bool serial_stats(struct run *r, const struct scope *scope);
/* The groups become the relation of the next scope. */
bool serial_enter_groups(struct run *r, struct stats_set *set,
                         const struct scope *next);

#endif
