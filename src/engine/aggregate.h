/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Aggregates (query-language.md 9): for each group a state of fixed size, of
 * which all zero is the empty one, and for some of them a store beside it
 * (distinct values, the numbers of a percentile). Whole batches are folded
 * in, states of two threads are merged, and a value is made when it is asked
 * for.
 */
#ifndef ENGINE_AGGREGATE_H
#define ENGINE_AGGREGATE_H

#include "engine/batch.h"

struct aggregation;

struct aggregation *aggregation_new(const struct aggregate *spec,
                                    struct dict *dict);
void aggregation_free(struct aggregation *a);
/* There are now n groups. */
void aggregation_resize(struct aggregation *a, uint32_t n);
/* Row i of the batch belongs to groups[i]. */
void aggregation_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups);
/* Group g of from is map[g] here. Both compute the same aggregate. */
void aggregation_merge(struct aggregation *to, const struct aggregation *from,
                       const uint32_t *map);
/*
 * The value of a group. Lists are made in the arena; texts live as long as
 * the dictionary. Nothing may be folded in after the first call.
 */
struct value aggregation_value(struct aggregation *a, uint32_t group,
                               struct arena *arena);
size_t aggregation_bytes(const struct aggregation *a);

#endif
