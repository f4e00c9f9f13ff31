/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * sum, avg, min, max, variance, stddev. Sums of doubles are kept in two
 * doubles (the second holds what the first rounds away), so that the result
 * does not depend on which thread saw which rows.
 */
#include "engine/aggregate_int.h"

#include "base/mem.h"

#include <math.h>
#include <string.h>

/* A number of about 106 bits: hi + lo. */
struct wide {
    double hi, lo;
};

_Static_assert(sizeof(struct wide) == AGGREGATE_ASIDE, "as others know it");

/* Source: Knuth, TAOCP 2, 4.2.2, theorem B (the error of a sum is exact). */
static void wide_add(struct wide *w, double x)
{
    double sum = w->hi + x;
    double back = sum - w->hi;

    w->lo += (w->hi - (sum - back)) + (x - back);
    w->hi = sum;
}

static void wide_add_int(struct wide *w, int64_t i)
{
    /* Both parts are exact; a 64-bit integer as one double would not be. */
    int64_t low = i & 0xffffffff;

    wide_add(w, (double)(i - low));
    wide_add(w, (double)low);
}

static void wide_add_product(struct wide *w, double x, double y)
{
    double p = x * y;

    wide_add(w, p);
    wide_add(w, fma(x, y, -p));
}

static void wide_merge(struct wide *w, const struct wide *from)
{
    wide_add(w, from->hi);
    wide_add(w, from->lo);
}

static double wide_value(struct wide w)
{
    return w.hi + w.lo;
}

/*
 * sum and avg. Doubles, and what overflows, are rare: they stand aside, in
 * an array by group that is made when the first of them comes.
 */

struct sum_state {
    int64_t ints; /* sum of the integers, while it fits */
    uint64_t n;   /* numbers */
};

static struct wide *sum_aside(struct aggregation *a, uint32_t group)
{
    struct wide *aside = a->aside;

    if (group >= a->aside_n) {
        uint32_t n = a->home->n < UINT32_MAX / 2 ? a->home->n * 2 : UINT32_MAX;

        a->aside_bytes = n * sizeof *aside;
        a->aside = aside = mem_realloc(aside, a->aside_bytes);
        memset(aside + a->aside_n, 0, (n - a->aside_n) * sizeof *aside);
        a->aside_n = n;
    }
    return &aside[group];
}

static struct wide sum_wide(const struct aggregation *a, uint32_t group)
{
    const struct wide *aside = a->aside;

    return group < a->aside_n ? aside[group] : (struct wide){0, 0};
}

static inline void sum_add_int(struct aggregation *a, uint32_t group,
                               struct sum_state *s, int64_t i)
{
    int64_t sum;

    if (__builtin_expect(__builtin_add_overflow(s->ints, i, &sum), 0)) {
        wide_add_int(sum_aside(a, group), s->ints);
        sum = i;
    }
    s->ints = sum;
}

static void sum_fold(struct aggregation *a, struct batch *b,
                     const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    struct numbers in;

    numbers_of(b, a->spec->arg, &in);
    for (uint32_t i = 0; in.all_int && i < b->n; i++) {
        struct sum_state *s = state_at(states, groups[i]);

        s->n++;
        sum_add_int(a, groups[i], s, in.ints[i]);
    }
    for (uint32_t i = 0; !in.all_int && i < b->n; i++) {
        struct sum_state *s = state_at(states, groups[i]);

        s->n += in.nums[i].kind != NUM_NONE;
        if (in.nums[i].kind == NUM_INT)
            sum_add_int(a, groups[i], s, in.nums[i].i);
        else if (in.nums[i].kind == NUM_DOUBLE)
            wide_add(sum_aside(a, groups[i]), in.nums[i].d);
    }
}

static void sum_merge(struct aggregation *to, uint32_t t,
                      const struct aggregation *from, uint32_t from_group)
{
    struct sum_state *s = aggregation_state(to, t);
    const struct sum_state *f = aggregation_state(from, from_group);
    struct wide w = sum_wide(from, from_group);

    s->n += f->n;
    sum_add_int(to, t, s, f->ints);
    if (w.hi != 0 || w.lo != 0)
        wide_merge(sum_aside(to, t), &w);
}

