/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of aggregates, count, and what all of them have in common. */
#include "engine/aggregate_int.h"

#include "base/mem.h"
#include "engine/eval.h"
#include "engine/kernel.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* count: the state is the number of rows. */

static bool never_null(struct batch *b, const struct expr *arg)
{
    int64_t slot = arg ? expr_slot(arg) : -1;
    const struct column *c;

    if (!arg || arg->kind == EXPR_STAR)
        return true;
    c = slot >= 0 ? batch_column(b, (uint32_t)slot) : NULL;
    return c && c->kind != COLUMN_NULL && !c->exc_bits;
}

static void count_fold(struct aggregation *a, struct batch *b,
                       const uint32_t *groups)
{
    uint64_t *counts = (void *)a->states;

    if (never_null(b, a->spec->arg)) {
        for (uint32_t i = 0; i < b->n; i++)
            counts[groups[i]]++;
        return;
    }
    struct value *room = batch_take(b);
    const struct value *v = eval_values(b, a->spec->arg, room);
    for (uint32_t i = 0; i < b->n; i++)
        counts[groups[i]] += v[i].type != VALUE_NULL;
    batch_give(b, room);
}

static void count_merge(struct aggregation *to, void *state, const void *from)
{
    (void)to;
    *(uint64_t *)state += *(const uint64_t *)from;
}

static struct value count_value(struct aggregation *a, uint32_t group,
                                struct arena *arena)
{
    (void)arena;
    return value_int((int64_t) * (uint64_t *)aggregation_state(a, group));
}

static const struct aggregate_ops aggregate_count = {
    .state_bytes = sizeof(uint64_t),
    .fold = count_fold,
    .merge = count_merge,
    .value = count_value,
};

/* topk is not here: the binder makes a group, a sort and a limit of it. */
static const struct aggregate_ops *const table[FUNCTION_TABLE_SIZE] = {
    [FUNCTION_COUNT_ROWS] = &aggregate_count,
    [FUNCTION_COUNT_OVER_TIME] = &aggregate_count,
    [FUNCTION_COUNT_DISTINCT] = &aggregate_distinct,
    [FUNCTION_SUM] = &aggregate_sum,
    [FUNCTION_SUM_OVER_TIME] = &aggregate_sum,
    [FUNCTION_AVG] = &aggregate_avg,
    [FUNCTION_MIN] = &aggregate_extreme,
    [FUNCTION_MAX] = &aggregate_extreme,
    [FUNCTION_PCT] = &aggregate_pct,
    [FUNCTION_MEDIAN] = &aggregate_pct,
    [FUNCTION_STDDEV] = &aggregate_stddev,
    [FUNCTION_VARIANCE] = &aggregate_variance,
    [FUNCTION_EARLIEST] = &aggregate_edge,
    [FUNCTION_LATEST] = &aggregate_edge,
    [FUNCTION_SORTS_FIRST] = &aggregate_sorted,
    [FUNCTION_SORTS_LAST] = &aggregate_sorted,
    [FUNCTION_VALUES] = &aggregate_values,
    [FUNCTION_RATE] = &aggregate_rate,
};

struct aggregation *aggregation_new(const struct aggregate *spec,
                                    struct dict *dict)
{
    struct aggregation *a = mem_calloc(1, sizeof *a);

    a->ops = table[spec->fn->id];
    assert(a->ops);
    a->spec = spec;
    a->dict = dict;
    return a;
}

void aggregation_free(struct aggregation *a)
{
    if (!a)
        return;
    if (a->ops->store_done)
        a->ops->store_done(a);
    free(a->states);
    free(a);
}

void aggregation_resize(struct aggregation *a, uint32_t n)
{
    if (n > a->cap) {
        uint32_t cap = n < 64 ? 64 : (n > UINT32_MAX / 2 ? n : n * 2);

        a->states = mem_realloc(a->states, cap * a->ops->state_bytes);
        memset(aggregation_state(a, a->cap), 0,
               (cap - a->cap) * a->ops->state_bytes);
        a->cap = cap;
    }
    a->n = n;
}

void aggregation_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups)
{
    a->ops->fold(a, b, groups);
}

void aggregation_merge(struct aggregation *to, const struct aggregation *from,
                       const uint32_t *map)
{
    for (uint32_t g = 0; to->ops->merge && g < from->n; g++)
        to->ops->merge(to, aggregation_state(to, map[g]),
                       aggregation_state(from, g));
    if (to->ops->merge_store)
        to->ops->merge_store(to, from, map);
}

struct value aggregation_value(struct aggregation *a, uint32_t group,
                               struct arena *arena)
{
    return a->ops->value(a, group, arena);
}

size_t aggregation_bytes(const struct aggregation *a)
{
    size_t bytes = a->cap * a->ops->state_bytes;

    return a->ops->store_bytes ? bytes + a->ops->store_bytes(a) : bytes;
}

static bool no_exception(const struct batch *b, const struct column *c)
{
    for (uint32_t i = 0; c->exc_bits && i < b->n; i++) {
        if (column_is_exception(c, b->rows[i]))
            return false;
    }
    return true;
}

void numbers_of(struct batch *b, const struct expr *arg, struct numbers *out)
{
    int64_t slot = expr_slot(arg);
    const struct column *c = slot < 0 ? NULL : batch_column(b, (uint32_t)slot);

    out->all_int = c && c->kind == COLUMN_INT && no_exception(b, c);
    if (out->all_int) {
        kernel_ints(c, b->rows, b->n, out->ints);
        return;
    }
    struct value *room = batch_take(b);
    const struct value *v = eval_values(b, arg, room);
    for (uint32_t i = 0; i < b->n; i++)
        out->nums[i] = value_num(v[i]);
    batch_give(b, room);
}
