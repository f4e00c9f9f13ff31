/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Which values of a result are estimates: aggregates whose values came from
 * sketches, and whatever is computed from them. Of the former it is known
 * for each group whether its value is one; the latter is one in every row.
 */
#ifndef ENGINE_ESTIMATES_H
#define ENGINE_ESTIMATES_H

#include "engine/result.h"
#include "query/bind.h"

#include <stddef.h>

struct stats_set;

/* What is known of a slot of the scope that runs now. */
enum estimate_slot {
    ESTIMATE_NONE,
    ESTIMATE_SOME, /* in some groups: the relation says in which */
    ESTIMATE_ALL   /* computed from one */
};

struct estimates {
    struct estimate *items; /* one for each aggregate; names are the query's */
    uint32_t n;
    size_t cap;
    uint8_t *slots;         /* enum estimate_slot; NULL: none is one */
};

void estimates_done(struct estimates *e);
/* Those of a subquery, whose rows the query reads. */
void estimates_add(struct estimates *e, const struct estimate *items,
                   uint32_t n);
/* The groups of a set, which is finished, become the rows of scope `to`. */
void estimates_enter(struct estimates *e, const struct stats_set *set,
                     const struct scope *to);
/* The rows that a transform makes become those of scope `to`. */
void estimates_reshape(struct estimates *e, const struct transform *by,
                       const struct scope *to);
/* Of the newest scope. */
static inline enum estimate_slot estimates_slot(const struct estimates *e,
                                                uint32_t slot)
{
    return e->slots ? (enum estimate_slot)e->slots[slot] : ESTIMATE_NONE;
}

#endif