static double sum_double(const struct sum_state *s, struct wide w)
{
    wide_add_int(&w, s->ints);
    return wide_value(w);
}

static struct value sum_value(const struct aggregation *a, uint32_t group,
                              struct arena *arena)
{
    const struct sum_state *s = aggregation_state(a, group);
    struct wide w = sum_wide(a, group);

    (void)arena;
    if (s->n == 0)
        return value_null();
    if (w.hi == 0 && w.lo == 0)
        return value_int(s->ints);
    return value_double(sum_double(s, w));
}

static struct value avg_value(const struct aggregation *a, uint32_t group,
                              struct arena *arena)
{
    const struct sum_state *s = aggregation_state(a, group);

    (void)arena;
    if (s->n == 0)
        return value_null();
    return value_double(sum_double(s, sum_wide(a, group)) / (double)s->n);
}

const struct aggregate_ops aggregate_sum = {
    .state_bytes = sizeof(struct sum_state),
    .fold = sum_fold,
    .merge = sum_merge,
    .value = sum_value,
};

const struct aggregate_ops aggregate_avg = {
    .state_bytes = sizeof(struct sum_state),
    .fold = sum_fold,
    .merge = sum_merge,
    .value = avg_value,
};

/* variance and stddev. */

struct variance_state {
    uint64_t n;
    struct wide sum;
    struct wide squares;
};

static void variance_fold(struct aggregation *a, struct batch *b,
                          const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    struct numbers in;

    numbers_of(b, a->spec->arg, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct variance_state *s = state_at(states, groups[i]);
        struct num num = numbers_at(&in, i);

        if (num.kind == NUM_NONE)
            continue;
        s->n++;
        wide_add(&s->sum, num_double(num));
        wide_add_product(&s->squares, num_double(num), num_double(num));
    }
}

static void variance_merge(struct aggregation *to, uint32_t t,
                           const struct aggregation *from, uint32_t from_group)
{
    struct variance_state *s = aggregation_state(to, t);
    const struct variance_state *f = aggregation_state(from, from_group);

    s->n += f->n;
    wide_merge(&s->sum, &f->sum);
    wide_merge(&s->squares, &f->squares);
}

/* (sum of squares - sum * mean) / n, the difference in full width. */
static double variance_of(const struct variance_state *s)
{
    double n = (double)s->n;
    double mean = wide_value(s->sum) / n;
    struct wide w = s->squares;

    wide_add_product(&w, -mean, s->sum.hi);
    wide_add_product(&w, -mean, s->sum.lo);
    /* mean is rounded: what it misses, times the sum, counts once more. */
    double rest = fma(-mean, n, s->sum.hi) + s->sum.lo;
    wide_add_product(&w, -rest / n, s->sum.hi);
    double variance = wide_value(w) / n;
    return variance > 0 ? variance : 0;
}

static struct value variance_value(const struct aggregation *a, uint32_t group,
                                   struct arena *arena)
{
    const struct variance_state *s = aggregation_state(a, group);

    (void)arena;
    return s->n ? value_double(variance_of(s)) : value_null();
}

static struct value stddev_value(const struct aggregation *a, uint32_t group,
                                 struct arena *arena)
{
    const struct variance_state *s = aggregation_state(a, group);

    (void)arena;
    return s->n ? value_double(sqrt(variance_of(s))) : value_null();
}

const struct aggregate_ops aggregate_variance = {
    .state_bytes = sizeof(struct variance_state),
    .fold = variance_fold,
    .merge = variance_merge,
    .value = variance_value,
};

const struct aggregate_ops aggregate_stddev = {
    .state_bytes = sizeof(struct variance_state),
    .fold = variance_fold,
    .merge = variance_merge,
    .value = stddev_value,
};
