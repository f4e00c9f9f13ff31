/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the aggregates share; the rest uses aggregate.h. */
#ifndef ENGINE_AGGREGATE_INT_H
#define ENGINE_AGGREGATE_INT_H

#include "engine/aggregate.h"

struct aggregate_ops {
    size_t state_bytes;
    void (*fold)(struct aggregation *a, struct batch *b,
                 const uint32_t *groups);
    /* One state into another; NULL where merge_all does everything. */
    void (*merge)(struct aggregation *to, void *state, const void *from);
    /* Merge what stands beside the states; NULL: nothing does. */
    void (*merge_store)(struct aggregation *to, const struct aggregation *from,
                        const uint32_t *map);
    struct value (*value)(struct aggregation *a, uint32_t group,
                          struct arena *arena);
    /* The store beside the states. */
    void (*store_done)(struct aggregation *a);
    size_t (*store_bytes)(const struct aggregation *a);
};

struct aggregation {
    const struct aggregate_ops *ops;
    const struct aggregate *spec;
    struct dict *dict;
    char *states; /* n of ops->state_bytes */
    uint32_t n;
    uint32_t cap;
    void *store; /* made when first needed */
};

static inline void *aggregation_state(const struct aggregation *a,
                                      uint32_t group)
{
    return a->states + (size_t)group * a->ops->state_bytes;
}

/* agg_number.c */
extern const struct aggregate_ops aggregate_sum, aggregate_avg;
extern const struct aggregate_ops aggregate_variance, aggregate_stddev;
/* agg_extreme.c */
extern const struct aggregate_ops aggregate_extreme, aggregate_sorted;
/* agg_time.c */
extern const struct aggregate_ops aggregate_edge, aggregate_rate;
/* agg_set.c */
extern const struct aggregate_ops aggregate_distinct, aggregate_values;
/* agg_sample.c */
extern const struct aggregate_ops aggregate_pct;

/*
 * The argument of an aggregate as numbers: all integers straight from the
 * column, or one struct num for each row (NUM_NONE where it is none).
 */
struct numbers {
    bool all_int;
    int64_t ints[BATCH_ROWS];
    struct num nums[BATCH_ROWS];
};
void numbers_of(struct batch *b, const struct expr *arg, struct numbers *out);
static inline struct num numbers_at(const struct numbers *n, uint32_t i)
{
    if (n->all_int)
        return (struct num){.kind = NUM_INT, .i = n->ints[i]};
    return n->nums[i];
}

#endif
