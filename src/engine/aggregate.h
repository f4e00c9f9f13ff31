/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aggregates (query-language.md 9): for each group a state of fixed size, of
 * which all zero is the empty one. States live in the records of the table
 * of groups. Whole batches are folded in, states of two tables are merged,
 * and a value is made when it is asked for.
 *
 * Some aggregates work on the distinct values of a group; those are tuples
 * in a table of their own (stats.c), and the state is what comes out.
 */
#ifndef ENGINE_AGGREGATE_H
#define ENGINE_AGGREGATE_H

#include "engine/batch.h"
#include "engine/table.h"

/* What an aggregate is made of. */
enum aggregate_input {
    INPUT_ROWS,   /* what stands in the rows: aggregation_fold */
    INPUT_COUNT,  /* how many there are: aggregation_count */
    INPUT_VALUES, /* the distinct values of a group */
    INPUT_NUMBERS /* its distinct numbers and how often each occurs */
};

struct aggregation;

enum aggregate_input aggregate_input(const struct aggregate *spec);
/* Is it made of tuples, at the end? */
static inline bool aggregate_has_tuples(const struct aggregate *spec)
{
    return aggregate_input(spec) >= INPUT_VALUES;
}

/* Bytes of a state, a multiple of 8. */
size_t aggregate_state_bytes(const struct aggregate *spec);

/* States are offset bytes into the records of the table, which is borrowed. */
struct aggregation *aggregation_new(const struct aggregate *spec,
                                    struct dict *dict,
                                    const struct table *home, size_t offset);
void aggregation_free(struct aggregation *a);
/* So many rows more in one group. INPUT_COUNT only. */
void aggregation_count_up(struct aggregation *a, uint32_t group, uint32_t n);
/* One row more in each of these groups. INPUT_COUNT only. */
void aggregation_count(struct aggregation *a, const uint32_t *groups,
                       uint32_t n);
/* Row i of the batch belongs to groups[i]. INPUT_ROWS only. */
void aggregation_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups);
/*
 * Group f[i] of from is t[i] of to, for i < n. Both compute the same
 * aggregate.
 */
void aggregation_merge(struct aggregation *to, const struct aggregation *from,
                       const uint32_t *t, const uint32_t *f, uint32_t n);
/*
 * The value of a group. Lists are made in the arena; texts live as long as
 * the dictionary. Changes nothing.
 */
struct value aggregation_value(const struct aggregation *a, uint32_t group,
                               struct arena *arena);
/*
 * The values of n groups from `first` on, when they are counts; false, and
 * nothing is done, when they are not.
 */
bool aggregation_counts(const struct aggregation *a, uint32_t first,
                        uint32_t n, uint64_t *out);
/* What stands beside the states, for a copy of the table. */
void aggregation_copy_aside(struct aggregation *to,
                            const struct aggregation *from);
/* Memory beside the states. */
size_t aggregation_bytes(const struct aggregation *a);

/*
 * What stands beside the states, for groups on disk (group_spill.h): so many
 * bytes for each group, of the first so many groups, which is returned.
 */
enum { AGGREGATE_ASIDE = 2 * sizeof(double) };
size_t aggregation_aside(const struct aggregation *a, const void **aside);
/* Room for it, of n groups, to be filled. */
void *aggregation_room_aside(struct aggregation *a, uint32_t n);
/* It is someone else's; NULL: no more. */
void aggregation_lend_aside(struct aggregation *a, const void *aside,
                            uint32_t n);

/* Distinct values and numbers (agg_tuple.c). */

/* The cells of a batch that make tuples: null where a row makes none. */
void aggregate_cells(const struct aggregate *spec, struct batch *b, cell *out);

/* One distinct value of a group. */
struct tuple_item {
    cell value;
    uint64_t count; /* INPUT_NUMBERS: how often */
};

/* The group's state: how many distinct values; all that some need. */
void aggregation_set_count(struct aggregation *a, uint32_t group, uint64_t n);
/* The state of pct: its answer, and the rank, from 0, that it has among n. */
void aggregation_set_number(struct aggregation *a, uint32_t group,
                            struct num answer);
uint64_t aggregate_rank(const struct aggregate *spec, uint64_t n);
bool aggregate_wants_items(const struct aggregate *spec);
/* Must they be there as long as the state? */
bool aggregate_keeps_items(const struct aggregate *spec);
/*
 * The group's state: from all its distinct values, which may be reordered
 * unless the aggregate keeps them; then they must outlive the aggregation.
 */
void aggregation_set_items(struct aggregation *a, uint32_t group,
                           struct tuple_item *items, uint64_t n);

/*
 * Estimates (agg_sketch.c). An aggregation whose spec says `sketching` has a
 * sketch of each group's values: it folds, merges and is copied as others.
 */

/* Is there a sketch for it? */
bool aggregate_can_estimate(const struct aggregate *spec);
/* The error of what sketches of this stage say, of 1. */
double aggregate_error(const struct aggregate *spec, unsigned stage);
void aggregation_add_tuple(struct aggregation *a, uint32_t group,
                           struct tuple_item item);
/* All sketches no larger than sketching says now. */
void aggregation_lower(struct aggregation *a);
/*
 * The state of group t of `to`, from a sketch; an empty one leaves it alone.
 * Is it exact?
 */
bool aggregation_conclude(const struct aggregation *a, uint32_t group,
                          struct aggregation *to, uint32_t t);

#endif
