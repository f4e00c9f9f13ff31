/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * min, max, sortsFirst, sortsLast. min and max compare numbers; a text counts
 * only in a group that has no number. Texts are kept as cells, which need no
 * memory of their own.
 */
#include "engine/aggregate_int.h"

#include "engine/convert.h"
#include "engine/eval.h"
#include "engine/keys.h"

/* 1 when the aggregate wants the greatest, -1 for the smallest. */
static int direction(const struct aggregation *a)
{
    enum function_id id = a->spec->fn->id;

    return id == FUNCTION_MAX || id == FUNCTION_SORTS_LAST ? 1 : -1;
}

/* min and max. */

enum extreme_kind { EXTREME_NONE, EXTREME_TEXT, EXTREME_NUMBER };

struct extreme_state {
    enum extreme_kind kind;
    enum num_kind num_kind;
    union {
        int64_t i;
        double d;
        cell text;
    };
};

static struct num state_num(const struct extreme_state *s)
{
    if (s->num_kind == NUM_INT)
        return (struct num){.kind = NUM_INT, .i = s->i};
    return (struct num){.kind = NUM_DOUBLE, .d = s->d};
}

static void extreme_add_num(struct extreme_state *s, int sign, struct num n)
{
    if (s->kind == EXTREME_NUMBER &&
        value_compare_num(n, state_num(s)) * sign <= 0)
        return;
    s->kind = EXTREME_NUMBER;
    s->num_kind = n.kind;
    if (n.kind == NUM_INT)
        s->i = n.i;
    else
        s->d = n.d;
}

static void extreme_add_text(struct extreme_state *s, int sign,
                             struct dict *dict, struct value v)
{
    if (s->kind == EXTREME_NUMBER ||
        (s->kind == EXTREME_TEXT &&
         value_order(v, value_of_cell(dict, s->text)) * sign <= 0))
        return;
    s->kind = EXTREME_TEXT;
    s->text = cell_of_value(dict, v);
}

static void extreme_fold_ints(struct aggregation *a, const int64_t *ints,
                              uint32_t n, const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    int sign = direction(a);

    for (uint32_t i = 0; i < n; i++) {
        struct extreme_state *s = state_at(states, groups[i]);
        struct num num = {.kind = NUM_INT, .i = ints[i]};

        if (s->kind == EXTREME_NUMBER && s->num_kind == NUM_INT &&
            (sign > 0 ? ints[i] <= s->i : ints[i] >= s->i))
            continue;
        extreme_add_num(s, sign, num);
    }
}

static void extreme_fold(struct aggregation *a, struct batch *b,
                         const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    struct numbers in;
    int sign = direction(a);

    numbers_of(b, a->spec->arg, &in);
    if (in.all_int) {
        extreme_fold_ints(a, in.ints, b->n, groups);
        return;
    }
    struct value *room = batch_take(b);
    const struct value *v = eval_values(b, a->spec->arg, room);
    for (uint32_t i = 0; i < b->n; i++) {
        struct extreme_state *s = state_at(states, groups[i]);

        if (in.nums[i].kind != NUM_NONE)
            extreme_add_num(s, sign, in.nums[i]);
        else if (v[i].type != VALUE_NULL)
            extreme_add_text(s, sign, a->dict, v[i]);
    }
    batch_give(b, room);
}

static void extreme_merge(struct aggregation *to, uint32_t t,
                          const struct aggregation *from, uint32_t from_group)
{
    struct extreme_state *s = aggregation_state(to, t);
    const struct extreme_state *f = aggregation_state(from, from_group);

    if (f->kind == EXTREME_NUMBER)
        extreme_add_num(s, direction(to), state_num(f));
    else if (f->kind == EXTREME_TEXT)
        extreme_add_text(s, direction(to), to->dict,
                         value_of_cell(to->dict, f->text));
}

static struct value extreme_value(const struct aggregation *a, uint32_t group,
                                  struct arena *arena)
{
    const struct extreme_state *s = aggregation_state(a, group);

    (void)arena;
    if (s->kind == EXTREME_NUMBER && s->num_kind == NUM_INT &&
        a->spec->of_times && !a->spec->time_as_ms)
        return value_time(s->i);
    if (s->kind == EXTREME_NUMBER)
        return value_of_num(state_num(s));
    if (s->kind == EXTREME_TEXT)
        return value_of_cell(a->dict, s->text);
    return value_null();
}

const struct aggregate_ops aggregate_extreme = {
    .state_bytes = sizeof(struct extreme_state),
    .fold = extreme_fold,
    .merge = extreme_merge,
    .value = extreme_value,
};

/* sortsFirst and sortsLast: the state is the cell; null is the empty one. */

_Static_assert(CELL_NULL == 0, "an empty state is the null cell");

static void sorted_add(struct aggregation *a, cell *state, cell c)
{
    if (cell_kind_of(c) == CELL_NULL || *state == c)
        return;
    if (cell_kind_of(*state) != CELL_NULL &&
        value_order(value_of_cell(a->dict, c), value_of_cell(a->dict, *state)) *
                direction(a) <=
            0)
        return;
    *state = c;
}

static void sorted_fold(struct aggregation *a, struct batch *b,
                        const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    cell cells[BATCH_ROWS];

    key_cells(b, a->spec->arg, cells);
    for (uint32_t i = 0; i < b->n; i++)
        sorted_add(a, state_at(states, groups[i]), cells[i]);
}

static void sorted_merge(struct aggregation *to, uint32_t t,
                         const struct aggregation *from, uint32_t f)
{
    sorted_add(to, aggregation_state(to, t),
               *(const cell *)aggregation_state(from, f));
}

static struct value sorted_value(const struct aggregation *a, uint32_t group,
                                 struct arena *arena)
{
    (void)arena;
    return value_of_cell(a->dict, *(cell *)aggregation_state(a, group));
}

const struct aggregate_ops aggregate_sorted = {
    .state_bytes = sizeof(cell),
    .fold = sorted_fold,
    .merge = sorted_merge,
    .value = sorted_value,
};
