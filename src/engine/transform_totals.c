/* SPDX-License-Identifier: GPL-3.0-or-later */
/* addtotals: sums along the rows, and down the columns in a row of its own. */
#include "base/mem.h"
#include "engine/transform.h"

#include <string.h>

/* The sum of what is a number; known when there was one. */
struct sum {
    struct value value;
    bool known;
};

static void sum_add(struct sum *s, struct value v)
{
    struct num n = value_num(v);

    if (n.kind == NUM_NONE)
        return;
    s->value = value_arithmetic(OP_ADD, s->value, value_of_num(n));
    s->known = true;
}

static struct value row_total(const struct transform_rows *rows,
                              const struct totals *how, uint64_t i)
{
    struct sum sum = {.value = value_int(0)};

    for (uint32_t k = 0; k < how->n_sums; k++)
        sum_add(&sum, rows->in[how->in[k]][i]);
    return sum.value;
}

/* Of fields that were named 0 is a sum; else a column needs a number. */
static struct value column_total(const struct totals *how,
                                 const struct value *column, uint64_t n)
{
    struct sum sum = {.value = value_int(0), .known = !how->any_column};

    for (uint64_t i = 0; i < n; i++)
        sum_add(&sum, column[i]);
    return sum.known ? sum.value : value_null();
}

/* The columns with one row more, and in it their totals. */
static void add_row(struct transform_rows *rows, const struct totals *how)
{
    uint64_t n = rows->n;

    rows->from = mem_alloc((n + 1) * sizeof *rows->from);
    for (uint64_t i = 0; i < n; i++)
        rows->from[i] = i;
    rows->from[n] = TRANSFORM_NEW;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        const struct value *before =
            how->row && k == 0 ? rows->out[0]
                               : rows->in[how->in[k - how->row]];
        struct value *out = arena_alloc(rows->arena, (n + 1) * sizeof *out);

        memcpy(out, before, n * sizeof *out);
        out[n] = k < how->n_sums + how->row ? column_total(how, before, n)
                                            : value_null();
        rows->out[k] = out;
    }
    rows->n_out = n + 1;
}

bool transform_addtotals(struct transform_rows *rows, struct err *err)
{
    const struct totals *how = rows->spec->prep;

    for (uint64_t i = 0; how->row && i < rows->n; i++) {
        if (transform_stopped(rows, i))
            return err_set(err, ERR_CANCELLED, "cancelled");
        rows->out[0][i] = row_total(rows, how, i);
    }
    /* Of no rows there are no totals. */
    if (how->col && rows->n > 0)
        add_row(rows, how);
    return true;
}
