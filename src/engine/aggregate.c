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
    int64_t slot = expr_slot(arg);
    const struct column *c;

    c = slot >= 0 ? batch_column(b, (uint32_t)slot) : NULL;
    return c && c->kind != COLUMN_NULL && !c->exc_bits;
}

static void count_fold(struct aggregation *a, struct batch *b,
                       const uint32_t *groups)
{
    struct states counts = aggregation_states(a);

    if (never_null(b, a->spec->arg)) {
        for (uint32_t i = 0; i < b->n; i++)
            ++*(uint64_t *)state_at(counts, groups[i]);
        return;
    }
    struct value *room = batch_take(b);
    const struct value *v = eval_values(b, a->spec->arg, room);
    for (uint32_t i = 0; i < b->n; i++)
        *(uint64_t *)state_at(counts, groups[i]) += v[i].type != VALUE_NULL;
    batch_give(b, room);
}

static void count_merge(struct aggregation *to, uint32_t t,
                        const struct aggregation *from, uint32_t f)
{
    *(uint64_t *)aggregation_state(to, t) +=
        *(const uint64_t *)aggregation_state(from, f);
}

static struct value count_value(const struct aggregation *a, uint32_t group,
                                struct arena *arena)
{
    (void)arena;
    return value_int((int64_t) * (uint64_t *)aggregation_state(a, group));
}

/* count(*): nothing is asked of the rows. */
static const struct aggregate_ops aggregate_count_rows = {
    .state_bytes = sizeof(uint64_t),
    .is_count = true,
    .input = INPUT_COUNT,
    .merge = count_merge,
    .value = count_value,
};

static const struct aggregate_ops aggregate_count = {
    .state_bytes = sizeof(uint64_t),
    .is_count = true,
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

static const struct aggregate_ops *ops_of(const struct aggregate *spec)
{
    if (spec->sketching)
        return spec->fn->id == FUNCTION_COUNT_DISTINCT
                   ? &aggregate_distinct_sketch
                   : &aggregate_number_sketch;
    assert(table[spec->fn->id]);
    if (table[spec->fn->id] == &aggregate_count &&
        (!spec->arg || spec->arg->kind == EXPR_STAR))
        return &aggregate_count_rows;
    return table[spec->fn->id];
}

enum aggregate_input aggregate_input(const struct aggregate *spec)
{
    return ops_of(spec)->input;
}

size_t aggregate_state_bytes(const struct aggregate *spec)
{
    return ops_of(spec)->state_bytes;
}

bool aggregate_wants_items(const struct aggregate *spec)
{
    return ops_of(spec)->items;
}

bool aggregate_keeps_items(const struct aggregate *spec)
{
    return ops_of(spec)->keeps;
}

struct aggregation *aggregation_new(const struct aggregate *spec,
                                    struct dict *dict,
                                    const struct table *home, size_t offset)
{
    struct aggregation *a = mem_calloc(1, sizeof *a);

    a->ops = ops_of(spec);
    a->spec = spec;
    a->dict = dict;
    a->home = home;
    a->offset = offset;
    return a;
}

void aggregation_free(struct aggregation *a)
{
    if (!a)
        return;
    for (uint32_t g = 0; a->ops->free_state && g < a->home->n; g++)
        a->ops->free_state(a, g);
    free(a->aside);
    free(a);
}

void aggregation_count_up(struct aggregation *a, uint32_t group, uint32_t n)
{
    *(uint64_t *)aggregation_state(a, group) += n;
}

void aggregation_count(struct aggregation *a, const uint32_t *groups,
                       uint32_t n)
{
    struct states counts = aggregation_states(a);

    for (uint32_t i = 0; i < n; i++)
        ++*(uint64_t *)state_at(counts, groups[i]);
}

void aggregation_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups)
{
    a->ops->fold(a, b, groups);
}

void aggregation_merge(struct aggregation *to, const struct aggregation *from,
                       const uint32_t *t, const uint32_t *f, uint32_t n)
{
    /* The others are made at the end, of tuples that are merged. */
    for (uint32_t i = 0; to->ops->merge && i < n; i++)
        to->ops->merge(to, t[i], from, f[i]);
}

struct value aggregation_value(const struct aggregation *a, uint32_t group,
                               struct arena *arena)
{
    return a->ops->value(a, group, arena);
}

bool aggregation_counts(const struct aggregation *a, uint32_t first,
                        uint32_t n, uint64_t *out)
{
    struct states s = aggregation_states(a);

    for (uint32_t i = 0; a->ops->is_count && i < n; i++)
        out[i] = *(const uint64_t *)state_at(s, first + i);
    return a->ops->is_count;
}

void aggregation_copy_aside(struct aggregation *to,
                            const struct aggregation *from)
{
    for (uint32_t g = 0; to->ops->copy_state && g < to->home->n; g++)
        to->ops->copy_state(to, g);
    to->sketch_bytes = from->sketch_bytes;
    if (from->aside_bytes == 0)
        return;
    to->aside = mem_alloc(from->aside_bytes);
    memcpy(to->aside, from->aside, from->aside_bytes);
    to->aside_bytes = from->aside_bytes;
    to->aside_n = from->aside_n;
}

size_t aggregation_bytes(const struct aggregation *a)
{
    return a->aside_bytes + a->sketch_bytes;
}

size_t aggregation_aside(const struct aggregation *a, const void **aside)
{
    *aside = a->aside;
    /* Room is made for more groups than there are. */
    return a->aside_n < a->home->n ? a->aside_n : a->home->n;
}

void *aggregation_room_aside(struct aggregation *a, uint32_t n)
{
    size_t bytes = n * (size_t)AGGREGATE_ASIDE;

    if (bytes > a->aside_bytes) {
        a->aside = mem_realloc(a->aside, bytes);
        a->aside_bytes = bytes;
    }
    a->aside_n = n;
    return a->aside;
}

void aggregation_lend_aside(struct aggregation *a, const void *aside,
                            uint32_t n)
{
    /* It is only read: groups of which it is are not added to. */
    a->aside = (void *)(uintptr_t)aside;
    a->aside_n = n;
}

void aggregation_set_items(struct aggregation *a, uint32_t group,
                           struct tuple_item *items, uint64_t n)
{
    a->ops->set_items(a, group, items, n);
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
