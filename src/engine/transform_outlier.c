/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * outlier: values beyond Q1 - param * IQR and Q3 + param * IQR, where IQR is
 * Q3 - Q1 (J. W. Tukey, "Exploratory Data Analysis", 1977). The quartiles
 * are the 25th and 75th percentile as pct has them, of all values of the
 * field that are numbers. What is no number is no outlier.
 */
#include "base/big.h"
#include "base/mem.h"
#include "engine/budget.h"
#include "engine/merge_sort.h"
#include "engine/transform.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct bounds {
    bool known; /* there were numbers */
    double lower, upper;
};

/* An unsigned number that orders as the double does. */
static uint64_t rank_of(double d)
{
    static const uint64_t sign = UINT64_C(1) << 63;
    uint64_t bits;

    memcpy(&bits, &d, sizeof bits);
    return bits & sign ? ~bits : bits | sign;
}

static int order_nums(const void *arg, const struct sort_item *x,
                      const struct sort_item *y)
{
    const struct value *column = arg;

    return value_compare_num(value_num(column[x->index]),
                             value_num(column[y->index]));
}

/* Nearest rank, as aggregate_rank has it: p is 25 or 75 of 100. */
static double quartile(const struct value *column,
                       const struct sort_item *sorted, size_t n, double p)
{
    double rank = ceil(p * (double)n / 100);

    return num_double(value_num(column[sorted[(size_t)rank - 1].index]));
}

static bool find_bounds(const struct transform_rows *rows,
                        const struct value *column, struct bounds *out,
                        struct err *err)
{
    const struct stage *s = rows->spec->stage;
    double param = 2.5;
    struct sort_item *items;
    size_t n = 0;

    *out = (struct bounds){0};
    if (!rows->spill && rows->n > rows->max_bytes / (2 * sizeof *items))
        return budget_exceeded_by("`outlier`", rows->max_bytes, err);
    items = transform_room(rows, rows->n, sizeof *items, err);
    if (!items)
        return false;
    for (uint64_t i = 0; i < rows->n; i++) {
        struct num v = value_num(column[i]);

        if (v.kind != NUM_NONE)
            items[n++] = (struct sort_item){rank_of(num_double(v)), i};
    }
    bool done = merge_sort(items, n, order_nums, column, rows->stop);
    if (done && n > 0) {
        double q1 = quartile(column, items, n, 25);
        double q3 = quartile(column, items, n, 75);

        if (s->outlier.param.type != VALUE_NULL)
            param = num_double(value_num(s->outlier.param));
        out->known = true;
        out->lower = q1 - param * (q3 - q1);
        out->upper = q3 + param * (q3 - q1);
    }
    big_free(items);
    return done || err_set(err, ERR_CANCELLED, "cancelled");
}

/* The bound that v is beyond, in *bound; false when it is within both. */
static bool is_beyond(const struct bounds *b, bool use_lower, struct value v,
                      double *bound)
{
    struct num n = value_num(v);

    if (!b->known || n.kind == NUM_NONE)
        return false;
    *bound = b->upper;
    if (value_compare_num(n, (struct num){.kind = NUM_DOUBLE, .d = *bound}) > 0)
        return true;
    *bound = b->lower;
    return use_lower &&
           value_compare_num(n, (struct num){.kind = NUM_DOUBLE,
                                             .d = *bound}) < 0;
}

/* One field in all rows; beyond[i] becomes true where it is an outlier. */
static void judge(struct transform_rows *rows, uint32_t field,
                  const struct bounds *b, bool *beyond)
{
    const struct stage *s = rows->spec->stage;
    const uint32_t *inputs = rows->spec->prep;
    struct value *changed = s->outlier.remove ? NULL : rows->out[field];
    struct value *marks = NULL;

    if (s->outlier.mark)
        marks = rows->out[field + (changed ? s->outlier.n : 0)];
    for (uint64_t i = 0; i < rows->n; i++) {
        struct value v = rows->in[inputs[field]][i];
        double bound;
        bool is = is_beyond(b, s->outlier.use_lower, v, &bound);

        if (changed)
            changed[i] = is ? value_double(bound) : v;
        if (marks)
            marks[i] = value_bool(is);
        beyond[i] = beyond[i] || is;
    }
}

static void leave_out(struct transform_rows *rows, const bool *beyond)
{
    uint64_t n = 0;

    rows->from = mem_alloc(rows->n * sizeof *rows->from);
    for (uint64_t i = 0; i < rows->n; i++) {
        if (beyond[i])
            continue;
        for (uint32_t k = 0; k < rows->spec->n_out; k++)
            rows->out[k][n] = rows->out[k][i];
        rows->from[n++] = i;
    }
    rows->n_out = n;
}

bool transform_outlier(struct transform_rows *rows, struct err *err)
{
    const struct stage *s = rows->spec->stage;
    const uint32_t *inputs = rows->spec->prep;
    bool *beyond = mem_calloc(rows->n, sizeof *beyond);
    bool done = true;

    for (uint32_t k = 0; done && k < s->outlier.n; k++) {
        struct bounds b;

        done = find_bounds(rows, rows->in[inputs[k]], &b, err);
        if (done)
            judge(rows, k, &b, beyond);
    }
    if (done && s->outlier.remove)
        leave_out(rows, beyond);
    free(beyond);
    return done;
}
