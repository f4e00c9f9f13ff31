/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * count_distinct, values, pct and median: what follows from the distinct
 * values of a group. stats.c collects them as tuples (keys, value), the same
 * way as groups, and brings those of each group here at the end.
 *
 * A percentile is exact: it needs each distinct number once and how often it
 * occurs.
 */
#include "engine/aggregate_int.h"

#include "engine/convert.h"
#include "engine/keys.h"

#include <math.h>
#include <stdlib.h>

/* Numbers as cells: equal numbers become one cell. */
static void number_cells(struct batch *b, const struct expr *arg, cell *out)
{
    struct numbers in;

    numbers_of(b, arg, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct num n = numbers_at(&in, i);

        if (n.kind == NUM_INT && cell_int_fits(n.i))
            out[i] = cell_make(CELL_INT, (uint64_t)n.i);
        else if (n.kind == NUM_NONE)
            out[i] = cell_make(CELL_NULL, 0);
        else
            out[i] = cell_of_value(b->rel->dict, value_of_num(n));
    }
}

void aggregate_cells(const struct aggregate *spec, struct batch *b, cell *out)
{
    if (aggregate_input(spec) == INPUT_NUMBERS)
        number_cells(b, spec->arg, out);
    else
        key_cells(b, spec->arg, out);
}

/* count_distinct. */

void aggregation_set_count(struct aggregation *a, uint32_t group, uint64_t n)
{
    *(uint64_t *)aggregation_state(a, group) = n;
}

static struct value distinct_value(const struct aggregation *a, uint32_t group,
                                   struct arena *arena)
{
    (void)arena;
    return value_int((int64_t) * (uint64_t *)aggregation_state(a, group));
}

const struct aggregate_ops aggregate_distinct = {
    .state_bytes = sizeof(uint64_t),
    .is_count = true,
    .input = INPUT_VALUES,
    .value = distinct_value,
};

/* values. */

struct values_state {
    const struct tuple_item *items;
    uint64_t n;
};

static void values_set(struct aggregation *a, uint32_t group,
                       struct tuple_item *items, uint64_t n)
{
    struct values_state *s = aggregation_state(a, group);

    *s = (struct values_state){items, n};
}

static int order_values(const void *x, const void *y)
{
    const struct value *a = x, *b = y;

    return value_order(*a, *b);
}

static struct value values_value(const struct aggregation *a, uint32_t group,
                                 struct arena *arena)
{
    const struct values_state *s = aggregation_state(a, group);
    struct value *list;

    if (s->n == 0)
        return value_null();
    list = arena_alloc(arena, s->n * sizeof *list);
    for (uint64_t i = 0; i < s->n; i++)
        list[i] = value_of_cell(a->dict, s->items[i].value);
    qsort(list, s->n, sizeof *list, order_values);
    return value_list(list, s->n);
}

const struct aggregate_ops aggregate_values = {
    .state_bytes = sizeof(struct values_state),
    .input = INPUT_VALUES,
    .items = true,
    .keeps = true,
    .set_items = values_set,
    .value = values_value,
};

/* pct and median: the state is the answer; NUM_NONE: there is none. */

_Static_assert(NUM_NONE == 0, "an empty state has no answer");

static struct num item_num(const struct aggregation *a,
                           const struct tuple_item *item)
{
    return value_num(value_of_cell(a->dict, item->value));
}

/* All items are integers: most often they are. */
static bool all_ints(const struct tuple_item *items, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        if (cell_kind_of(items[i].value) != CELL_INT)
            return false;
    }
    return true;
}

static int order_items(const struct aggregation *a, bool ints,
                       const struct tuple_item *x, const struct tuple_item *y)
{
    if (ints)
        return (cell_int(x->value) > cell_int(y->value)) -
               (cell_int(x->value) < cell_int(y->value));
    return value_compare_num(item_num(a, x), item_num(a, y));
}

static void swap_items(struct tuple_item *x, struct tuple_item *y)
{
    struct tuple_item t = *x;

    *x = *y;
    *y = t;
}

/* Three parts: less than the pivot, it, greater; where the first two end. */
static void split_items(const struct aggregation *a, bool ints,
                        struct tuple_item *v, uint64_t n, uint64_t *less,
                        uint64_t *greater)
{
    struct tuple_item pivot = v[n / 2];
    uint64_t i = 0;

    *less = 0;
    *greater = n;
    while (i < *greater) {
        int order = order_items(a, ints, &v[i], &pivot);

        if (order < 0)
            swap_items(&v[(*less)++], &v[i++]);
        else if (order > 0)
            swap_items(&v[i], &v[--*greater]);
        else
            i++;
    }
}

static uint64_t total(const struct tuple_item *v, uint64_t n)
{
    uint64_t sum = 0;

    for (uint64_t i = 0; i < n; i++)
        sum += v[i].count;
    return sum;
}

/* The number of rank k, from 0, among all that the items stand for. */
static struct num select_rank(const struct aggregation *a,
                              struct tuple_item *v, uint64_t n, uint64_t k)
{
    bool ints = all_ints(v, n);

    while (n > 1) {
        uint64_t less, greater;

        split_items(a, ints, v, n, &less, &greater);
        uint64_t below = total(v, less);
        uint64_t equal = total(v + less, greater - less);
        if (k < below) {
            n = less;
        } else if (k < below + equal) {
            return item_num(a, &v[less]);
        } else {
            v += greater;
            n -= greater;
            k -= below + equal;
        }
    }
    return item_num(a, v);
}

/* Nearest rank: number ceil(p / 100 * n), at least 1; here from 0. */
uint64_t aggregate_rank(const struct aggregate *spec, uint64_t n)
{
    double p = spec->fn->id == FUNCTION_MEDIAN ? 50 : spec->p;
    /* p * n first: 95 * 20 / 100 is exact, 0.95 * 20 is not. */
    double rank = ceil(p * (double)n / 100);

    if (rank < 1)
        rank = 1;
    if (rank > (double)n)
        rank = (double)n;
    return (uint64_t)rank - 1;
}

void aggregation_set_number(struct aggregation *a, uint32_t group,
                            struct num answer)
{
    *(struct num *)aggregation_state(a, group) = answer;
}

static void pct_set(struct aggregation *a, uint32_t group,
                    struct tuple_item *items, uint64_t n)
{
    uint64_t sum = total(items, n);

    if (n > 0)
        aggregation_set_number(
            a, group,
            select_rank(a, items, n, aggregate_rank(a->spec, sum)));
}

static struct value pct_value(const struct aggregation *a, uint32_t group,
                              struct arena *arena)
{
    const struct num *answer = aggregation_state(a, group);

    (void)arena;
    return answer->kind == NUM_NONE ? value_null() : value_of_num(*answer);
}

const struct aggregate_ops aggregate_pct = {
    .state_bytes = sizeof(struct num),
    .input = INPUT_NUMBERS,
    .items = true,
    .set_items = pct_set,
    .value = pct_value,
};
