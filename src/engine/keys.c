/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "engine/keys.h"

#include "engine/convert.h"
#include "engine/eval.h"

static void value_cells(struct batch *b, const struct value *v, cell *out)
{
    for (uint32_t i = 0; i < b->n; i++)
        out[i] = cell_of_value(b->rel->dict, v[i]);
}

/* @timestamp rounded down: the times themselves, without values. */
static void bin_cells(struct batch *b, const struct time_bin *bin, cell *out)
{
    int64_t times[BATCH_ROWS];
    int64_t from = 0, to = 0; /* the bin of the row before: [from, to) */
    cell c = cell_make(CELL_NULL, 0);

    b->rel->ops->times(b->rel, b->rows, b->n, times);
    for (uint32_t i = 0; i < b->n; i++) {
        int64_t t = times[i];

        if (t == NO_TIME) {
            out[i] = cell_make(CELL_NULL, 0);
            continue;
        }
        if (t < from || t >= to) {
            from = date_floor(t, bin->period, bin->offset_ms);
            to = date_ceil(t + 1, bin->period, bin->offset_ms);
            c = cell_make(CELL_TIME, (uint64_t)from);
        }
        out[i] = c;
    }
}

/* Is e bin() or datefloor() of @timestamp? */
static const struct time_bin *time_bin_of(const struct scope *scope,
                                          const struct expr *e)
{
    if (e->kind != EXPR_CALL || !e->call.prep ||
        (e->call.fn->id != FUNCTION_BIN &&
         e->call.fn->id != FUNCTION_DATE_FLOOR) ||
        expr_slot(e->call.args[0]) < 0)
        return NULL;
    uint32_t slot = slot_base(scope, (uint32_t)expr_slot(e->call.args[0]));
    const struct slot *s = &scope->slots[slot];

    if (s->kind != SLOT_SYSTEM || s->system != SYSTEM_TIMESTAMP)
        return NULL;
    return e->call.prep;
}

void key_slot_cells(struct batch *b, uint32_t slot, cell *out)
{
    const struct column *c = batch_column(b, slot);
    const struct slot *s;

    if (c) {
        column_cells(c, b->rows, b->n, out);
        return;
    }
    slot = slot_base(b->rel->scope, slot);
    s = &b->rel->scope->slots[slot];
    if (s->kind == SLOT_EXPR && !b->slots[slot])
        key_cells(b, s->expr, out);
    else
        value_cells(b, batch_slot(b, slot), out);
}

void key_cells(struct batch *b, const struct expr *e, cell *out)
{
    int64_t slot = expr_slot(e);
    const struct time_bin *bin;

    if (slot >= 0) {
        key_slot_cells(b, (uint32_t)slot, out);
        return;
    }
    bin = time_bin_of(b->rel->scope, e);
    if (bin) {
        bin_cells(b, bin, out);
        return;
    }
    struct value *room = batch_take(b);
    eval_into(b, e, room);
    value_cells(b, room, out);
    batch_give(b, room);
}
