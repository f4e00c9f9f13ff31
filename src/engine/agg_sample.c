/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pct and median, exact: all numbers are kept, as one list for all groups.
 * When values are asked for the list is put in order of groups, once, and
 * the rank of a group is found by selection, once.
 */
#include "engine/aggregate_int.h"

#include "base/mem.h"

#include <math.h>
#include <stdlib.h>

struct sample {
    uint32_t group;
    enum num_kind kind;
    union {
        int64_t i;
        double d;
    };
};

struct samples {
    struct sample *items;
    size_t n, cap;
    uint64_t *starts; /* [group]: its first item, once in order */
};

struct sample_state {
    uint64_t n;
    struct num answer; /* NUM_NONE: not yet found */
};

_Static_assert(NUM_NONE == 0, "an empty state has no answer");

static struct samples *samples_of(struct aggregation *a)
{
    if (!a->store)
        a->store = mem_calloc(1, sizeof(struct samples));
    return a->store;
}

static struct num sample_num(const struct sample *s)
{
    if (s->kind == NUM_INT)
        return (struct num){.kind = NUM_INT, .i = s->i};
    return (struct num){.kind = NUM_DOUBLE, .d = s->d};
}

static void add_sample(struct samples *s, uint32_t group, struct num n)
{
    struct sample *to;

    s->items = mem_grow(s->items, s->n, &s->cap, sizeof *s->items);
    to = &s->items[s->n++];
    to->group = group;
    to->kind = n.kind;
    if (n.kind == NUM_INT)
        to->i = n.i;
    else
        to->d = n.d;
}

static void sample_fold(struct aggregation *a, struct batch *b,
                        const uint32_t *groups)
{
    struct sample_state *states = (void *)a->states;
    struct samples *s = samples_of(a);
    struct numbers in;

    numbers_of(b, a->spec->arg, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct num n = numbers_at(&in, i);

        if (n.kind == NUM_NONE)
            continue;
        states[groups[i]].n++;
        add_sample(s, groups[i], n);
    }
}

static void sample_merge(struct aggregation *to, const struct aggregation *from,
                         const uint32_t *map)
{
    struct sample_state *states = (void *)to->states;
    const struct samples *f = from->store;

    for (size_t i = 0; f && i < f->n; i++) {
        uint32_t group = map[f->items[i].group];

        states[group].n++;
        add_sample(samples_of(to), group, sample_num(&f->items[i]));
    }
}

static void sample_done(struct aggregation *a)
{
    struct samples *s = a->store;

    if (!s)
        return;
    free(s->items);
    free(s->starts);
    free(s);
}

static size_t sample_bytes(const struct aggregation *a)
{
    const struct samples *s = a->store;

    return s ? s->cap * sizeof *s->items : 0;
}

static void sort_by_group(struct aggregation *a)
{
    struct samples *s = samples_of(a);
    const struct sample_state *states = (void *)a->states;
    struct sample *sorted;
    uint64_t at = 0;

    if (s->starts)
        return;
    sorted = mem_alloc(s->n * sizeof *sorted);
    s->starts = mem_calloc(a->n, sizeof *s->starts);
    for (uint32_t g = 0; g < a->n; g++) {
        s->starts[g] = at;
        at += states[g].n;
    }
    for (size_t i = 0; i < s->n; i++)
        sorted[s->starts[s->items[i].group]++] = s->items[i];
    for (uint32_t g = 0; g < a->n; g++)
        s->starts[g] -= states[g].n;
    free(s->items);
    s->items = sorted;
    s->cap = s->n;
}

static void swap_samples(struct sample *x, struct sample *y)
{
    struct sample t = *x;

    *x = *y;
    *y = t;
}

/*
 * The item of rank k (from 0) among v[0 .. n). Three-way partition around
 * the median of three, so that many equal numbers cost nothing.
 */
static struct num select_rank(struct sample *v, size_t n, size_t k)
{
    while (n > 1) {
        struct num a = sample_num(&v[0]), b = sample_num(&v[n / 2]);
        struct num c = sample_num(&v[n - 1]);
        bool ab = value_compare_num(a, b) < 0, bc = value_compare_num(b, c) < 0;
        bool ac = value_compare_num(a, c) < 0;
        struct num pivot = ab == bc ? b : (ab == ac ? c : a);
        size_t less = 0, i = 0, greater = n;

        while (i < greater) {
            int order = value_compare_num(sample_num(&v[i]), pivot);

            if (order < 0)
                swap_samples(&v[less++], &v[i++]);
            else if (order > 0)
                swap_samples(&v[i], &v[--greater]);
            else
                i++;
        }
        if (k >= less && k < greater)
            return pivot;
        if (k < less) {
            n = less;
        } else {
            v += greater;
            k -= greater;
            n -= greater;
        }
    }
    return sample_num(v);
}

/* Nearest rank: number ceil(p / 100 * n), at least 1; here from 0. */
static size_t rank_of(const struct aggregate *spec, uint64_t n)
{
    double p = spec->fn->id == FUNCTION_MEDIAN ? 50 : spec->p;
    /* p * n first: 95 * 20 / 100 is exact, 0.95 * 20 is not. */
    double rank = ceil(p * (double)n / 100);

    if (rank < 1)
        rank = 1;
    if (rank > (double)n)
        rank = (double)n;
    return (size_t)rank - 1;
}

static struct value sample_value(struct aggregation *a, uint32_t group,
                                 struct arena *arena)
{
    struct sample_state *state = aggregation_state(a, group);
    struct samples *s = samples_of(a);

    (void)arena;
    if (state->n == 0)
        return value_null();
    sort_by_group(a);
    if (state->answer.kind == NUM_NONE)
        state->answer = select_rank(s->items + s->starts[group], state->n,
                                    rank_of(a->spec, state->n));
    return value_of_num(state->answer);
}

const struct aggregate_ops aggregate_pct = {
    .state_bytes = sizeof(struct sample_state),
    .fold = sample_fold,
    .merge_store = sample_merge,
    .value = sample_value,
    .store_done = sample_done,
    .store_bytes = sample_bytes,
};
