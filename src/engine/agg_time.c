/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * earliest, latest, rate: what stands at the ends of time. Rows order by
 * (time, place in the input); a row without a time loses to every row that
 * has one. The value of a row is kept as a cell.
 */
#include "engine/aggregate_int.h"

#include "engine/convert.h"
#include "engine/keys.h"

/* One end: all zero is "no row yet". */
struct edge {
    int64_t time; /* or NO_TIME */
    uint64_t id;
    cell value; /* never null once there is a row */
};

/* Does row x come before row y? */
static bool before(const struct edge *x, const struct edge *y)
{
    return x->time != y->time ? x->time < y->time : x->id < y->id;
}

/* Without a time a row is the worst choice at either end. */
static bool better(const struct edge *x, const struct edge *y, bool latest)
{
    if (cell_kind_of(y->value) == CELL_NULL)
        return true;
    if ((x->time == NO_TIME) != (y->time == NO_TIME))
        return y->time == NO_TIME;
    return latest ? before(y, x) : before(x, y);
}

static void edge_add(struct edge *e, const struct edge *row, bool latest)
{
    if (cell_kind_of(row->value) != CELL_NULL && better(row, e, latest))
        *e = *row;
}

/* The rows of a batch as candidates. */
struct candidates {
    int64_t times[BATCH_ROWS];
    cell cells[BATCH_ROWS];
};

static void candidates_of(struct aggregation *a, struct batch *b,
                          struct candidates *out)
{
    b->rel->ops->times(b->rel, b->rows, b->n, out->times);
    key_cells(b, a->spec->arg, out->cells);
}

static struct edge candidate(const struct batch *b, const struct candidates *c,
                             uint32_t i)
{
    return (struct edge){c->times[i], b->rel->ops->id(b->rel, b->rows[i]),
                         c->cells[i]};
}

/* earliest and latest. */

static bool wants_latest(const struct aggregation *a)
{
    return a->spec->fn->id == FUNCTION_LATEST;
}

static void edge_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    struct candidates in;

    candidates_of(a, b, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct edge row = candidate(b, &in, i);

        edge_add(state_at(states, groups[i]), &row, wants_latest(a));
    }
}

static void edge_merge(struct aggregation *to, uint32_t t,
                       const struct aggregation *from, uint32_t f)
{
    edge_add(aggregation_state(to, t), aggregation_state(from, f),
             wants_latest(to));
}

static struct value edge_value(const struct aggregation *a, uint32_t group,
                               struct arena *arena)
{
    const struct edge *e = aggregation_state(a, group);
    struct value v = value_of_cell(a->dict, e->value);

    (void)arena;
    /* The service gives earliest(@timestamp) as a number of ms. */
    return v.type == VALUE_TIME && a->spec->time_as_ms ? value_int(v.i) : v;
}

const struct aggregate_ops aggregate_edge = {
    .state_bytes = sizeof(struct edge),
    .fold = edge_fold,
    .merge = edge_merge,
    .value = edge_value,
};

/* rate. */

struct rate_state {
    struct edge first, last;
};

static void rate_fold(struct aggregation *a, struct batch *b,
                      const uint32_t *groups)
{
    struct states states = aggregation_states(a);
    struct candidates in;

    candidates_of(a, b, &in);
    for (uint32_t i = 0; i < b->n; i++) {
        struct edge row = candidate(b, &in, i);
        struct value v = value_of_cell(a->dict, row.value);

        if (row.time == NO_TIME || value_num(v).kind == NUM_NONE)
            continue;
        struct rate_state *s = state_at(states, groups[i]);
        edge_add(&s->first, &row, false);
        edge_add(&s->last, &row, true);
    }
}

static void rate_merge(struct aggregation *to, uint32_t t,
                       const struct aggregation *from, uint32_t from_group)
{
    struct rate_state *s = aggregation_state(to, t);
    const struct rate_state *f = aggregation_state(from, from_group);

    edge_add(&s->first, &f->first, false);
    edge_add(&s->last, &f->last, true);
}

/* Mean lengths where the calendar's vary. */
static double mean_ms(struct period p)
{
    static const double days[] = {
        [UNIT_MONTH] = 30.436875,
        [UNIT_QUARTER] = 91.310625,
        [UNIT_YEAR] = 365.2425,
    };
    int64_t ms = period_ms(p);

    return ms ? (double)ms : days[p.unit] * 86400000.0 * (double)p.n;
}

static struct value rate_value(const struct aggregation *a, uint32_t group,
                               struct arena *arena)
{
    const struct rate_state *s = aggregation_state(a, group);
    struct value first = value_of_cell(a->dict, s->first.value);
    struct value last = value_of_cell(a->dict, s->last.value);
    struct value change = value_arithmetic(OP_SUB, last, first);
    double span = (double)(s->last.time - s->first.time);

    (void)arena;
    if (change.type == VALUE_NULL || span <= 0)
        return value_null();
    change = value_arithmetic(OP_MUL, change,
                              value_double(mean_ms(a->spec->period)));
    return value_arithmetic(OP_DIV, change, value_double(span));
}

const struct aggregate_ops aggregate_rate = {
    .state_bytes = sizeof(struct rate_state),
    .fold = rate_fold,
    .merge = rate_merge,
    .value = rate_value,
};
