/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the aggregates share; the rest uses aggregate.h. */
#ifndef ENGINE_AGGREGATE_INT_H
#define ENGINE_AGGREGATE_INT_H

#include "engine/aggregate.h"

struct aggregate_ops {
    size_t state_bytes; /* a multiple of 8 */
    enum aggregate_input input;
    bool items; /* INPUT_VALUES: wants more than their number */
    bool keeps; /* and looks at them whenever the value is asked for */
    bool is_count; /* the state is the value: a uint64_t */
    void (*fold)(struct aggregation *a, struct batch *b,
                 const uint32_t *groups);
    /* Group f of from into group t. */
    void (*merge)(struct aggregation *to, uint32_t t,
                  const struct aggregation *from, uint32_t f);
    /* From all distinct values of a group. */
    void (*set_items)(struct aggregation *a, uint32_t group,
                      struct tuple_item *items, uint64_t n);
    struct value (*value)(const struct aggregation *a, uint32_t group,
                          struct arena *arena);
    /* Of sketches only, which stand beside the state (agg_sketch.c): */
    void (*add_tuple)(struct aggregation *a, uint32_t group,
                      struct tuple_item item);
    void (*copy_state)(struct aggregation *a, uint32_t group);
    void (*free_state)(struct aggregation *a, uint32_t group);
    void (*lower_state)(struct aggregation *a, uint32_t group);
    bool (*conclude)(const struct aggregation *a, uint32_t group,
                     struct aggregation *to, uint32_t t);
};

struct aggregation {
    const struct aggregate_ops *ops;
    const struct aggregate *spec;
    struct dict *dict;
    const struct table *home;
    size_t offset;
    void *aside; /* what is too rare to stand in every state; from malloc */
    uint32_t aside_n;
    size_t aside_bytes;
    size_t sketch_bytes; /* of all sketches that states point to */
};

/* States as they lie while no group is added. */
struct states {
    char *first;
    size_t stride;
};

static inline struct states aggregation_states(const struct aggregation *a)
{
    return (struct states){a->home->records + a->offset, a->home->stride};
}

static inline void *state_at(struct states s, uint32_t group)
{
    return s.first + group * s.stride;
}

static inline void *aggregation_state(const struct aggregation *a,
                                      uint32_t group)
{
    return state_at(aggregation_states(a), group);
}

/* agg_number.c */
extern const struct aggregate_ops aggregate_sum, aggregate_avg;
extern const struct aggregate_ops aggregate_variance, aggregate_stddev;
/* agg_extreme.c */
extern const struct aggregate_ops aggregate_extreme, aggregate_sorted;
/* agg_time.c */
extern const struct aggregate_ops aggregate_edge, aggregate_rate;
/* agg_tuple.c */
extern const struct aggregate_ops aggregate_distinct, aggregate_values;
extern const struct aggregate_ops aggregate_pct;
/* agg_sketch.c */
extern const struct aggregate_ops aggregate_distinct_sketch;
extern const struct aggregate_ops aggregate_number_sketch;

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
