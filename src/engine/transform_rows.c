/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Transforms that go through the rows once, in their order. */
#include "engine/transform.h"

#include "base/mem.h"

bool transform_accum(struct transform_rows *rows, struct err *err)
{
    struct value sum = value_int(0);

    (void)err;
    for (uint64_t i = 0; i < rows->n; i++) {
        struct num n = value_num(rows->in[0][i]);

        if (n.kind != NUM_NONE)
            sum = value_arithmetic(OP_ADD, sum, value_of_num(n));
        rows->out[0][i] = sum;
    }
    return true;
}

bool transform_estimate(struct transform_rows *rows, struct err *err)
{
    struct dataset_estimate e =
        dataset_estimate(rows->ds, rows->files, rows->n_files,
                         rows->env->from_ms,
                         rows->env->to_ms);
    struct value values[] = {
        value_int((int64_t)e.files),
        value_int((int64_t)e.bytes),
        e.rows_known ? value_int((int64_t)e.rows) : value_null(),
    };

    (void)err;
    rows->n_out = 1;
    rows->from = mem_alloc(sizeof *rows->from);
    rows->from[0] = TRANSFORM_NEW;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        rows->out[k] = arena_alloc(rows->arena, sizeof *rows->out[k]);
        rows->out[k][0] = values[k];
    }
    return true;
}

bool transform_autoregress(struct transform_rows *rows, struct err *err)
{
    uint32_t first = rows->spec->stage->autoregress.first;

    (void)err;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        uint64_t lag = (first ? first : 1) + (uint64_t)k;

        for (uint64_t i = lag; i < rows->n; i++)
            rows->out[k][i] = rows->in[0][i - lag];
    }
    return true;
}

bool transform_filldown(struct transform_rows *rows, struct err *err)
{
    const uint32_t *inputs = rows->spec->prep;

    (void)err;
    for (uint32_t k = 0; k < rows->spec->n_out; k++) {
        struct value last = value_null();

        for (uint64_t i = 0; i < rows->n; i++) {
            struct value v = rows->in[inputs[k]][i];

            if (v.type != VALUE_NULL)
                last = v;
            rows->out[k][i] = last;
        }
    }
    return true;
}
