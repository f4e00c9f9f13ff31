/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sketches as states of groups: what count_distinct, pct and median go on
 * with when the distinct values of all groups are too many to be held
 * (stats_estimate.c). They have no value of their own; at the end they set
 * the states of the aggregates they stand for.
 *
 * A state is a pointer to the group's sketch, NULL when it is empty.
 */
#include "engine/aggregate_int.h"

#include "engine/convert.h"
#include "engine/keys.h"
#include "engine/sketch.h"

#include <math.h>

static unsigned stage_of(const struct aggregation *a)
{
    return sketch_stage(a->spec->sketching);
}

/* count_distinct: HyperLogLog. Texts leave no trace in the dictionary. */

static struct hll **hll_of(const struct aggregation *a, uint32_t group)
{
    return aggregation_state(a, group);
}

static void hll_fold(struct aggregation *a, struct batch *b,
                     const uint32_t *groups)
{
    unsigned bits = sketch_bits(stage_of(a));
    struct states states = aggregation_states(a);
    uint64_t hashes[BATCH_ROWS];

    key_hashes(b, a->spec->arg, hashes);
    for (uint32_t i = 0; i < b->n; i++) {
        if (hashes[i])
            hll_add(state_at(states, groups[i]), hashes[i], bits,
                    &a->sketch_bytes);
    }
}

static void hll_add_tuple(struct aggregation *a, uint32_t group,
                          struct tuple_item item)
{
    hll_add(hll_of(a, group), hash_of_cell(a->dict, item.value),
            sketch_bits(stage_of(a)), &a->sketch_bytes);
}

static void hll_merge_states(struct aggregation *to, uint32_t t,
                             const struct aggregation *from, uint32_t f)
{
    hll_merge(hll_of(to, t), *hll_of(from, f), sketch_bits(stage_of(to)),
              &to->sketch_bytes);
}

static void hll_copy_state(struct aggregation *a, uint32_t group)
{
    *hll_of(a, group) = hll_copy(*hll_of(a, group));
}

static void hll_free_state(struct aggregation *a, uint32_t group)
{
    hll_free(*hll_of(a, group));
}

static void hll_lower_state(struct aggregation *a, uint32_t group)
{
    hll_lower(hll_of(a, group), sketch_bits(stage_of(a)), &a->sketch_bytes);
}

static bool hll_conclude(const struct aggregation *a, uint32_t group,
                         struct aggregation *to, uint32_t t)
{
    const struct hll *h = *hll_of(a, group);

    if (!h)
        return true;
    aggregation_set_count(to, t, hll_count(h));
    return hll_is_exact(h);
}

const struct aggregate_ops aggregate_distinct_sketch = {
    .state_bytes = sizeof(struct hll *),
    .input = INPUT_ROWS,
    .fold = hll_fold,
    .merge = hll_merge_states,
    .add_tuple = hll_add_tuple,
    .copy_state = hll_copy_state,
    .free_state = hll_free_state,
    .lower_state = hll_lower_state,
    .conclude = hll_conclude,
};

/* pct and median: a KLL sketch of the numbers as doubles. */

static struct kll **kll_of(const struct aggregation *a, uint32_t group)
{
    return aggregation_state(a, group);
}

/* Integers that a double cannot hold. */
static bool is_rounded(struct num x)
{
    const int64_t most = INT64_C(1) << 53;

    return x.kind == NUM_INT && (x.i > most || x.i < -most);
}

static void kll_put(struct aggregation *a, struct kll **s, struct num x,
                    uint64_t times, unsigned k)
{
    kll_add(s, x.kind == NUM_INT ? (double)x.i : x.d, times, k,
            &a->sketch_bytes);
    if (is_rounded(x))
        kll_rounded(*s);
}

static void kll_fold(struct aggregation *a, struct batch *b,
                     const uint32_t *groups)
{
    unsigned k = sketch_k(stage_of(a));
    struct states states = aggregation_states(a);
    struct numbers in;

    numbers_of(b, a->spec->arg, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct num x = numbers_at(&in, i);

        if (x.kind != NUM_NONE)
            kll_put(a, state_at(states, groups[i]), x, 1, k);
    }
}

static void kll_add_tuple(struct aggregation *a, uint32_t group,
                          struct tuple_item item)
{
    struct num x = value_num(value_of_cell(a->dict, item.value));

    kll_put(a, kll_of(a, group), x, item.count, sketch_k(stage_of(a)));
}

static void kll_merge_states(struct aggregation *to, uint32_t t,
                             const struct aggregation *from, uint32_t f)
{
    kll_merge(kll_of(to, t), *kll_of(from, f), sketch_k(stage_of(to)),
              &to->sketch_bytes);
}

static void kll_copy_state(struct aggregation *a, uint32_t group)
{
    *kll_of(a, group) = kll_copy(*kll_of(a, group));
}

static void kll_free_state(struct aggregation *a, uint32_t group)
{
    kll_free(*kll_of(a, group));
}

static void kll_lower_state(struct aggregation *a, uint32_t group)
{
    kll_lower(kll_of(a, group), sketch_k(stage_of(a)), &a->sketch_bytes);
}

/* An integer again where it was one: both print alike, but for 1e300. */
static struct num number_of_double(double d)
{
    if (d == floor(d) && fabs(d) <= 0x1p53)
        return (struct num){.kind = NUM_INT, .i = (int64_t)d};
    return (struct num){.kind = NUM_DOUBLE, .d = d};
}

static bool kll_conclude(const struct aggregation *a, uint32_t group,
                         struct aggregation *to, uint32_t t)
{
    const struct kll *s = *kll_of(a, group);
    uint64_t n = kll_n(s);

    if (n == 0)
        return true;
    aggregation_set_number(
        to, t, number_of_double(kll_at(s, aggregate_rank(to->spec, n))));
    return kll_is_exact(s);
}

const struct aggregate_ops aggregate_number_sketch = {
    .state_bytes = sizeof(struct kll *),
    .input = INPUT_ROWS,
    .fold = kll_fold,
    .merge = kll_merge_states,
    .add_tuple = kll_add_tuple,
    .copy_state = kll_copy_state,
    .free_state = kll_free_state,
    .lower_state = kll_lower_state,
    .conclude = kll_conclude,
};

/* Any sketch. */

bool aggregate_can_estimate(const struct aggregate *spec)
{
    return spec->fn->id == FUNCTION_COUNT_DISTINCT ||
           spec->fn->id == FUNCTION_PCT || spec->fn->id == FUNCTION_MEDIAN;
}

double aggregate_error(const struct aggregate *spec, unsigned stage)
{
    return spec->fn->id == FUNCTION_COUNT_DISTINCT
               ? hll_error(sketch_bits(stage))
               : kll_error(sketch_k(stage));
}

void aggregation_add_tuple(struct aggregation *a, uint32_t group,
                           struct tuple_item item)
{
    a->ops->add_tuple(a, group, item);
}

void aggregation_lower(struct aggregation *a)
{
    for (uint32_t g = 0; g < a->home->n; g++)
        a->ops->lower_state(a, g);
}

bool aggregation_conclude(const struct aggregation *a, uint32_t group,
                          struct aggregation *to, uint32_t t)
{
    return a->ops->conclude(a, group, to, t);
}
